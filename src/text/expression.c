#include "text/expression.h"

#include "base/array.h"
#include "text/utf8.h"

#include <unicode/uchar.h>
#include <unicode/uset.h>

enum { DEEPEST = 60, LARGEST = 1 << 20, MOST_REPEATS = 1000 };

/* The reading of one expression. A method that meets what it does not know returns NULL or false. */
struct parser {
	struct slice text;
	size_t at;
	bool extended; /* (?x): white space and comments are layout */
	bool caseless; /* (?i), from there to the end */
	bool dot_is_any; /* (?s) */
	bool exact;    /* the tree matches no more than the text */
	struct arena *arena;
};

struct ranges {
	struct code_range *items;
	size_t count, capacity;
};

static const struct {
	const char *name;
	uint32_t categories;
} properties[] = {
	{ "L", U_GC_L_MASK }, { "Lu", U_GC_LU_MASK }, { "Ll", U_GC_LL_MASK }, { "Lt", U_GC_LT_MASK },
	{ "Lm", U_GC_LM_MASK }, { "Lo", U_GC_LO_MASK }, { "L&", U_GC_LC_MASK }, { "M", U_GC_M_MASK },
	{ "Mn", U_GC_MN_MASK }, { "Mc", U_GC_MC_MASK }, { "Me", U_GC_ME_MASK }, { "N", U_GC_N_MASK },
	{ "Nd", U_GC_ND_MASK }, { "Nl", U_GC_NL_MASK }, { "No", U_GC_NO_MASK }, { "P", U_GC_P_MASK },
	{ "Pc", U_GC_PC_MASK }, { "Pd", U_GC_PD_MASK }, { "Ps", U_GC_PS_MASK }, { "Pe", U_GC_PE_MASK },
	{ "Pi", U_GC_PI_MASK }, { "Pf", U_GC_PF_MASK }, { "Po", U_GC_PO_MASK }, { "S", U_GC_S_MASK },
	{ "Sm", U_GC_SM_MASK }, { "Sc", U_GC_SC_MASK }, { "Sk", U_GC_SK_MASK }, { "So", U_GC_SO_MASK },
	{ "Z", U_GC_Z_MASK }, { "Zs", U_GC_ZS_MASK }, { "Zl", U_GC_ZL_MASK }, { "Zp", U_GC_ZP_MASK },
};

static const struct code_range horizontal_ranges[] = { { 0x9, 0x9 }, { 0x20, 0x20 }, { 0xa0, 0xa0 }, { 0x1680, 0x1680 },
	{ 0x180e, 0x180e }, { 0x2000, 0x200a }, { 0x202f, 0x202f }, { 0x205f, 0x205f }, { 0x3000, 0x3000 } };
static const struct code_range vertical_ranges[] = { { 0xa, 0xd }, { 0x85, 0x85 }, { 0x2028, 0x2029 } };

/* What \s has beside category Z. */
static const struct code_range space_ranges[] = { { 0x9, 0xd }, { 0x85, 0x85 }, { 0x180e, 0x180e } };

bool character_class_has(const struct character_class *class, uint32_t code_point)
{
	bool has = class->categories >> u_charType((UChar32)code_point) & 1;
	for (size_t i = 0; i < class->range_count && !has; i++)
		has = code_point >= class->ranges[i].first && code_point <= class->ranges[i].last;
	return has != class->negated;
}

static bool at_end(const struct parser *parser)
{
	return parser->at >= parser->text.size;
}

static char peek(const struct parser *parser)
{
	return at_end(parser) ? '\0' : parser->text.data[parser->at];
}

static bool looking_at(const struct parser *parser, const char *string)
{
	return slice_starts_with(slice_from_offset(parser->text, parser->at), slice_from(string));
}

static bool take(struct parser *parser, const char *string)
{
	bool there = looking_at(parser, string);
	if (there)
		parser->at += strlen(string);
	return there;
}

/* Pass over white space and comments where they are layout. */
static void skip_layout(struct parser *parser)
{
	while (parser->extended && !at_end(parser)) {
		if (peek(parser) == '#') {
			size_t end = slice_find_byte(parser->text, '\n', parser->at);
			parser->at = end == SLICE_NONE ? parser->text.size : end + 1;
		} else if (is_ascii_space(peek(parser))) {
			parser->at++;
		} else {
			break;
		}
	}
}

