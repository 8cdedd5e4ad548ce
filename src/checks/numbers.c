/* numbers.c: numbers of the sentence that its translation has lost. */

#include "base/message.h"
#include "checks/check.h"

/* A number up to this may be written in words in another language, or on a clock of 24 hours. */
enum { SMALL_NUMBER_MOST = 12 };

struct numbers {
	struct slice *items; /* digits alone: the separators differ by language */
	size_t count, capacity;
};

/* Whether the bytes at OFFSET are a space that parts thousands (U+00A0, U+202F, U+2009), and their number. */
static size_t narrow_space_size(struct slice text, size_t offset)
{
	struct slice rest = slice_from_offset(text, offset);
	if (slice_starts_with(rest, SLICE("\xc2\xa0")))
		return 2;
	if (slice_starts_with(rest, SLICE("\xe2\x80\xaf")) || slice_starts_with(rest, SLICE("\xe2\x80\x89")))
		return 3;
	return 0;
}

/* The size of a separator inside a number at OFFSET: one that digits follow. A space must part three of them. */
static size_t separator_size(struct slice text, size_t offset)
{
	size_t size = narrow_space_size(text, offset), digits = 0;
	bool space = size || text.data[offset] == ' ';
	if (!size && memchr(".,: ", text.data[offset], 4)) /* 9:30 is 9.30 in other languages */
		size = 1;
	if (!size)
		return 0;
	for (size_t i = offset + size; i < text.size && is_ascii_digit(text.data[i]); i++)
		digits++;
	return space ? (digits == 3 ? size : 0) : (digits ? size : 0);
}

static int compare_numbers(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* The numbers of TEXT, their digits in ARENA, sorted. */
static void gather(struct slice text, struct arena *arena, struct numbers *numbers)
{
	char *digits = arena_allocate(arena, text.size);
	for (size_t i = 0; i < text.size;) {
		size_t count = 0;
		while (i < text.size) {
			size_t separator;
			if (is_ascii_digit(text.data[i]))
				digits[count++] = text.data[i++];
			else if (count && (separator = separator_size(text, i)))
				i += separator;
			else
				break;
		}
		if (count)
			array_push(numbers, slice_make(digits, count));
		else
			i++;
		digits += count;
	}
	if (numbers->count)
		qsort(numbers->items, numbers->count, sizeof *numbers->items, compare_numbers);
}

static bool is_small(struct slice digits)
{
	size_t value = 0;
	for (size_t i = 0; i < digits.size && value <= SMALL_NUMBER_MOST; i++)
		value = value * 10 + (size_t)(digits.data[i] - '0');
	return value <= SMALL_NUMBER_MOST;
}

static void run_numbers(struct check_context *context)
{
	struct numbers source = { 0 }, translation = { 0 };
	gather(context->source, context->arena, &source);
	if (source.count)
		gather(context->translation, context->arena, &translation);
	for (size_t i = 0; i < source.count; i++) {
		if (is_small(source.items[i]))
			continue;
		if (!translation.count || !bsearch(&source.items[i], translation.items, translation.count,
		                                   sizeof *translation.items, compare_numbers))
			check_report(context, SEVERITY_WARNING, _("the number %.*s of the sentence is missing"),
			             SLICE_ARG(source.items[i]));
	}
	array_finish(&source);
	array_finish(&translation);
}

const struct check check_numbers = { "numbers", N_("a number of the sentence is lost"), run_numbers, false };
