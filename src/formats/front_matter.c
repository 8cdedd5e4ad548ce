#include "formats/front_matter.h"

#include "base/message.h"
#include "formats/markdown_blocks.h"
#include "formats/markdown_inlines.h"
#include "formats/options.h"
#include "formats/prose.h"
#include "text/utf8.h"

#include <unicode/uchar.h>
#include <yaml.h>

/* Keys that end so hold prose, whatever stands before: `title`, `sidebar_label`, `imageCaption`. */
static const char *const prose_endings[] = {
	"title", "description", "caption", "heading", "headline", "tagline", "summary", "excerpt", "label",
};
/* So do these, as a word of their own: `alt`, `image-alt`, `buttonText`, but not `default` or `context`. */
static const char *const prose_words[] = { "alt", "text" };
static const char *const prose_keys[] = {
	"abstract", "lead", "intro", "details", "desc", "keywords", "tags", "categories", "blurb", "imagealt", "alttext", "linktext",
};
static const char *const language_keys[] = { "lang", "language", "locale" };

static bool is_one_of(struct slice key, const char *const *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal_ignoring_case(key, slice_from(keys[i])))
			return true;
	return false;
}

static bool is_listed(struct slice key, const struct slices *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		if (slice_equal_ignoring_case(key, keys->items[i]))
			return true;
	return false;
}

/* The key that a path of keys in one, `navigation.title`, ends with. */
static struct slice last_of_path(struct slice key)
{
	size_t begin = key.size;
	while (begin && key.data[begin - 1] != '.')
		begin--;
	return slice_from_offset(key, begin);
}

static bool ends_so(struct slice key, struct slice ending)
{
	return key.size >= ending.size && slice_equal_ignoring_case(slice_from_offset(key, key.size - ending.size), ending);
}

static bool is_capital(char byte)
{
	return byte != ascii_lower(byte);
}

/* Whether the last word of KEY is WORD: `alt`, `image_alt`, `imageAlt`. */
static bool ends_with_word(struct slice key, struct slice word)
{
	if (!ends_so(key, word))
		return false;
	size_t begin = key.size - word.size;
	bool apart = begin == 0 || !is_ascii_alphanumeric(key.data[begin - 1]);
	return apart || (is_capital(key.data[begin]) && !is_capital(key.data[begin - 1]));
}

static bool is_usual_key(struct slice key)
{
	for (size_t i = 0; i < sizeof prose_endings / sizeof *prose_endings; i++)
		if (ends_so(key, slice_from(prose_endings[i])))
			return true;
	for (size_t i = 0; i < sizeof prose_words / sizeof *prose_words; i++)
		if (ends_with_word(key, slice_from(prose_words[i])))
			return true;
	return is_one_of(last_of_path(key), prose_keys, sizeof prose_keys / sizeof *prose_keys);
}

static bool is_prose_key(const struct document *document, struct slice key)
{
	const struct format_options *options = FORMAT_OPTIONS(document);
	if (is_listed(key, &options->front_matter_leave))
		return false;
	return is_listed(key, &options->front_matter_add) || (!options->front_matter_only && is_usual_key(key));
}

static bool is_language_key(struct slice key)
{
	return is_one_of(key, language_keys, sizeof language_keys / sizeof *language_keys);
}

/* Where it ends. */

static size_t next_line(struct slice source, size_t offset)
{
	size_t end = slice_find_byte(source, '\n', offset);
	return end == SLICE_NONE ? source.size : end + 1;
}

static bool line_is(struct slice source, size_t begin, struct slice mark)
{
	struct slice line = slice_range(source, begin, next_line(source, begin));
	return slice_starts_with(line, mark) && slice_trim(slice_from_offset(line, mark.size)).size == 0;
}

/* The offset behind the JSON string that begins at OFFSET; SOURCE's size if it does not end. */
static size_t string_end(struct slice source, size_t offset)
{
	for (size_t i = offset + 1; i < source.size; i++) {
		if (source.data[i] == '\\')
			i++;
		else if (source.data[i] == '"')
			return i + 1;
	}
	return source.size;
}

static size_t json_end(struct slice source)
{
	size_t depth = 0, i = 0;
	if (!slice_starts_with(slice_trim(slice_from_offset(source, 1)), SLICE("\"")))
		return 0;
	while (i < source.size) {
		char byte = source.data[i];
		if (byte == '"') {
			i = string_end(source, i);
			continue;
		}
		i++;
		depth += byte == '{';
		if (byte == '}' && --depth == 0) {
			size_t line = next_line(source, i);
			return slice_trim(slice_range(source, i, line)).size == 0 ? line : 0;
		}
	}
	return 0;
}

