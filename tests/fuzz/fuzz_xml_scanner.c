/* Any bytes as XML: nothing crashes, and the tokens lie one behind the other, up to the fault if there is one. */

#include "formats/xml_scanner.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_token(const struct xml_scanner *scanner, const struct xml_token *token)
{
	require(token->content_begin <= token->content_end && token->content_end <= token->end);
	require(token->prefix.size <= token->name.size && token->local.size <= token->name.size);
	if (token->kind != XML_START_TAG)
		return;
	for (size_t i = 0, at = token->begin; i < scanner->attributes.count; i++) {
		const struct xml_attribute *attribute = &scanner->attributes.items[i];
		require(attribute->begin > at && attribute->end > attribute->begin && attribute->end < token->end);
		require(attribute->value_begin > attribute->begin && attribute->value_end < attribute->end);
		at = attribute->end;
		xml_namespace(scanner, attribute->prefix);
	}
	xml_namespace(scanner, token->prefix);
	require(!xml_find_attribute(scanner, "", NULL));
}

static void scan(struct slice text, enum xml_extent extent)
{
	struct diagnostics *sink = diagnostics_create();
	struct xml_scanner scanner;
	struct xml_token token;
	struct buffer decoded = { 0 };
	size_t end = 0;
	xml_scanner_init(&scanner, text, extent, "a.xml", sink);
	while (xml_scanner_next(&scanner, &token)) {
		require(token.begin == end && token.end > end && token.end <= text.size);
		end = token.end;
		check_token(&scanner, &token);
		buffer_clear(&decoded);
		xml_decode(slice_range(text, token.begin, token.end), false, &decoded);
	}
	require(scanner.failed || (end == text.size && (scanner.depth == 0)));
	require(diagnostics_count(sink, SEVERITY_ERROR) == scanner.failed);
	buffer_finish(&decoded);
	xml_scanner_finish(&scanner);
	diagnostics_destroy(sink);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size);
	if (utf8_find_invalid(text) < size)
		return 0;
	scan(text, XML_DOCUMENT);
	scan(text, XML_CONTENT);
	scan(text, XML_FRAGMENT);
	return 0;
}
