/* Two articles in Markdown, parted by the first 0xff: every segment of both is in one step, and steps of the path that
 * did not move ascend. */

#include "alignment/alignment.h"
#include "formats/format.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_article(struct slice text, struct arena *arena, struct aligned_text *out)
{
	struct diagnostics *sink = diagnostics_create();
	struct document *document = arena_allocate_zero(arena, 1, sizeof *document);
	*document = (struct document){ .arena = arena, .name = "a.md", .source = text };
	format_markdown.parse(document, sink);
	document_segment(document, NULL);
	aligned_text_add(out, document);
	diagnostics_destroy(sink);
}

static void mark(unsigned char *seen, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++)
		if (seen[i]++)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size);
	size_t middle = slice_find_byte(text, '\xff', 0);
	if (middle == SLICE_NONE)
		return 0;
	struct slice one = slice_range(text, 0, middle), other = slice_from_offset(text, middle + 1);
	if (utf8_find_invalid(one) < one.size || utf8_find_invalid(other) < other.size)
		return 0;
	struct arena *arena = arena_create();
	struct aligned_text source = { 0 }, target = { 0 };
	struct corpus corpus = { 0 };
	struct alignment steps = { 0 };
	read_article(one, arena, &source);
	read_article(other, arena, &target);
	alignment_find(&corpus, &source, &target, &steps);
	unsigned char *sources = arena_allocate_zero(arena, source.count + 1, 1);
	unsigned char *targets = arena_allocate_zero(arena, target.count + 1, 1);
	size_t source_count = 0, target_count = 0;
	for (size_t i = 0; i < steps.count; i++) {
		const struct alignment_step *step = &steps.items[i];
		if (step->source + step->source_count > source.count || step->target + step->target_count > target.count)
			abort();
		mark(sources, step->source, step->source_count);
		mark(targets, step->target, step->target_count);
		source_count += step->source_count;
		target_count += step->target_count;
	}
	if (source_count != source.count || target_count != target.count)
		abort();
	array_finish(&source);
	array_finish(&target);
	array_finish(&steps);
	corpus_finish(&corpus);
	arena_destroy(arena);
	return 0;
}
