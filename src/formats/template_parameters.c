#include "formats/template_parameters.h"

#include "formats/prose.h"

static const struct { const char *name, *role; } kinds[] = {
	{ "alt", "attribute: alt" },
	{ "alt-text", "attribute: alt" },
	{ "alt_text", "attribute: alt" },
	{ "alttext", "attribute: alt" },
	{ "caption", "attribute: caption" },
	{ "description", "attribute: description" },
	{ "footer", "attribute: footer" },
	{ "header", "attribute: header" },
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

/* Tags that say what a picture or a film shows in a string without a name, `{% image "cat.png", "A cat on a mat" %}`. */
static bool takes_caption(struct slice text, size_t begin)
{
	static const char *const names[] = { "image", "img", "picture", "figure", "photo", "youtube", "video" };
	size_t end = parameters_begin(text, begin);
	struct slice name = slice_range(text, begin, end ? end : begin);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_find(name, slice_from(names[i]), 0) != SLICE_NONE)
			return name.data[0] == '{';
	return false;
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
		bool inside = byte == '.' && i + 1 < value.size && is_ascii_alphanumeric(value.data[i + 1]); /* of `hugo.toml` */
		plain &= !memchr("/\\_#@", byte, 5) && !inside;
	}
	return (spaced || plain) && prose_has_words(value);
}

/* Whether VALUE, which has no name, reads as words do, and not as classes, sizes or a path: two or more from a capital on, or
 * four small ones. */
static bool is_caption(struct slice value)
{
	char first = value.size ? value.data[0] : 0;
	bool letter = is_ascii_letter(first), small = letter && first == ascii_lower(first);
	size_t spaces = 0, marks = 0;
	for (size_t i = 0; i < value.size; i++) {
		spaces += value.data[i] == ' ';
		marks += memchr("-_:/=", value.data[i], 5) != NULL;
	}
	if (!letter && (unsigned char)first < 0x80)
		return false;
	return is_prose(value) && (small ? spaces >= 3 && marks == 0 : spaces >= 1);
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

/* Where the value of the parameter begins whose name ends at *END, and a colon with it in Liquid, `alt: "A cat"`; 0 if none does. */
static size_t value_begin(struct slice text, size_t *end)
{
	size_t value = skip_blanks(text, *end);
	if (value < text.size && text.data[value] == '=')
		return skip_blanks(text, value + 1);
	if (text.data[*end - 1] != ':' || value >= text.size || !is_quote(text.data[value]))
		return 0;
	--*end;
	return value;
}

bool template_next_parameter(struct slice text, size_t begin, size_t *offset, struct template_parameter *parameter)
{
	size_t i = *offset ? *offset : parameters_begin(text, begin);
	while (i && i < text.size) {
		struct slice rest = slice_from_offset(text, i);
		if (slice_starts_with(rest, SLICE("%}")) || text.data[i] == '}' || slice_starts_with(rest, SLICE(">}}")) ||
		    slice_starts_with(rest, SLICE(":::")))
			break;
		bool named = !is_quote(text.data[i]);
		size_t end = name_end(text, i), value = !named ? i : end > i ? value_begin(text, &end) : 0;
		if (value == 0) {
			i = end > i ? end : i + 1;
			continue;
		}
		if (value >= text.size || !is_quote(text.data[value])) {
			i = value;
			continue;
		}
		const char *role = named ? role_of(slice_range(text, i, end)) : "attribute: alt";
		i = string_end(text, value);
		if (!i)
			break;
		struct slice content = slice_range(text, value + 1, i - 1);
		*parameter = (struct template_parameter){ value + 1, i - 1, text.data[value], role, has_markup(content) };
		if (role && text.data[value] != '`' && (named ? is_prose(content) : is_caption(content) && takes_caption(text, begin))) {
			*offset = i;
			return true;
		}
	}
	*offset = text.size;
	return false;
}
