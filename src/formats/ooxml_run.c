#include "formats/ooxml_run.h"

struct slice ooxml_run_tag(struct office_reading *reading, const struct xml_token *token)
{
	struct buffer text = { 0 };
	buffer_append_byte(&text, '<');
	buffer_append(&text, token->name);
	for (size_t i = 0; i < reading->scanner.attributes.count; i++) {
		const struct xml_attribute *attribute = &reading->scanner.attributes.items[i];
		if (slice_starts_with(attribute->local, SLICE("rsid")))
			continue;
		buffer_append_byte(&text, ' ');
		buffer_append(&text, slice_range(reading->part->source, attribute->begin, attribute->end));
	}
	buffer_append_byte(&text, '>');
	struct slice tag = arena_copy(reading->part->passing, buffer_slice(&text));
	buffer_finish(&text);
	return tag;
}

void ooxml_run_clear(struct ooxml_run *run)
{
	struct buffer key = run->key;
	buffer_clear(&key);
	*run = (struct ooxml_run){ .key = key, .turn_begin = OFFICE_NONE };
}

static bool is_off(struct slice value)
{
	return slice_equal(value, SLICE("0")) || slice_equal(value, SLICE("false")) || slice_equal(value, SLICE("off")) ||
	       slice_equal(value, SLICE("none"));
}

void ooxml_run_read_attributes(struct ooxml_run *run, const struct office_reading *reading)
{
	static const char *const passing[] = {
		"lang", "altLang", "dirty", "err", "noProof", "smtClean", "smtId", "bmk", NULL,
	};
	for (size_t i = 0; i < reading->scanner.attributes.count; i++) {
		const struct xml_attribute *attribute = &reading->scanner.attributes.items[i];
		struct slice value = xml_attribute_value(&reading->scanner, attribute);
		if (attribute->prefix.size || office_is_one_of(attribute->local, passing))
			continue;
		buffer_append(&run->key, slice_range(reading->part->source, attribute->begin, attribute->end));
		run->bold = run->bold || (slice_equal(attribute->local, SLICE("b")) && !is_off(value));
		run->italic = run->italic || (slice_equal(attribute->local, SLICE("i")) && !is_off(value));
		if (slice_equal(attribute->local, SLICE("u")) && !is_off(value))
			run->underlined = run->shows_spaces = true;
	}
}

void ooxml_run_read_property(struct ooxml_run *run, const struct office_reading *reading, const struct xml_token *token)
{
	static const char *const visible[] = {
		"bdr", "dstrike", "em", "highlight", "rStyle", "shd", "strike", "u", "hlinkClick", NULL,
	};
	/* ECMA-376, part 1, 17.3.2.28, gives an order, which this comes before. */
	static const char *const after_turn[] = {
		"cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath", "rPrChange", NULL,
	};
	struct slice local = token->local, value = office_attribute(reading, "val");
	bool on = !is_off(value);
	run->bold = run->bold || (slice_equal(local, SLICE("b")) && on);
	run->italic = run->italic || (slice_equal(local, SLICE("i")) && on);
	run->underlined = run->underlined || (slice_equal(local, SLICE("u")) && on);
	run->struck = run->struck || (slice_equal(local, SLICE("strike")) && on);
	run->complex_bold = run->complex_bold || slice_equal(local, SLICE("bCs"));
	run->complex_italic = run->complex_italic || slice_equal(local, SLICE("iCs"));
	run->complex_sized = run->complex_sized || slice_equal(local, SLICE("szCs"));
	if (slice_equal(local, SLICE("sz")))
		run->size = value;
	if (slice_equal(local, SLICE("vertAlign"))) {
		run->raised = slice_equal(value, SLICE("superscript"));
		run->lowered = slice_equal(value, SLICE("subscript"));
	}
	run->shows_spaces = run->shows_spaces || (office_is_one_of(local, visible) && on);
	if (slice_equal(local, SLICE("rtl")) && run->turn_begin == OFFICE_NONE) {
		run->turned = on;
		run->turn_begin = token->begin;
		run->turn_end = OFFICE_NONE;
	} else if (run->turn_begin == OFFICE_NONE && office_is_one_of(local, after_turn)) {
		run->turn_begin = run->turn_end = token->begin;
	}
}

/* Whether a property is nothing that one sees: two runs that differ in it alone are one. */
static bool is_passing(struct slice tag)
{
	static const char *const passing[] = { "lang", "noProof", NULL };
	size_t colon = slice_find_byte(tag, ':', 0), end = colon == SLICE_NONE ? 1 : colon + 1, begin = end;
	while (end < tag.size && is_ascii_alphanumeric(tag.data[end]))
		end++;
	return office_is_one_of(slice_range(tag, begin, end), passing);
}

void ooxml_run_end_property(struct ooxml_run *run, const struct office_reading *reading, size_t begin, size_t end)
{
	struct slice bytes = slice_range(reading->part->source, begin, end);
	if (!is_passing(bytes))
		buffer_append(&run->key, bytes);
	if (run->turn_begin == begin && run->turn_end == OFFICE_NONE)
		run->turn_end = end;
}

static const char *hint_of(const struct ooxml_run *run)
{
	const char *hint = office_hint(run->bold, run->italic, run->underlined);
	return *hint ? hint : run->raised ? "sup" : run->lowered ? "sub" : run->struck ? "s" : "";
}