/* Whether the line at BEGIN is a key and a colon, as none of prose between two rules is likely to be. */
static bool begins_with_key(struct slice source, size_t begin)
{
	size_t end = begin;
	while (end < source.size && (is_ascii_alphanumeric(source.data[end]) || source.data[end] == '_' || source.data[end] == '-'))
		end++;
	return end > begin && end < source.size && source.data[end] == ':';
}

/* Blank lines before it are passed over by Hugo, Zola and Astro; by others a rule is seen then, which `---` is, too. */
static size_t front_matter_begin(struct slice source)
{
	size_t begin = 0;
	while (begin < source.size && is_ascii_space(source.data[begin]))
		begin++;
	while (begin && source.data[begin - 1] != '\n')
		begin--;
	return begin;
}

size_t front_matter_end(struct slice source)
{
	size_t begin = front_matter_begin(source);
	if (source.size && source.data[0] == '{')
		return json_end(source);
	bool yaml = line_is(source, begin, SLICE("---"));
	if (yaml ? begin && !begins_with_key(source, next_line(source, begin)) : !line_is(source, begin, SLICE("+++")))
		return 0;
	for (size_t line = next_line(source, begin); line < source.size; line = next_line(source, line))
		if (yaml ? line_is(source, line, SLICE("---")) || line_is(source, line, SLICE("..."))
		         : line_is(source, line, SLICE("+++")))
			return next_line(source, line);
	return 0;
}

/* Values. */

struct value {
	struct slice key, text; /* as the author meant it, in the document's arena */
	size_t begin, end;      /* in the source, with its quotes */
	enum front_matter_form form;
	bool property; /* of a component, rather than of the article */
};

struct values {
	struct value *items;
	size_t count, capacity;
};

static bool has_letter(struct slice text)
{
	for (size_t i = 0, size; i < text.size; i += size) {
		uint32_t letter = utf8_decode(text, i, &size);
		if (letter < 0x80 ? is_ascii_letter((char)letter) : u_isalpha((UChar32)letter))
			return true;
	}
	return false;
}

static bool is_word_of_yaml(struct slice text)
{
	static const char *const words[] = { "true", "false", "yes", "no", "on", "off", "null", "y", "n" };
	return is_one_of(text, words, sizeof words / sizeof *words);
}

static bool is_prose(struct slice text, bool bare)
{
	if (!has_letter(text) || (bare && is_word_of_yaml(text)))
		return false;
	bool spaced = memchr(text.data, ' ', text.size) != NULL;
	return spaced || (slice_find(text, SLICE("://"), 0) == SLICE_NONE && text.data[0] != '/');
}

/* A BCP 47 tag, as far as its form goes. */
static bool is_language_tag(struct slice text)
{
	size_t part = 0, parts = 0;
	for (size_t i = 0; i <= text.size; i++) {
		if (i < text.size && (parts ? is_ascii_alphanumeric(text.data[i]) : is_ascii_letter(text.data[i]))) {
			part++;
			continue;
		}
		if (part < 2 || part > (parts ? 8 : 3) || (i < text.size && text.data[i] != '-' && text.data[i] != '_'))
			return false;
		part = 0;
		parts++;
	}
	return true;
}

static void find_markup(struct document_builder *builder, struct markdown_inlines *inlines)
{
	struct markdown_inline_options options = { .references = MARKDOWN_LABELLED_REFERENCES,
		                                   .arena = builder->document->arena };
	markdown_scan_inlines(buffer_slice(&builder->text), &options, inlines);
	for (size_t i = 0; i < inlines->placeables.count; i++)
		array_push(&builder->placeables, inlines->placeables.items[i]);
}

static void end_unit(struct document_builder *builder, const struct value *value, struct markdown_inlines *inlines)
{
	find_markup(builder, inlines);
	const char *place = value->property ? "attribute" : "front matter";
	struct slice role = arena_format(builder->document->arena, "%s: %.*s", place, SLICE_ARG(value->key));
	struct unit *unit = builder_end(builder, role);
	if (!unit)
		return;
	unit->form = value->form;
	unit->whole = value->form != FRONT_MATTER_BLOCK;
}

