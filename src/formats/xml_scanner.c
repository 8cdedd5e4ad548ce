#include "formats/xml_scanner.h"

#include "base/message.h"

void xml_scanner_init(struct xml_scanner *scanner, struct slice source, enum xml_extent extent, const char *file,
                      struct diagnostics *sink)
{
	*scanner = (struct xml_scanner){ .source = source, .extent = extent, .file = file, .sink = sink };
}

void xml_scanner_finish(struct xml_scanner *scanner)
{
	array_finish(&scanner->attributes);
	array_finish(&scanner->open);
	array_finish(&scanner->bindings);
	table_finish(&scanner->prefixes);
}

static struct position place(const struct xml_scanner *scanner, size_t offset)
{
	return position_in_text(scanner->file, scanner->source, offset);
}

static bool fail(struct xml_scanner *scanner, size_t offset, const char *text)
{
	scanner->failed = true;
	if (scanner->sink)
		diagnostics_error(scanner->sink, place(scanner, offset), "%s", text);
	return false;
}

/* As much of NAME as a message can show. */
static struct slice clip(struct slice name)
{
	enum { SHOWN = 60 };
	size_t end = name.size < SHOWN ? name.size : SHOWN;
	while (end < name.size && ((unsigned char)name.data[end] & 0xc0) == 0x80)
		end--;
	return slice_range(name, 0, end);
}

/* A fault whose message, FORMAT, shows NAME. */
#define FAIL_NAMING(scanner, offset, name, ...)                                                               \
	((scanner)->failed = true,                                                                            \
	 (scanner)->sink                                                                                      \
	     ? diagnostics_error((scanner)->sink, place(scanner, offset), __VA_ARGS__, SLICE_ARG(clip(name))) \
	     : (void)0,                                                                                       \
	 false)

static bool fail_forbidden(struct xml_scanner *scanner, size_t offset)
{
	return fail(scanner, offset, _("a character that XML does not allow; remove it"));
}

static bool starts_at(const struct xml_scanner *scanner, size_t offset, struct slice text)
{
	return slice_starts_with(slice_from_offset(scanner->source, offset), text);
}

static char byte_at(const struct xml_scanner *scanner, size_t offset)
{
	return offset < scanner->source.size ? scanner->source.data[offset] : '\0';
}

static struct slice text_between(const struct xml_scanner *scanner, size_t begin, size_t end)
{
	return slice_range(scanner->source, begin, end);
}

/* Namespaces */

static void bind_prefix(struct xml_scanner *scanner, struct slice prefix, struct slice namespace)
{
	if (scanner->kept) {
		prefix = arena_copy(scanner->kept, prefix);
		namespace = arena_copy(scanner->kept, namespace);
	}
	size_t index = scanner->bindings.count;
	size_t outer = table_get(&scanner->prefixes, prefix);
	table_set(&scanner->prefixes, prefix, index);
	array_push(&scanner->bindings, (struct xml_binding){ prefix, namespace, scanner->depth, outer });
}

static void close_scopes(struct xml_scanner *scanner)
{
	while (scanner->bindings.count && array_last(&scanner->bindings)->depth > scanner->closed_depth) {
		const struct xml_binding *binding = array_last(&scanner->bindings);
		table_set(&scanner->prefixes, binding->prefix, binding->outer);
		scanner->bindings.count--;
	}
}

struct slice xml_namespace(const struct xml_scanner *scanner, struct slice prefix)
{
	if (slice_equal(prefix, SLICE("xml")))
		return SLICE(XML_NAMESPACE);
	size_t index = scanner->bindings.count ? table_get(&scanner->prefixes, prefix) : TABLE_NONE;
	return index == TABLE_NONE ? SLICE("") : scanner->bindings.items[index].namespace;
}

static struct slice attribute_namespace(const struct xml_scanner *scanner, const struct xml_attribute *attribute)
{
	return attribute->prefix.size ? xml_namespace(scanner, attribute->prefix) : SLICE("");
}

const struct xml_attribute *xml_find_attribute(const struct xml_scanner *scanner, const char *local,
                                               const char *namespace)
{
	struct slice wanted = slice_from(local);
	for (size_t i = 0; i < scanner->attributes.count; i++) {
		const struct xml_attribute *attribute = &scanner->attributes.items[i];
		if (slice_equal(attribute->local, wanted) &&
		    (!namespace || slice_equal_string(attribute_namespace(scanner, attribute), namespace)))
			return attribute;
	}
	return NULL;
}

