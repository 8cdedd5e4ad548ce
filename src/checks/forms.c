/* forms.c: numbers and dates in the form of another language, and quotations inside quotations. */

#include "checks/forms.h"

#include "base/buffer.h"
#include "base/message.h"
#include "checks/check.h"
#include "text/locale_data.h"
#include "text/utf8.h"

#include <unicode/uchar.h>
#include <unicode/uloc.h>

enum { STEM_ENDING = 2, YEAR_DIGITS = 4 };

/* The mark WHICH ("decimal") in the digits that are usual; 0 if it is not one character. */
static uint32_t find_mark(const char *locale, const char *which, struct arena *arena)
{
	struct slice digits = locale_data_find(locale, "NumberElements/default", arena);
	const char *path = arena_format(arena, "NumberElements/%.*s/symbols/%s", SLICE_ARG(digits), which).data;
	struct slice mark = locale_data_find(locale, path, arena);
	size_t size = 0;
	uint32_t code = mark.size ? utf8_decode(mark, 0, &size) : 0;
	return size == mark.size ? code : 0;
}

/* Whether the letter LETTER of PATTERN ("d. MMMM y.") has a full stop behind it. */
static bool has_stop(struct slice pattern, char letter)
{
	for (size_t i = 0; i + 1 < pattern.size; i++)
		if (pattern.data[i] == letter && pattern.data[i + 1] != letter)
			return pattern.data[i + 1] == '.';
	return false;
}

static void find_dates(const char *locale, struct forms *forms, struct arena *arena)
{
	/* Four patterns of times come first, then those of dates: the full one, the long one. */
	struct slice pattern = locale_data_find(locale, "calendar/gregorian/DateTimePatterns/5", arena);
	forms->day_has_stop = has_stop(pattern, 'd');
	forms->year_has_stop = has_stop(pattern, 'y');
	forms->small_months = true;
	for (unsigned month = 0; month < MONTHS; month++) {
		const char *path = arena_format(arena, "calendar/gregorian/monthNames/format/wide/%u", month).data;
		struct slice name = locale_data_find(locale, path, arena);
		size_t size;
		forms->months[month] = name;
		forms->small_months = forms->small_months && name.size && u_islower((UChar32)utf8_decode(name, 0, &size));
	}
}

const struct forms *forms_find(const char *tag, struct arena *arena)
{
	struct forms *forms = arena_allocate_zero(arena, 1, sizeof *forms);
	UErrorCode status = U_ZERO_ERROR;
	char locale[ULOC_FULLNAME_CAPACITY];
	uloc_forLanguageTag(tag, locale, sizeof locale, NULL, &status);
	if (U_SUCCESS(status)) {
		forms->decimal = find_mark(locale, "decimal", arena);
		forms->grouping = find_mark(locale, "group", arena);
		find_dates(locale, forms, arena);
	}
	return forms;
}

static const struct forms *forms_of(struct check_context *context)
{
	if (!context->forms)
		context->forms = forms_find(context->language->tag, context->arena);
	return context->forms;
}

/* ---- Numbers ---- */

static bool is_digit(const struct side *side, size_t index)
{
	return side_kind(side, index) == CHARACTER_DIGIT && !side->characters.items[index].markup;
}

/* The number that begins at BEGIN, with one mark in it, at *MARK; its end, or BEGIN where it is none such: a date, a version,
 * a clock. */
static size_t marked_number_end(const struct side *side, size_t begin, size_t *mark)
{
	size_t end = begin, marks = 0;
	for (; is_digit(side, end) || (is_digit(side, end + 1) && (side_code(side, end) == '.' || side_code(side, end) == ',')); end++)
		if (!is_digit(side, end)) {
			*mark = end;
			marks++;
		}
	return marks == 1 ? end : begin;
}

/* Whether the number at BEGIN belongs to a name: Windows 8.1, v3.5. */
static bool is_of_name(const struct side *side, size_t begin)
{
	size_t end = begin, word;
	if (end && side_kind(side, end - 1) == CHARACTER_SPACE)
		end--;
	for (word = end; word && is_letter_kind(side_kind(side, word - 1));)
		word--;
	/* v3.5; and a capital that does not begin the sentence. */
	return word < end && (end == begin || (word && side_kind(side, word) == CHARACTER_UPPER));
}