static uint32_t take_code_point(struct parser *parser)
{
	size_t size;
	uint32_t code_point = utf8_decode(parser->text, parser->at, &size);
	parser->at += size;
	return code_point;
}

static struct expression *new_expression(struct parser *parser, enum expression_kind kind)
{
	struct expression *expression = arena_allocate_zero(parser->arena, 1, sizeof *expression);
	expression->kind = kind;
	return expression;
}

enum { MOST_FOLDED = 512 };

/* Add what letters of RANGES and of CATEGORIES are in another case. */
static void close_over_case(struct ranges *ranges, uint32_t *categories)
{
	if (*categories & U_GC_LC_MASK)
		*categories |= U_GC_LC_MASK;
	USet *set = uset_openEmpty();
	for (size_t i = 0; i < ranges->count; i++)
		if (ranges->items[i].last - ranges->items[i].first < MOST_FOLDED)
			uset_addRange(set, (UChar32)ranges->items[i].first, (UChar32)ranges->items[i].last);
		else
			*categories |= U_GC_LC_MASK;
	uset_closeOver(set, USET_CASE_INSENSITIVE);
	for (int32_t i = 0; i < uset_getItemCount(set); i++) {
		UChar32 first, last;
		UErrorCode status = U_ZERO_ERROR;
		if (uset_getItem(set, i, &first, &last, NULL, 0, &status) == 0) /* else it is a string */
			array_push(ranges, (struct code_range){ (uint32_t)first, (uint32_t)last });
	}
	uset_close(set);
}

static struct expression *new_class(struct parser *parser, struct ranges *ranges, uint32_t categories, bool negated)
{
	if (parser->caseless && !negated)
		close_over_case(ranges, &categories);
	struct expression *expression = new_expression(parser, EXPRESSION_CLASS);
	expression->class = (struct character_class){
		.ranges = arena_copy_array(parser->arena, ranges->items, ranges->count, sizeof *ranges->items),
		.range_count = ranges->count,
		.categories = categories,
		.negated = negated,
	};
	array_finish(ranges);
	return expression;
}

static bool is_code_point(uint32_t value)
{
	return value < 0xd800 || (value > 0xdfff && value <= 0x10ffff);
}

static struct expression *new_literal(struct parser *parser, uint32_t code_point)
{
	struct ranges ranges = { 0 };
	array_push(&ranges, (struct code_range){ code_point, code_point });
	return new_class(parser, &ranges, 0, false);
}

static bool take_number(struct parser *parser, unsigned base, size_t most_digits, uint32_t *value)
{
	size_t digits = 0;
	*value = 0;
	for (; digits < most_digits; digits++, parser->at++) {
		char digit = ascii_lower(peek(parser));
		unsigned number = is_ascii_digit(digit) ? (unsigned)(digit - '0') :
		                  digit >= 'a' && digit <= 'f' ? (unsigned)(digit - 'a') + 10 : 16;
		if (number >= base)
			break;
		*value = *value * base + number;
	}
	return digits > 0;
}

/* After a backslash: the escape for one code point. */
static bool take_escaped(struct parser *parser, uint32_t *code_point)
{
	char letter = peek(parser);
	size_t digits = letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
	if (at_end(parser))
		return false;
	if (is_ascii_punctuation(letter) || (letter == ' ')) {
		*code_point = (unsigned char)letter;
		parser->at++;
		return true;
	}
	parser->at++;
	if (digits) {
		size_t begin = parser->at;
		return take_number(parser, 16, digits, code_point) && parser->at == begin + digits;
	}
	if (letter == 'x') {
		if (take(parser, "{"))
			return take_number(parser, 16, 6, code_point) && take(parser, "}");
		return take_number(parser, 16, 2, code_point);
	}
	const char *names = "tnrfe", *values = "\t\n\r\f\033";
	const char *found = letter ? strchr(names, letter) : NULL;
	if (!found)
		return false;
	*code_point = (unsigned char)values[found - names];
	return true;
}

