#include "formats/its_rules.h"

#include "base/file.h"
#include "base/message.h"
#include "formats/xml_tree.h"
#include "text/encoding.h"

enum {
	FILES_MOST = 64,         /* linked from each other */
	RULES_MOST = 100000,
	TREE_RULES_MOST = 1000,
	EXPRESSION_MOST = 10000, /* bytes */
	RULES_FILE_MOST = 16 << 20,
};

#define XLINK_NAMESPACE "http://www.w3.org/1999/xlink"
#define ITSTOOL_NAMESPACE "http://itstool.org/extensions/"

void its_rules_init(struct its_rules *rules, struct arena *arena)
{
	*rules = (struct its_rules){ .arena = arena, .any_element = ITS_NONE, .any_attribute = ITS_NONE };
}

void its_rules_finish(struct its_rules *rules)
{
	array_finish(&rules->rules);
	array_finish(&rules->names);
	table_finish(&rules->elements);
	table_finish(&rules->attributes);
}

/* A file of rules that is being read. */
struct source {
	struct its_rules *rules;
	struct xml_scanner scanner;
	const char *file;
	struct diagnostics *sink;
	bool failed;
};

static struct position place_of(const struct source *source, size_t offset)
{
	return position_in_text(source->file, source->scanner.source, offset);
}

static void fail(struct source *source, size_t offset, const char *text)
{
	diagnostics_error(source->sink, place_of(source, offset), "%s", text);
	source->failed = true;
}

/* The value of an attribute, decoded; a NULL pointer where there is none. */
static struct slice value_of(struct source *source, const char *local, const char *namespace)
{
	const struct xml_attribute *attribute = xml_find_attribute(&source->scanner, local, namespace);
	if (!attribute)
		return slice_make(NULL, 0);
	struct buffer decoded = { 0 };
	xml_decode(xml_attribute_value(&source->scanner, attribute), true, &decoded);
	struct slice value = arena_copy(source->rules->arena, buffer_slice(&decoded));
	buffer_finish(&decoded);
	return value;
}

static void index_rule(struct its_rules *rules, size_t index)
{
	struct its_rule *rule = &rules->rules.items[index];
	const struct xml_selector *selector = &rule->selector;
	const struct xml_step *last = selector->of_attribute ? &selector->attribute
	                              : selector->step_count ? &selector->steps[selector->step_count - 1]
	                                                     : NULL;
	if (!last)
		return;
	size_t *any = selector->of_attribute ? &rules->any_attribute : &rules->any_element;
	struct table *table = selector->of_attribute ? &rules->attributes : &rules->elements;
	if (last->local.size == 0) {
		rule->next = *any;
		*any = index;
	} else {
		rule->next = table_get(table, last->local);
		table_set(table, last->local, index);
	}
}

/* Add RULE for each part of its SELECTOR, which begins at OFFSET. */
static void add_rule(struct source *source, struct its_rule rule, struct slice selector, size_t offset)
{
	struct its_rules *rules = source->rules;
	struct slice part;
	struct position position = place_of(source, offset);
	rule.file = source->file;
	rule.line = position.line;
	rule.column = position.column;
	rule.context = rules->contexts;
	if (selector.size > EXPRESSION_MOST * (size_t)10) {
		fail(source, offset, _("a selector that is too long; write several rules"));
		return;
	}
	size_t trees = 0;
	while (xml_selector_next(&selector, &part)) {
		if (rules->rules.count == RULES_MOST) {
			fail(source, offset, _("too many rules"));
			return;
		}
		rule.selector = xml_selector_read(part, &source->scanner, rules->arena);
		rule.next = ITS_NONE;
		if (!rule.selector.simple || rule.is_pointer) {
			if (++trees > TREE_RULES_MOST || part.size > EXPRESSION_MOST) {
				fail(source, offset, _("a selector that is too long; write several rules"));
				return;
			}
			rules->needs_tree = true;
			rule.selector.simple = false;
			if (!xml_tree_check(part, source->file, position, source->sink)) {
				source->failed = true;
				return;
			}
		}
		array_push(&rules->rules, rule);
		if (rule.selector.simple)
			index_rule(rules, rules->rules.count - 1);
	}
}

/* The text of the element that has just begun, up to its end, white space folded. */
static struct slice read_text(struct source *source, const struct xml_token *start)
{
	struct buffer raw = { 0 }, text = { 0 };
	struct xml_token token = { .end = start->end };
	size_t depth = source->scanner.depth;
	while (!start->empty && source->scanner.depth >= depth && xml_scanner_next(&source->scanner, &token))
		if (token.kind == XML_TEXT || token.kind == XML_REFERENCE)
			xml_decode(slice_range(source->scanner.source, token.begin, token.end), false, &raw);
		else if (token.kind == XML_CDATA)
			buffer_append(&raw, xml_token_content(&source->scanner, &token));
	struct slice rest = slice_trim(buffer_slice(&raw));
	for (size_t i = 0; i < rest.size; i++)
		if (!is_xml_space(rest.data[i]))
			buffer_append_byte(&text, rest.data[i]);
		else if (!is_xml_space(text.data[text.size - 1]))
			buffer_append_byte(&text, ' ');
	struct slice result = arena_copy(source->rules->arena, buffer_slice(&text));
	buffer_finish(&raw);
	buffer_finish(&text);
	return result;
}

