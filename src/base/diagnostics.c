#include "base/diagnostics.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/buffer.h"
#include "base/message.h"

struct diagnostics {
	struct arena *arena;
	struct diagnostic *items;
	size_t count, capacity;
	size_t counts[SEVERITY_ERROR + 1];
};

struct diagnostics *diagnostics_create(void)
{
	struct diagnostics *sink = memory_allocate_zero(1, sizeof *sink);
	sink->arena = arena_create();
	return sink;
}

void diagnostics_destroy(struct diagnostics *sink)
{
	if (!sink)
		return;
	arena_destroy(sink->arena);
	array_finish(sink);
	free(sink);
}

static struct slice copy_printable(struct arena *arena, struct slice text)
{
	struct buffer printable = { 0 };
	for (size_t i = 0; i < text.size; i++) {
		unsigned char byte = (unsigned char)text.data[i];
		/* U+0080 to U+009F are control characters, too. */
		unsigned char next = i + 1 < text.size ? (unsigned char)text.data[i + 1] : 0;
		if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {
			buffer_append_format(&printable, "\\x%02x", next);
			i++;
		} else if (byte < 0x20 || byte == 0x7f)
			buffer_append_format(&printable, "\\x%02x", byte);
		else
			buffer_append_byte(&printable, (char)byte);
	}
	struct slice copy = arena_copy(arena, buffer_slice(&printable));
	buffer_finish(&printable);
	return copy;
}

static void report_list(struct diagnostics *sink, enum severity severity, struct position position, const char *format,
                        va_list arguments) __attribute__((format(printf, 4, 0)));
static void report_list(struct diagnostics *sink, enum severity severity, struct position position, const char *format,
                        va_list arguments)
{
	struct buffer text = { 0 };
	buffer_append_format_list(&text, format, arguments);
	if (position.file)
		position.file = copy_printable(sink->arena, slice_from(position.file)).data;
	array_push(sink, (struct diagnostic){ severity, position, copy_printable(sink->arena, buffer_slice(&text)).data });
	sink->counts[severity]++;
	buffer_finish(&text);
}

#define REPORT(severity)                                                                             \
	do {                                                                                         \
		va_list arguments;                                                                   \
		va_start(arguments, format);                                                         \
		report_list(sink, severity, position, format, arguments);                            \
		va_end(arguments);                                                                   \
	} while (0)

void diagnostics_error(struct diagnostics *sink, struct position position, const char *format, ...)
{
	REPORT(SEVERITY_ERROR);
}

void diagnostics_warning(struct diagnostics *sink, struct position position, const char *format, ...)
{
	REPORT(SEVERITY_WARNING);
}

void diagnostics_note(struct diagnostics *sink, struct position position, const char *format, ...)
{
	REPORT(SEVERITY_NOTE);
}

size_t diagnostics_count(const struct diagnostics *sink, enum severity severity)
{
	return sink->counts[severity];
}

size_t diagnostics_all(const struct diagnostics *sink, const struct diagnostic **pending)
{
	*pending = sink->items;
	return sink->count;
}

static void diagnostics_clear(struct diagnostics *sink)
{
	arena_destroy(sink->arena);
	sink->arena = arena_create();
	array_clear(sink);
}

void diagnostics_move(struct diagnostics *sink, struct diagnostics *from)
{
	for (size_t i = 0; i < from->count; i++) {
		struct diagnostic moved = from->items[i];
		if (moved.position.file)
			moved.position.file = arena_copy(sink->arena, slice_from(moved.position.file)).data;
		moved.text = arena_copy(sink->arena, slice_from(moved.text)).data;
		array_push(sink, moved);
		sink->counts[moved.severity]++;
	}
	diagnostics_clear(from);
	memset(from->counts, 0, sizeof from->counts);
}

void diagnostics_print(struct diagnostics *sink, FILE *stream, enum severity least, bool color)
{
	const char *const names[] = { _("note"), _("warning"), _("error") };
	static const char *const colors[] = { "\033[1;36m", "\033[1;35m", "\033[1;31m" };
	for (size_t i = 0; i < sink->count; i++) {
		const struct diagnostic *item = &sink->items[i];
		if (item->severity < least)
			continue;
		const char *bold = color ? "\033[1m" : "", *plain = color ? "\033[0m" : "";
		struct position position = item->position;
		fprintf(stream, "%s%s", bold, position.file ? position.file : "localize");
		if (position.file && position.line)
			fprintf(stream, ":%zu", position.line);
		if (position.file && position.line && position.column)
			fprintf(stream, ":%zu", position.column);
		fprintf(stream, ":%s %s%s:%s %s\n", plain, color ? colors[item->severity] : "", names[item->severity],
		        plain, item->text);
	}
	diagnostics_clear(sink);
}

struct position position_in_text(const char *file, struct slice text, size_t offset)
{
	struct position position = { file, 1, 1 };
	if (offset > text.size)
		offset = text.size;
	size_t line_start = 0;
	for (size_t newline; (newline = slice_find_byte(text, '\n', line_start)) < offset; line_start = newline + 1)
		position.line++;
	for (size_t i = line_start; i < offset; i++)
		if (((unsigned char)text.data[i] & 0xc0) != 0x80)
			position.column++;
	return position;
}
