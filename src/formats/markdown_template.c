#include "formats/markdown_template.h"

#include "formats/markdown_scanner.h"
#include "formats/template_parameters.h"
#include "formats/template_region.h"

size_t markdown_directive_end(struct slice text, size_t offset)
{
	static const char *const takes_more[] = { "include", "video", "div", "code", "zone", "notebook" };
	enum { LONGEST = 400 };
	size_t begin = offset + 2, end = begin, most = text.size - offset < LONGEST ? text.size : offset + LONGEST;
	if (!slice_starts_with(slice_from_offset(text, offset), SLICE("[!")))
		return 0;
	while (end < most && (is_ascii_alphanumeric(text.data[end]) || text.data[end] == '-' || text.data[end] == '_'))
		end++;
	bool more = false;
	for (size_t i = 0; i < sizeof takes_more / sizeof *takes_more; i++) {
		struct slice name = slice_from(takes_more[i]);
		more |= end - begin >= name.size && slice_equal_ignoring_case(slice_range(text, begin, begin + name.size), name);
	}
	size_t depth = 1;
	for (; more && end < most && text.data[end] != '\n'; end++) {
		depth += text.data[end] == '[';
		depth -= text.data[end] == ']';
		if (depth == 0)
			break;
	}
	if (end == begin || end >= most || text.data[end] != ']')
		return 0;
	return end + 1 < text.size && text.data[end + 1] == '(' ? 0 : end + 1;
}

void markdown_push_parameters(struct markdown_scanner *scanner, size_t tag, size_t end)
{
	struct slice text = slice_make(scanner->source.data, end);
	struct template_parameter parameter;
	for (size_t offset = 0; template_next_parameter(text, tag, &offset, &parameter);) {
		struct markdown_block *block =
		    markdown_push_block(scanner, MARKDOWN_PARAMETER, parameter.begin, parameter.end);
		block->quote = parameter.quote;
		block->role = parameter.role;
	}
}

/* The parameters of the tags in [begin, end) of the source; LIMIT and MISSING are as they were when the end was found. */
static void push_all_parameters(struct markdown_scanner *scanner, size_t begin, size_t end, size_t limit, unsigned missing)
{
	for (size_t i = begin; i < end; i = markdown_skip_blanks(scanner->source, i, end)) {
		size_t tag_end = template_section_end(scanner->source, i, limit, NULL);
		markdown_push_parameters(scanner, i, tag_end);
		i = template_region_end(scanner->source, i, tag_end, &missing);
	}
}

bool markdown_take_template(struct markdown_scanner *scanner)
{
	struct slice source = scanner->source;
	size_t end = markdown_trim_blanks(source, scanner->text, scanner->line_end);
	char second = markdown_byte_at(scanner, scanner->text + 1);
	if (strchr(":#.", second) && markdown_end_without_attributes(source, scanner->text, end) == scanner->text) {
		markdown_skip_to(scanner, end);
		markdown_push_parameters(scanner, scanner->text, end);
		return true;
	}
	if (second != '%' && second != '{')
		return false;
	char third = markdown_byte_at(scanner, scanner->text + 2);
	if (second == '{' && third != '<' && third != '%')
		return false;
	size_t i = scanner->text, limit = scanner->line_end;
	unsigned missing = scanner->regions_missing;
	while (i < end) {
		size_t token_end = template_section_end(source, i, limit, NULL);
		if (token_end == 0 && limit == scanner->line_end && scanner->text >= scanner->template_fails_before) {
			limit = markdown_next_blank_line(scanner);
			token_end = template_section_end(source, i, limit, NULL);
			scanner->template_fails_before = token_end ? 0 : limit;
		}
		if (token_end == 0)
			return false;
		i = template_region_end(source, i, token_end, &scanner->regions_missing);
		if (i >= end)
			break;
		i = markdown_skip_blanks(source, i, end);
	}
	if (!markdown_rest_is_blank(scanner, i))
		return false;
	size_t begin = scanner->text;
	markdown_skip_to(scanner, i);
	scanner->template_ends = i < scanner->next_line ? scanner->next_line : 0;
	push_all_parameters(scanner, begin, i, limit, missing);
	return true;
}

bool markdown_take_inclusion(struct markdown_scanner *scanner)
{
	struct slice line = slice_range(scanner->source, scanner->text, scanner->line_end);
	if (!slice_starts_with(line, SLICE("--8<--")) && !slice_starts_with(line, SLICE("<<< ")))
		return false;
	markdown_skip_to(scanner, scanner->line_end);
	return true;
}
