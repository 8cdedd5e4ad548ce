#include "text/address.h"

/* Whether the character at OFFSET may be part of an address: no white space, quotation mark or bracket. Beyond ASCII
 * those are in the blocks of Latin-1 (U+00A0 to U+00BF) and of General Punctuation (U+2000 to U+207F). */
static bool is_address_byte(struct slice text, size_t offset)
{
	unsigned char byte = (unsigned char)text.data[offset];
	if (byte < 0x80)
		return byte > ' ' && byte != 0x7f && !strchr("<>\"{}|\\^`", byte);
	unsigned char next = offset + 1 < text.size ? (unsigned char)text.data[offset + 1] : 0;
	return !(byte == 0xc2 && next < 0xc0) && !(byte == 0xe2 && (next == 0x80 || next == 0x81));
}

/* The end of the address that goes on at BEGIN: without the punctuation that ends the sentence around it, and without
 * a closing bracket that was not opened in it. */
static size_t find_address_end(const struct address_search *search, size_t begin)
{
	size_t end = begin, opened = 0, closed = 0;
	while (end < search->end && is_address_byte(search->text, end)) {
		opened += search->text.data[end] == '(';
		closed += search->text.data[end] == ')';
		end++;
	}
	for (; end > begin && strchr(".,;:!?)]'*_", search->text.data[end - 1]); end--) {
		if (search->text.data[end - 1] != ')')
			continue;
		if (closed <= opened)
			break;
		closed--;
	}
	return end;
}

static bool is_name_byte(char byte)
{
	return is_ascii_alphanumeric(byte) || (unsigned char)byte >= 0x80 || byte == '-' || byte == '_';
}

/* The mail address (or "@name") around the sign at AT. */
static bool find_mail(const struct address_search *search, size_t at, size_t *begin, size_t *end)
{
	struct slice text = search->text;
	size_t start = at, stop = at + 1;
	while (start > search->begin) {
		size_t before = start - 1;
		while (before > search->begin && ((unsigned char)text.data[before] & 0xc0) == 0x80)
			before--;
		bool fits = is_name_byte(text.data[before]) || strchr(".+%", text.data[before]);
		if (!fits || !is_address_byte(text, before))
			break;
		start = before;
	}
	while (stop < search->end && (is_name_byte(text.data[stop]) || text.data[stop] == '.') &&
	       is_address_byte(text, stop))
		stop++;
	while (stop > at && strchr(".-", text.data[stop - 1]))
		stop--;
	*begin = start;
	*end = stop;
	return stop > at + 1;
}

void address_search_begin(struct address_search *search, struct slice text, size_t begin, size_t end)
{
	struct slice part = slice_range(text, 0, end);
	*search = (struct address_search){
		.text = text,
		.end = end,
		.scheme = slice_find(part, SLICE("://"), begin),
		.at = slice_find_byte(part, '@', begin),
		.www = slice_find(part, SLICE("www."), begin),
	};
}

bool address_find(struct address_search *search, size_t from, size_t *begin, size_t *end)
{
	struct slice text = slice_range(search->text, 0, search->end);
	search->begin = from;
	for (;;) {
		if (search->scheme != SLICE_NONE && search->scheme < from)
			search->scheme = slice_find(text, SLICE("://"), from);
		if (search->at != SLICE_NONE && search->at < from)
			search->at = slice_find_byte(text, '@', from);
		if (search->www != SLICE_NONE && search->www < from)
			search->www = slice_find(text, SLICE("www."), from);
		size_t sign = search->scheme < search->at ? search->scheme : search->at;
		sign = sign < search->www ? sign : search->www;
		if (sign == SLICE_NONE)
			return false;
		from = sign + 1;
		*begin = sign;
		if (sign == search->at) {
			if (find_mail(search, sign, begin, end))
				return true;
		} else if (sign == search->www) {
			if (sign > search->begin && is_name_byte(text.data[sign - 1]))
				continue;
			*end = find_address_end(search, sign);
			if (*end > sign + 4)
				return true;
		} else {
			while (*begin > search->begin && (is_ascii_alphanumeric(text.data[*begin - 1]) ||
			                                  memchr("+-.", text.data[*begin - 1], 3)))
				--*begin;
			if (*begin == sign)
				continue;
			*end = find_address_end(search, sign + 3);
			if (*end > sign + 3)
				return true;
		}
	}
}