/* After a backslash: an escape for a set. *KNOWN is false where there is one that we don't know. */
static bool take_set(struct parser *parser, struct ranges *ranges, uint32_t *categories, bool *negated, bool *known)
{
	char letter = peek(parser);
	*known = true;
	switch (ascii_lower(letter)) {
	case 's':
		*categories |= U_GC_Z_MASK;
		for (size_t i = 0; i < sizeof space_ranges / sizeof *space_ranges; i++)
			array_push(ranges, space_ranges[i]);
		break;
	case 'h':
		for (size_t i = 0; i < sizeof horizontal_ranges / sizeof *horizontal_ranges; i++)
			array_push(ranges, horizontal_ranges[i]);
		break;
	case 'v':
		for (size_t i = 0; i < sizeof vertical_ranges / sizeof *vertical_ranges; i++)
			array_push(ranges, vertical_ranges[i]);
		break;
	case 'd':
		*categories |= U_GC_ND_MASK;
		break;
	case 'w':
		*categories |= U_GC_L_MASK | U_GC_N_MASK;
		array_push(ranges, (struct code_range){ '_', '_' });
		break;
	case 'p': {
		size_t begin = parser->at + 1, end = begin + 1;
		if (begin < parser->text.size && parser->text.data[begin] == '{') {
			end = slice_find_byte(parser->text, '}', ++begin);
			*known = end != SLICE_NONE;
		}
		struct slice name = *known ? slice_range(parser->text, begin, end) : SLICE("");
		bool found = false;
		for (size_t i = 0; i < sizeof properties / sizeof *properties && !found; i++) {
			found = slice_equal_string(name, properties[i].name);
			if (found)
				*categories |= properties[i].categories;
		}
		*known = *known && found;
		parser->at = *known ? end : parser->at;
		break;
	}
	default:
		return false;
	}
	*negated = letter >= 'A' && letter <= 'Z';
	parser->at++;
	return true;
}

/* One end of a range in brackets, or the set that stands there (*SET). */
static bool take_member(struct parser *parser, struct ranges *ranges, uint32_t *categories, uint32_t *code_point,
                        bool *set)
{
	*set = false;
	if (!take(parser, "\\")) {
		if (at_end(parser) || looking_at(parser, "[:") || looking_at(parser, "[.") || looking_at(parser, "[="))
			return false;
		*code_point = take_code_point(parser);
		return true;
	}
	struct ranges own = { 0 };
	uint32_t own_categories = 0;
	bool negated = false, known = true;
	*set = take_set(parser, &own, &own_categories, &negated, &known);
	if (*set && known && negated) {
		/* A complement can be added only where it is categories and nothing else. */
		known = own.count == 0;
		own_categories = ~own_categories & ((UINT32_C(1) << U_CHAR_CATEGORY_COUNT) - 1);
	}
	for (size_t i = 0; i < own.count; i++)
		array_push(ranges, own.items[i]);
	array_finish(&own);
	*categories |= *set ? own_categories : 0;
	return *set ? known : take_escaped(parser, code_point) && is_code_point(*code_point);
}

/* After '['. */
static struct expression *parse_brackets(struct parser *parser)
{
	struct ranges ranges = { 0 };
	uint32_t categories = 0;
	bool negated = take(parser, "^"), first = true;
	while (first || peek(parser) != ']') {
		uint32_t begin, end;
		bool set;
		first = false;
		if (!take_member(parser, &ranges, &categories, &begin, &set))
			goto unknown;
		if (set) {
			if (peek(parser) == '-' && !looking_at(parser, "-]"))
				goto unknown;
			continue;
		}
		end = begin;
		if (peek(parser) == '-' && !looking_at(parser, "-]")) {
			parser->at++;
			if (!take_member(parser, &ranges, &categories, &end, &set) || set || end < begin)
				goto unknown;
		}
		array_push(&ranges, (struct code_range){ begin, end });
	}
	parser->at++;
	return new_class(parser, &ranges, categories, negated);
unknown:
	array_finish(&ranges);
	return NULL;
}

static struct expression *parse_choice(struct parser *parser, unsigned depth);

