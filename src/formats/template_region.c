#include "formats/template_region.h"

static const char *const names[] = { "comment", "highlight", "codeblock", "code", "mermaid", "katex", "code-toggle" };
enum { NAME_COUNT = sizeof names / sizeof *names };

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
	unsigned i = 0;
	while (i < NAME_COUNT && !slice_equal_string(word, names[i]))
		i++;
	unsigned bit = i < NAME_COUNT ? 1U << (2 * i + hugo) : 0;
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
