/* markdown_admonition.c: notes, tips and warnings as the generators of sites write them (markdown_scanner.h). */

#include "formats/markdown_scanner.h"
#include "formats/markdown_template.h"

static size_t word_end(const struct markdown_scanner *scanner, size_t offset)
{
	while (is_ascii_alphanumeric(markdown_byte_at(scanner, offset)) || markdown_byte_at(scanner, offset) == '-' ||
	       markdown_byte_at(scanner, offset) == '_')
		offset++;
	return offset;
}

/* The bracket that closes the one at BEGIN, or END. */
static size_t closing_bracket(struct slice source, size_t begin, size_t end)
{
	size_t depth = 0;
	for (size_t i = begin; i < end; i++) {
		if (source.data[i] == '\\')
			i++;
		else if (source.data[i] == '[')
			depth++;
		else if (source.data[i] == ']' && --depth == 0)
			return i;
	}
	return end;
}

/* Whether parameters, `name="value"`, begin at OFFSET. */
static bool has_parameters(struct slice source, size_t offset, size_t end)
{
	size_t i = offset;
	while (i < end && (is_ascii_alphanumeric(source.data[i]) || source.data[i] == '-' || source.data[i] == '_'))
		i++;
	return i > offset && i + 1 < end && source.data[i] == '=' && source.data[i + 1] == '"';
}

/* Whether [begin, end) behind two colons is all of the end of a component, or of its beginning: `name[label]{attributes}`. */
static bool is_component(struct markdown_scanner *scanner, size_t begin, size_t end)
{
	struct slice source = scanner->source;
	size_t i = word_end(scanner, begin);
	if (begin == end)
		return true;
	if (!is_ascii_letter(source.data[begin]))
		return false;
	if (i < end && source.data[i] == '[')
		i = closing_bracket(source, i, end) + 1;
	return i >= end ? i == end : source.data[i] == '{' && source.data[end - 1] == '}';
}

/* The properties of a component in YAML, between two lines `---` that follow it at once. */
static void take_properties(struct markdown_scanner *scanner)
{
	struct slice rest = slice_from_offset(scanner->source, scanner->next_line), line;
	size_t begin = 0;
	while (slice_next_part(&rest, '\n', &line)) {
		struct slice text = slice_trim(line);
		bool rule = slice_equal(text, SLICE("---"));
		if (text.size == 0 || (begin == 0 && !rule))
			return;
		if (begin == 0) {
			begin = scanner->next_line + line.size + 1;
			continue;
		}
		if (!rule)
			continue;
		size_t end = (size_t)(line.data - scanner->source.data);
		markdown_skip_to(scanner, end + line.size);
		if (end > begin && scanner->quotes.count == 0)
			markdown_push_block(scanner, MARKDOWN_PROPERTIES, begin, end);
		return;
	}
}

bool markdown_take_colon_fence(struct markdown_scanner *scanner)
{
	struct slice source = scanner->source;
	size_t colons = markdown_run_length(source, scanner->text, scanner->line_end, ':');
	size_t end = markdown_trim_blanks(source, scanner->text, scanner->line_end);
	size_t fence = scanner->text;
	if (colons < 2 || (colons == 2 && !is_component(scanner, fence + 2, end)))
		return false;
	markdown_begin_block(scanner);
	markdown_mark_filled(scanner);
	size_t i = markdown_skip_blanks(source, fence + colons, end);
	scanner->has_components |= colons == 2 && i < end;
	i = word_end(scanner, i);
	if (i < end && source.data[i] == '[') {
		size_t close = closing_bracket(source, i, end);
		if (close < end && close > i + 1)
			markdown_push_block(scanner, MARKDOWN_TITLE, i + 1, close)->quote = ']';
		if (close + 1 < end && source.data[close + 1] == '{')
			markdown_push_parameters(scanner, close + 1, end);
		take_properties(scanner);
		return true;
	}
	if (i < end && !markdown_is_blank(source.data[i]) && source.data[i] != '{' && source.data[i] != ':')
		return true; /* the name of an object, `::: package.Class` */
	i = markdown_skip_blanks(source, i, end);
	if (has_parameters(source, i, end)) {
		markdown_push_parameters(scanner, fence, end);
		return true;
	}
	if (i < end && source.data[i] == '{') {
		size_t close = slice_find_byte(slice_make(source.data, end), '}', i);
		markdown_push_parameters(scanner, i, end);
		i = close == SLICE_NONE ? end : markdown_skip_blanks(source, close + 1, end);
	}
	end = markdown_end_without_attributes(source, i, end);
	end = i + markdown_run_length(source, i, end, ':') == end ? i : end;
	if (i < end)
		markdown_push_block(scanner, MARKDOWN_TITLE, i, end);
	take_properties(scanner);
	return true;
}

