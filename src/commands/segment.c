/* segment.c: print the sentences of files or of standard input. */

#include "base/file.h"
#include "base/message.h"
#include "commands/pipeline.h"
#include "commands/run.h"
#include "commands/text_input.h"

#include <jansson.h>

struct segmenting {
	const struct segmenter *segmenter;
	bool json, any;
};

static void print_json(const char *name, const struct document *document, const struct unit *unit, size_t index)
{
	const struct segment *segment = &unit->segments[index];
	struct slice text = unit_segment_text(unit, segment);
	size_t begin = unit_source_offset(unit, segment->begin), end = unit_source_offset(unit, segment->end);
	struct position place = position_in_text(name, document->source, begin);
	json_t *object = json_pack("{s:s, s:I, s:I, s:I, s:s%, s:s%}", "file", name, "line", (json_int_t)place.line, "begin",
	                           (json_int_t)begin, "end", (json_int_t)end, "role", unit->role.data, unit->role.size,
	                           "text", text.data, text.size);
	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(object);
}

static void segment_text(void *context, const char *name, struct slice text, const struct format *format,
                         struct arena *arena, struct diagnostics *sink)
{
	struct segmenting *segmenting = context;
	struct document document = { .arena = arena, .name = name, .source = text };
	if (!format->parse(&document, sink))
		return;
	document_segment(&document, segmenting->segmenter);
	for (size_t u = 0; u < document.unit_count; u++) {
		const struct unit *unit = &document.units[u];
		if (!segmenting->json && segmenting->any && unit->segment_count)
			putchar('\n');
		for (size_t s = 0; s < unit->segment_count; s++) {
			struct slice segment = unit_segment_text(unit, &unit->segments[s]);
			if (segmenting->json)
				print_json(name, &document, unit, s);
			else {
				fwrite(segment.data, 1, segment.size, stdout);
				putchar('\n');
			}
			segmenting->any = true;
		}
	}
}

int command_segment(struct options *options, struct diagnostics *sink)
{
	struct config config = { .source = options->languages.count ? options->languages.items[0] : SLICE("en") };
	if (options->rules)
		config.segmentation = slice_from(options->rules);
	bool done;
	struct segmenter *segmenter = pipeline_segmenter(&config, &done, sink);
	struct segmenting segmenting = { .segmenter = segmenter, .json = options->json };
	if (done)
		text_input_each(options, segment_text, &segmenting, sink);
	segmenter_destroy(segmenter);
	return STATUS_DONE;
}
