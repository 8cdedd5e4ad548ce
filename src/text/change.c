#include "text/change.h"

#include "text/character_reference.h"
#include "text/utf8.h"

#include <stdint.h>
#include <unicode/uchar.h>

enum { CHANGES_MOST = 64 };

enum token_kind {
	TOKEN_WORD, TOKEN_NUMBER, TOKEN_MONTH, TOKEN_ADDRESS, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_ALONE, TOKEN_MARK,
};

struct token {
	enum token_kind kind;
	struct slice text;
	unsigned month, form; /* of TOKEN_MONTH */
};

struct tokens {
	struct token *items;
	size_t count, capacity;
};

/* Where a text is being cut. */
struct cutting {
	struct slice text;
	struct placeables placeables;
	size_t next; /* placeable */
	size_t at;
};

static bool begins_address(struct slice text)
{
	return slice_starts_with(text, SLICE("http://")) || slice_starts_with(text, SLICE("https://")) ||
	       slice_starts_with(text, SLICE("www."));
}

/* The end of the address that begins at BEGIN: white space or markup ends it, and marks at its end are not in it. */
static size_t address_end(const struct cutting *cutting, size_t begin, size_t limit)
{
	size_t end = begin;
	while (end < limit && !is_ascii_space(cutting->text.data[end]) && !strchr("<>\"`", cutting->text.data[end]))
		end++;
	while (end > begin && strchr(".,;:!?)'", cutting->text.data[end - 1]))
		end--;
	return end;
}

/* The end of the number at BEGIN: digits with single points, commas and colons between them. */
static size_t number_end(struct slice text, size_t begin, size_t limit)
{
	size_t end = begin;
	while (end < limit) {
		bool parts = strchr(".,:", text.data[end]) && text.data[end] && end + 1 < limit && is_ascii_digit(text.data[end + 1]);
		if (!is_ascii_digit(text.data[end]) && !parts)
			break;
		end++;
	}
	return end;
}

