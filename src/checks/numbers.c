/* numbers.c: numbers that differ between a sentence and its translation.
 *
 * A number is compared by its digits: what parts them (1,000.5, 1.000,5, 1 000,5) is the language's affair. Whoever
 * translates may also write a number in words or in Roman digits, a clock of 24 hours for one of 12, a date by day and
 * month, a million for a thousand thousands. All this is tried before anything is reported, and what is in words in the
 * sentence is not looked for. */

#include "base/message.h"
#include "checks/check.h"
#include "checks/number_words.h"

#include <stdio.h>
#include <unicode/uchar.h>

enum {
	SMALL_MOST = 12,  /* up to this a number may be in words in another language */
	DIGITS_MOST = 40, /* of a number; more are cut off on both sides */
	TRIED_MOST = 24,  /* numbers of a side that other forms are tried for */
};

struct number {
	struct slice digits;    /* without zeros at the beginning */
	uint32_t begin, end;    /* characters */
	unsigned char groups;   /* how many runs it has; 3 for more */
	bool spaced;            /* its runs are parted by spaces */
	bool used;
};

struct numbers {
	struct number *items;
	size_t count, capacity;
};

/* The size in characters of a separator inside a number at INDEX: one that digits follow. A space parts three. */
static size_t separator_size(const struct side *side, size_t index)
{
	uint32_t code = side_code(side, index);
	bool space = code == ' ' || code == 0xa0 || code == 0x202f || code == 0x2009;
	if (!space && code != '.' && code != ',' && code != ':' && code != 0x2019 && code != '\'')
		return 0;
	size_t digits = 0;
	while (side_kind(side, index + 1 + digits) == CHARACTER_DIGIT && digits < 4)
		digits++;
	return space || code == 0x2019 || code == '\'' ? digits == 3 : digits > 0;
}

static struct slice trim_zeros(struct slice digits)
{
	while (digits.size > 1 && digits.data[0] == '0')
		digits = slice_from_offset(digits, 1);
	return digits;
}

/* The number at *INDEX, which is left behind it. */
static struct number read_number(const struct side *side, size_t *index, struct arena *arena)
{
	struct number number = { .begin = (uint32_t)*index, .groups = 1 };
	char *digits = arena_allocate(arena, DIGITS_MOST);
	size_t count = 0, separator;
	while (*index < side->characters.count) {
		if (side_kind(side, *index) == CHARACTER_DIGIT) {
			if (count < DIGITS_MOST)
				digits[count++] = (char)('0' + u_charDigitValue((UChar32)side_code(side, *index)));
			++*index;
		} else if ((separator = separator_size(side, *index))) {
			number.spaced = side_kind(side, *index) == CHARACTER_SPACE;
			number.groups = (unsigned char)(number.groups < 2 ? 2 : 3);
			*index += separator;
		} else {
			break;
		}
	}
	number.end = (uint32_t)*index;
	number.digits = trim_zeros(slice_make(digits, count));
	return number;
}

static void gather(const struct side *side, struct arena *arena, struct numbers *numbers)
{
	for (size_t i = 0; i < side->characters.count;) {
		if (side_kind(side, i) == CHARACTER_DIGIT && !side->characters.items[i].markup)
			array_push(numbers, read_number(side, &i, arena));
		else
			i++;
	}
}

static int compare_digits(const void *a, const void *b)
{
	const struct number *first = a, *second = b;
	int order = slice_compare(first->digits, second->digits);
	return order ? order : first->begin < second->begin ? -1 : first->begin > second->begin;
}

/* Use up what is the same on both sides. */
static void match_equal(struct numbers *source, struct numbers *translation)
{
	if (!translation->count)
		return;
	qsort(source->items, source->count, sizeof *source->items, compare_digits);
	qsort(translation->items, translation->count, sizeof *translation->items, compare_digits);
	for (size_t i = 0, j = 0; i < source->count && j < translation->count;) {
		int order = slice_compare(source->items[i].digits, translation->items[j].digits);
		if (order == 0)
			source->items[i].used = translation->items[j].used = true;
		i += order <= 0;
		j += order >= 0;
	}
}

