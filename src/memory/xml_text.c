#include "memory/xml_text.h"

#include "text/utf8.h"

bool xml_has_character(uint32_t code)
{
	return (code >= 0x20 || code == '\t' || code == '\n' || code == '\r') && code != 0xfffe && code != 0xffff;
}

void xml_append_text(struct buffer *out, struct slice text)
{
	for (size_t i = 0, size; i < text.size; i += size) {
		uint32_t c = utf8_decode(text, i, &size);
		if (c == '&')
			buffer_append_string(out, "&amp;");
		else if (c == '<')
			buffer_append_string(out, "&lt;");
		else if (c == '>')
			buffer_append_string(out, "&gt;");
		else if (c == '"')
			buffer_append_string(out, "&quot;");
		else if (c == '\r')
			buffer_append_string(out, "&#13;");
		else if (xml_has_character(c))
			buffer_append(out, slice_range(text, i, i + size));
	}
}
