#include "formats/template_region.h"

/* The tags that open a region; the last two only some of them (opens_region). */
static const char *const names[] = { "comment", "highlight", "codeblock", "code", "mermaid", "katex", "code-toggle", "tab", "set" };
enum { NAME_COUNT = sizeof names / sizeof *names, TAB = NAME_COUNT - 2, SET = NAME_COUNT - 1 };

size_t template_section_end(struct slice text, size_t offset, size_t limit, unsigned *missing)
{
	static const struct { struct slice open, close; } kinds[] = {
		{ { "{{<", 3 }, { ">}}", 3 } }, { { "{{%", 3 }, { "%}}", 3 } }, { { "{{", 2 }, { "}}", 2 } },
		{ { "{%", 2 }, { "%}", 2 } },   { { "{#", 2 }, { "#}", 2 } },
	};
	struct slice part = slice_make(text.data, limit < text.size ? limit : text.size);
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!slice_starts_with(slice_from_offset(part, offset), kinds[i].open))
			continue;
		if (missing && *missing & 1U << i)
			return 0;
		size_t close = slice_find(part, kinds[i].close, offset + kinds[i].open.size);
		if (close != SLICE_NONE)
			return close + kinds[i].close.size;
		if (missing)
			*missing |= 1U << i;
		return 0;
	}
	return 0;
}

static bool is_name_byte(char byte)
{
	return is_ascii_alphanumeric(byte) || byte == '-' || byte == '_';
}

static size_t skip_spaces(struct slice text, size_t offset)
{
	while (offset < text.size && is_ascii_space(text.data[offset]))
		offset++;
	return offset;
}

/* The end of the tag that closes NAME, whose name ends at AFTER and begins at OFFSET of TEXT; 0 if it is no such tag:
 * `{% endNAME %}`, `{%- endNAME -%}`, `{{< /NAME >}}`, `{{% / NAME %}}`. */
static size_t closing_tag_end(struct slice text, size_t offset, size_t after, bool hugo)
{
	size_t begin = offset - (hugo ? 0 : strlen("end"));
	while (begin && is_ascii_space(text.data[begin - 1]))
		begin--;
	if (hugo && begin && text.data[begin - 1] == '/')
		begin--;
	else if (hugo)
		return 0;
	while (begin && (is_ascii_space(text.data[begin - 1]) || text.data[begin - 1] == '-'))
		begin--;
	struct slice before = slice_range(text, 0, begin);
	if (hugo ? !slice_ends_with(before, SLICE("{{<")) && !slice_ends_with(before, SLICE("{{%"))
	         : !slice_ends_with(before, SLICE("{%")))
		return 0;
	after = skip_spaces(text, after);
	if (after < text.size && text.data[after] == '-')
		after++;
	struct slice rest = slice_from_offset(text, after);
	if (!hugo)
		return slice_starts_with(rest, SLICE("%}")) ? after + 2 : 0;
	return slice_starts_with(rest, SLICE(">}}")) || slice_starts_with(rest, SLICE("%}}")) ? after + 3 : 0;
}

/* Whether VALUE of the variable NAME is for the template rather than for readers: an address, a class. */
static bool is_setting(struct slice name, struct slice value)
{
	static const char *const prose[] = { "title", "text", "message", "msg", "note", "label", "caption", "heading", "content",
		                             "description", "summary", "body", "banner", "alert", "warning", "tooltip" };
	for (size_t i = 0; i < sizeof prose / sizeof *prose; i++)
		if (slice_find(name, slice_from(prose[i]), 0) != SLICE_NONE)
			return false;
	value = slice_trim(value);
	for (size_t i = 0; i < value.size; i++) {
		bool ends = i + 1 == value.size || is_ascii_space(value.data[i + 1]);
		if (value.data[i] == '<' || (ends && value.data[i] && strchr(".,!?:;", value.data[i])))
			return false;
	}
	return true;
}

/* The end of `{% capture NAME %}VALUE{% endcapture %}` on one line, whose first tag ends at END and name begins at NAME; END if
 * its value is prose. */
static size_t setting_end(struct slice text, size_t name, size_t end)
{
	enum { LONGEST = 300 };
	struct slice rest = slice_range(text, end, text.size - end < LONGEST ? text.size : end + LONGEST);
	size_t line_end = slice_find_byte(rest, '\n', 0);
	struct slice line = slice_make(rest.data, line_end == SLICE_NONE ? rest.size : line_end);
	size_t word = slice_find(line, SLICE("endcapture"), 0);
	if (word == SLICE_NONE)
		return end;
	size_t close = closing_tag_end(text, end + word + strlen("end"), end + word + strlen("endcapture"), false);
	while (word && line.data[word] != '{')
		word--;
	return close && is_setting(slice_range(text, name, end), slice_make(line.data, word)) ? close : end;
}

/* Whether a tag named names[INDEX], with PARAMETERS behind its name, opens a region: a tab of code says its language (Docsy),
 * and text is set to a variable that is named as code (Nunjucks, Jinja, Twig). */
static bool opens_region(unsigned index, struct slice parameters, bool hugo)
{
	if (index == TAB)
		return hugo && slice_find(parameters, SLICE(" lang="), 0) != SLICE_NONE;
	if (index != SET)
		return true;
	bool code = slice_find(parameters, SLICE("code"), 0) != SLICE_NONE || slice_find(parameters, SLICE("Code"), 0) != SLICE_NONE;
	return !hugo && code && slice_find_byte(parameters, '=', 0) == SLICE_NONE;
}

size_t template_region_end(struct slice text, size_t begin, size_t end, unsigned *missing)
{
	struct slice tag = slice_range(text, begin, end);
	bool hugo = slice_starts_with(tag, SLICE("{{<")) || slice_starts_with(tag, SLICE("{{%"));
	if (!hugo && !slice_starts_with(tag, SLICE("{%")))
		return end;
	if (slice_ends_with(tag, SLICE("/>}}")) || slice_ends_with(tag, SLICE("/%}}")))
		return end;
	size_t name = begin + (hugo ? 3 : 2);
	if (name < end && text.data[name] == '-')
		name++;
	name = skip_spaces(text, name);
	size_t name_end = name;
	while (name_end < end && is_name_byte(text.data[name_end]))
		name_end++;
	struct slice word = slice_range(text, name, name_end);
	if (!hugo && slice_equal(word, SLICE("capture")))
		return setting_end(text, name_end, end);
	unsigned i = 0;
	while (i < NAME_COUNT && !slice_equal_string(word, names[i]))
		i++;
	bool opens = i < NAME_COUNT && opens_region(i, slice_range(text, name_end, end), hugo);
	unsigned bit = opens ? 1U << (2 * i + hugo) : 0;
	if (bit == 0 || *missing & bit)
		return end;
	for (size_t at = end; (at = slice_find(text, word, at)) != SLICE_NONE; at++) {
		bool named = hugo || slice_ends_with(slice_range(text, end, at), SLICE("end"));
		size_t close = named ? closing_tag_end(text, at, at + word.size, hugo) : 0;
		if (close)
			return close;
	}
	*missing |= bit;
	return end;
}
