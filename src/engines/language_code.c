#include "engines/language_code.h"

static char ascii_upper(char byte)
{
	return byte >= 'a' && byte <= 'z' ? (char)(byte - ('a' - 'A')) : byte;
}

static bool is_all(struct slice part, bool (*is)(char byte))
{
	for (size_t i = 0; i < part.size; i++)
		if (!is(part.data[i]))
			return false;
	return true;
}

static void copy_lower(char *out, struct slice part)
{
	for (size_t i = 0; i < part.size; i++)
		out[i] = ascii_lower(part.data[i]);
	out[part.size] = '\0';
}

bool language_code_parse(const char *tag, struct language_code *code)
{
	*code = (struct language_code){ 0 };
	struct slice all = slice_from(tag);
	size_t end = 0;
	while (end < all.size && all.data[end] != '-' && all.data[end] != '_')
		end++;
	if (end < 2 || end > 8 || !is_all(slice_range(all, 0, end), is_ascii_letter))
		return false;
	copy_lower(code->language, slice_range(all, 0, end));
	while (end < all.size) {
		size_t begin = ++end;
		while (end < all.size && all.data[end] != '-' && all.data[end] != '_')
			end++;
		struct slice part = slice_range(all, begin, end);
		if (part.size == 0 || !is_all(part, is_ascii_alphanumeric))
			return false;
		if (part.size == 1)
			break; /* an extension */
		if (part.size == 4 && is_all(part, is_ascii_letter) && !code->script[0] && !code->region[0]) {
			copy_lower(code->script, part);
			code->script[0] = ascii_upper(code->script[0]);
		} else if (!code->region[0] && ((part.size == 2 && is_all(part, is_ascii_letter)) ||
		                                (part.size == 3 && is_all(part, is_ascii_digit)))) {
			for (size_t i = 0; i < part.size && i + 1 < sizeof code->region; i++)
				code->region[i] = ascii_upper(part.data[i]);
		}
	}
	return true;
}

const char *language_code_spell(const char *tag, const struct language_spelling *table, struct arena *arena)
{
	struct language_code code, row;
	language_code_parse(tag, &code);
	const char *best = NULL;
	int best_score = -1;
	for (; table && table->tag; table++) {
		if (!language_code_parse(table->tag, &row) || strcmp(row.language, code.language) != 0 ||
		    (row.script[0] && strcmp(row.script, code.script) != 0) ||
		    (row.region[0] && strcmp(row.region, code.region) != 0))
			continue;
		int score = (row.script[0] ? 2 : 0) + (row.region[0] ? 1 : 0);
		if (score > best_score) {
			best = table->code;
			best_score = score;
		}
	}
	return best ? best : arena_copy(arena, slice_from(code.language)).data;
}

const char *language_code_serbian_script(const char *tag)
{
	struct language_code code;
	if (!language_code_parse(tag, &code) || strcmp(code.language, "sr") != 0)
		return NULL;
	return strcmp(code.script, "Latn") == 0 ? "Latn" : "Cyrl";
}