/* What is left of NUMBERS, at most TRIED_MOST. */
static size_t leave(struct numbers *numbers, struct number **left)
{
	size_t count = 0;
	for (size_t i = 0; i < numbers->count && count < TRIED_MOST; i++)
		if (!numbers->items[i].used)
			left[count++] = &numbers->items[i];
	return count;
}

static size_t value_of(struct slice digits)
{
	size_t value = 0;
	for (size_t i = 0; i < digits.size && i < 9; i++)
		value = value * 10 + (size_t)(digits.data[i] - '0');
	return digits.size > 9 ? SIZE_MAX : value;
}

/* Whether a number of SIDE among LEFT (COUNT) has DIGITS; it is used up. */
static bool use(struct number **left, size_t count, const char *digits)
{
	for (size_t i = 0; i < count; i++)
		if (!left[i]->used && slice_equal_string(left[i]->digits, digits))
			return left[i]->used = true;
	return false;
}

static bool has_value(const struct numbers *numbers, struct slice digits)
{
	struct number key = { .digits = digits };
	size_t low = 0, high = numbers->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (slice_compare(numbers->items[middle].digits, key.digits) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < numbers->count && slice_equal(numbers->items[low].digits, digits);
}

/* The bytes behind a number, the spaces before them left out. */
static struct slice behind(const struct side *side, const struct number *number)
{
	size_t index = number->end;
	while (side_code(side, index) == ' ' || side_code(side, index) == '-' || side_code(side, index) == 0xa0)
		index++;
	return slice_from_offset(side->text, side_offset(side, index));
}

static bool starts_with_any(struct slice text, const char *const *prefixes)
{
	for (; *prefixes; prefixes++) {
		struct slice prefix = slice_from(*prefixes);
		if (text.size >= prefix.size && slice_equal_ignoring_case(slice_range(text, 0, prefix.size), prefix))
			return true;
	}
	return false;
}

/* A time on a clock of twelve hours, on one of twenty-four. */
static bool match_clock(const struct side *side, const struct number *number, struct number **left, size_t count)
{
	static const char *const halves[] = { "a.m", "am", "p.m", "pm", NULL };
	size_t value = value_of(number->digits), hour = number->digits.size > 2 ? value / 100 : value;
	size_t minutes = number->digits.size > 2 ? value % 100 : 0;
	bool has_half = starts_with_any(behind(side, number), halves);
	if (hour > 12 || minutes > 59 || (!has_half && number->groups != 2 && number->digits.size > 2))
		return false;
	const size_t hours[] = { hour + 12, hour % 12, hour };
	for (size_t i = has_half || number->groups == 2 ? 0 : 3; i < 3; i++) {
		char digits[32];
		snprintf(digits, sizeof digits, "%zu%02zu", hours[i], minutes);
		if (use(left, count, digits))
			return true;
		snprintf(digits, sizeof digits, "%02zu", minutes);
		if (hours[i] == 0 && use(left, count, digits))
			return true;
		snprintf(digits, sizeof digits, "%zu", hours[i]);
		if (minutes == 0 && use(left, count, digits))
			return true;
	}
	return false;
}

static bool is_zeros(struct slice digits)
{
	for (size_t i = 0; i < digits.size; i++)
		if (digits.data[i] != '0')
			return false;
	return true;
}

static struct slice without_zeros(struct slice digits)
{
	while (digits.size > 1 && digits.data[digits.size - 1] == '0')
		digits.size--;
	return digits;
}

/* 1.5 million, 1500 thousand and 1,500,000; and the other way about. */
static bool match_scale(const struct side *side, const struct number *number, struct number **left, size_t count)
{
	static const char *const scales[] = { "million", "billion", "thousand", "hundred", "m ", "bn", "k ", "m.", "k.", "m,", "k,", "mn", NULL };
	bool scaled = starts_with_any(behind(side, number), scales);
	for (size_t i = 0; i < count; i++) {
		struct slice a = number->digits, b = left[i]->digits;
		if (left[i]->used || is_zeros(a) || !slice_equal(without_zeros(a), without_zeros(b)))
			continue;
		if (scaled ? a.size != b.size : a.size > b.size + 2)
			return left[i]->used = true;
	}
	return false;
}

/* 1990s and 90-ih; 2018-19 and 2018–2019; '90. */
static bool match_years(const struct number *number, struct number **left, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct slice a = number->digits, b = left[i]->digits;
		if (left[i]->used || a.size + b.size != 6 || (a.size != 2 && b.size != 2))
			continue;
		if (slice_ends_with(a.size > b.size ? a : b, a.size > b.size ? b : a))
			return left[i]->used = true;
	}
	return false;
}

