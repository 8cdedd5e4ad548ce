#include "formats/xml_selector.h"

enum { STEPS_MOST = 16, TESTS_MOST = 8 };

/* Reads a simple path; whatever it does not know makes the path no simple one. */
struct reading {
	struct slice text;
	size_t at;
	const struct xml_scanner *scanner;
	struct arena *arena;
};

static void skip_space(struct reading *reading)
{
	reading->at = xml_skip_space(reading->text, reading->at);
}

static bool take(struct reading *reading, struct slice word)
{
	skip_space(reading);
	if (!slice_starts_with(slice_from_offset(reading->text, reading->at), word))
		return false;
	reading->at += word.size;
	return true;
}

static bool is_at_end(struct reading *reading)
{
	skip_space(reading);
	return reading->at == reading->text.size;
}

/* A name without colons. */
static bool take_name(struct reading *reading, struct slice *name)
{
	size_t end = xml_name_end(reading->text, reading->at);
	size_t colon = slice_find_byte(slice_range(reading->text, 0, end), ':', reading->at);
	end = colon == SLICE_NONE ? end : colon;
	*name = slice_range(reading->text, reading->at, end);
	reading->at = end;
	return name->size > 0;
}

/* A name test: `*`, `name`, `prefix:name` or `prefix:*`; but not a function or a type of node. */
static bool take_step(struct reading *reading, struct xml_step *step)
{
	struct slice name;
	*step = (struct xml_step){ 0 };
	skip_space(reading);
	if (take(reading, SLICE("*"))) {
		step->any_namespace = true;
		return true;
	}
	if (!take_name(reading, &name))
		return false;
	step->local = arena_copy(reading->arena, name);
	char next = reading->at < reading->text.size ? reading->text.data[reading->at] : '\0';
	if (next == ':') {
		reading->at++;
		step->namespace = arena_copy(reading->arena, xml_namespace(reading->scanner, name));
		step->local = SLICE("");
		if (step->namespace.size == 0)
			return false; /* undeclared: whoever evaluates it says so */
		if (take(reading, SLICE("*")))
			return true;
		if (!take_name(reading, &name))
			return false;
		step->local = arena_copy(reading->arena, name);
	}
	size_t after = xml_skip_space(reading->text, reading->at);
	next = after < reading->text.size ? reading->text.data[after] : '\0';
	return next != '(' && next != ':';
}

static bool take_string(struct reading *reading, struct slice *string)
{
	skip_space(reading);
	char quote = reading->at < reading->text.size ? reading->text.data[reading->at] : '\0';
	size_t end = quote == '"' || quote == '\'' ? slice_find_byte(reading->text, quote, reading->at + 1) : SLICE_NONE;
	if (end == SLICE_NONE)
		return false;
	*string = arena_copy(reading->arena, slice_range(reading->text, reading->at + 1, end));
	reading->at = end + 1;
	return slice_find_byte(*string, '&', 0) == SLICE_NONE; /* values are compared as they are spelt */
}

/* `@a`, `@a='b'`, or `not(…)` of one of these. */
static bool take_test(struct reading *reading, struct xml_test *test)
{
	*test = (struct xml_test){ 0 };
	if (take(reading, SLICE("not"))) {
		test->negated = true;
		if (!take(reading, SLICE("(")))
			return false;
	}
	if (!take(reading, SLICE("@")) || !take_step(reading, &test->name) || test->name.local.size == 0)
		return false;
	if (take(reading, SLICE("=")) && !take_string(reading, &test->value))
		return false;
	return !test->negated || take(reading, SLICE(")"));
}

static bool take_tests(struct reading *reading, struct xml_test *tests, size_t *count)
{
	while (take(reading, SLICE("["))) {
		do {
			if (*count == TESTS_MOST || !take_test(reading, &tests[(*count)++]))
				return false;
		} while (take(reading, SLICE("and")));
		if (!take(reading, SLICE("]")))
			return false;
	}
	return true;
}