/* The lines of a block scalar: a blank line between two units. Returns what begins each of its lines. */
static struct slice add_block(struct document_builder *builder, const struct value *value,
                              struct markdown_inlines *inlines)
{
	struct slice source = builder->document->source;
	bool literal = source.data[value->begin] == '|', open = false;
	size_t header = value->begin + 1, indent = 0, end = 0;
	struct slice prefix = { 0 };
	for (; header < value->end && source.data[header] != '\n'; header++)
		if (is_ascii_digit(source.data[header]))
			return slice_make("", 0); /* an indentation of its own: rare, and not worth a mistake */
	for (size_t line = header + 1, next; line < value->end; line = next) {
		next = next_line(source, line);
		size_t begin = line, line_end = next < value->end ? next : value->end;
		while (line_end > begin && is_ascii_space(source.data[line_end - 1]))
			line_end--;
		while (begin < line_end && source.data[begin] == ' ')
			begin++;
		if (begin == line_end) {
			if (open)
				end_unit(builder, value, inlines);
			open = false;
			continue;
		}
		if (!prefix.data) {
			indent = begin - line;
			prefix = slice_range(source, line, begin);
		}
		begin = line + (begin - line < indent ? begin - line : indent);
		if (open)
			builder_replace(builder, literal ? SLICE("\n") : SLICE(" "), end, begin);
		else
			builder_begin(builder);
		open = true;
		builder_take(builder, begin, line_end);
		end = line_end;
	}
	if (open)
		end_unit(builder, value, inlines);
	return prefix;
}

static void add_values(struct document_builder *builder, const struct values *values)
{
	struct markdown_inlines inlines = { 0 };
	for (size_t i = 0; i < values->count; i++) {
		const struct value *value = &values->items[i];
		if (is_language_key(value->key)) {
			bool quoted = value->form != FRONT_MATTER_PLAIN && value->form != FRONT_MATTER_FLOW_PLAIN;
			if (is_language_tag(value->text) && value->end - value->begin == value->text.size + 2 * quoted)
				builder_add_slot(builder, SLOT_LANGUAGE, value->begin + quoted, value->end - quoted);
			continue;
		}
		size_t first = builder->units.count;
		if (value->form == FRONT_MATTER_BLOCK) {
			struct slice prefix = add_block(builder, value, &inlines);
			for (size_t u = first; u < builder->units.count; u++)
				builder_set_continuation(builder, &builder->units.items[u], prefix);
			continue;
		}
		bool bare = value->form == FRONT_MATTER_PLAIN || value->form == FRONT_MATTER_FLOW_PLAIN;
		struct slice text = slice_trim(value->text);
		if (!is_prose(text, bare))
			continue;
		builder_begin(builder);
		builder_replace(builder, text, value->begin, value->end);
		end_unit(builder, value, &inlines);
	}
	markdown_inlines_finish(&inlines);
}

/* YAML. */

struct level {
	bool mapping, key_next, flow;
	struct slice key;
};

struct yaml_reader {
	struct document *document;
	bool properties;
	struct slice text;    /* between the lines of dashes */
	size_t text_begin;    /* in the source */
	size_t index, offset; /* a character of text, as libyaml counts them, and the byte that it begins at */
	struct { struct level *items; size_t count, capacity; } levels;
	struct values values;
};

/* The offset in the source of libyaml's MARK; marks come in order. */
static size_t source_of(struct yaml_reader *reader, yaml_mark_t mark)
{
	while (reader->index < mark.index && reader->offset < reader->text.size) {
		reader->offset++;
		while (reader->offset < reader->text.size &&
		       ((unsigned char)reader->text.data[reader->offset] & 0xc0) == 0x80)
			reader->offset++;
		reader->index++;
	}
	return reader->text_begin + reader->offset;
}