static bool has_word(const struct side *side, const char *text)
{
	struct slice word = slice_from(text);
	for (size_t i = 0; i < side->words.count; i++)
		if (slice_equal(side_word(side, &side->words.items[i]), word))
			return true;
	return false;
}

/* The 19th century, XIX in most of Europe. */
static bool match_roman(const struct number *number, const struct side *translation)
{
	static const struct { size_t value; const char *digits; } parts[] = {
		{ 10, "X" }, { 9, "IX" }, { 5, "V" }, { 4, "IV" }, { 1, "I" },
	};
	char roman[32] = "";
	size_t value = value_of(number->digits);
	if (value == 0 || value > 30)
		return false;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		for (; value >= parts[i].value; value -= parts[i].value)
			strcat(roman, parts[i].digits);
	return has_word(translation, roman);
}

/* A number of several parts, 5.10.2018 or 6-3, in parts, and parts of one. */
static bool match_parts(const struct side *side, const struct number *number, const struct numbers *others,
                        const struct side *other_side, struct number **left, size_t count)
{
	/* All of its runs are numbers of the other side. */
	bool all = number->groups > 1;
	for (size_t i = number->begin; all && i < number->end;) {
		char digits[DIGITS_MOST];
		size_t size = 0;
		for (; i < number->end && side_kind(side, i) == CHARACTER_DIGIT; i++)
			if (size < sizeof digits)
				digits[size++] = (char)('0' + u_charDigitValue((UChar32)side_code(side, i)));
		all = has_value(others, trim_zeros(slice_make(digits, size)));
		i++;
	}
	if (all)
		return true;
	/* It is a run of one of the other side's that is left. */
	for (size_t j = 0; j < count; j++) {
		if (left[j]->groups < 2 || left[j]->spaced)
			continue;
		for (size_t i = left[j]->begin; i < left[j]->end; i++) {
			char digits[DIGITS_MOST];
			size_t size = 0;
			for (; i < left[j]->end && side_kind(other_side, i) == CHARACTER_DIGIT; i++)
				if (size < sizeof digits)
					digits[size++] = (char)('0' + u_charDigitValue((UChar32)side_code(other_side, i)));
			if (slice_equal(trim_zeros(slice_make(digits, size)), number->digits))
				return true;
		}
	}
	return false;
}

/* Whether A is B but for one digit. */
static bool is_slip(struct slice a, struct slice b)
{
	size_t different = 0;
	for (size_t i = 0; i < a.size && a.size == b.size; i++)
		different += a.data[i] != b.data[i];
	return a.size == b.size && different == 1;
}

/* Of what is foreign to most of the world. */
static const char *const units[] = {
	"foot", "feet", "ft", "inch", "in.", "yard", "mile", "mph", "acre", "pound", "lb", "stone", "ounce", "oz", "gallon",
	"degree", "°", "fahrenheit", "'", NULL,
};

/* Whether NUMBER is in brackets, in such a unit, and gone with them: "300 km (180 miles)". */
static bool is_conversion(const struct side *side, const struct number *number, const struct side *translation)
{
	return number->begin && !side_has(translation, '(') && side_code(side, number->begin - 1) == '(' && starts_with_any(behind(side, number), units);
}

