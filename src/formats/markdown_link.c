#include "formats/markdown_link.h"

#include "base/buffer.h"
#include "formats/markdown_template.h"
#include "formats/template_region.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

enum { LABEL_LIMIT = 999, PARENTHESES_LIMIT = 32, TEMPLATE_LIMIT = 256 };

size_t markdown_destination_end(struct slice text, size_t offset)
{
	size_t i = offset;
	if (i < text.size && text.data[i] == '<') {
		for (i++; i < text.size && text.data[i] != '\n' && text.data[i] != '<'; i++) {
			if (text.data[i] == '>')
				return i + 1;
			if (text.data[i] == '\\' && i + 1 < text.size && is_ascii_punctuation(text.data[i + 1]))
				i++;
		}
		return offset;
	}
	size_t depth = 0;
	unsigned missing = 0;
	while (i < text.size) {
		char byte = text.data[i];
		if (byte == '\\' && i + 1 < text.size && is_ascii_punctuation(text.data[i + 1])) {
			i += 2;
			continue;
		}
		if (byte == '{') {
			size_t end = template_section_end(text, i, i + TEMPLATE_LIMIT, &missing);
			i = end ? end : i + 1;
			continue;
		}
		if ((unsigned char)byte <= ' ' || byte == 0x7f)
			break;
		if (byte == '(' && ++depth > PARENTHESES_LIMIT)
			return offset;
		if (byte == ')' && depth-- == 0)
			return i;
		i++;
	}
	return depth == 0 || depth == SIZE_MAX ? i : offset;
}

size_t markdown_link_title_end(struct slice text, size_t offset)
{
	if (offset >= text.size)
		return offset;
	char open = text.data[offset], close = open == '(' ? ')' : open;
	if (open != '"' && open != '\'' && open != '(')
		return offset;
	for (size_t i = offset + 1; i < text.size; i++) {
		if (text.data[i] == close)
			return i + 1;
		if (text.data[i] == '(' && open == '(')
			return offset;
		if (text.data[i] == '\\' && i + 1 < text.size && is_ascii_punctuation(text.data[i + 1]))
			i++;
	}
	return offset;
}

size_t markdown_label_end(struct slice text, size_t offset)
{
	if (offset >= text.size || text.data[offset] != '[')
		return offset;
	for (size_t i = offset + 1; i < text.size && i - offset <= LABEL_LIMIT + 1; i++) {
		if (text.data[i] == ']')
			return i + 1;
		if (text.data[i] == '[')
			return offset;
		if (text.data[i] == '\\' && i + 1 < text.size && is_ascii_punctuation(text.data[i + 1]))
			i++;
	}
	return offset;
}

struct slice markdown_normalize_label(struct slice label, struct arena *arena)
{
	label = slice_trim(label);
	bool plain = true;
	for (size_t i = 0; i < label.size && plain; i++) {
		char byte = label.data[i];
		plain = (unsigned char)byte < 0x80 && !(byte >= 'A' && byte <= 'Z') &&
		        (!is_ascii_space(byte) || (byte == ' ' && !is_ascii_space(label.data[i + 1])));
	}
	if (plain)
		return label;
	struct buffer folded = { 0 };
	for (size_t i = 0, size; i < label.size; i += size) {
		uint32_t letter = utf8_decode(label, i, &size);
		if (letter < 0x80 && is_ascii_space((char)letter)) {
			if (buffer_slice(&folded).data[folded.size - 1] != ' ')
				buffer_append_byte(&folded, ' ');
		} else if (letter == 0xdf || letter == 0x1e9e) {
			/* The sharp s is the one that folds to two letters in practice. */
			buffer_append_string(&folded, "ss");
		} else {
			buffer_append_code_point(&folded, (uint32_t)u_foldCase((UChar32)letter, U_FOLD_CASE_DEFAULT));
		}
	}
	struct slice result = arena_copy(arena, buffer_slice(&folded));
	buffer_finish(&folded);
	return result;
}