static void add_scalar(struct yaml_reader *reader, const yaml_event_t *event)
{
	static const enum front_matter_form forms[] = {
		[YAML_PLAIN_SCALAR_STYLE] = FRONT_MATTER_PLAIN,
		[YAML_SINGLE_QUOTED_SCALAR_STYLE] = FRONT_MATTER_SINGLE_QUOTED,
		[YAML_DOUBLE_QUOTED_SCALAR_STYLE] = FRONT_MATTER_DOUBLE_QUOTED,
		[YAML_LITERAL_SCALAR_STYLE] = FRONT_MATTER_BLOCK,
		[YAML_FOLDED_SCALAR_STYLE] = FRONT_MATTER_BLOCK,
	};
	if (reader->levels.count == 0)
		return;
	struct level *level = array_last(&reader->levels);
	struct slice text = slice_make((const char *)event->data.scalar.value, event->data.scalar.length);
	if (level->mapping && level->key_next) {
		level->key = arena_copy(reader->document->arena, text);
		level->key_next = false;
		return;
	}
	level->key_next = level->mapping;
	bool wanted = is_prose_key(reader->document, level->key) || (!reader->properties && is_language_key(level->key));
	if (!wanted || event->data.scalar.anchor || event->data.scalar.tag)
		return;
	struct value value = { .key = level->key, .text = arena_copy(reader->document->arena, text), .property = reader->properties };
	value.form = forms[event->data.scalar.style];
	if (value.form == FRONT_MATTER_PLAIN && level->flow)
		value.form = FRONT_MATTER_FLOW_PLAIN;
	value.begin = source_of(reader, event->start_mark);
	value.end = source_of(reader, event->end_mark);
	if (value.begin < value.end)
		array_push(&reader->values, value);
}

static void open_level(struct yaml_reader *reader, bool mapping, bool flow)
{
	struct level level = { .mapping = mapping, .key_next = mapping, .flow = flow };
	if (reader->levels.count) {
		struct level *above = array_last(&reader->levels);
		if (above->mapping && above->key_next) { /* a key that is no scalar: its value belongs to no name */
			above->key = slice_make("", 0);
			above->key_next = false;
		} else {
			above->key_next = above->mapping;
			level.key = mapping ? slice_make("", 0) : above->key;
		}
		level.flow |= above->flow;
	}
	array_push(&reader->levels, level);
}

/* Read events up to the end of the stream; false if the text is no YAML. */
static bool read_events(struct yaml_reader *reader, yaml_parser_t *parser)
{
	for (bool more = true; more;) {
		yaml_event_t event;
		if (!yaml_parser_parse(parser, &event))
			return false;
		switch (event.type) {
		case YAML_SCALAR_EVENT:
			add_scalar(reader, &event);
			break;
		case YAML_ALIAS_EVENT:
			if (reader->levels.count) {
				struct level *level = array_last(&reader->levels);
				level->key_next = level->mapping && !level->key_next;
			}
			break;
		case YAML_MAPPING_START_EVENT:
			open_level(reader, true, event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
			break;
		case YAML_SEQUENCE_START_EVENT:
			open_level(reader, false, event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
			break;
		case YAML_MAPPING_END_EVENT:
		case YAML_SEQUENCE_END_EVENT:
			reader->levels.count--;
			break;
		case YAML_STREAM_END_EVENT:
			more = false;
			break;
		default:
			break;
		}
		yaml_event_delete(&event);
	}
	return true;
}

/* Whether TEXT has more brackets open than any article has: libyaml's time grows as their square. */
static bool is_too_deep(struct slice text)
{
	enum { DEEPEST = 100 };
	size_t depth = 0;
	for (size_t i = 0; i < text.size && depth <= DEEPEST; i++) {
		depth += text.data[i] == '[' || text.data[i] == '{';
		depth -= depth && (text.data[i] == ']' || text.data[i] == '}');
	}
	return depth > DEEPEST;
}

/* The values in [begin, end) of the source: of the front matter, or of the PROPERTIES of a component. */
static void add_yaml(struct document_builder *builder, size_t begin, size_t end, bool properties, struct diagnostics *sink)
{
	struct document *document = builder->document;
	struct yaml_reader reader = {
		.document = document,
		.properties = properties,
		.text = slice_range(document->source, begin, end),
		.text_begin = begin,
	};
	yaml_parser_t parser;
	if (is_too_deep(reader.text)) {
		if (!properties)
			diagnostics_warning(sink, position_in_text(document->name, document->source, begin),
			                    _("the front matter is nested too deeply; it is left as it is"));
		return;
	}
	if (!yaml_parser_initialize(&parser))
		return;
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)reader.text.data, reader.text.size);
	if (read_events(&reader, &parser)) {
		add_values(builder, &reader.values);
	} else if (!properties) {
		struct position position = position_in_text(document->name, document->source, begin);
		position.line += parser.problem_mark.line;
		position.column = parser.problem_mark.column + 1;
		diagnostics_warning(sink, position, _("the front matter is not valid YAML (%s); it is left as it is"),
		                    parser.problem ? parser.problem : "?");
	}
	yaml_parser_delete(&parser);
	array_finish(&reader.levels);
	array_finish(&reader.values);
}