/* Text from right to left has its own boldness, slope and size: where they are not said, they are those of other text. */
static struct slice turning_on(const struct ooxml_run *run, struct slice prefix, struct arena *arena)
{
	struct buffer text = { 0 };
	if (run->bold && !run->complex_bold)
		buffer_append_format(&text, "<%.*sbCs/>", SLICE_ARG(prefix));
	if (run->italic && !run->complex_italic)
		buffer_append_format(&text, "<%.*siCs/>", SLICE_ARG(prefix));
	if (run->size.size && !run->complex_sized && prefix.size)
		buffer_append_format(&text, "<%.*sszCs %.*sval=\"%.*s\"/>", SLICE_ARG(prefix), SLICE_ARG(prefix), SLICE_ARG(run->size));
	buffer_append_format(&text, "<%.*srtl/>", SLICE_ARG(prefix));
	struct slice copy = arena_copy(arena, buffer_slice(&text));
	buffer_finish(&text);
	return copy;
}

/* The properties of STYLE, at [BEGIN, END), for text from right to left and for other text. */
static void set_turns(struct office_style *style, const struct ooxml_run *run, const struct office_reading *reading,
                      size_t begin, size_t close, size_t end)
{
	struct arena *arena = reading->part->arena;
	struct slice turned = turning_on(run, style->prefix, arena);
	if (begin == close) { /* there are none, or they are empty */
		style->rtl = arena_format(arena, "<%.*srPr>%.*s</%.*srPr>", SLICE_ARG(style->prefix), SLICE_ARG(turned),
		                          SLICE_ARG(style->prefix));
		style->ltr = arena_copy(arena, slice_range(reading->part->source, begin, end));
		return;
	}
	size_t at = run->turn_begin == OFFICE_NONE ? close : run->turn_begin;
	size_t behind = run->turn_begin == OFFICE_NONE ? close : run->turn_end;
	struct slice own = slice_range(reading->part->source, at, behind);
	struct slice parts[] = { office_patched(reading, begin, at), run->turned ? own : turned, office_patched(reading, behind, end) };
	style->rtl = arena_join(arena, parts, 3);
	parts[1] = run->turned ? SLICE("") : own;
	style->ltr = arena_join(arena, parts, 3);
}

size_t ooxml_run_style(const struct ooxml_run *run, struct office_reading *reading, struct slice tag,
                       enum ooxml_vocabulary vocabulary, size_t begin, size_t close, size_t end)
{
	struct office_part *part = reading->part;
	struct buffer key = { 0 };
	bool new;
	buffer_append(&key, tag);
	buffer_append_byte(&key, ' ');
	buffer_append(&key, buffer_slice(&run->key));
	size_t index = office_style_find(part, buffer_slice(&key), &new);
	buffer_finish(&key);
	if (!new)
		return index;
	tag = arena_copy(part->arena, tag);
	struct slice name = slice_range(tag, 1, tag.size - 1);
	size_t stop = 0;
	while (stop < name.size && !is_xml_space(name.data[stop]))
		stop++;
	name.size = stop;
	size_t colon = slice_find_byte(name, ':', 0);
	struct slice prefix = slice_range(name, 0, colon == SLICE_NONE ? 0 : colon + 1);
	bool folds = vocabulary == OOXML_WORD || vocabulary == OOXML_SHEET;
	struct office_style *style = &part->styles.items[index];
	style->open = tag;
	style->close = arena_format(part->arena, "</%.*s>", SLICE_ARG(name));
	style->properties = office_patched(reading, begin, end);
	style->text_open = arena_format(part->arena, "<%.*st%s>", SLICE_ARG(prefix), folds ? " xml:space=\"preserve\"" : "");
	style->text_close = arena_format(part->arena, "</%.*st>", SLICE_ARG(prefix));
	style->hint = hint_of(run);
	style->shows_spaces = run->shows_spaces;
	if (vocabulary == OOXML_WORD) {
		style->prefix = prefix;
		set_turns(style, run, reading, begin, close, end);
	}
	return index;
}

size_t ooxml_plain_style(struct office_reading *reading, struct slice prefix, enum ooxml_plain plain)
{
	struct arena *arena = reading->part->arena;
	bool new;
	struct slice key = plain == OOXML_PLAIN_DIRECT ? SLICE("")
	                                               : arena_format(reading->part->passing, "%d%.*s", (int)plain, SLICE_ARG(prefix));
	size_t index = office_style_find(reading->part, key, &new);
	if (!new || plain == OOXML_PLAIN_DIRECT)
		return index;
	struct office_style *style = &reading->part->styles.items[index];
	style->text_open = arena_format(arena, "<%.*st xml:space=\"preserve\">", SLICE_ARG(prefix));
	style->text_close = arena_format(arena, "</%.*st>", SLICE_ARG(prefix));
	if (plain == OOXML_PLAIN_RUN) {
		style->open = arena_format(arena, "<%.*sr>", SLICE_ARG(prefix));
		style->close = arena_format(arena, "</%.*sr>", SLICE_ARG(prefix));
	}
	return index;
}

void ooxml_run_finish(struct ooxml_run *run)
{
	buffer_finish(&run->key);
}
