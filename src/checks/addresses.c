/* addresses.c: web and mail addresses in running text. Those in markup belong to the links. They are found before any
 * check is run, because nothing in them is a word, a number or a mark. */

#include "base/message.h"
#include "checks/tokens.h"

static bool is_address_end(const struct character *character)
{
	return character->markup || character->kind == CHARACTER_SPACE || character->code == '<' || character->code == '>' ||
	       character->code == '"' || (is_quotation_mark(character->code) && character->code != '\'');
}

static bool is_mail_byte(uint32_t code)
{
	return code < 0x80 && (is_ascii_alphanumeric((char)code) || code == '.' || code == '-' || code == '_' || code == '+');
}

static struct slice bytes_of(const struct side *side, size_t begin, size_t end)
{
	return slice_range(side->text, side_offset(side, begin), side_offset(side, end));
}

/* The web address at INDEX, without the marks of the sentence behind it; empty if none begins there. */
static struct slice web_address(const struct side *side, size_t index)
{
	struct slice rest = slice_from_offset(side->text, side_offset(side, index));
	if (!slice_starts_with(rest, SLICE("http://")) && !slice_starts_with(rest, SLICE("https://")) &&
	    !slice_starts_with(rest, SLICE("www.")) && !slice_starts_with(rest, SLICE("ftp://")))
		return SLICE("");
	size_t end = index;
	while (end < side->characters.count && !is_address_end(&side->characters.items[end]))
		end++;
	while (end > index && memchr(".,;:!?)]}'", (int)(side_code(side, end - 1) & 0x7f), 10) && side_code(side, end - 1) < 0x80)
		end--;
	return bytes_of(side, index, end);
}

/* The mail address around the "@" at INDEX, whose beginning is not before LEAST; empty if there is none. */
static struct slice mail_address(const struct side *side, size_t index, size_t least)
{
	size_t begin = index, end = index + 1;
	while (begin > least && is_mail_byte(side_code(side, begin - 1)))
		begin--;
	while (end < side->characters.count && is_mail_byte(side_code(side, end)))
		end++;
	while (end > index + 1 && !is_ascii_alphanumeric((char)side_code(side, end - 1)))
		end--;
	struct slice address = bytes_of(side, begin, end);
	return begin == index || slice_find_byte(bytes_of(side, index + 1, end), '.', 0) == SLICE_NONE ? SLICE("") : address;
}

void addresses_find(const struct side *side, struct slices *addresses)
{
	for (size_t i = 0, least = 0; i < side->characters.count; i++) {
		uint32_t code = side_code(side, i);
		/* One that is written with a reference for its @ is hidden, and is not to be found. */
		if ((code != '@' && code != 'h' && code != 'w' && code != 'f') || side->characters.items[i].markup ||
		    side->characters.items[i].reference)
			continue;
		struct slice address = code == '@' ? mail_address(side, i, least) : web_address(side, i);
		if (!address.size)
			continue;
		array_push(addresses, address);
		while (i + 1 < side->characters.count && side->text.data + side_offset(side, i + 1) < address.data + address.size)
			i++;
		least = i + 1;
	}
}

bool addresses_are_same(struct slice address, struct slice translated)
{
	if (!slice_starts_with(translated, address))
		return false;
	if (translated.size == address.size)
		return true;
	struct slice suffix = slice_from_offset(translated, address.size);
	return suffix.size < 12 && (suffix.data[0] == '-' || suffix.data[0] == '\'') &&
	       slice_find_byte(suffix, '/', 0) == SLICE_NONE && slice_find_byte(suffix, '.', 0) == SLICE_NONE;
}

static void run_addresses(struct check_context *context)
{
	static const struct token_texts texts = {
		N_("the address “%.*s” of the sentence is missing"), N_("the address “%.*s” is not in the sentence"),
		N_("the address “%.*s”, where the sentence has “%.*s”"),
	};
	tokens_compare(context, &context->source.addresses, &context->translation.addresses, addresses_are_same, &texts);
}

const struct check check_addresses = {
	"addresses", N_("a web or mail address is missing or changed"), SEVERITY_ERROR, CHECK_TRANSLATION, run_addresses, false,
};