static void read_note_rule(struct source *source, const struct xml_token *rule_tag, struct slice selector, size_t offset)
{
	struct its_rule rule = { .category = ITS_NOTE, .value = ITS_YES };
	struct slice pointer = value_of(source, "locNotePointer", ""), reference = value_of(source, "locNoteRef", "");
	if (!pointer.data)
		pointer = value_of(source, "locNoteRefPointer", "");
	rule.is_pointer = pointer.data;
	rule.note = pointer.data ? pointer : reference;
	if (rule.is_pointer && !xml_tree_check(pointer, source->file, place_of(source, offset), source->sink)) {
		source->failed = true;
		return;
	}
	size_t depth = source->scanner.depth, rule_count = source->rules->rules.count;
	if (rule.note.data) {
		add_rule(source, rule, selector, offset);
		return;
	}
	/* The text comes behind; the prefixes of the selector are known only here. */
	add_rule(source, rule, selector, offset);
	struct xml_token token;
	struct slice note = SLICE("");
	while (!rule_tag->empty && source->scanner.depth >= depth && xml_scanner_next(&source->scanner, &token))
		if (token.kind == XML_START_TAG && slice_equal(token.local, SLICE("locNote")))
			note = read_text(source, &token);
	for (size_t i = rule_count; i < source->rules->rules.count; i++)
		source->rules->rules.items[i].note = note;
}

/* The place of VALUE among YES, NO and (if it is not NULL) NESTED; -1 where it is none. */
static int find_value(struct slice value, const char *no, const char *yes, const char *nested)
{
	return slice_equal_string(value, no) ? ITS_NO : slice_equal_string(value, yes) ? ITS_YES :
	       nested && slice_equal_string(value, nested) ? ITS_NESTED : -1;
}

static void read_rule(struct source *source, const struct xml_token *tag)
{
	static const struct {
		const char *element, *attribute, *no, *yes, *nested;
		enum its_category category;
	} kinds[] = {
		{ "translateRule", "translate", "no", "yes", NULL, ITS_TRANSLATE },
		{ "withinTextRule", "withinText", "no", "yes", "nested", ITS_WITHIN_TEXT },
		{ "preserveSpaceRule", "space", "default", "preserve", NULL, ITS_PRESERVE_SPACE },
		/* itstool's, from before ITS had one */
		{ "preserveSpaceRule", "preserveSpace", "no", "yes", NULL, ITS_PRESERVE_SPACE },
	};
	const struct xml_attribute *selector = xml_find_attribute(&source->scanner, "selector", "");
	bool note = slice_equal(tag->local, SLICE("locNoteRule"));
	for (size_t i = 0; !note && i < sizeof kinds / sizeof *kinds; i++) {
		const struct xml_attribute *value = xml_find_attribute(&source->scanner, kinds[i].attribute, "");
		if (!slice_equal_string(tag->local, kinds[i].element) || !value)
			continue;
		int number = find_value(xml_attribute_value(&source->scanner, value), kinds[i].no, kinds[i].yes, kinds[i].nested);
		if (number < 0 || !selector) {
			fail(source, number < 0 ? value->value_begin : tag->begin,
			     number < 0 ? _("no value of this attribute; see the ITS 2.0 specification")
			                : _("a rule without a selector; write selector=\"//name\""));
			return;
		}
		add_rule(source, (struct its_rule){ .category = kinds[i].category, .value = (enum its_value)number },
		         value_of(source, "selector", ""), selector->value_begin);
		return;
	}
	if (note && selector)
		read_note_rule(source, tag, value_of(source, "selector", ""), selector->value_begin);
	else if (note)
		fail(source, tag->begin, _("a rule without a selector; write selector=\"//name\""));
}

static void read_parameter(struct source *source, const struct xml_token *tag)
{
	struct its_rules *rules = source->rules;
	struct slice name = value_of(source, "name", "");
	struct slice value = read_text(source, tag);
	if (name.data)
		array_push(&rules->names, (struct its_name){ name, value, true, rules->contexts });
}

static bool read_source(struct its_rules *rules, struct slice text, const char *file, struct diagnostics *sink);

/* Whether NAME is that of a file here, and no address of anything else. */
static bool is_local(struct slice name)
{
	size_t colon = slice_find_byte(name, ':', 0), slash = slice_find_byte(name, '/', 0);
	return name.size && (colon == SLICE_NONE || (slash != SLICE_NONE && slash < colon)) &&
	       slice_find_byte(name, '\0', 0) == SLICE_NONE;
}