/* Tags */

/* NAME's parts at its colon; a name that begins or ends with its colon has none. */
static void split_name(struct slice name, struct slice *prefix, struct slice *local)
{
	size_t colon = name.size < 3 ? SLICE_NONE : slice_find_byte(name, ':', 1);
	if (colon == SLICE_NONE || colon + 1 == name.size) {
		*prefix = slice_make(name.data, 0);
		*local = name;
	} else {
		*prefix = slice_range(name, 0, colon);
		*local = slice_from_offset(name, colon + 1);
	}
}

/* The quoted value at OFFSET: its range, and in *OFFSET its end. */
static bool read_value(struct xml_scanner *scanner, size_t *offset, size_t *begin, size_t *end)
{
	struct slice source = scanner->source;
	char quote = byte_at(scanner, *offset);
	if (quote != '"' && quote != '\'')
		return fail(scanner, *offset, _("a value without quotes; write it as \"value\""));
	*begin = *offset + 1;
	*end = slice_find_byte(source, quote, *begin);
	if (*end == SLICE_NONE)
		return fail(scanner, *offset, _("a value that is not closed; end it with the quote that it begins with"));
	*offset = *end + 1;
	return true;
}

static bool check_value(struct xml_scanner *scanner, size_t begin, size_t end)
{
	struct slice text = slice_range(scanner->source, 0, end);
	for (size_t i = begin; (i = xml_text_end(text, i)) < end; i++) {
		if (text.data[i] == '<')
			return fail(scanner, i, _("“<” in the value of an attribute; write &lt;"));
		if (text.data[i] == '&' && !xml_reference_end(text, i))
			return fail(scanner, i, _("“&” that begins no reference; write &amp;"));
		if (text.data[i] != ']' && text.data[i] != '&')
			return fail_forbidden(scanner, i);
	}
	return true;
}

static bool read_attribute(struct xml_scanner *scanner, size_t *offset)
{
	struct slice source = scanner->source;
	struct xml_attribute attribute = { .begin = *offset };
	size_t name_end = xml_name_end(source, *offset);
	if (name_end == *offset)
		return fail(scanner, *offset,
		            _("neither an attribute nor the end of the tag; write name=\"value\", or end it with “>”"));
	attribute.name = slice_range(source, *offset, name_end);
	split_name(attribute.name, &attribute.prefix, &attribute.local);
	size_t equals = xml_skip_space(source, name_end);
	if (byte_at(scanner, equals) != '=')
		return FAIL_NAMING(scanner, *offset, attribute.name, _("the attribute “%.*s” has no value; write name=\"value\""));
	*offset = xml_skip_space(source, equals + 1);
	if (!read_value(scanner, offset, &attribute.value_begin, &attribute.value_end) ||
	    !check_value(scanner, attribute.value_begin, attribute.value_end))
		return false;
	if (scanner->attributes.count == XML_ATTRIBUTES_MOST)
		return fail(scanner, attribute.begin, _("a tag with too many attributes; this is no real document"));
	attribute.end = *offset;
	array_push(&scanner->attributes, attribute);
	return true;
}

static bool report_twice(struct xml_scanner *scanner, const struct xml_attribute *a, const struct xml_attribute *b)
{
	const struct xml_attribute *second = a->begin > b->begin ? a : b;
	return FAIL_NAMING(scanner, second->begin, second->name,
	                   _("a second attribute “%.*s” in one tag; remove one of them"));
}

/* Whether the two, whose local names are equal, are one attribute (Namespaces in XML, section 6.3). */
static bool is_same_attribute(const struct xml_scanner *scanner, const struct xml_attribute *a,
                              const struct xml_attribute *b)
{
	if (slice_equal(a->name, b->name))
		return true;
	struct slice namespace = attribute_namespace(scanner, a);
	return namespace.size && slice_equal(namespace, attribute_namespace(scanner, b));
}

static int compare_locals(const void *a, const void *b)
{
	const struct xml_attribute *first = *(const struct xml_attribute *const *)a;
	const struct xml_attribute *second = *(const struct xml_attribute *const *)b;
	int order = slice_compare(first->local, second->local);
	return order ? order : slice_compare(first->prefix, second->prefix);
}

/* As check_attributes, for many: equal ones come to stand beside each other. What has the same local name under several
 * prefixes is compared with the next only. */
