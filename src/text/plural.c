#include "text/plural.h"

#include "base/array.h"
#include "base/buffer.h"

#include <unicode/uloc.h>
#include <unicode/ures.h>
#include <unicode/ustring.h>

/* A rule of CLDR is "or" of "and" of relations (UTS #35, part 3, section 5.1). For whole numbers without visible
 * decimals the operands n and i are the number, and v, w, f, t, c and e are 0: what is left of a rule is about n. */

struct range {
	unsigned low, high;
};

/* n, or n % modulus, is in one of the ranges, or in none if negated. */
struct relation {
	unsigned modulus; /* 0: n itself */
	bool negated;
	struct range *items; /* in order, apart */
	size_t count, capacity;
};

struct conjunction {
	struct relation *items;
	size_t count, capacity;
};

struct rule {
	struct conjunction *items; /* none: never; one that is empty: always */
	size_t count, capacity;
};

static const char *const categories[] = { "zero", "one", "two", "few", "many", "other" };
enum { CATEGORY_COUNT = sizeof categories / sizeof *categories, VALUE_MOST = 100000000, VALUES_MOST = 1000 };

/* ---- Reading ---- */

static bool take(struct slice *text, struct slice word)
{
	*text = slice_trim(*text);
	if (!slice_starts_with(*text, word))
		return false;
	*text = slice_from_offset(*text, word.size);
	return true;
}

static unsigned take_number(struct slice *text)
{
	unsigned number = 0;
	*text = slice_trim(*text);
	for (; text->size && is_ascii_digit(text->data[0]); *text = slice_from_offset(*text, 1))
		if (number < VALUE_MOST)
			number = number * 10 + (unsigned)(text->data[0] - '0');
	return number;
}

static int compare_ranges(const void *a, const void *b)
{
	unsigned low_a = ((const struct range *)a)->low, low_b = ((const struct range *)b)->low;
	return (low_a > low_b) - (low_a < low_b);
}

static void unite_ranges(struct relation *relation)
{
	qsort(relation->items, relation->count, sizeof *relation->items, compare_ranges);
	size_t last = 0;
	for (size_t i = 1; i < relation->count; i++) {
		struct range range = relation->items[i], *before = &relation->items[last];
		if (range.low > before->high + 1)
			relation->items[++last] = range;
		else if (range.high > before->high)
			before->high = range.high;
	}
	relation->count = last + 1;
}

static bool contains(const struct relation *relation, unsigned value)
{
	for (size_t i = 0; i < relation->count; i++)
		if (value >= relation->items[i].low && value <= relation->items[i].high)
			return true;
	return false;
}

static bool is_true(const struct relation *relation, unsigned n)
{
	return contains(relation, relation->modulus ? n % relation->modulus : n) != relation->negated;
}

enum truth { TRUTH_OPEN, TRUTH_ALWAYS, TRUTH_NEVER };

/* One relation, "i % 10 = 2..4,9"; whether it is open what it says of whole numbers. */
static enum truth take_relation(struct slice *text, struct relation *relation)
{
	*text = slice_trim(*text);
	char operand = text->size ? text->data[0] : '\0';
	*text = slice_from_offset(*text, text->size != 0);
	*relation = (struct relation){ 0 };
	if (take(text, SLICE("%")))
		relation->modulus = take_number(text);
	relation->negated = take(text, SLICE("!="));
	if (!relation->negated)
		take(text, SLICE("="));
	do {
		unsigned low = take_number(text);
		array_push(relation, (struct range){ low, take(text, SLICE("..")) ? take_number(text) : low });
	} while (take(text, SLICE(",")));
	unite_ranges(relation);
	if (operand == 'n' || operand == 'i')
		return TRUTH_OPEN;
	return is_true(relation, 0) ? TRUTH_ALWAYS : TRUTH_NEVER;
}

static void conjunction_finish(struct conjunction *conjunction)
{
	for (size_t i = 0; i < conjunction->count; i++)
		array_finish(&conjunction->items[i]);
	array_finish(conjunction);
}