static bool is_word_part(uint32_t code)
{
	if (code < 0x80)
		return is_ascii_letter((char)code);
	return (U_GET_GC_MASK((UChar32)code) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

static struct token next_token(struct cutting *cutting, size_t limit)
{
	struct slice text = cutting->text;
	size_t begin = cutting->at, end = begin, size;
	enum token_kind kind = TOKEN_WORD;
	struct character_reference reference;
	if (is_ascii_digit(text.data[begin])) {
		kind = TOKEN_NUMBER;
		end = number_end(text, begin, limit);
	} else if (begins_address(slice_range(text, begin, limit))) {
		kind = TOKEN_ADDRESS;
		end = address_end(cutting, begin, limit);
	} else if (text.data[begin] == '&' && character_reference_read(slice_range(text, 0, limit), begin, &reference)) {
		/* One that nobody knows may be a word: the product's name. */
		kind = reference.character && !is_word_part(reference.character) ? TOKEN_MARK : TOKEN_WORD;
		end = begin + reference.size;
	} else {
		while (end < limit && !is_ascii_digit(text.data[end]) && is_word_part(utf8_decode(text, end, &size)))
			end += size;
		if (end == begin) {
			kind = TOKEN_MARK;
			utf8_decode(text, begin, &size);
			end = begin + size;
		}
	}
	cutting->at = end;
	return (struct token){ .kind = kind, .text = slice_range(text, begin, end) };
}

static bool cut_next(struct cutting *cutting, struct token *token)
{
	static const enum token_kind kinds[] = {
		[PLACEABLE_OPEN] = TOKEN_OPEN, [PLACEABLE_CLOSE] = TOKEN_CLOSE, [PLACEABLE_ALONE] = TOKEN_ALONE,
	};
	while (cutting->at < cutting->text.size) {
		size_t limit = cutting->text.size;
		if (cutting->next < cutting->placeables.count) {
			const struct placeable *placeable = &cutting->placeables.items[cutting->next];
			if (placeable->begin <= cutting->at) {
				*token = (struct token){ .kind = kinds[placeable->kind],
				                         .text = slice_range(cutting->text, placeable->begin, placeable->end) };
				cutting->at = placeable->end > cutting->at ? placeable->end : cutting->at;
				cutting->next++;
				return true;
			}
			limit = placeable->begin;
		}
		if (is_ascii_space(cutting->text.data[cutting->at])) {
			cutting->at++;
			continue;
		}
		*token = next_token(cutting, limit);
		return true;
	}
	return false;
}

/* Whether a number stands beside token INDEX, STEP (1 or SIZE_MAX) away, with a mark between at most. */
static bool is_beside_number(const struct tokens *tokens, size_t index, size_t step)
{
	size_t beside = index + step;
	if (beside < tokens->count && tokens->items[beside].kind == TOKEN_MARK)
		beside += step;
	return beside < tokens->count && tokens->items[beside].kind == TOKEN_NUMBER;
}

static void find_months(struct tokens *tokens, const struct month_names *months)
{
	for (size_t i = 0; i < tokens->count; i++) {
		struct token *token = &tokens->items[i];
		if (token->kind == TOKEN_WORD && (is_beside_number(tokens, i, 1) || is_beside_number(tokens, i, SIZE_MAX)) &&
		    month_find(months, token->text, &token->month, &token->form))
			token->kind = TOKEN_MONTH;
	}
}

static void cut(struct slice text, placeable_find *find, const struct month_names *months, struct tokens *tokens)
{
	struct cutting cutting = { .text = text };
	struct token token;
	if (find)
		find(text, &cutting.placeables);
	while (cut_next(&cutting, &token))
		array_push(tokens, token);
	array_finish(&cutting.placeables);
	if (months)
		find_months(tokens, months);
}

bool change_append_key(struct buffer *out, struct slice text, const struct change_tools *tools)
{
	struct tokens tokens = { 0 };
	size_t begin = out->size;
	bool has_word = false;
	cut(text, tools->find, tools->source, &tokens);
	for (size_t i = 0; i < tokens.count; i++) {
		const struct token *token = &tokens.items[i];
		if (token->kind == TOKEN_MARK)
			continue;
		buffer_append_byte(out, (char)(token->kind + 1));
		if (token->kind == TOKEN_WORD) {
			has_word = true;
			buffer_append(out, token->text);
		}
	}
	array_finish(&tokens);
	if (!has_word)
		out->size = begin;
	return has_word;
}

/* ---- A change and its place in the translation ---- */

/* That OLD became NEW, and how often OLD stands in the sentence. */
struct replacement {
	struct token old, new;
	size_t count, found;
};

struct replacements {
	struct replacement items[CHANGES_MOST];
	size_t count;
	unsigned changes;
};

static bool same_token(const struct token *a, const struct token *b)
{
	return a->kind == b->kind && (a->kind == TOKEN_MONTH ? a->month == b->month : slice_equal(a->text, b->text));
}

/* Note that OLD became NEW, or stayed. False where the same text became different ones. */
static bool note(struct replacements *replacements, const struct token *old, const struct token *new)
{
	for (size_t i = 0; i < replacements->count; i++) {
		struct replacement *known = &replacements->items[i];
		if (same_token(&known->old, old)) {
			known->count++;
			return same_token(&known->new, new);
		}
	}
	if (replacements->count == CHANGES_MOST)
		return false;
	replacements->items[replacements->count++] = (struct replacement){ .old = *old, .new = *new, .count = 1 };
	return true;
}

/* What changes from OLD to NEW but for punctuation. False where there are other changes, or they contradict. */
static bool compare(const struct tokens *old, const struct tokens *new, struct replacements *replacements)
{
	size_t i = 0, j = 0;
	for (;; i++, j++) {
		while (i < old->count && old->items[i].kind == TOKEN_MARK)
			i++;
		while (j < new->count && new->items[j].kind == TOKEN_MARK)
			j++;
		if (i == old->count || j == new->count)
			return i == old->count && j == new->count;
		const struct token *before = &old->items[i], *after = &new->items[j];
		if (before->kind != after->kind || (before->kind == TOKEN_WORD && !slice_equal(before->text, after->text)))
			return false;
		if (before->kind == TOKEN_WORD)
			continue;
		if (!same_token(before, after))
			replacements->changes |= before->kind < TOKEN_OPEN ? CHANGE_NUMBERS : CHANGE_MARKUP;
		if (!note(replacements, before, after))
			return false;
	}
}

static struct slice next_digit(struct slice number)
{
	while (number.size && !is_ascii_digit(number.data[0]))
		number = slice_from_offset(number, 1);
	return number;
}

/* By their digits, whatever parts them. */
static int compare_numbers(struct slice a, struct slice b)
{
	for (;; a = slice_from_offset(a, 1), b = slice_from_offset(b, 1)) {
		a = next_digit(a);
		b = next_digit(b);
		if (!a.size || !b.size || a.data[0] != b.data[0])
			return a.size && b.size ? a.data[0] - b.data[0] : (int)(a.size > 0) - (int)(b.size > 0);
	}
}

/* The number that became NEW, which the sentence writes as OLD and the translation as WRITTEN, in the translation's way
 * into OUT. False where it does not show how. */
static bool write_number(struct slice old, struct slice new, struct slice written, struct buffer *out)
{
	if (slice_equal(old, written)) {
		buffer_append(out, new);
		return true;
	}
	char as[128] = { 0 };
	if (old.size != written.size)
		return false;
	for (size_t i = 0; i < old.size; i++) {
		if (is_ascii_digit(old.data[i]) != is_ascii_digit(written.data[i]))
			return false;
		if (is_ascii_digit(old.data[i]))
			continue;
		char *mark = &as[(unsigned char)old.data[i] & 127];
		if (*mark && *mark != written.data[i])
			return false;
		*mark = written.data[i];
	}
	for (size_t i = 0; i < new.size; i++) {
		char byte = is_ascii_digit(new.data[i]) ? new.data[i] : as[(unsigned char)new.data[i] & 127];
		if (!byte)
			return false;
		buffer_append_byte(out, byte);
	}
	return true;
}

/* What TOKEN of the translation becomes: the replacement of the same text, else of the same number. */
static struct replacement *find_replacement(struct replacements *replacements, const struct token *token)
{
	struct replacement *same = NULL;
	for (size_t i = 0; i < replacements->count; i++) {
		struct replacement *known = &replacements->items[i];
		if (same_token(&known->old, token))
			return known;
		if (token->kind == TOKEN_NUMBER && known->old.kind == TOKEN_NUMBER && compare_numbers(known->old.text, token->text) == 0)
			same = same ? same : known;
	}
	return same;
}

/* The month NEW in the form of OLD, a name in the translation, into OUT. */
static void write_month(const struct token *new, const struct token *old, const struct month_names *months,
                        struct buffer *out)
{
	struct slice name = month_name(months, new->month, old->form);
	size_t size, old_size;
	uint32_t first = utf8_decode(name, 0, &size);
	bool capital = u_isupper((UChar32)utf8_decode(old->text, 0, &old_size));
	buffer_append_code_point(out, capital ? (uint32_t)u_totitle((UChar32)first) : first);
	buffer_append(out, slice_from_offset(name, size));
}

/* TRANSLATION with REPLACEMENTS made, into OUT. */
static bool replace(struct replacements *replacements, struct slice translation, const struct tokens *tokens,
                    const struct month_names *months, struct buffer *out)
{
	const char *at = translation.data;
	for (size_t i = 0; i < tokens->count; i++) {
		const struct token *token = &tokens->items[i];
		if (token->kind == TOKEN_WORD || token->kind == TOKEN_MARK)
			continue;
		struct replacement *known = find_replacement(replacements, token);
		if (!known)
			continue;
		known->found++;
		if (same_token(&known->old, &known->new))
			continue;
		buffer_append(out, slice_make(at, (size_t)(token->text.data - at)));
		at = token->text.data + token->text.size;
		if (token->kind == TOKEN_NUMBER) {
			if (!write_number(known->old.text, known->new.text, token->text, out))
				return false;
		} else if (token->kind == TOKEN_MONTH)
			write_month(&known->new, token, months, out);
		else
			buffer_append(out, known->new.text);
	}
	buffer_append(out, slice_make(at, (size_t)(translation.data + translation.size - at)));
	for (size_t i = 0; i < replacements->count; i++) {
		const struct replacement *known = &replacements->items[i];
		if (!same_token(&known->old, &known->new) && known->found != known->count)
			return false;
	}
	return true;
}

/* ---- The mark at the end ---- */

enum { END_MARKS = 6, ELLIPSIS = END_MARKS - 1 };

/* The marks that end sentences, in the ways of different scripts; the last of each is the ellipsis. */
static const char *const end_marks[][END_MARKS] = {
	{ ".", "?", "!", ":", ";", "…" },
	{ "。", "？", "！", "：", "；", "……" },
	{ ".", "؟", "!", ":", "؛", "…" },
	{ "।", "?", "!", ":", ";", "…" },
	{ "։", "՞", "՜", ":", ";", "…" },
};

/* Whether TEXT ends with a character reference: its semicolon is no mark. */
static bool ends_with_reference(struct slice text)
{
	size_t begin = text.size;
	while (begin > 0 && (text.data[begin - 1] == ';' || text.data[begin - 1] == '#' || is_ascii_alphanumeric(text.data[begin - 1])))
		begin--;
	return begin > 0 && begin - 1 + character_reference_size(text, begin - 1) == text.size;
}

/* The mark that TEXT ends with, one of WAY, and the number of its bytes in *SIZE; END_MARKS if there is none. */
static size_t find_end_mark(struct slice text, size_t way, size_t *size)
{
	*size = 3;
	if (slice_ends_with(text, SLICE("...")))
		return ELLIPSIS;
	for (size_t mark = 0; mark < END_MARKS; mark++) {
		*size = strlen(end_marks[way][mark]);
		if (slice_ends_with(text, slice_from(end_marks[way][mark])))
			return ends_with_reference(text) ? END_MARKS : mark;
	}
	return END_MARKS;
}

/* Make the mark at the end of the translation in OUT that of NEW, where it was that of OLD. */
static void replace_end_mark(struct slice old, struct slice new, struct buffer *out)
{
	enum { WAYS = sizeof end_marks / sizeof *end_marks };
	size_t size, longest = 0, chosen = 0, before = find_end_mark(old, 0, &size), after = find_end_mark(new, 0, &size);
	if (before == END_MARKS || after == END_MARKS || before == after)
		return;
	/* The first way of those whose mark is longest: …… ends with … */
	for (size_t way = 0; way < WAYS; way++)
		if (find_end_mark(buffer_slice(out), way, &size) == before && size > longest) {
			longest = size;
			chosen = way;
		}
	if (!longest)
		return;
	out->size -= longest;
	buffer_append_string(out, end_marks[chosen][after]);
}

/* Whether the marks of two sentences are the same in the same order. */
static bool same_marks(const struct tokens *old, const struct tokens *new)
{
	if (old->count != new->count)
		return false;
	for (size_t i = 0; i < old->count; i++)
		if (old->items[i].kind != new->items[i].kind ||
		    (old->items[i].kind == TOKEN_MARK && !slice_equal(old->items[i].text, new->items[i].text)))
			return false;
	return true;
}

unsigned change_carry_over(struct slice old, struct slice new, struct slice translation,
                           const struct change_tools *tools, struct buffer *out)
{
	struct tokens before = { 0 }, after = { 0 }, translated = { 0 };
	struct replacements replacements = { 0 };
	size_t begin = out->size;
	unsigned changes = 0;
	cut(old, tools->find, tools->source, &before);
	cut(new, tools->find, tools->source, &after);
	if (compare(&before, &after, &replacements)) {
		struct buffer changed = { 0 };
		changes = replacements.changes | (same_marks(&before, &after) ? 0u : CHANGE_PUNCTUATION);
		cut(translation, tools->find, tools->target, &translated);
		if (changes && replace(&replacements, translation, &translated, tools->target, &changed)) {
			replace_end_mark(old, new, &changed);
			buffer_append(out, buffer_slice(&changed));
		} else
			changes = 0;
		buffer_finish(&changed);
	}
	if (!changes)
		out->size = begin;
	array_finish(&before);
	array_finish(&after);
	array_finish(&translated);
	return changes;
}

static int compare_tokens(const void *a, const void *b)
{
	const struct token *first = a, *second = b;
	if (first->kind != second->kind)
		return (int)first->kind - (int)second->kind;
	return first->kind == TOKEN_NUMBER ? compare_numbers(first->text, second->text)
	                                   : slice_compare(first->text, second->text);
}

/* The numbers, addresses and markup of TEXT, sorted. */
static void cut_sorted(struct slice text, placeable_find *find, struct tokens *tokens)
{
	size_t kept = 0;
	cut(text, find, NULL, tokens);
	for (size_t i = 0; i < tokens->count; i++)
		if (tokens->items[i].kind != TOKEN_WORD && tokens->items[i].kind != TOKEN_MARK)
			tokens->items[kept++] = tokens->items[i];
	tokens->count = kept;
	if (kept)
		qsort(tokens->items, kept, sizeof *tokens->items, compare_tokens);
}

bool change_same_tokens(struct slice a, struct slice b, placeable_find *find)
{
	struct tokens first = { 0 }, second = { 0 };
	cut_sorted(a, find, &first);
	cut_sorted(b, find, &second);
	bool same = first.count == second.count;
	for (size_t i = 0; same && i < first.count; i++)
		same = compare_tokens(&first.items[i], &second.items[i]) == 0;
	array_finish(&first);
	array_finish(&second);
	return same;
}