static bool check_many_attributes(struct xml_scanner *scanner)
{
	size_t count = scanner->attributes.count;
	const struct xml_attribute **sorted = memory_allocate(count * sizeof *sorted);
	for (size_t i = 0; i < count; i++)
		sorted[i] = &scanner->attributes.items[i];
	qsort(sorted, count, sizeof *sorted, compare_locals);
	bool good = true;
	for (size_t i = 1; i < count && good; i++)
		if (slice_equal(sorted[i - 1]->local, sorted[i]->local) && is_same_attribute(scanner, sorted[i - 1], sorted[i]))
			good = report_twice(scanner, sorted[i - 1], sorted[i]);
	free(sorted);
	return good;
}

static bool check_attributes(struct xml_scanner *scanner)
{
	enum { FEW = 16 };
	const struct xml_attribute *items = scanner->attributes.items;
	if (scanner->attributes.count > FEW)
		return check_many_attributes(scanner);
	for (size_t i = 1; i < scanner->attributes.count; i++)
		for (size_t j = 0; j < i; j++)
			if (slice_equal(items[i].local, items[j].local) && is_same_attribute(scanner, &items[i], &items[j]))
				return report_twice(scanner, &items[i], &items[j]);
	return true;
}

static void bind_namespaces(struct xml_scanner *scanner)
{
	for (size_t i = 0; i < scanner->attributes.count; i++) {
		const struct xml_attribute *attribute = &scanner->attributes.items[i];
		bool named = slice_equal(attribute->prefix, SLICE("xmlns"));
		if (named || slice_equal(attribute->name, SLICE("xmlns")))
			bind_prefix(scanner, named ? attribute->local : SLICE(""), xml_attribute_value(scanner, attribute));
	}
}

static bool open_element(struct xml_scanner *scanner, const struct xml_token *token)
{
	if (scanner->extent == XML_FRAGMENT)
		return true;
	if (scanner->depth == 0 && scanner->root_read && scanner->extent == XML_DOCUMENT)
		return fail(scanner, token->begin, _("a second root element; put one element around all, or remove it"));
	if (scanner->depth == XML_DEPTH_MOST)
		return fail(scanner, token->begin, _("elements are nested too deep; this is no real document"));
	scanner->root_read = true;
	scanner->depth++;
	bind_namespaces(scanner);
	scanner->closed_depth = scanner->depth;
	if (token->empty)
		scanner->closed_depth = --scanner->depth;
	else
		array_push(&scanner->open, (struct xml_open){ token->name, token->begin });
	return true;
}

static bool read_start_tag(struct xml_scanner *scanner, struct xml_token *token)
{
	struct slice source = scanner->source;
	size_t at = xml_name_end(source, token->begin + 1);
	if (at == token->begin + 1)
		return fail(scanner, token->begin, _("“<” that begins no tag; write &lt;"));
	token->kind = XML_START_TAG;
	token->name = text_between(scanner, token->begin + 1, at);
	split_name(token->name, &token->prefix, &token->local);
	array_clear(&scanner->attributes);
	for (;;) {
		size_t next = xml_skip_space(source, at);
		char byte = byte_at(scanner, next);
		if (byte == '>' || (byte == '/' && byte_at(scanner, next + 1) == '>')) {
			token->empty = byte == '/';
			token->end = next + 1 + token->empty;
			break;
		}
		if (next == source.size)
			return FAIL_NAMING(scanner, token->begin, token->name, _("the tag “<%.*s” is cut off; end it with “>”"));
		if (next == at)
			return fail(scanner, at, _("no white space before an attribute; write a space"));
		at = next;
		if (!read_attribute(scanner, &at))
			return false;
	}
	return open_element(scanner, token) && (scanner->attributes.count < 2 || check_attributes(scanner));
}