bool markdown_take_slot(struct markdown_scanner *scanner)
{
	struct slice source = scanner->source;
	size_t begin = scanner->text + 1, end = markdown_trim_blanks(source, begin, scanner->line_end), name = word_end(scanner, begin);
	bool properties = name < end && source.data[name] == '{' && source.data[end - 1] == '}';
	if (!scanner->has_components || name == begin || !is_ascii_letter(source.data[begin]) || (name < end && !properties))
		return false;
	markdown_skip_to(scanner, scanner->line_end);
	return true;
}

/* Whether the next line is indented as what is in an admonition. */
static bool is_indented_below(const struct markdown_scanner *scanner)
{
	struct slice source = scanner->source;
	size_t text = markdown_skip_blanks(source, scanner->next_line, source.size);
	return text - scanner->next_line >= markdown_indent(scanner) + MARKDOWN_CODE_INDENT;
}

bool markdown_open_admonition(struct markdown_scanner *scanner, bool interrupts)
{
	struct slice line =
	    slice_make(scanner->source.data, markdown_trim_blanks(scanner->source, scanner->text, scanner->line_end));
	char mark = markdown_byte_at(scanner, scanner->text);
	size_t i = scanner->text + markdown_run_length(line, scanner->text, line.size, mark);
	if (i - scanner->text != 3)
		return false;
	if (i < line.size && (line.data[i] == '+' || line.data[i] == '!') && mark != '!')
		i++;
	if (i < line.size && !markdown_is_blank(line.data[i]))
		return false;
	size_t words = 0;
	for (;;) {
		i = markdown_skip_blanks(line, i, line.size);
		size_t end = word_end(scanner, i);
		if (end == i)
			break;
		words++;
		i = end;
	}
	if ((mark == '=') != (words == 0) || (i < line.size && line.data[i] != '"') || (mark == '=' && i == line.size))
		return false;
	size_t end = i < line.size ? line.size - 1 : i;
	if (i < line.size && (end == i || line.data[end] != '"'))
		return false;
	if (interrupts && !is_indented_below(scanner))
		return false;
	markdown_begin_block(scanner);
	size_t indent = markdown_indent(scanner);
	if (i + 1 < end)
		markdown_push_block(scanner, MARKDOWN_TITLE, i + 1, end)->quote = '"';
	markdown_push_container(scanner, MARKDOWN_IN_ADMONITION, indent + MARKDOWN_CODE_INDENT);
	return true;
}

void markdown_take_alert(struct markdown_scanner *scanner)
{
	struct markdown_line line = scanner->out->lines.items[scanner->block.line];
	struct slice text = slice_range(scanner->source, line.begin, line.end);
	if (scanner->block.place != MARKDOWN_QUOTATION)
		return;
	size_t end = markdown_directive_end(text, 0);
	if (end == 0)
		return;
	if (end < text.size && (text.data[end] == '+' || text.data[end] == '-'))
		end++;
	size_t title = markdown_skip_blanks(text, end, text.size);
	if (title < text.size) {
		struct markdown_block block = {
			.kind = MARKDOWN_TITLE,
			.place = MARKDOWN_QUOTATION,
			.line = scanner->block.line,
			.line_count = 1,
		};
		scanner->out->lines.items[scanner->block.line].begin += title;
		array_push(&scanner->out->blocks, block);
	}
	scanner->block.line++;
}
