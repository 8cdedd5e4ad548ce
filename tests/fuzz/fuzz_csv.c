/* Any text as rows, between commas or tabs: what is written of it is read again as it was. */

#include "memory/exchange.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct exchange_languages languages = { "en", "sr" };

struct taken {
	struct exchange_writer *writer;
	struct buffer bytes; /* of all fields, one after the other */
};

static void append(struct buffer *bytes, struct slice field)
{
	buffer_append(bytes, field);
	buffer_append_byte(bytes, '\0');
}

static void take(void *context, const struct memory_unit *unit)
{
	struct taken *taken = context;
	if (unit->forbidden)
		return;
	if (!unit->source.size || !unit->target.size)
		abort();
	append(&taken->bytes, unit->source);
	append(&taken->bytes, unit->target);
	append(&taken->bytes, unit->comment);
	if (taken->writer)
		exchange_add(taken->writer, unit);
}

static void check(struct slice text, bool tabs)
{
	struct diagnostics *sink = diagnostics_create();
	struct exchange_writer writer = { .format = tabs ? EXCHANGE_TSV : EXCHANGE_CSV, .source = "en", .target = "sr" };
	char *bytes = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&bytes, &size);
	exchange_begin(&writer, stream);
	struct taken first = { .writer = &writer }, second = { 0 };
	csv_read(text, "input", tabs, &languages, take, &first, sink);
	if (!exchange_end(&writer, "output", sink) || fclose(stream) != 0)
		abort();
	exchange_finish(&writer);
	if (!csv_read(slice_make(bytes, size), "output", tabs, &languages, take, &second, sink) ||
	    !slice_equal(buffer_slice(&first.bytes), buffer_slice(&second.bytes)))
		abort();
	buffer_finish(&first.bytes);
	buffer_finish(&second.bytes);
	free(bytes);
	diagnostics_destroy(sink);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size);
	if (utf8_find_invalid(text) != size)
		return 0;
	check(text, false);
	check(text, true);
	return 0;
}