/* After the opening of a look-around. */
static struct expression *parse_look(struct parser *parser, enum expression_kind kind, bool negative, unsigned depth)
{
	struct expression *child = parse_choice(parser, depth);
	if (!child || !take(parser, ")"))
		return NULL;
	struct expression *look = new_expression(parser, kind);
	look->first = child;
	if (negative) {
		while (child->kind != EXPRESSION_CLASS && child->first && !child->first->next &&
		       child->kind != EXPRESSION_REPEAT && child->kind != EXPRESSION_AHEAD &&
		       child->kind != EXPRESSION_BEHIND)
			child = child->first;
		if (child->kind != EXPRESSION_CLASS) {
			parser->exact = false;
			return new_expression(parser, EXPRESSION_SEQUENCE);
		}
		child->class.negated = !child->class.negated;
		child->class.edge = !child->class.edge;
		look->first = child;
	}
	return look;
}

/* A place where the text ends, before or after. */
static struct expression *new_edge(struct parser *parser, enum expression_kind kind)
{
	struct ranges none = { 0 };
	struct expression *look = new_expression(parser, kind);
	look->first = new_class(parser, &none, 0, false);
	look->first->class.edge = true;
	return look;
}

/* At '?': flags for what follows. They are kept on beyond the end of their group. */
static struct expression *parse_flags(struct parser *parser)
{
	size_t end = slice_find_byte(parser->text, ')', parser->at);
	struct slice flags = end == SLICE_NONE ? SLICE("") : slice_range(parser->text, parser->at + 1, end);
	for (size_t i = 0; i < flags.size; i++) {
		if (!strchr("is", flags.data[i]))
			return NULL;
		parser->caseless = parser->caseless || flags.data[i] == 'i';
		parser->dot_is_any = parser->dot_is_any || flags.data[i] == 's';
	}
	if (!flags.size)
		return NULL;
	parser->exact = false;
	parser->at = end + 1;
	return new_expression(parser, EXPRESSION_SEQUENCE);
}

static struct expression *parse_group(struct parser *parser, unsigned depth)
{
	static const struct {
		const char *opening;
		enum expression_kind kind;
		bool negative;
	} looks[] = {
		{ "?=", EXPRESSION_AHEAD, false },
		{ "?!", EXPRESSION_AHEAD, true },
		{ "?<=", EXPRESSION_BEHIND, false },
		{ "?<!", EXPRESSION_BEHIND, true },
	};
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
		if (take(parser, looks[i].opening))
			return parse_look(parser, looks[i].kind, looks[i].negative, depth);
	if (peek(parser) == '?' && !looking_at(parser, "?:"))
		return parse_flags(parser);
	if (peek(parser) == '*')
		return NULL;
	take(parser, "?:");
	struct expression *child = parse_choice(parser, depth);
	return child && take(parser, ")") ? child : NULL;
}

static struct expression *parse_escape(struct parser *parser)
{
	struct ranges ranges = { 0 };
	uint32_t categories = 0, code_point;
	bool negated = false, known;
	if (take(parser, "b"))
		return new_expression(parser, EXPRESSION_BOUNDARY);
	if (take(parser, "A"))
		return new_edge(parser, EXPRESSION_BEHIND);
	if (take(parser, "z"))
		return new_edge(parser, EXPRESSION_AHEAD);
	if (take_set(parser, &ranges, &categories, &negated, &known)) {
		if (known)
			return new_class(parser, &ranges, categories, negated);
		array_finish(&ranges);
		return NULL;
	}
	bool literal = take_escaped(parser, &code_point) && is_code_point(code_point);
	return literal ? new_literal(parser, code_point) : NULL;
}

static struct expression *parse_atom(struct parser *parser, unsigned depth)
{
	if (take(parser, "("))
		return depth < DEEPEST ? parse_group(parser, depth + 1) : NULL;
	if (take(parser, "["))
		return parse_brackets(parser);
	if (take(parser, "\\"))
		return parse_escape(parser);
	if (take(parser, "^"))
		return new_edge(parser, EXPRESSION_BEHIND);
	if (take(parser, ".")) {
		struct ranges none = { 0 };
		struct expression *any = parser->dot_is_any ? new_class(parser, &none, 0, true) : new_literal(parser, '\n');
		any->class.negated = true;
		return any;
	}
	if (strchr("$*+?", peek(parser)))
		return NULL;
	return new_literal(parser, take_code_point(parser));
}