/* Whether one of the numbers that are left may be NUMBER in another unit. */
static bool may_convert(const struct side *side, const struct number *number, struct number **left, size_t count)
{
	size_t unused = 0;
	for (size_t i = 0; i < count; i++) {
		if (!left[i]->used && number->digits.size > 1 && is_slip(number->digits, left[i]->digits))
			return false;
		unused += !left[i]->used;
	}
	/* The six inches of 6-foot-6 have no unit of their own. */
	struct slice before = slice_range(side->text, 0, side_offset(side, number->begin));
	return unused && (starts_with_any(behind(side, number), units) || slice_ends_with(before, SLICE("foot-")) ||
	                  slice_ends_with(before, SLICE("foot ")) || slice_ends_with(before, SLICE("feet ")) ||
	                  slice_ends_with(before, SLICE("ft ")));
}

/* Whether NUMBER is likely to be in words: someone's forties, half of something. */
static bool is_said(const struct side *side, const struct number *number, struct slice translation, const char *code)
{
	static const char *const decades[] = { "s ", "s,", "s.", NULL }, *const shares[] = { "per cent", "percent", "%", NULL };
	size_t value = value_of(number->digits);
	return (value == 50 && starts_with_any(behind(side, number), shares) && number_may_be_half(translation, code)) ||
	       (value < 100 && value % 10 == 0 && starts_with_any(behind(side, number), decades));
}

static bool is_small(const struct number *number)
{
	return value_of(number->digits) <= SMALL_MOST;
}

static struct slice number_text(const struct side *side, const struct number *number)
{
	return slice_range(side->text, side_offset(side, number->begin), side_offset(side, number->end));
}

/* Of the numbers that are left, the one that stands for NUMBER, likeliest: of the same number of digits, or long and of
 * nearly the same. */
static struct number *find_changed(const struct number *number, struct number **left, size_t count)
{
	struct number *near = NULL;
	size_t size = number->digits.size;
	for (size_t i = 0; i < count; i++) {
		size_t other = left[i]->digits.size;
		if (!left[i]->used && other == size)
			return left[i];
		if (!left[i]->used && size > 1 && other > 1 && size + 1 >= other && other + 1 >= size)
			near = left[i];
	}
	return near;
}

static void report(struct check_context *context, const struct number *number, struct number *changed)
{
	struct slice text = number_text(&context->source, number);
	if (!changed) {
		check_report_whole(context, _("the number %.*s of the sentence is missing"), SLICE_ARG(text));
		return;
	}
	changed->used = true;
	check_report_characters(context, changed->begin, changed->end, _("%.*s, where the sentence has %.*s"),
	                        SLICE_ARG(number_text(&context->translation, changed)), SLICE_ARG(text));
}

static void compare(struct check_context *context, struct numbers *source, struct numbers *translation)
{
	match_equal(source, translation);
	struct number *missing[TRIED_MOST], *left[TRIED_MOST];
	size_t missing_count = leave(source, missing), left_count = leave(translation, left);
	for (size_t i = 0; i < missing_count; i++) {
		struct number *number = missing[i];
		number->used = match_clock(&context->source, number, left, left_count) ||
		               match_scale(&context->source, number, left, left_count) ||
		               match_years(number, left, left_count) || may_convert(&context->source, number, left, left_count) ||
		               match_roman(number, &context->translation) ||
		               match_parts(&context->source, number, translation, &context->translation, left, left_count);
	}
	for (size_t i = 0; i < missing_count; i++) {
		struct number *number = missing[i];
		if (number->used)
			continue;
		struct number *changed = find_changed(number, left, left_count);
		if (changed || (!is_small(number) && !is_said(&context->source, number, context->translation.text, context->habits->code) &&
		                !is_conversion(&context->source, number, &context->translation) && !has_value(translation, number->digits) &&
		                !number_is_in_words(context->translation.text, context->habits->code, value_of(number->digits))))
			report(context, number, changed);
	}
}

static void run_numbers(struct check_context *context)
{
	/* A plural form speaks of other numbers than the sentence. */
	if (entry_plural(context->entry).data)
		return;
	struct numbers source = { 0 }, translation = { 0 };
	gather(&context->source, context->arena, &source);
	if (source.count) {
		gather(&context->translation, context->arena, &translation);
		compare(context, &source, &translation);
	}
	array_finish(&source);
	array_finish(&translation);
}

const struct check check_numbers = {
	"numbers", N_("a number is missing or another"), SEVERITY_WARNING, CHECK_TRANSLATION, run_numbers, false,
};