/* TOML and JSON: only as much of them as it takes to find the strings that belong to a key. */

enum { NO_DIGIT = 16 };

static uint32_t hex_digit(char byte)
{
	byte = ascii_lower(byte);
	if (is_ascii_digit(byte))
		return (uint32_t)(byte - '0');
	return byte >= 'a' && byte <= 'f' ? (uint32_t)(byte - 'a' + 10) : NO_DIGIT;
}

/* The code point whose DIGITS digits are at *OFFSET of TEXT, which is moved past them, and past the low half of a
 * surrogate pair, into OUT. */
static void append_hex(struct slice text, size_t *offset, size_t digits, struct buffer *out)
{
	uint32_t code_point = 0;
	for (size_t i = 0; i < digits && *offset < text.size; i++, ++*offset) {
		uint32_t digit = hex_digit(text.data[*offset]);
		if (digit == NO_DIGIT)
			break;
		code_point = code_point << 4 | digit;
	}
	if (code_point >= 0xd800 && code_point < 0xdc00 &&
	    slice_starts_with(slice_from_offset(text, *offset), SLICE("\\u"))) {
		size_t from = *offset + 2;
		uint32_t second = 0;
		for (; from < text.size && from < *offset + 6; from++) {
			uint32_t digit = hex_digit(text.data[from]);
			if (digit == NO_DIGIT)
				break;
			second = second << 4 | digit;
		}
		if (second >= 0xdc00 && second < 0xe000) {
			code_point = 0x10000 + ((code_point - 0xd800) << 10) + (second - 0xdc00);
			*offset = from;
		}
	}
	buffer_append_code_point(out, code_point);
}

/* CONTENT with the escapes of TOML's basic strings and of JSON decoded, into OUT. */
static void decode_escapes(struct slice content, struct buffer *out)
{
	static const char escapes[] = "b\bt\tn\nf\fr\re\033";
	for (size_t i = 0; i < content.size;) {
		char byte = content.data[i++];
		if (byte != '\\' || i == content.size) {
			buffer_append_byte(out, byte);
			continue;
		}
		char escape = content.data[i++];
		const char *found = escape ? strchr(escapes, escape) : NULL;
		if (escape == 'u' || escape == 'U') {
			append_hex(content, &i, escape == 'u' ? 4 : 8, out);
		} else if (is_ascii_space(
			       escape)) { /* a line ending that TOML leaves out, with the white space after it */
			while (i < content.size && is_ascii_space(content.data[i]))
				i++;
		} else {
			buffer_append_byte(out, found && is_ascii_letter(*found) ? found[1] : escape);
		}
	}
}

struct pair_reader {
	struct document *document;
	struct slice text; /* the source up to the end of the front matter */
	char separator;    /* '=' or ':' */
	size_t offset;
	struct { struct level *items; size_t count, capacity; } levels;
	struct level level; /* the innermost, which is not in levels */
	bool value_next;
	struct buffer decoded;
	struct values values;
};

/* A string at the offset: a key if the separator or another part of a key follows it, else a value. */
static void read_string(struct pair_reader *reader)
{
	struct slice text = reader->text;
	size_t begin = reader->offset, quotes = 1;
	char quote = text.data[begin];
	bool literal = quote == '\'';
	if (reader->separator == '=' && begin + 2 < text.size && text.data[begin + 1] == quote &&
	    text.data[begin + 2] == quote)
		quotes = 3;
	size_t i = begin + quotes;
	struct slice close = literal ? slice_make("'''", quotes) : slice_make("\"\"\"", quotes);
	while (i < text.size && !slice_starts_with(slice_from_offset(text, i), close) &&
	       (quotes == 3 || text.data[i] != '\n'))
		i += text.data[i] == '\\' && !literal ? 2 : 1;
	if (i >= text.size || text.data[i] == '\n') {
		reader->offset = i < text.size ? i : text.size;
		return;
	}
	struct slice content = slice_range(text, begin + quotes, i);
	reader->offset = i + quotes;
	buffer_clear(&reader->decoded);
	if (literal)
		buffer_append(&reader->decoded, content);
	else
		decode_escapes(content, &reader->decoded);
	struct slice decoded = arena_copy(reader->document->arena, buffer_slice(&reader->decoded));
	size_t next = reader->offset;
	while (next < text.size && is_ascii_space(text.data[next]) &&
	       (reader->separator == ':' || text.data[next] != '\n'))
		next++;
	if (next < text.size &&
	    (text.data[next] == reader->separator || (text.data[next] == '.' && !reader->value_next))) {
		reader->level.key = decoded;
		return;
	}
	struct value value = { .key = reader->level.key, .text = decoded, .begin = begin, .end = reader->offset };
	value.form = reader->separator == ':' ? FRONT_MATTER_JSON
	             : quotes == 3            ? FRONT_MATTER_TOML_LINES
	             : literal                ? FRONT_MATTER_TOML_LITERAL
	                                      : FRONT_MATTER_TOML_BASIC;
	bool wanted = is_prose_key(reader->document, value.key) || is_language_key(value.key);
	if (wanted && reader->value_next && !(literal && quotes == 3) && utf8_find_invalid(decoded) == decoded.size)
		array_push(&reader->values, value);
}

