/* formats_measure FILE…: how long an article takes to become units, and to be written again from translations that are in
 * memory, on one core, the best of three runs each; and the peak of the process's memory. One line of JSON a file:
 * {"bytes": …, "units": …, "out": seconds, "back": seconds, "peak": bytes}. Units are written as they are found, as those of a
 * long article are. An archive is unpacked and packed in that time.
 * The reading of the file, its check for valid UTF-8 and the segmentation are not measured. */

#include "base/file.h"
#include "formats/format.h"

#include <stdio.h>
#include <time.h>

enum { RUNS = 3 };

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Each sentence's translation lacks its full stop, so that it is another one and breaks no markup. */
static bool translate(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	(void)context;
	size_t end = segment->end;
	*translation = slice_range(unit->text, segment->begin, end - (end > segment->begin + 1 && unit->text.data[end - 1] == '.'));
	return true;
}

/* The most memory that the process has had at a time, in bytes: Linux's own count, which a parent's does not add to. */
static long peak_memory(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[256];
	long kilobytes = 0;
	while (status && fgets(line, sizeof line, status))
		if (sscanf(line, "VmHWM: %ld", &kilobytes) == 1)
			break;
	if (status)
		fclose(status);
	return kilobytes * 1024;
}

/* What takes the text as a file does, piece by piece. */
static void pass_on(void *context)
{
	enum { PIECE = 1 << 16 };
	struct buffer *text = context;
	if (text->size >= PIECE)
		buffer_clear(text);
}

/* What units become as they are found, and the time that it takes. */
struct writing {
	struct document_writer *writer;
	size_t units;
	double segmenting, writing;
};

static void write_units(void *context, struct document *document)
{
	struct writing *writing = context;
	double begin = seconds();
	document_segment(document, NULL);
	double cut = seconds();
	document_writer_add(writing->writer, document);
	writing->units += document->unit_count;
	writing->segmenting += cut - begin;
	writing->writing += seconds() - cut;
}

static bool measure(const char *path, struct diagnostics *sink)
{
	const struct format *format = format_for_file(path);
	struct arena *file = arena_create();
	struct slice bytes;
	bool read = format && file_read(path, file, &bytes, sink);
	double out = 1e9, back = 1e9;
	size_t units = 0;
	for (int run = 0; read && run < RUNS; run++) {
		struct arena *arena = arena_create();
		struct document document = { .arena = arena, .name = path, .source = bytes };
		double begin = seconds();
		read = !format->unpack || format->unpack(path, bytes, arena, &document.source, sink);
		double unpacking = seconds() - begin;
		const struct document_target target = { .language = SLICE("sr"), .direction = SLICE("ltr") };
		struct buffer written = { 0 };
		const struct outlet file_outlet = { .text = &written, .drain = pass_on, .context = &written };
		begin = seconds();
		struct packing *packing =
		    read && format->pack ? format->pack(path, bytes, document.source, &file_outlet, sink) : NULL;
		const struct outlet *outlet = packing ? &packing->text : &file_outlet;
		struct writing writing = { .writer = document_writer_begin(&target, format->fit, translate, NULL, outlet, NULL) };
		double opening = seconds() - begin;
		document.take = write_units;
		document.take_context = &writing;
		begin = seconds();
		read = read && format->parse(&document, sink);
		double taken = unpacking + seconds() - begin - writing.segmenting - writing.writing;
		out = taken < out ? taken : out;
		units = writing.units;
		begin = seconds();
		document_writer_end(writing.writer, &document);
		if (packing)
			read = packing->end(packing, true) && read;
		taken = opening + writing.writing + seconds() - begin;
		back = taken < back ? taken : back;
		buffer_finish(&written);
		arena_destroy(arena);
	}
	if (read)
		printf("{\"bytes\": %zu, \"units\": %zu, \"out\": %.6f, \"back\": %.6f, \"peak\": %ld}\n", bytes.size, units, out,
		       back, peak_memory());
	arena_destroy(file);
	return read;
}

int main(int count, char **files)
{
	struct diagnostics *sink = diagnostics_create();
	bool done = true;
	for (int i = 1; i < count; i++)
		done = measure(files[i], sink) && done;
	diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
	diagnostics_destroy(sink);
	return done ? 0 : 2;
}