static void read_linked(struct source *source)
{
	struct its_rules *rules = source->rules;
	const struct xml_attribute *link = xml_find_attribute(&source->scanner, "href", XLINK_NAMESPACE);
	struct slice name = value_of(source, "href", XLINK_NAMESPACE);
	if (!link)
		return;
	name = slice_range(name, 0, slice_find_byte(name, '#', 0) == SLICE_NONE ? name.size : slice_find_byte(name, '#', 0));
	if (!is_local(name) || rules->files >= FILES_MOST) {
		fail(source, link->value_begin, is_local(name) ? _("too many files of rules are linked to each other; is one linked to itself?")
		                                               : _("rules are read from files only; write the name of one"));
		return;
	}
	rules->files++;
	const char *slash = strrchr(source->file, '/');
	struct slice folder = slash ? slice_make(source->file, (size_t)(slash - source->file)) : SLICE("");
	const char *path = name.data[0] == '/' ? arena_copy(rules->arena, name).data : file_join(rules->arena, folder, name);
	struct slice bytes, text;
	if (!file_exists(path)) {
		fail(source, link->value_begin, _("there is no such file of rules; mend the name, which is relative to this file"));
		return;
	}
	if (!file_read(path, rules->arena, &bytes, source->sink)) {
		source->failed = true;
		return;
	}
	struct encoding encoding = encoding_detect(bytes, NULL, true, rules->arena);
	if (!encoding_decode(bytes, &encoding, path, rules->arena, &text, source->sink) ||
	    !read_source(rules, text, path, source->sink))
		source->failed = true;
}

/* The prefixes in force here, for expressions that a tree evaluates. */
static void begin_context(struct source *source)
{
	struct its_rules *rules = source->rules;
	rules->contexts++;
	for (size_t i = 0; i < source->scanner.bindings.count; i++) {
		const struct xml_binding *binding = &source->scanner.bindings.items[i];
		if (binding->prefix.size)
			array_push(&rules->names, (struct its_name){ arena_copy(rules->arena, binding->prefix),
			                                             arena_copy(rules->arena, binding->namespace), false, rules->contexts });
	}
}

static bool is_its(const struct source *source, const struct xml_token *token)
{
	struct slice namespace = xml_namespace(&source->scanner, token->prefix);
	return slice_equal_string(namespace, ITS_NAMESPACE) ||
	       (slice_equal_string(namespace, ITSTOOL_NAMESPACE) && slice_equal(token->local, SLICE("preserveSpaceRule")));
}

static void read_rules(struct source *source, const struct xml_token *rules_tag)
{
	struct xml_token token;
	size_t depth = source->scanner.depth;
	const struct xml_attribute *language = xml_find_attribute(&source->scanner, "queryLanguage", "");
	if (language && !slice_equal(xml_attribute_value(&source->scanner, language), SLICE("xpath"))) {
		fail(source, language->value_begin, _("selectors are read as XPath only; write them so, and queryLanguage=\"xpath\""));
		return;
	}
	read_linked(source);
	begin_context(source);
	while (!rules_tag->empty && source->scanner.depth >= depth && xml_scanner_next(&source->scanner, &token)) {
		if (token.kind != XML_START_TAG || !is_its(source, &token))
			continue;
		if (slice_equal(token.local, SLICE("param")))
			read_parameter(source, &token);
		else
			read_rule(source, &token);
	}
}

static bool read_source(struct its_rules *rules, struct slice text, const char *file, struct diagnostics *sink)
{
	struct source source = { .rules = rules, .file = file, .sink = sink };
	struct xml_token token;
	xml_scanner_init(&source.scanner, text, XML_DOCUMENT, file, sink);
	while (xml_scanner_next(&source.scanner, &token))
		if (token.kind == XML_START_TAG && slice_equal(token.local, SLICE("rules")) && is_its(&source, &token))
			read_rules(&source, &token);
	bool good = !source.scanner.failed && !source.failed;
	xml_scanner_finish(&source.scanner);
	return good;
}

bool its_rules_read(struct its_rules *rules, struct slice text, const char *file, struct diagnostics *sink)
{
	return read_source(rules, text, file, sink);
}

static void match_list(const struct its_rules *rules, size_t first, const struct xml_path *path,
                       const struct xml_scanner *scanner, const struct xml_attribute *attribute, struct its_choice *choice)
{
	for (size_t i = first; i != ITS_NONE; i = rules->rules.items[i].next) {
		const struct its_rule *rule = &rules->rules.items[i];
		size_t held = choice->rules[rule->category];
		if ((held == ITS_NONE || held < i) && xml_selector_matches(&rule->selector, path, scanner) &&
		    (!attribute || xml_selector_takes(&rule->selector, attribute, scanner)))
			choice->rules[rule->category] = i;
	}
}

void its_match_element(const struct its_rules *rules, const struct xml_path *path, const struct xml_scanner *scanner,
                       struct its_choice *choice)
{
	match_list(rules, table_get(&rules->elements, array_last(path)->local), path, scanner, NULL, choice);
	match_list(rules, rules->any_element, path, scanner, NULL, choice);
}

void its_match_attribute(const struct its_rules *rules, const struct xml_path *path, const struct xml_scanner *scanner,
                         const struct xml_attribute *attribute, struct its_choice *choice)
{
	if (rules->attributes.count)
		match_list(rules, table_get(&rules->attributes, attribute->local), path, scanner, attribute, choice);
	match_list(rules, rules->any_attribute, path, scanner, attribute, choice);
}