static void rule_finish(struct rule *rule)
{
	for (size_t i = 0; i < rule->count; i++)
		conjunction_finish(&rule->items[i]);
	array_finish(rule);
}

static struct rule read_rule(struct slice text)
{
	struct rule rule = { 0 };
	do {
		struct conjunction conjunction = { 0 };
		bool possible = true;
		do {
			struct relation relation;
			enum truth truth = take_relation(&text, &relation);
			possible = possible && truth != TRUTH_NEVER;
			if (truth == TRUTH_OPEN)
				array_push(&conjunction, relation);
			else
				array_finish(&relation);
		} while (take(&text, SLICE("and")));
		if (possible)
			array_push(&rule, conjunction);
		else
			conjunction_finish(&conjunction);
	} while (take(&text, SLICE("or")));
	return rule;
}

/* ---- Simplifying ---- */

static bool conjunction_holds(const struct conjunction *conjunction, unsigned n)
{
	for (size_t i = 0; i < conjunction->count; i++)
		if (!is_true(&conjunction->items[i], n))
			return false;
	return true;
}

static bool rule_holds(const struct rule *rule, unsigned n, size_t except)
{
	for (size_t i = 0; i < rule->count; i++)
		if (i != except && conjunction_holds(&rule->items[i], n))
			return true;
	return false;
}

/* Whether each of the few numbers that RELATION lists has a rule among the COUNT of RULES, conjunction EXCEPT of the
 * last of them left out. */
static bool is_covered(const struct relation *relation, const struct rule *rules, size_t count, size_t except)
{
	if (relation->modulus)
		return false;
	for (size_t i = 0; i < relation->count; i++) {
		struct range range = relation->items[i];
		if (range.high - range.low > VALUES_MOST)
			return false;
		for (unsigned n = range.low; n <= range.high; n++) {
			bool covered = false;
			for (size_t j = 0; j < count && !covered; j++)
				covered = rule_holds(&rules[j], n, j + 1 == count ? except : SIZE_MAX);
			if (!covered)
				return false;
		}
	}
	return true;
}

static void drop_relation(struct conjunction *conjunction, size_t i)
{
	array_finish(&conjunction->items[i]);
	conjunction->count--;
	struct relation *place = &conjunction->items[i];
	memmove(place, place + 1, (conjunction->count - i) * sizeof *place);
}

static void drop_conjunction(struct rule *rule, size_t i)
{
	conjunction_finish(&rule->items[i]);
	rule->count--;
	struct conjunction *place = &rule->items[i];
	memmove(place, place + 1, (rule->count - i) * sizeof *place);
}

/* Whether PART is a single relation that says what n, or n % MODULUS, is. */
static bool is_list(const struct conjunction *part, unsigned modulus)
{
	return part->count == 1 && !part->items[0].negated && part->items[0].modulus == modulus;
}

/* "n = 0 or n = 1" is "n = 0..1". */
static void unite_lists(struct rule *rule)
{
	for (size_t i = 0; i < rule->count; i++) {
		struct conjunction *part = &rule->items[i];
		for (size_t j = rule->count; part->count == 1 && --j > i;) {
			struct relation *into = &part->items[0];
			if (!is_list(part, into->modulus) || !is_list(&rule->items[j], into->modulus))
				continue;
			const struct relation *from = &rule->items[j].items[0];
			for (size_t k = 0; k < from->count; k++)
				array_push(into, from->items[k]);
			unite_ranges(into);
			drop_conjunction(rule, j);
		}
	}
}

/* Drop from the last of the COUNT rules what those before it or its own other parts say already: "n = 1..4 or
 * n % 100 = 1..4", and "n != 0" after a form that has 0. */
static void simplify(struct rule *rules, size_t count)
{
	struct rule *rule = &rules[count - 1];
	unite_lists(rule);
	for (size_t i = rule->count; i-- > 0;) {
		struct conjunction *part = &rule->items[i];
		for (size_t j = part->count; j-- > 0;)
			if (part->count > 1 && part->items[j].negated &&
			    is_covered(&part->items[j], rules, count - 1, SIZE_MAX))
				drop_relation(part, j);
		if (part->count == 1 && !part->items[0].negated && is_covered(&part->items[0], rules, count, i))
			drop_conjunction(rule, i);
	}
}