static void run_number_form(struct check_context *context)
{
	const struct side *side = &context->translation;
	const struct forms *forms = NULL;
	for (size_t i = 0, end, mark = 0; i < side->characters.count; i = end) {
		end = i + 1;
		if (!is_digit(side, i))
			continue;
		end = marked_number_end(side, i, &mark);
		if (end == i) {
			while (is_digit(side, end) || (is_digit(side, end + 1) && side_kind(side, end) == CHARACTER_PUNCTUATION))
				end++;
			continue;
		}
		struct slice text = side_range(side, i, end);
		/* Only what was taken over as it stands is sure to be meant so. */
		if (slice_find(context->source.text, text, 0) == SLICE_NONE || is_of_name(side, i))
			continue;
		forms = forms_of(context);
		size_t behind = end - mark - 1;
		uint32_t code = side_code(side, mark);
		bool groups = code == ',' && behind == 3, decimals = code == '.' && behind != 3 && end - i < 9;
		uint32_t right = groups ? forms->grouping : forms->decimal;
		if ((!groups && !decimals) || !right || right == code)
			continue;
		struct buffer mended = { 0 };
		buffer_append(&mended, side_range(side, i, mark));
		buffer_append_code_point(&mended, right);
		buffer_append(&mended, side_range(side, mark + 1, end));
		check_report_characters(context, i, end, _("“%.*s”, which the language writes “%.*s”"), SLICE_ARG(text),
		                        SLICE_ARG(buffer_slice(&mended)));
		buffer_finish(&mended);
	}
}

/* ---- Dates ---- */

/* Whether the word is MONTH in some form: the beginning is the same, and about as much follows. */
static bool is_month(struct slice word, struct slice month)
{
	size_t letters = utf8_count(month), kept = letters > STEM_ENDING + 2 ? letters - STEM_ENDING : letters, offset = 0;
	size_t word_offset = 0, size, word_size;
	for (size_t i = 0; i < kept; i++, offset += size, word_offset += word_size) {
		if (word_offset >= word.size || offset >= month.size)
			return false;
		uint32_t a = utf8_decode(month, offset, &size), b = utf8_decode(word, word_offset, &word_size);
		if (u_tolower((UChar32)a) != u_tolower((UChar32)b))
			return false;
	}
	return utf8_count(word) <= letters + STEM_ENDING + 2;
}

/* A word that is a month behind a day at [*DAY_BEGIN, *DAY_END). */
static bool is_in_date(const struct side *side, const struct word *word, const struct forms *forms, size_t *day_end)
{
	if (word->begin < 2 || side_kind(side, word->begin - 1) != CHARACTER_SPACE)
		return false;
	size_t end = word->begin - 1;
	if (side_code(side, end - 1) == '.')
		end--;
	if (end == 0 || !is_digit(side, end - 1) || (end > 2 && is_digit(side, end - 2) && is_digit(side, end - 3)))
		return false;
	*day_end = end;
	for (size_t i = 0; i < MONTHS; i++)
		if (forms->months[i].size && is_month(side_word(side, word), forms->months[i]))
			return true;
	return false;
}

static void run_date_form(struct check_context *context)
{
	const struct side *side = &context->translation;
	for (size_t i = 0; i < side->words.count; i++) {
		const struct word *word = &side->words.items[i];
		size_t day = 0;
		if (word->begin < 2 || !is_in_date(side, word, forms_of(context), &day))
			continue;
		const struct forms *forms = forms_of(context);
		if (forms->day_has_stop != (side_code(side, day) == '.'))
			check_report_characters(context, day - 1, day + 1, forms->day_has_stop ? _("a day without its full stop")
			                                                                   : _("a full stop behind the day"));
		if (forms->small_months && side_kind(side, word->begin) == CHARACTER_UPPER && side_kind(side, word->begin + 1) != CHARACTER_UPPER)
			check_report_characters(context, word->begin, word->begin + 1, _("months begin with a small letter"));
		size_t year = word->end + 1;
		while (is_digit(side, year))
			year++;
		if (forms->year_has_stop && year == word->end + 1 + YEAR_DIGITS && side_code(side, year) != '.' &&
		    side_code(side, year) != '-' && !is_letter_kind(side_kind(side, year)))
			check_report_characters(context, year - 1, year, _("a year without its full stop"));
	}
}

/* ---- Quotations ---- */

static void run_nested_quotations(struct check_context *context)
{
	const struct side *side = &context->translation;
	const struct habits *habits = context->habits;
	size_t depth = 0;
	for (size_t i = 0; habits->nested[0] && i < side->characters.count; i++) {
		uint32_t code = side_code(side, i);
		if (side->characters.items[i].markup || !is_double_quotation_mark(code))
			continue;
		if (!is_opening_place(side, i)) {
			depth -= depth > 0;
			continue;
		}
		if (depth++ && code == habits->usual_open)
			check_report_characters(context, i, i + 1, _("a quotation inside a quotation begins like it, where the language has %s"),
			                        habits->nested);
	}
}

const struct check check_number_form = {
	"number-form", N_("a number in the form of the sentence's language"), SEVERITY_NOTE, CHECK_TRANSLATION, run_number_form, true,
};
const struct check check_date_form = {
	"date-form", N_("a date that is not in the language's form"), SEVERITY_NOTE, CHECK_TRANSLATION, run_date_form, true,
};
const struct check check_nested_quotations = {
	"nested-quotations", N_("a quotation inside a quotation with the same marks"), SEVERITY_NOTE, CHECK_TRANSLATION,
	run_nested_quotations, true,
};
