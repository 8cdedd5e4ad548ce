#include "commands/text_input.h"

#include "base/file.h"
#include "base/message.h"
#include "text/encoding.h"

#include <errno.h>
#include <unistd.h>

static bool read_standard_input(struct arena *arena, struct slice *bytes, struct diagnostics *sink)
{
	struct buffer all = { 0 };
	ssize_t got;
	do {
		buffer_reserve(&all, 65536);
		got = read(STDIN_FILENO, all.data + all.size, all.capacity - all.size);
		all.size += got > 0 ? (size_t)got : 0;
	} while (got > 0 || (got < 0 && errno == EINTR));
	if (got < 0)
		diagnostics_error(sink, position_of_file("-"), _("can't read standard input: %s"), strerror(errno));
	*bytes = arena_copy(arena, buffer_slice(&all));
	buffer_finish(&all);
	return got == 0;
}

bool text_input_read(const char *name, struct arena *arena, struct slice *bytes, struct diagnostics *sink)
{
	return strcmp(name, "-") == 0 ? read_standard_input(arena, bytes, sink) : file_read(name, arena, bytes, sink);
}

void text_input_each(struct options *options,
                     void (*work)(void *context, const struct text_input *input, struct diagnostics *sink), void *context,
                     struct diagnostics *sink)
{
	const struct format *named = options->format ? format_by_name(slice_from(options->format)) : NULL;
	if (options->format && !named) {
		struct buffer known = { 0 };
		format_append_names(&known);
		diagnostics_error(sink, POSITION_NONE, _("there is no format “%s”; known are %s"), options->format,
		                  buffer_string(&known));
		buffer_finish(&known);
		return;
	}
	if (options->encoding && !encoding_are_known(options->encoding)) {
		diagnostics_error(sink, POSITION_NONE, _("no character set is known as “%s”; “iconv -l” lists them"),
		                  options->encoding);
		return;
	}
	size_t count = options->arguments.count ? options->arguments.count : 1;
	for (size_t i = 0; i < count; i++) {
		struct text_input input = {
			.name = options->arguments.count ? options->arguments.items[i].data : "-", .arena = arena_create(),
		};
		const struct format *format = named ? named : strcmp(input.name, "-") == 0 ? NULL : format_for_file(input.name);
		const struct format_expectation expectation = { .encoding = options->encoding };
		input.format = format ? format : &format_plain;
		if (text_input_read(input.name, input.arena, &input.bytes, sink) &&
		    format_decode(format, input.bytes, &expectation, input.name, input.arena, &input.encoding, &input.text, sink))
			work(context, &input, sink);
		arena_destroy(input.arena);
	}
}
