/* xml_characters.h: the characters, names and references of XML 1.0 (fifth edition, sections 2.2, 2.3 and 4.1). */

#ifndef LOCALIZE_FORMATS_XML_CHARACTERS_H
#define LOCALIZE_FORMATS_XML_CHARACTERS_H

#include "base/buffer.h"

static inline bool is_xml_space(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

static inline size_t xml_skip_space(struct slice text, size_t offset)
{
	while (offset < text.size && is_xml_space(text.data[offset]))
		offset++;
	return offset;
}

/* Whether TEXT is nothing but white space. */
static inline bool xml_is_blank(struct slice text)
{
	return xml_skip_space(text, 0) == text.size;
}

/* The end of the name at OFFSET of TEXT (UTF-8), colons included; OFFSET where none begins. */
size_t xml_name_end(struct slice text, size_t offset);

/* The end of the reference whose `&` is at OFFSET (`&name;`, `&#38;`, `&#x26;`), behind its semicolon; 0 where none
 * begins, or it names a character that XML does not allow. */
size_t xml_reference_end(struct slice text, size_t offset);

/* The character that a reference's NAME, what stands between `&` and `;`, stands for: one by number, or one of the five
 * that are always known. 0 for any other entity. */
uint32_t xml_reference_character(struct slice name);

/* RAW, character data or the value of an attribute as it stands in a source, appended to OUT as it is meant: characters
 * for the references to them, LF for line ends, and in an ATTRIBUTE a space for each white space. Other entities stay
 * as they are spelt. */
void xml_decode(struct slice raw, bool attribute, struct buffer *out);

/* The offset of the first byte in [BEGIN, END) of TEXT that begins a character which XML does not allow, or END. */
size_t xml_find_forbidden(struct slice text, size_t begin, size_t end);

/* The offset of the first byte at BEGIN or later where character data may end (`<`, `&`) or has an end of a CDATA
 * section (`]]>`) or a character that XML does not allow; or the text's size. */
size_t xml_text_end(struct slice text, size_t begin);

#endif