static bool read_end_tag(struct xml_scanner *scanner, struct xml_token *token)
{
	size_t name_end = xml_name_end(scanner->source, token->begin + 2);
	size_t end = xml_skip_space(scanner->source, name_end);
	token->kind = XML_END_TAG;
	token->name = text_between(scanner, token->begin + 2, name_end);
	split_name(token->name, &token->prefix, &token->local);
	token->end = end + 1;
	if (token->name.size == 0)
		return fail(scanner, token->begin, _("“</” that begins no end tag; write &lt;/"));
	if (byte_at(scanner, end) != '>')
		return FAIL_NAMING(scanner, token->begin, token->name, _("the end tag “</%.*s” is cut off; end it with “>”"));
	if (scanner->extent == XML_FRAGMENT)
		return true;
	if (scanner->depth == 0)
		return FAIL_NAMING(scanner, token->begin, token->name, _("“</%.*s>” closes no element; remove it"));
	const struct xml_open *open = array_last(&scanner->open);
	if (!slice_equal(open->name, token->name)) {
		struct slice opened = clip(open->name);
		size_t line = scanner->sink ? place(scanner, open->begin).line : 0;
		return FAIL_NAMING(scanner, token->begin, token->name,
		                   _("“<%.*s>” of line %zu is not closed before “</%.*s>”; close it, or mend the names"),
		                   SLICE_ARG(opened), line);
	}
	scanner->open.count--;
	if (scanner->kept_open > scanner->open.count)
		scanner->kept_open = scanner->open.count;
	scanner->closed_depth = --scanner->depth;
	return true;
}

/* What begins with `<?` or `<!` */

/* The rest of TOKEN, which ends with CLOSER, from BEGIN on. */
static bool read_until(struct xml_scanner *scanner, struct xml_token *token, size_t begin, struct slice closer,
                       const char *unclosed)
{
	size_t end = slice_find(scanner->source, closer, begin);
	if (end == SLICE_NONE)
		return fail(scanner, token->begin, unclosed);
	token->content_begin = begin;
	token->content_end = end;
	token->end = end + closer.size;
	size_t forbidden = xml_find_forbidden(scanner->source, begin, end);
	return forbidden == end || fail_forbidden(scanner, forbidden);
}

static bool read_comment(struct xml_scanner *scanner, struct xml_token *token)
{
	token->kind = XML_COMMENT;
	const char *unclosed = _("a comment that is not closed; end it with “-->”");
	if (!read_until(scanner, token, token->begin + 4, SLICE("--"), unclosed))
		return false;
	if (token->end == scanner->source.size)
		return fail(scanner, token->begin, unclosed);
	if (byte_at(scanner, token->end) != '>')
		return fail(scanner, token->content_end, _("“--” in a comment; write “- -”, or end it with “-->”"));
	token->end++;
	return true;
}

/* The XML declaration, or the text declaration of an entity (XML 1.0, sections 2.8 and 4.3.1). */
static bool read_declaration(struct xml_scanner *scanner, struct xml_token *token, size_t at)
{
	static const char *const known[] = { "version", "encoding", "standalone" };
	size_t next = 0;
	token->kind = XML_DECLARATION;
	array_clear(&scanner->attributes);
	for (;;) {
		size_t begin = xml_skip_space(scanner->source, at);
		if (starts_at(scanner, begin, SLICE("?>"))) {
			token->end = begin + 2;
			return scanner->attributes.count ||
			       fail(scanner, begin, _("an XML declaration without a version; write <?xml version=\"1.0\"?>"));
		}
		if (begin == at || begin == scanner->source.size)
			return fail(scanner, at, _("the XML declaration is not closed; end it with “?>”"));
		at = begin;
		if (!read_attribute(scanner, &at))
			return false;
		struct slice name = array_last(&scanner->attributes)->name;
		while (next < 3 && !slice_equal_string(name, known[next]))
			next++;
		if (next++ >= 3)
			return FAIL_NAMING(scanner, begin, name,
			                   _("“%.*s” has no place here; an XML declaration has version, encoding and standalone, "
			                     "in this order"));
	}
}

static bool read_instruction(struct xml_scanner *scanner, struct xml_token *token)
{
	size_t target = token->begin + 2, end = xml_name_end(scanner->source, target);
	token->kind = XML_INSTRUCTION;
	token->name = text_between(scanner, target, end);
	if (end == target)
		return fail(scanner, token->begin, _("“<?” that begins no instruction; write &lt;?"));
	if (slice_equal_ignoring_case(token->name, SLICE("xml"))) {
		if (token->begin == 0 && !scanner->root_read && scanner->extent != XML_FRAGMENT && slice_equal(token->name, SLICE("xml")))
			return read_declaration(scanner, token, end);
		return fail(scanner, token->begin, _("an XML declaration that does not begin the file; move it there, or remove it"));
	}
	size_t data = xml_skip_space(scanner->source, end);
	if (!read_until(scanner, token, data, SLICE("?>"), _("an instruction that is not closed; end it with “?>”")))
		return false;
	return data > end || token->content_end == data ||
	       fail(scanner, end, _("no white space behind the name of an instruction; write a space"));
}

