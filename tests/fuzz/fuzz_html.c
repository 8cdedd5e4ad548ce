/* Any bytes as HTML: nothing crashes, units and slots are in order and apart, nothing translated is the identity, and
 * with each unit translated to itself the tags are the same. */

#include "formats/format.h"
#include "formats/front_matter.h"
#include "formats/html.h"
#include "formats/html_elements.h"
#include "formats/html_foreign.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static bool translate_none(void *context, const struct unit *unit, const struct segment *segment,
                           struct slice *translation)
{
	(void)context, (void)unit, (void)segment, (void)translation;
	return false;
}

static bool translate_to_itself(void *context, const struct unit *unit, const struct segment *segment,
                                struct slice *translation)
{
	(void)context;
	*translation = unit_segment_text(unit, segment);
	return true;
}

static void check_placeables(const struct placeable *placeables, size_t count, size_t size)
{
	for (size_t i = 0, at = 0; i < count; i++) {
		const struct placeable *placeable = &placeables[i];
		require(placeable->begin >= at && placeable->end > placeable->begin && placeable->end <= size);
		require(placeable->partner < count && placeables[placeable->partner].partner == i);
		at = placeable->end;
	}
}

static void check_document(const struct document *document)
{
	size_t slot = 0, end = 0;
	bool holes = false;
	for (size_t i = 0; i < document->unit_count; i++) {
		const struct unit *unit = &document->units[i];
		size_t begin = unit_source_offset(unit, 0);
		holes |= unit->kind->hole_count > 0;
		require(begin >= end || holes);
		end = unit_source_offset(unit, unit->text.size);
		require(end > begin && end <= document->source.size);
		while (slot < document->slot_count && document->slots[slot].end <= begin)
			slot++;
		require(slot == document->slot_count || document->slots[slot].begin >= end || holes);
		for (size_t k = 0; k < unit->kind->hole_count; k++)
			require(unit->kind->holes[k].begin >= begin && unit->kind->holes[k].end <= end);
		check_placeables(unit->placeables, unit->placeable_count, unit->text.size);
	}
}

/* Whether there may be a section of a template language in TEXT: what is in it is no markup for us. */
static bool has_template(struct slice text)
{
	static const char *const openers[] = { "{{", "{%", "{#", "<%", "<?" };
	for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
		if (slice_find(text, slice_from(openers[i]), 0) != SLICE_NONE)
			return true;
	return false;
}

/* The next tag or comment of the tokenizer, or the whole of an <svg> or <math>; false at the end. */
static bool next_markup(struct html_tokenizer *tokenizer, struct html_token *token)
{
	bool closed;
	while (html_tokenizer_next(tokenizer, token))
		if (token->kind != HTML_TEXT) {
			if (token->kind == HTML_START_TAG && !token->self_closing &&
			    html_find_element(token->name)->group == HTML_FOREIGN)
				token->end = html_skip_foreign(tokenizer, token->name, &closed);
			return true;
		}
	return false;
}

/* The two have the same tags and comments. */
static void check_tags(struct slice before, struct slice after)
{
	struct html_tokenizer first, second;
	struct html_token a, b;
	html_tokenizer_init(&first, before, 0, 0);
	html_tokenizer_init(&second, after, 0, 0);
	while (next_markup(&first, &a)) {
		require(next_markup(&second, &b));
		require(a.kind == b.kind && slice_equal(a.name, b.name));
		require(first.attributes.count == second.attributes.count);
	}
	require(!next_markup(&second, &b));
	html_tokenizer_finish(&first);
	html_tokenizer_finish(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document document = {
		.arena = arena_create(), .name = size && data[0] == 'x' ? "a.xhtml" : "a.html",
		.source = slice_make((const char *)data, size),
	};
	struct diagnostics *sink = diagnostics_create();
	require(format_html.parse(&document, sink));
	check_document(&document);
	document_segment(&document, NULL);

	struct document_target target = { SLICE("sr-Latn"), SLICE("ltr"), SLICE("UTF-8") };
	struct buffer out = { 0 };
	document_write(&document, &target, format_html.fit, translate_none, NULL, &out);
	require(slice_equal(buffer_slice(&out), document.source));

	buffer_clear(&out);
	document_write(&document, &target, format_html.fit, translate_to_itself, NULL, &out);
	if (size && data[0] != 'x' && !has_template(document.source) && !front_matter_end(document.source))
		check_tags(document.source, buffer_slice(&out));
	struct document again = { .arena = document.arena, .name = document.name, .source = buffer_slice(&out) };
	require(format_html.parse(&again, sink));
	check_document(&again);

	bool valid = utf8_find_invalid(document.source) == size;
	for (size_t i = 0; valid && i < document.unit_count; i++)
		for (size_t s = 0; s < document.units[i].segment_count; s++)
			format_pseudo_translate(&format_html, &document.units[i], &document.units[i].segments[s],
			                        i % 2 ? PSEUDO_ACCENTED : PSEUDO_MIRRORED, &out);

	struct placeables found = { 0 };
	html_find_placeables(document.source, &found);
	check_placeables(found.items, found.count, size);
	struct html_inline_memory memory = { { 0 } };
	for (size_t at = 0; (at = slice_find_byte(document.source, '<', at)) != SLICE_NONE; at++) {
		size_t end = html_inline_end(document.source, at);
		require(end == html_inline_end_remembering(document.source, at, &memory));
		require(end == 0 || (end > at && end <= size));
	}
	array_finish(&found);
	buffer_finish(&out);
	diagnostics_destroy(sink);
	arena_destroy(document.arena);
	return 0;
}