static void read_token(struct pair_reader *reader)
{
	struct slice text = reader->text;
	char byte = text.data[reader->offset];
	bool toml = reader->separator == '=';
	if (byte == '"' || (byte == '\'' && toml)) {
		read_string(reader);
		return;
	}
	if (toml && (is_ascii_alphanumeric(byte) || byte == '_' || byte == '-')) {
		size_t begin = reader->offset;
		while (reader->offset < text.size &&
		       (is_ascii_alphanumeric(text.data[reader->offset]) || text.data[reader->offset] == '_' ||
		        text.data[reader->offset] == '-'))
			reader->offset++;
		if (!reader->value_next)
			reader->level.key = slice_range(text, begin, reader->offset);
		return;
	}
	reader->offset++;
	if (byte == reader->separator) {
		reader->value_next = true;
	} else if (byte == '[' && toml && !reader->value_next) { /* [table] */
		reader->offset = next_line(text, reader->offset);
	} else if (byte == '[' || byte == '{') {
		array_push(&reader->levels, reader->level);
		reader->level.mapping = byte == '{';
		reader->value_next = byte == '[';
		if (byte == '{')
			reader->level.key = slice_make("", 0);
	} else if ((byte == ']' || byte == '}') && reader->levels.count) {
		reader->level = *array_last(&reader->levels);
		reader->levels.count--;
		reader->value_next = true;
	} else if (byte == ',') {
		reader->value_next = !reader->level.mapping;
	} else if (byte == '\n' && toml && reader->levels.count == 0) {
		reader->value_next = false;
		reader->level.key = slice_make("", 0);
	} else if (byte == '#' && toml) {
		reader->offset = next_line(text, reader->offset) - 1;
		if (reader->offset + 1 == text.size)
			reader->offset++;
	}
}

static void add_pairs(struct document_builder *builder, size_t begin, size_t end, char separator)
{
	struct pair_reader reader = {
		.document = builder->document,
		.text = slice_range(builder->document->source, 0, end),
		.separator = separator,
		.offset = begin,
	};
	while (reader.offset < end)
		read_token(&reader);
	add_values(builder, &reader.values);
	array_finish(&reader.levels);
	array_finish(&reader.values);
	buffer_finish(&reader.decoded);
}

void front_matter_add_units(struct document_builder *builder, size_t end, struct diagnostics *sink)
{
	struct slice source = builder->document->source;
	if (end == 0)
		return;
	size_t mark = front_matter_begin(source), begin = next_line(source, mark), close = end;
	while (close > begin && is_ascii_space(source.data[close - 1]))
		close--;
	while (close > begin && source.data[close - 1] != '\n')
		close--;
	if (source.data[mark] == '-')
		add_yaml(builder, begin, close, false, sink);
	else if (source.data[mark] == '+')
		add_pairs(builder, begin, close, '=');
	else
		add_pairs(builder, 0, end, ':');
}

void front_matter_add_properties(struct document_builder *builder, size_t begin, size_t end)
{
	add_yaml(builder, begin, end, true, NULL);
}

/* Writing. */

