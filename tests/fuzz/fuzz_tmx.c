/* Any bytes as a TMX file: what is read is whole, and what is written of it is read again as it was. */

#define _GNU_SOURCE
#include "memory/exchange.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct exchange_languages languages = { "en", "sr" };

struct taken {
	struct exchange_writer *writer;
	size_t count;
};

static void take(void *context, const struct memory_unit *unit)
{
	struct taken *taken = context;
	if (!unit->source.size || !unit->target.size || utf8_find_invalid(unit->source) != unit->source.size ||
	    utf8_find_invalid(unit->target) != unit->target.size)
		abort();
	taken->count++;
	if (taken->writer)
		exchange_add(taken->writer, unit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diagnostics *sink = diagnostics_create();
	char path[64], written[64];
	int input = memfd_create("input", 0), output = memfd_create("output", 0);
	if (write(input, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", input);
	snprintf(written, sizeof written, "/proc/self/fd/%d", output);
	FILE *stream = fdopen(output, "wb");
	struct exchange_writer writer = { .format = EXCHANGE_TMX, .source = "en", .target = "sr" };
	exchange_begin(&writer, stream);
	struct taken first = { .writer = &writer }, second = { 0 };
	tmx_read(path, &languages, take, &first, sink);
	if (!exchange_end(&writer, written, sink))
		abort();
	exchange_finish(&writer);
	if (!tmx_read(written, &languages, take, &second, sink) || first.count != second.count)
		abort();
	fclose(stream);
	close(input);
	diagnostics_destroy(sink);
	return 0;
}
