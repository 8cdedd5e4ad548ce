#include "text/word_list.h"

#include "base/data.h"

struct word_list word_list_open(const char *name)
{
	struct slice rest = data_find(name);
	while (rest.size && rest.data[0] == '#') {
		size_t end = slice_find_byte(rest, '\n', 0);
		rest = slice_from_offset(rest, end == SLICE_NONE ? rest.size : end + 1);
	}
	return (struct word_list){ rest };
}

/* The order of LINE, its bar left out, and WORD, as memcmp; *BEGINS: whether LINE is the beginning of WORD. */
static int compare(struct slice line, struct slice word, bool *begins)
{
	size_t j = 0;
	*begins = false;
	for (size_t i = 0; i < line.size; i++) {
		if (line.data[i] == '|')
			continue;
		if (j == word.size)
			return 1;
		unsigned char a = (unsigned char)line.data[i], b = (unsigned char)word.data[j++];
		if (a != b)
			return a < b ? -1 : 1;
	}
	*begins = true;
	return j < word.size ? -1 : 0;
}

/* The last line that is not after WORD: the one that is WORD or begins it, if any line does. */
static struct slice find_line(const struct word_list *list, struct slice word, bool *begins, bool *equal)
{
	struct slice text = list->lines, found = slice_make(NULL, 0);
	size_t low = 0, high = text.size;
	*begins = *equal = false;
	while (low < high) {
		size_t begin = low + (high - low) / 2, end;
		while (begin > low && text.data[begin - 1] != '\n')
			begin--;
		end = slice_find_byte(text, '\n', begin);
		if (end == SLICE_NONE)
			end = text.size;
		struct slice line = slice_range(text, begin, end);
		bool line_begins;
		int order = compare(line, word, &line_begins);
		if (order > 0) {
			high = begin;
		} else {
			found = line;
			*begins = line_begins;
			*equal = order == 0;
			low = end + 1;
		}
	}
	return found;
}

bool word_list_has(const struct word_list *list, struct slice word)
{
	bool begins, equal;
	find_line(list, word, &begins, &equal);
	return equal;
}

struct slice word_list_find_beginning(const struct word_list *list, struct slice word)
{
	bool begins, equal;
	struct slice line = find_line(list, word, &begins, &equal);
	return begins ? line : slice_make(NULL, 0);
}