/* ---- Writing ---- */

enum join { JOIN_NONE, JOIN_AND, JOIN_OR };

static void append_comparison(struct buffer *out, unsigned modulus, const char *operator, unsigned value, bool spaced)
{
	const char *space = spaced ? " " : "";
	if (modulus)
		buffer_append_format(out, "n%%%u%s%u", modulus, operator, value);
	else
		buffer_append_format(out, "n%s%s%s%u", space, operator, space, value);
}

/* That n is in RANGE, or is not, in the fewest comparisons. */
static enum join append_range(struct buffer *out, unsigned modulus, struct range range, bool outside, bool spaced)
{
	if (range.low == range.high) {
		append_comparison(out, modulus, outside ? "!=" : "==", range.low, spaced);
	} else if (range.low == 0) {
		append_comparison(out, modulus, outside ? ">" : "<=", range.high, spaced);
	} else if (modulus && range.high == modulus - 1) {
		append_comparison(out, modulus, outside ? "<" : ">=", range.low, spaced);
	} else {
		append_comparison(out, modulus, outside ? "<" : ">=", range.low, false);
		buffer_append_string(out, outside ? " || " : " && ");
		append_comparison(out, modulus, outside ? ">" : "<=", range.high, false);
		return outside ? JOIN_OR : JOIN_AND;
	}
	return JOIN_NONE;
}

/* PART as the COUNTth operand of JOIN: in parentheses where C's precedence wants them. */
static void append_operand(struct buffer *out, size_t index, enum join join, struct buffer *part, enum join inner)
{
	bool wrapped = join == JOIN_AND && inner == JOIN_OR;
	if (index)
		buffer_append_string(out, join == JOIN_AND ? " && " : " || ");
	if (wrapped)
		buffer_append_byte(out, '(');
	buffer_append(out, buffer_slice(part));
	if (wrapped)
		buffer_append_byte(out, ')');
	buffer_finish(part);
}

static enum join append_relation(struct buffer *out, const struct relation *relation, bool negated, bool spaced)
{
	bool outside = relation->negated != negated;
	if (relation->count == 1)
		return append_range(out, relation->modulus, relation->items[0], outside, spaced);
	enum join join = outside ? JOIN_AND : JOIN_OR;
	for (size_t i = 0; i < relation->count; i++) {
		struct buffer part = { 0 };
		enum join inner = append_range(&part, relation->modulus, relation->items[i], outside, false);
		append_operand(out, i, join, &part, inner);
	}
	return join;
}

static enum join append_conjunction(struct buffer *out, const struct conjunction *conjunction, bool negated,
                                    bool spaced)
{
	if (conjunction->count == 0)
		buffer_append_string(out, negated ? "0" : "1");
	if (conjunction->count == 1)
		return append_relation(out, &conjunction->items[0], negated, spaced);
	enum join join = negated ? JOIN_OR : JOIN_AND;
	for (size_t i = 0; i < conjunction->count; i++) {
		struct buffer part = { 0 };
		enum join inner = append_relation(&part, &conjunction->items[i], negated, false);
		append_operand(out, i, join, &part, inner);
	}
	return join;
}

/* The condition of RULE, or its contrary: negation goes all the way down, so that it reads as gettext's own forms. */
static void append_rule(struct buffer *out, const struct rule *rule, bool negated, bool spaced)
{
	enum join join = negated ? JOIN_AND : JOIN_OR;
	if (rule->count == 0)
		buffer_append_string(out, negated ? "1" : "0");
	for (size_t i = 0; i < rule->count; i++) {
		struct buffer part = { 0 };
		enum join inner = append_conjunction(&part, &rule->items[i], negated, spaced && rule->count == 1);
		append_operand(out, i, rule->count > 1 ? join : JOIN_NONE, &part, inner);
	}
}