static bool take_path(struct reading *reading, struct xml_selector *selector)
{
	struct xml_step steps[STEPS_MOST];
	struct xml_test tests[TESTS_MOST];
	if (!take(reading, SLICE("/")))
		return false;
	selector->anchored = reading->at == reading->text.size || reading->text.data[reading->at] != '/';
	reading->at += !selector->anchored;
	do {
		if (take(reading, SLICE("@"))) {
			selector->of_attribute = true;
			if (!take_step(reading, &selector->attribute))
				return false;
			if (selector->step_count == 0 && !selector->anchored)
				steps[selector->step_count++] = (struct xml_step){ .any_namespace = true };
			break;
		}
		/* Tests of elements further out, and `//` inside of a path, are left to the tree. */
		if (selector->test_count || selector->step_count == STEPS_MOST ||
		    !take_step(reading, &steps[selector->step_count++]) || !take_tests(reading, tests, &selector->test_count))
			return false;
	} while (take(reading, SLICE("/")) && reading->at < reading->text.size && reading->text.data[reading->at] != '/');
	selector->steps = arena_copy_array(reading->arena, steps, selector->step_count, sizeof *steps);
	selector->tests = arena_copy_array(reading->arena, tests, selector->test_count, sizeof *tests);
	return selector->step_count > 0 && is_at_end(reading) && !slice_ends_with(selector->expression, SLICE("/"));
}

bool xml_selector_next(struct slice *rest, struct slice *part)
{
	size_t brackets = 0;
	char quote = '\0';
	if (!rest->data)
		return false;
	for (size_t i = 0; i < rest->size; i++) {
		char byte = rest->data[i];
		if (quote)
			quote = byte == quote ? '\0' : quote;
		else if (byte == '"' || byte == '\'')
			quote = byte;
		else if (byte == '[' || byte == '(')
			brackets++;
		else if (byte == ']' || byte == ')')
			brackets -= brackets > 0;
		else if (byte == '|' && brackets == 0) {
			*part = slice_trim(slice_range(*rest, 0, i));
			*rest = slice_make(rest->data + i + 1, rest->size - i - 1);
			return true;
		}
	}
	*part = slice_trim(*rest);
	*rest = slice_make(NULL, 0);
	return true;
}

struct xml_selector xml_selector_read(struct slice part, const struct xml_scanner *scanner, struct arena *arena)
{
	struct reading reading = { .text = part, .scanner = scanner, .arena = arena };
	struct xml_selector selector = { .expression = arena_copy(arena, part) };
	selector.simple = take_path(&reading, &selector);
	return selector;
}

static bool is_step(const struct xml_step *step, struct slice namespace, struct slice local)
{
	return (step->local.size == 0 || slice_equal(step->local, local)) &&
	       (step->any_namespace || slice_equal(step->namespace, namespace));
}

static struct slice namespace_of(const struct xml_attribute *attribute, const struct xml_scanner *scanner)
{
	return attribute->prefix.size ? xml_namespace(scanner, attribute->prefix) : SLICE("");
}

static bool is_namespace_declaration(const struct xml_attribute *attribute)
{
	return slice_equal(attribute->prefix, SLICE("xmlns")) || slice_equal(attribute->name, SLICE("xmlns"));
}

static bool test_holds(const struct xml_test *test, const struct xml_scanner *scanner)
{
	for (size_t i = 0; i < scanner->attributes.count; i++) {
		const struct xml_attribute *attribute = &scanner->attributes.items[i];
		if (is_step(&test->name, namespace_of(attribute, scanner), attribute->local) &&
		    !is_namespace_declaration(attribute))
			return (!test->value.data || slice_equal(test->value, xml_attribute_value(scanner, attribute))) != test->negated;
	}
	return test->negated;
}

bool xml_selector_matches(const struct xml_selector *selector, const struct xml_path *path,
                          const struct xml_scanner *scanner)
{
	size_t count = selector->step_count;
	if (path->count < count || (selector->anchored && path->count != count))
		return false;
	const struct xml_element *elements = path->items + path->count - count;
	for (size_t i = count; i-- > 0;)
		if (!is_step(&selector->steps[i], elements[i].namespace, elements[i].local))
			return false;
	for (size_t i = 0; i < selector->test_count; i++)
		if (!test_holds(&selector->tests[i], scanner))
			return false;
	return true;
}

bool xml_selector_takes(const struct xml_selector *selector, const struct xml_attribute *attribute,
                        const struct xml_scanner *scanner)
{
	return is_step(&selector->attribute, namespace_of(attribute, scanner), attribute->local) &&
	       !is_namespace_declaration(attribute);
}
