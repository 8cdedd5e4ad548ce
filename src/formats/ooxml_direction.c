#include "formats/ooxml_direction.h"

/* In PROPERTIES stands ELEMENT, behind those of BEFORE. */
struct ooxml_property {
	const char *properties, *element;
	const char *const *before;
};

/* ECMA-376, part 1, 17.3.1.26, 17.6.17 and 17.4.59: the order counts. */
static const char *const before_paragraph[] = {
	"pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers", "pBdr",
	"shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
	"autoSpaceDN", NULL,
};
static const char *const before_section[] = {
	"headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc", "pgBorders",
	"lnNumType", "pgNumType", "cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", NULL,
};
static const char *const before_table[] = { "tblStyle", "tblpPr", "tblOverlap", NULL };

static const struct ooxml_property properties[] = {
	{ "pPr", "bidi", before_paragraph }, { "sectPr", "bidi", before_section }, { "tblPr", "bidiVisual", before_table },
};

static struct slice prefix_of(const struct xml_token *token)
{
	return slice_range(token->name, 0, token->name.size - token->local.size);
}

/* An element NAME that is on in text from right to left; without a prefix, nothing says that it is off. */
static struct office_turn property_turn(struct office_reading *reading, const char *name, struct slice prefix, size_t begin,
                                        size_t end, const char *close)
{
	struct arena *arena = reading->part->arena;
	struct office_turn turn = { .begin = begin, .end = end, .ltr = SLICE("") };
	turn.rtl = arena_format(arena, "<%.*s%s%s", SLICE_ARG(prefix), name, close);
	if (prefix.size)
		turn.ltr = arena_format(arena, "<%.*s%s %.*sval=\"0\"%s", SLICE_ARG(prefix), name, SLICE_ARG(prefix), close);
	return turn;
}

/* The element that says it, right in the properties of PROPERTY. */
static void read_property(struct ooxml_direction *direction, const struct ooxml_property *property,
                          const struct xml_token *token)
{
	struct office_reading *reading = direction->reading;
	struct slice value = office_attribute(reading, "val");
	bool off = slice_equal(value, SLICE("0")) || slice_equal(value, SLICE("false")) || slice_equal(value, SLICE("off"));
	if (!off && property == properties) {
		reading->part->rtl++;
		reading->part->ltr -= reading->part->ltr > 0;
	}
	struct office_turn turn = property_turn(reading, property->element, prefix_of(token), token->begin, token->end,
	                                        token->empty ? "/>" : ">");
	if (off)
		turn.ltr = slice_make(NULL, 0);
	else
		turn.rtl = slice_make(NULL, 0);
	office_add_turn(reading, &turn);
}

static void place_property(struct ooxml_direction *direction, struct ooxml_properties *open, struct slice prefix, size_t at)
{
	struct office_turn turn = property_turn(direction->reading, open->property->element, prefix, at, at, "/>");
	office_add_turn(direction->reading, &turn);
	open->placed = true;
}

static size_t depth_around(const struct ooxml_direction *direction, const struct xml_token *token)
{
	return direction->reading->scanner.depth - !token->empty;
}

/* What stands right in properties that are open. */
static void read_in_properties(struct ooxml_direction *direction, const struct xml_token *token)
{
	struct ooxml_properties *open = direction->open.count ? array_last(&direction->open) : NULL;
	if (!open || open->placed || depth_around(direction, token) != open->depth)
		return;
	if (slice_equal_string(token->local, open->property->element)) {
		read_property(direction, open->property, token);
		open->placed = true;
	} else if (!office_is_one_of(token->local, open->property->before)) {
		place_property(direction, open, prefix_of(token), token->begin);
	}
}

static void begin_properties(struct ooxml_direction *direction, const struct xml_token *token)
{
	for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
		if (!slice_equal_string(token->local, properties[i].properties))
			continue;
		if (!token->empty) {
			array_push(&direction->open, (struct ooxml_properties){ &properties[i], direction->reading->scanner.depth, false });
			return;
		}
		struct arena *arena = direction->reading->part->arena;
		struct slice tag = slice_range(direction->reading->part->source, token->begin, token->end - 2);
		struct slice prefix = prefix_of(token);
		struct office_turn turn = property_turn(direction->reading, properties[i].element, prefix, token->begin, token->end, "/>");
		turn.rtl = arena_format(arena, "%.*s>%.*s</%.*s>", SLICE_ARG(tag), SLICE_ARG(turn.rtl), SLICE_ARG(token->name));
		turn.ltr = arena_format(arena, "%.*s>%.*s</%.*s>", SLICE_ARG(tag), SLICE_ARG(turn.ltr), SLICE_ARG(token->name));
		office_add_turn(direction->reading, &turn);
	}
}

/* A paragraph gets properties behind its start tag, until some are seen. */
static void begin_paragraph(struct ooxml_direction *direction, const struct xml_token *token,
                            enum ooxml_vocabulary vocabulary)
{
	struct office_part *part = direction->reading->part;
	struct slice prefix = prefix_of(token);
	part->ltr++;
	if (!part->direction.size)
		return;
	if (!direction->rtl.data || vocabulary != direction->vocabulary || !slice_equal(prefix, direction->prefix)) {
		direction->prefix = arena_copy(part->arena, prefix);
		direction->vocabulary = vocabulary;
		if (vocabulary == OOXML_WORD) {
			struct office_turn turn = property_turn(direction->reading, "bidi", prefix, 0, 0, "/>");
			direction->rtl = arena_format(part->arena, "><%.*spPr>%.*s</%.*spPr>", SLICE_ARG(prefix), SLICE_ARG(turn.rtl),
			                              SLICE_ARG(prefix));
			direction->ltr = arena_format(part->arena, "><%.*spPr>%.*s</%.*spPr>", SLICE_ARG(prefix), SLICE_ARG(turn.ltr),
			                              SLICE_ARG(prefix));
		} else {
			direction->rtl = arena_format(part->arena, "><%.*spPr rtl=\"1\"/>", SLICE_ARG(prefix));
			direction->ltr = arena_format(part->arena, "><%.*spPr rtl=\"0\"/>", SLICE_ARG(prefix));
		}
	}
	struct office_turn turn = { token->end - 1, token->end, direction->rtl, direction->ltr };
	direction->bare = part->patches.count;
	office_add_turn(direction->reading, &turn);
	if (direction->bare == part->patches.count)
		direction->bare = OFFICE_NONE;
}