/* A declaration of the internal subset up to its `>`, from its `<!` at *OFFSET on. */
static bool skip_declaration(struct xml_scanner *scanner, size_t *offset)
{
	size_t at = *offset + 2;
	if (xml_name_end(scanner->source, at) == at)
		return fail(scanner, *offset, _("this begins no declaration of a document type; mend it"));
	while (at < scanner->source.size && scanner->source.data[at] != '>') {
		size_t begin, end;
		char byte = scanner->source.data[at];
		if (byte == '<')
			return fail(scanner, *offset, _("a declaration that is not closed; end it with “>”"));
		if (byte != '"' && byte != '\'')
			at++;
		else if (!read_value(scanner, &at, &begin, &end))
			return false;
	}
	if (at == scanner->source.size)
		return fail(scanner, *offset, _("a declaration that is not closed; end it with “>”"));
	*offset = at + 1;
	return true;
}

/* The internal subset (XML 1.0, section 2.8) from *OFFSET on, up to its `]`. */
static bool skip_subset(struct xml_scanner *scanner, size_t *offset)
{
	for (;;) {
		size_t at = *offset = xml_skip_space(scanner->source, *offset);
		struct xml_token inside = { .begin = at };
		bool good = true;
		if (byte_at(scanner, at) == ']')
			return true;
		if (at == scanner->source.size)
			return fail(scanner, at, _("the document type’s subset is not closed; end it with “]>”"));
		if (byte_at(scanner, at) == '%') {
			size_t end = xml_reference_end(scanner->source, at);
			inside.end = end;
			good = end && byte_at(scanner, at + 1) != '#';
			if (!good)
				return fail(scanner, at, _("“%” that begins no reference; mend it"));
		} else if (starts_at(scanner, at, SLICE("<!--"))) {
			good = read_comment(scanner, &inside);
		} else if (starts_at(scanner, at, SLICE("<?"))) {
			good = read_instruction(scanner, &inside);
		} else if (starts_at(scanner, at, SLICE("<!"))) {
			inside.end = at;
			good = skip_declaration(scanner, &inside.end);
		} else {
			return fail(scanner, at, _("this begins no declaration of a document type; mend it"));
		}
		if (!good)
			return false;
		*offset = inside.end;
	}
}

/* `SYSTEM "…"` or `PUBLIC "…" "…"` at *OFFSET, if there is one. */
static bool skip_external_id(struct xml_scanner *scanner, size_t *offset)
{
	bool public = starts_at(scanner, *offset, SLICE("PUBLIC"));
	if (!public && !starts_at(scanner, *offset, SLICE("SYSTEM")))
		return true;
	size_t begin, end;
	*offset += 6;
	for (int i = 0; i < (public ? 2 : 1); i++) {
		size_t value = xml_skip_space(scanner->source, *offset);
		if (value == *offset)
			return fail(scanner, value, _("no white space before a quoted name; write a space"));
		*offset = value;
		if (!read_value(scanner, offset, &begin, &end))
			return false;
	}
	return true;
}

static bool read_doctype(struct xml_scanner *scanner, struct xml_token *token)
{
	size_t at = xml_skip_space(scanner->source, token->begin + 9), name_end = xml_name_end(scanner->source, at);
	token->kind = XML_DOCTYPE;
	token->name = text_between(scanner, at, name_end);
	if (scanner->doctype_read || scanner->root_read || scanner->extent != XML_DOCUMENT)
		return fail(scanner, token->begin, _("a document type that does not stand before the root element; remove it"));
	if (at == token->begin + 9 || name_end == at)
		return fail(scanner, token->begin, _("a document type without a name; write the root element’s"));
	at = xml_skip_space(scanner->source, name_end);
	if (!skip_external_id(scanner, &at))
		return false;
	at = xml_skip_space(scanner->source, at);
	if (byte_at(scanner, at) == '[') {
		token->content_begin = ++at;
		if (!skip_subset(scanner, &at))
			return false;
		token->content_end = at;
		at = xml_skip_space(scanner->source, at + 1);
	}
	token->end = at + 1;
	size_t forbidden = xml_find_forbidden(scanner->source, token->begin, at);
	if (forbidden < at)
		return fail_forbidden(scanner, forbidden);
	scanner->doctype_read = byte_at(scanner, at) == '>';
	return scanner->doctype_read ||
	       fail(scanner, token->begin, _("a document type that is not closed; end it with “>”"));
}

