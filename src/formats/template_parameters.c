#include "formats/template_parameters.h"

#include "formats/prose.h"

static const struct { const char *name, *role; } kinds[] = {
	{ "alt", "attribute: alt" },
	{ "alt-text", "attribute: alt" },
	{ "alt_text", "attribute: alt" },
	{ "alttext", "attribute: alt" },
	{ "caption", "attribute: caption" },
	{ "description", "attribute: description" },
	{ "heading", "attribute: heading" },
	{ "image_alt", "attribute: alt" },
	{ "label", "attribute: label" },
	{ "link_text", "attribute: text" },
	{ "linktext", "attribute: text" },
	{ "message", "attribute: message" },
	{ "placeholder", "attribute: placeholder" },
	{ "subtitle", "attribute: subtitle" },
	{ "summary", "attribute: summary" },
	{ "text", "attribute: text" },
	{ "title", "attribute: title" },
	{ "tooltip", "attribute: tooltip" },
};

/* What steers a template, and compares and sets what it works with. */
static const char *const statements[] = {
	"if", "elif", "elsif", "elseif", "unless", "case", "when", "for", "assign", "set", "capture", "block", "extends", "import",
	"from", "macro", "call", "filter", "with", "trans", "blocktrans", "translate", "load", "url", "cycle", "tablerow",
};

static bool is_name_byte(char byte)
{
	return is_ascii_alphanumeric(byte) || byte == '_' || byte == '-' || byte == '.' || byte == ':';
}

static size_t skip_blanks(struct slice text, size_t offset)
{
	while (offset < text.size && is_ascii_space(text.data[offset]))
		offset++;
	return offset;
}

static size_t name_end(struct slice text, size_t offset)
{
	while (offset < text.size && is_name_byte(text.data[offset]))
		offset++;
	return offset;
}

/* Whether a list of attributes, `{.class alt="A cat"}`, begins at BEGIN, rather than an expression with strings in it. */
static bool opens_attributes(struct slice text, size_t begin)
{
	size_t i = begin + 1;
	while (i < text.size && (is_name_byte(text.data[i]) || (text.data[i] && strchr(" =#@%", text.data[i]))))
		i++;
	return i < text.size && text.data[begin] == '{' && text.data[begin + 1] != '%' && text.data[i - 1] == '=' &&
	       (text.data[i] == '"' || text.data[i] == '\'');
}

/* Where the tag's parameters begin; 0 if it takes none that are prose. */
static size_t parameters_begin(struct slice text, size_t begin)
{
	struct slice rest = slice_from_offset(text, begin);
	if (opens_attributes(text, begin))
		return begin + 1;
	if (slice_starts_with(rest, SLICE(":::")))
		return begin + 3;
	bool shortcode = slice_starts_with(rest, SLICE("{{<")) || slice_starts_with(rest, SLICE("{{%"));
	if (!shortcode && !slice_starts_with(rest, SLICE("{%")))
		return 0;
	size_t name = begin + (shortcode ? 3 : 2);
	if (!shortcode && name < text.size && text.data[name] == '-')
		name++;
	name = skip_blanks(text, name);
	size_t end = name_end(text, name);
	for (size_t i = 0; !shortcode && i < sizeof statements / sizeof *statements; i++)
		if (slice_equal_string(slice_range(text, name, end), statements[i]))
			return 0;
	return end > name ? end : 0;
}

static const char *role_of(struct slice name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (slice_equal_ignoring_case(name, slice_from(kinds[i].name)))
			return kinds[i].role;
	return NULL;
}

static bool is_prose(struct slice value)
{
	bool spaced = false, plain = true;
	for (size_t i = 0; i < value.size; i++) {
		char byte = value.data[i];
		if (byte == '\n' || byte == '\r' || (byte == '{' && i + 1 < value.size && memchr("{%", value.data[i + 1], 2)))
			return false;
		spaced |= byte == ' ';
		plain &= !memchr("/\\_#@", byte, 5);
	}
	return (spaced || plain) && prose_has_words(value);
}

static bool has_markup(struct slice value)
{
	return slice_find_byte(value, '<', 0) != SLICE_NONE || slice_find_byte(value, '`', 0) != SLICE_NONE ||
	       slice_find(value, SLICE("]("), 0) != SLICE_NONE;
}

/* The end of the string whose quote stands at OFFSET, behind its other quote; 0 where it does not end. */
static size_t string_end(struct slice text, size_t offset)
{
	char quote = text.data[offset];
	for (size_t i = offset + 1; i < text.size; i++)
		if (text.data[i] == '\\' && quote != '`')
			i++;
		else if (text.data[i] == quote)
			return i + 1;
	return 0;
}

static bool is_quote(char byte)
{
	return byte == '"' || byte == '\'' || byte == '`';
}

bool template_next_parameter(struct slice text, size_t begin, size_t *offset, struct template_parameter *parameter)
{
	size_t i = *offset ? *offset : parameters_begin(text, begin);
	while (i && i < text.size) {
		struct slice rest = slice_from_offset(text, i);
		if (slice_starts_with(rest, SLICE("%}")) || text.data[i] == '}' || slice_starts_with(rest, SLICE(">}}")) ||
		    slice_starts_with(rest, SLICE(":::")))
			break;
		size_t end = name_end(text, i), value = skip_blanks(text, end);
		if (is_quote(text.data[i])) {
			i = string_end(text, i);
			continue;
		}
		if (end == i || value >= text.size || text.data[value] != '=') {
			i = end > i ? end : i + 1;
			continue;
		}
		value = skip_blanks(text, value + 1);
		if (value >= text.size || !is_quote(text.data[value])) {
			i = value;
			continue;
		}
		const char *role = role_of(slice_range(text, i, end));
		i = string_end(text, value);
		if (!i)
			break;
		struct slice content = slice_range(text, value + 1, i - 1);
		*parameter = (struct template_parameter){ value + 1, i - 1, text.data[value], role, has_markup(content) };
		if (role && text.data[value] != '`' && is_prose(content)) {
			*offset = i;
			return true;
		}
	}
	*offset = text.size;
	return false;
}