static struct slice write_forms(const struct rule *rules, size_t count, struct arena *arena)
{
	struct buffer out = { 0 };
	buffer_append_format(&out, "nplurals=%zu; plural=", count);
	if (count == 1)
		buffer_append_byte(&out, '0');
	else
		buffer_append_byte(&out, '(');
	if (count == 2) /* the value of a condition is 0 or 1 already */
		append_rule(&out, &rules[0], true, true);
	for (size_t i = 0; count > 2 && i + 1 < count; i++) {
		append_rule(&out, &rules[i], false, false);
		buffer_append_format(&out, " ? %zu : ", i);
		if (i + 2 == count)
			buffer_append_format(&out, "%zu", i + 1);
	}
	buffer_append_string(&out, count == 1 ? ";" : ");");
	struct slice forms = arena_copy(arena, buffer_slice(&out));
	buffer_finish(&out);
	return forms;
}

/* ---- ICU's data ---- */

static struct slice copy_utf8(const UChar *text, int32_t size, struct arena *arena)
{
	/* At most three bytes of UTF-8 for a unit of UTF-16. */
	int32_t room = size * 3 + 1, used = 0;
	char *copy = arena_allocate(arena, (size_t)room);
	UErrorCode status = U_ZERO_ERROR;
	u_strToUTF8(copy, room, &used, text, size, &status);
	return U_SUCCESS(status) ? slice_make(copy, (size_t)used) : slice_make("", 0);
}

/* The string KEY of TABLE; a NULL pointer if there is none. */
static struct slice find_string(const UResourceBundle *table, const char *key, struct arena *arena)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t size = 0;
	const UChar *text = ures_getStringByKey(table, key, &size, &status);
	return U_SUCCESS(status) ? copy_utf8(text, size, arena) : slice_make(NULL, 0);
}

/* The rules of LOCALE or of the nearest of its parents that has some; NULL if none has. */
static UResourceBundle *open_rules(const char *locale, struct arena *arena)
{
	UErrorCode status = U_ZERO_ERROR;
	UResourceBundle *plurals = ures_openDirect(NULL, "plurals", &status), *rules = NULL;
	UResourceBundle *locales = ures_getByKey(plurals, "locales", NULL, &status);
	struct slice set = slice_make(NULL, 0);
	char name[ULOC_FULLNAME_CAPACITY], parent[ULOC_FULLNAME_CAPACITY];
	uloc_getBaseName(locale, name, sizeof name, &status);
	while (U_SUCCESS(status) && *name) {
		set = find_string(locales, name, arena);
		if (set.data)
			break;
		uloc_getParent(name, parent, sizeof parent, &status);
		memcpy(name, parent, sizeof name);
	}
	if (U_SUCCESS(status) && set.size) {
		rules = ures_getByKey(plurals, "rules", NULL, &status);
		rules = ures_getByKey(rules, arena_copy(arena, set).data, rules, &status);
	}
	ures_close(locales);
	ures_close(plurals);
	if (U_FAILURE(status)) {
		ures_close(rules);
		return NULL;
	}
	return rules;
}

struct slice plural_forms(const char *locale, struct arena *arena)
{
	UResourceBundle *table = open_rules(locale, arena);
	struct rule rules[CATEGORY_COUNT];
	size_t count = 0;
	for (size_t i = 0; table && i < CATEGORY_COUNT; i++) {
		/* "v = 0 and i % 10 = 1 @integer 1, 21, … @decimal …": a category that no whole number has lists none. */
		struct slice text = find_string(table, categories[i], arena);
		if (slice_find(text, SLICE("@integer"), 0) == SLICE_NONE)
			continue;
		text.size = slice_find_byte(text, '@', 0);
		rules[count++] = read_rule(text);
		simplify(rules, count);
	}
	ures_close(table);
	struct slice forms = write_forms(rules, count ? count : 1, arena);
	for (size_t i = 0; i < count; i++)
		rule_finish(&rules[i]);
	return forms;
}