/* Whether TEXT is a plain scalar of YAML 1.2 (section 7.3.3) and is read as a string. */
static bool is_plain_scalar(struct slice text, bool flow)
{
	if (text.size == 0 || strchr("-?:,[]{}#&*!|>'\"%@`=~ ", text.data[0]) || text.data[text.size - 1] == ':' ||
	    text.data[text.size - 1] == ' ' || is_word_of_yaml(text) || !has_letter(text))
		return false;
	if (is_ascii_digit(text.data[0]) || text.data[0] == '.' || text.data[0] == '+') { /* a number, a date? */
		bool word = false;
		for (size_t i = 0; i < text.size && !word; i++)
			word = (unsigned char)text.data[i] >= 0x80 ||
			       (is_ascii_letter(text.data[i]) && !strchr("eExXoObBaAcCdDfFTZ", text.data[i]));
		if (!word)
			return false;
	}
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i];
		if ((unsigned char)byte < ' ' || byte == 0x7f)
			return false;
		if (byte == ':' && (text.data[i + 1] == ' ' || flow))
			return false;
		if (byte == '#' && text.data[i - 1] == ' ')
			return false;
		if (flow && strchr(",[]{}", byte))
			return false;
	}
	return true;
}

/* TEXT between double quotes with the escapes that YAML, TOML and JSON have in common. */
static void append_quoted(struct slice text, struct buffer *out)
{
	buffer_append_byte(out, '"');
	for (size_t i = 0; i < text.size; i++) {
		unsigned char byte = (unsigned char)text.data[i];
		if (byte == '"' || byte == '\\') {
			buffer_append_byte(out, '\\');
			buffer_append_byte(out, (char)byte);
		} else if (byte == '\n') {
			buffer_append_string(out, "\\n");
		} else if (byte == '\t') {
			buffer_append_string(out, "\\t");
		} else if (byte < ' ' || byte == 0x7f) {
			buffer_append_format(out, "\\u%04x", byte);
		} else {
			buffer_append_byte(out, (char)byte);
		}
	}
	buffer_append_byte(out, '"');
}

static void append_replacing(struct slice text, char byte, struct slice replacement, struct buffer *out)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] == byte)
			buffer_append(out, replacement);
		else
			buffer_append_byte(out, text.data[i]);
}

static bool has_control(struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7f)
			return true;
	return false;
}

static void append_lines(const struct document *document, const struct unit *unit, struct slice text,
                         struct buffer *out)
{
	struct slice line;
	for (bool first = true; slice_next_part(&text, '\n', &line); first = false) {
		line = slice_trim(line);
		if (!first && line.size == 0)
			continue;
		if (!first) {
			buffer_append(out, prose_line_ending(document->source));
			buffer_append(out, unit->kind->continuation);
		}
		buffer_append(out, line);
	}
}

void front_matter_fit(const struct document *document, const struct unit *unit, const struct segment *segment,
                      struct slice translation, struct buffer *out)
{
	(void)segment;
	translation = slice_trim(translation);
	switch ((enum front_matter_form)unit->form) {
	case FRONT_MATTER_PLAIN:
	case FRONT_MATTER_FLOW_PLAIN:
		if (is_plain_scalar(translation, unit->form == FRONT_MATTER_FLOW_PLAIN))
			buffer_append(out, translation);
		else
			append_quoted(translation, out);
		break;
	case FRONT_MATTER_SINGLE_QUOTED:
		if (has_control(translation)) {
			append_quoted(translation, out);
			break;
		}
		buffer_append_byte(out, '\'');
		append_replacing(translation, '\'', SLICE("''"), out);
		buffer_append_byte(out, '\'');
		break;
	case FRONT_MATTER_TOML_LITERAL:
		if (has_control(translation) || slice_find_byte(translation, '\'', 0) != SLICE_NONE) {
			append_quoted(translation, out);
			break;
		}
		buffer_append_byte(out, '\'');
		buffer_append(out, translation);
		buffer_append_byte(out, '\'');
		break;
	case FRONT_MATTER_TOML_LINES: {
		struct buffer escaped = { 0 };
		append_replacing(translation, '\\', SLICE("\\\\"), &escaped);
		buffer_append_string(out, "\"\"\"");
		append_replacing(buffer_slice(&escaped), '"', SLICE("\\\""), out);
		buffer_append_string(out, "\"\"\"");
		buffer_finish(&escaped);
		break;
	}
	case FRONT_MATTER_BLOCK:
		append_lines(document, unit, translation, out);
		break;
	default:
		append_quoted(translation, out);
	}
}