/* Whether text may stand here: inside an element. */
static bool check_place(struct xml_scanner *scanner, size_t offset)
{
	return scanner->depth || scanner->extent != XML_DOCUMENT ||
	       fail(scanner, offset, scanner->root_read ? _("text behind the root element; move it inside, or remove it")
	                                                : _("text before the root element; remove it"));
}

static bool read_markup(struct xml_scanner *scanner, struct xml_token *token)
{
	size_t at = token->begin;
	if (byte_at(scanner, at + 1) == '/')
		return read_end_tag(scanner, token);
	if (byte_at(scanner, at + 1) == '?')
		return read_instruction(scanner, token);
	if (byte_at(scanner, at + 1) != '!')
		return read_start_tag(scanner, token);
	if (starts_at(scanner, at, SLICE("<!--")))
		return read_comment(scanner, token);
	if (starts_at(scanner, at, SLICE("<!DOCTYPE")))
		return read_doctype(scanner, token);
	if (!starts_at(scanner, at, SLICE("<![CDATA[")))
		return fail(scanner, at, _("“<!” that begins nothing that XML knows; write &lt;!"));
	token->kind = XML_CDATA;
	return check_place(scanner, at) &&
	       read_until(scanner, token, at + 9, SLICE("]]>"), _("a CDATA section that is not closed; end it with “]]>”"));
}

static bool read_reference(struct xml_scanner *scanner, struct xml_token *token)
{
	token->kind = XML_REFERENCE;
	token->end = xml_reference_end(scanner->source, token->begin);
	if (!token->end)
		return fail(scanner, token->begin, _("“&” that begins no reference; write &amp;"));
	token->name = text_between(scanner, token->begin + 1, token->end - 1);
	return check_place(scanner, token->begin);
}

static bool read_text(struct xml_scanner *scanner, struct xml_token *token)
{
	struct slice source = scanner->source;
	token->kind = XML_TEXT;
	token->end = xml_text_end(source, token->begin);
	token->content_begin = token->begin;
	token->content_end = token->end;
	if (token->end < source.size && source.data[token->end] == ']')
		return fail(scanner, token->end, _("“]]>” in text; write ]]&gt;"));
	if (token->end < source.size && source.data[token->end] != '<' && source.data[token->end] != '&')
		return fail_forbidden(scanner, token->end);
	if (scanner->depth == 0 && scanner->extent == XML_DOCUMENT) {
		size_t text = xml_skip_space(source, token->begin);
		return text >= token->end || check_place(scanner, text);
	}
	return true;
}

static bool read_end(struct xml_scanner *scanner)
{
	if (scanner->open.count) {
		const struct xml_open *open = array_last(&scanner->open);
		return FAIL_NAMING(scanner, open->begin, open->name, _("the element “<%.*s>” is never closed; write its end tag"));
	}
	if (scanner->extent == XML_DOCUMENT && !scanner->root_read)
		return fail(scanner, scanner->source.size, _("no element at all; an XML document has a root element"));
	return false;
}

bool xml_scanner_next(struct xml_scanner *scanner, struct xml_token *token)
{
	*token = (struct xml_token){ .begin = scanner->offset };
	if (scanner->failed)
		return false;
	close_scopes(scanner);
	if (scanner->offset == scanner->source.size)
		return !scanner->more && read_end(scanner);
	char byte = scanner->source.data[scanner->offset];
	bool good = byte == '<'   ? read_markup(scanner, token)
	            : byte == '&' ? read_reference(scanner, token)
	                          : read_text(scanner, token);
	if (scanner->more && (!good || (token->kind == XML_TEXT && token->end == scanner->source.size))) {
		scanner->failed = false;
		return false;
	}
	if (good)
		scanner->offset = token->end;
	return good;
}

void xml_scanner_go_on(struct xml_scanner *scanner, struct slice source, size_t dropped, bool more)
{
	for (; scanner->kept_open < scanner->open.count; scanner->kept_open++) {
		struct slice *name = &scanner->open.items[scanner->kept_open].name;
		*name = arena_copy(scanner->kept, *name);
	}
	scanner->source = source;
	scanner->offset -= dropped;
	scanner->more = more;
}
