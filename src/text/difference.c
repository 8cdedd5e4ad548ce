#include "text/difference.h"

#include "text/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <unicode/uchar.h>

enum { CELLS_MOST = 1 << 22 }; /* of the table of longest common subsequences: 16 MiB */

static bool is_word(uint32_t c)
{
	if (c < 0x80)
		return is_ascii_alphanumeric((char)c);
	return U_GET_GC_MASK((UChar32)c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK);
}

static void split(struct slice text, struct slices *words)
{
	for (size_t i = 0, size; i < text.size;) {
		size_t begin = i;
		bool word = is_word(utf8_decode(text, i, &size));
		i += size;
		while (word && i < text.size && is_word(utf8_decode(text, i, &size)))
			i += size;
		array_push(words, slice_range(text, begin, i));
	}
}

/* Append TEXT, joined to what is before it if that is of the same kind and TEXT follows it. */
static void append(struct differences *out, enum difference_kind kind, struct slice text)
{
	struct difference *last = out->count ? array_last(out) : NULL;
	if (last && last->kind == kind && last->text.data + last->text.size == text.data)
		last->text.size += text.size;
	else
		array_push(out, (struct difference){ kind, text });
}

/* WORDS from BEGIN to END, which may be none at all. */
static void append_all(struct differences *out, enum difference_kind kind, const struct slice *words, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		append(out, kind, words[i]);
}

/* By the table of the longest common subsequences of the words' ends. */
static void align(const struct slice *old, size_t old_count, const struct slice *new, size_t new_count,
                  struct differences *out)
{
	size_t width = new_count + 1, i = 0, j = 0;
	uint32_t *longest = memory_allocate_zero((old_count + 1) * width, sizeof *longest);
	for (size_t a = old_count; a-- > 0;)
		for (size_t b = new_count; b-- > 0;) {
			uint32_t down = longest[(a + 1) * width + b], right = longest[a * width + b + 1];
			longest[a * width + b] = slice_equal(old[a], new[b]) ? longest[(a + 1) * width + b + 1] + 1
			                         : down > right             ? down
			                                                    : right;
		}
	while (i < old_count && j < new_count) {
		if (slice_equal(old[i], new[j])) {
			append(out, DIFFERENCE_SAME, new[j]);
			i++;
			j++;
		} else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1])
			append(out, DIFFERENCE_REMOVED, old[i++]);
		else
			append(out, DIFFERENCE_ADDED, new[j++]);
	}
	append_all(out, DIFFERENCE_REMOVED, old, i, old_count);
	append_all(out, DIFFERENCE_ADDED, new, j, new_count);
	free(longest);
}

void difference_find(struct slice old, struct slice new, struct differences *out)
{
	struct slices before = { 0 }, after = { 0 };
	split(old, &before);
	split(new, &after);
	size_t begin = 0, end = 0, shorter = before.count < after.count ? before.count : after.count;
	while (begin < shorter && slice_equal(before.items[begin], after.items[begin]))
		begin++;
	while (end < shorter - begin &&
	       slice_equal(before.items[before.count - end - 1], after.items[after.count - end - 1]))
		end++;
	size_t removed = before.count - begin - end, added = after.count - begin - end;
	append_all(out, DIFFERENCE_SAME, after.items, 0, begin);
	if (removed == 0 || added == 0 || removed < CELLS_MOST / (added + 1))
		align(begin ? before.items + begin : before.items, removed, begin ? after.items + begin : after.items, added, out);
	else {
		append_all(out, DIFFERENCE_REMOVED, before.items, begin, begin + removed);
		append_all(out, DIFFERENCE_ADDED, after.items, begin, begin + added);
	}
	append_all(out, DIFFERENCE_SAME, after.items, after.count - end, after.count);
	array_finish(&before);
	array_finish(&after);
}