/* A quantifier, if there is one; false for one that is not regular. */
static bool take_quantifier(struct parser *parser, uint32_t *least, uint32_t *most)
{
	*least = *most = 1;
	skip_layout(parser);
	size_t begin = parser->at;
	if (take(parser, "*")) {
		*least = 0;
		*most = EXPRESSION_UNLIMITED;
	} else if (take(parser, "+")) {
		*most = EXPRESSION_UNLIMITED;
	} else if (take(parser, "?")) {
		*least = 0;
	} else if (take(parser, "{")) {
		if (!take_number(parser, 10, 4, least)) {
			parser->at = begin;
			return true;
		}
		*most = *least;
		if (take(parser, ",") && !take_number(parser, 10, 4, most))
			*most = EXPRESSION_UNLIMITED;
		if (!take(parser, "}"))
			return false;
	} else {
		return true;
	}
	take(parser, "?"); /* as few as possible: the same texts match */
	skip_layout(parser);
	return peek(parser) != '+' && peek(parser) != '?' && peek(parser) != '*' && *least <= *most &&
	       *least <= MOST_REPEATS && (*most <= MOST_REPEATS || *most == EXPRESSION_UNLIMITED);
}

static struct expression *parse_sequence(struct parser *parser, unsigned depth)
{
	struct expression *sequence = new_expression(parser, EXPRESSION_SEQUENCE), **tail = &sequence->first;
	for (;;) {
		skip_layout(parser);
		if (at_end(parser) || peek(parser) == '|' || peek(parser) == ')')
			return sequence;
		struct expression *atom = parse_atom(parser, depth);
		uint32_t least, most;
		if (!atom || !take_quantifier(parser, &least, &most))
			return NULL;
		if (least != 1 || most != 1) {
			struct expression *repeat = new_expression(parser, EXPRESSION_REPEAT);
			repeat->least = least;
			repeat->most = most;
			repeat->first = atom;
			atom = repeat;
		}
		*tail = atom;
		tail = &atom->next;
	}
}

static struct expression *parse_choice(struct parser *parser, unsigned depth)
{
	struct expression *choice = new_expression(parser, EXPRESSION_CHOICE), **tail = &choice->first;
	do {
		*tail = parse_sequence(parser, depth);
		if (!*tail)
			return NULL;
		tail = &(*tail)->next;
	} while (take(parser, "|"));
	return choice;
}

/* Whether TEXT has white space beyond ASCII that is layout for PCRE2. */
static bool has_wide_layout(struct slice text)
{
	static const char *const layout[] = { "\xc2\x85", "\u200e", "\u200f", "\u2028", "\u2029" };
	for (size_t i = 0; i < sizeof layout / sizeof *layout; i++)
		if (slice_find(text, slice_from(layout[i]), 0) != SLICE_NONE)
			return true;
	return false;
}

struct expression *expression_parse(struct slice text, struct arena *arena, bool *exact)
{
	struct parser parser = { .text = text, .arena = arena, .exact = true };
	if (text.size > LARGEST || slice_find_byte(text, '\0', 0) != SLICE_NONE)
		return NULL;
	parser.extended = take(&parser, "(?x)");
	if (parser.extended && has_wide_layout(text))
		return NULL;
	struct expression *expression = parse_choice(&parser, 0);
	*exact = parser.exact;
	return expression && at_end(&parser) ? expression : NULL;
}

void expression_relax(struct expression *expression)
{
	bool looks = expression->kind == EXPRESSION_BOUNDARY || expression->kind == EXPRESSION_AHEAD ||
	             expression->kind == EXPRESSION_BEHIND;
	if (looks) {
		expression->kind = EXPRESSION_SEQUENCE;
		expression->first = NULL;
	}
	for (struct expression *child = expression->first; child; child = child->next)
		expression_relax(child);
}