static bool is_on(struct slice value)
{
	return slice_equal(value, SLICE("1")) || slice_equal(value, SLICE("true")) || slice_equal(value, SLICE("on"));
}

/* The attribute NAME of TOKEN, which is on in text from right to left. Whether it was. */
static bool turn_attribute(struct ooxml_direction *direction, const struct xml_token *token, const char *name)
{
	struct office_reading *reading = direction->reading;
	const struct xml_attribute *attribute = xml_find_attribute(&reading->scanner, name, "");
	bool on = attribute && is_on(xml_attribute_value(&reading->scanner, attribute));
	struct office_turn turn = { .rtl = SLICE("1"), .ltr = SLICE("0") };
	if (attribute) {
		turn.begin = attribute->value_begin;
		turn.end = attribute->value_end;
	} else {
		turn.begin = turn.end = token->begin + 1 + token->name.size;
		turn.rtl = arena_format(reading->part->arena, " %s=\"1\"", name);
		turn.ltr = slice_make(NULL, 0);
	}
	if (on)
		turn.rtl = slice_make(NULL, 0);
	else
		turn.ltr = slice_make(NULL, 0);
	office_add_turn(reading, &turn);
	reading->part->rtl += on;
	reading->part->ltr -= on && reading->part->ltr;
	return on;
}

/* An alignment is that of the page, so it is turned with the text. */
static void turn_alignment(struct ooxml_direction *direction, bool was_rtl)
{
	struct office_reading *reading = direction->reading;
	const struct xml_attribute *attribute = xml_find_attribute(&reading->scanner, "algn", "");
	if (!attribute)
		return;
	struct slice value = xml_attribute_value(&reading->scanner, attribute);
	bool left = slice_equal(value, SLICE("l"));
	if (!left && !slice_equal(value, SLICE("r")))
		return;
	struct slice other = left ? SLICE("r") : SLICE("l");
	struct office_turn turn = { attribute->value_begin, attribute->value_end, was_rtl ? slice_make(NULL, 0) : other,
	                            was_rtl ? other : slice_make(NULL, 0) };
	office_add_turn(reading, &turn);
}

/* "pPr", and in styles "defPPr", "lvl1pPr" to "lvl9pPr". */
static bool is_drawing_level(struct slice local)
{
	return slice_equal(local, SLICE("pPr")) || slice_equal(local, SLICE("defPPr")) ||
	       (local.size == 7 && slice_starts_with(local, SLICE("lvl")) && slice_ends_with(local, SLICE("pPr")));
}

static void read_drawing(struct ooxml_direction *direction, const struct xml_token *token)
{
	struct office_reading *reading = direction->reading;
	if (slice_equal(token->local, SLICE("tblPr"))) {
		turn_attribute(direction, token, "rtl");
	} else if (slice_equal(token->local, SLICE("bodyPr"))) {
		if (xml_find_attribute(&reading->scanner, "rtlCol", ""))
			turn_attribute(direction, token, "rtlCol");
	} else if (is_drawing_level(token->local)) {
		size_t first = reading->part->patches.count;
		turn_alignment(direction, turn_attribute(direction, token, "rtl"));
		office_sort_patches(reading, first);
	}
}

void ooxml_direction_start(struct ooxml_direction *direction, const struct xml_token *token, enum ooxml_vocabulary vocabulary)
{
	struct office_part *part = direction->reading->part;
	if (direction->bare != OFFICE_NONE && slice_equal(token->local, SLICE("pPr")) && vocabulary == direction->vocabulary) {
		struct office_patch *patch = &part->patches.items[direction->bare];
		patch->value = slice_range(part->source, patch->begin, patch->end);
	}
	direction->bare = OFFICE_NONE;
	if (vocabulary == OOXML_WORD && direction->word) {
		read_in_properties(direction, token);
		begin_properties(direction, token);
	} else if (vocabulary == OOXML_DRAWING) {
		read_drawing(direction, token);
	} else if (vocabulary == OOXML_SHEET && slice_equal(token->local, SLICE("sheetView"))) {
		part->ltr++;
		turn_attribute(direction, token, "rightToLeft");
	}
	if (slice_equal(token->local, SLICE("p")) && !token->empty &&
	    ((vocabulary == OOXML_WORD && direction->word) || vocabulary == OOXML_DRAWING))
		begin_paragraph(direction, token, vocabulary);
}

void ooxml_direction_end(struct ooxml_direction *direction, const struct xml_token *token)
{
	direction->bare = OFFICE_NONE;
	if (!direction->open.count || direction->reading->scanner.depth + 1 != array_last(&direction->open)->depth)
		return;
	if (!array_last(&direction->open)->placed)
		place_property(direction, array_last(&direction->open), prefix_of(token), token->begin);
	direction->open.count--;
}

void ooxml_direction_finish(struct ooxml_direction *direction)
{
	array_finish(&direction->open);
}
