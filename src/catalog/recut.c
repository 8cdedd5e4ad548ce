#include "catalog/recut.h"

#include "catalog/compose.h"
#include "catalog/origin.h"
#include "catalog/parts.h"
#include "text/change.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

/* A sentence of an old paragraph. */
struct part {
	size_t old, number;
};

struct recutting {
	struct merging *merging;
	const struct segmenter *source, *target;
	size_t old; /* the paragraph that was cut last, ENTRY_NONE: none yet; and its sentences on both sides */
	struct segments old_sentences, translated;
	const char *doubt;
	struct table sentences; /* of old paragraphs → index of parts */
	struct { struct part *items; size_t count, capacity; } parts;
};

enum { SENTENCES_MOST = 1000 }; /* of a paragraph that is aligned */

static void cut(const struct segmenter *segmenter, struct slice text, const struct merge_options *options,
                struct segments *out)
{
	struct placeables placeables = { 0 };
	if (options->find)
		options->find(text, &placeables);
	if (options->character_references)
		segmenter_run_referring(segmenter, text, placeables.items, placeables.count, out);
	else
		segmenter_run(segmenter, text, placeables.items, placeables.count, out);
	array_finish(&placeables);
}

static struct slice text_of(struct slice text, const struct segment *segment)
{
	return slice_range(text, segment->begin, segment->end);
}

static bool has_letter(struct slice text)
{
	for (size_t i = 0, size; i < text.size; i += size)
		if (u_isalpha((UChar32)utf8_decode(text, i, &size)))
			return true;
	return false;
}

static struct entry *make_entry(const struct merging *merging, size_t new, struct slice translation, bool fuzzy)
{
	struct arena *arena = merging->merged->arena;
	struct entry *entry = arena_allocate(arena, sizeof *entry);
	*entry = merging->template->items[new];
	entry_set_translation(entry, translation, arena);
	entry->fuzzy = fuzzy;
	return entry;
}

/* Add the lines of COMMENT to ENTRY's. */
static void add_comment(struct entry *entry, struct slice comment, struct arena *arena)
{
	if (!comment.size)
		return;
	struct slice own = entry_comment(entry);
	entry_set_comment(entry, own.size ? arena_format(arena, "%.*s\n%.*s", SLICE_ARG(own), SLICE_ARG(comment)) : comment,
	                  arena);
}

/* ---- A paragraph of sentences ---- */

/* The old entry of SENTENCE; ENTRY_NONE where it has no translation to give. */
static size_t find_translated(struct merging *merging, struct slice sentence)
{
	size_t old = merging_find_old(merging, sentence);
	if (old == ENTRY_NONE)
		return old;
	const struct entry *entry = &merging->old->items[old];
	return entry_is_translated(entry) && !entry->obsolete ? old : ENTRY_NONE;
}

/* Give the entry NEW, whose msgid is SENTENCES, their translations. */
static void join_sentences(struct recutting *recutting, size_t new, const struct segments *sentences)
{
	struct merging *merging = recutting->merging;
	struct slice paragraph = merging->template->items[new].msgid;
	struct buffer joined = { 0 }, translated = { 0 }; /* what the translations are, and what they are those of */
	bool fuzzy = false, known = false, complete = true;
	for (size_t i = 0; complete && i < sentences->count; i++) {
		struct slice sentence = text_of(paragraph, &sentences->items[i]);
		size_t old = find_translated(merging, sentence);
		struct slice between =
		    i ? slice_range(paragraph, sentences->items[i - 1].end, sentences->items[i].begin) : SLICE("");
		buffer_append(&joined, between);
		buffer_append(&translated, between);
		const struct entry *entry = old == ENTRY_NONE ? NULL : &merging->old->items[old];
		bool edited = entry && entry->fuzzy && entry_previous_msgid(entry).size;
		buffer_append(&translated, edited ? entry_previous_msgid(entry) : sentence);
		if (entry) {
			buffer_append(&joined, entry->msgstr[0]);
			fuzzy |= entry->fuzzy;
			known = true;
		} else if (has_letter(sentence))
			complete = false;
		else
			buffer_append(&joined, sentence); /* such have no entries, and stay as they are */
	}
	if (complete && known) {
		struct arena *arena = merging->merged->arena;
		struct entry *entry = make_entry(merging, new, arena_copy(arena, buffer_slice(&joined)), fuzzy);
		for (size_t i = 0; i < sentences->count; i++) {
			size_t old = find_translated(merging, text_of(paragraph, &sentences->items[i]));
			if (old == ENTRY_NONE)
				continue;
			add_comment(entry, entry_comment(&merging->old->items[old]), arena);
			if (merging->used[old] == USE_NONE)
				merging->used[old] = USE_SPENT;
		}
		if (fuzzy)
			entry_set_origin(entry, ORIGIN_RECUT, SLICE("the translations of its sentences, of which some are fuzzy"),
			                 arena);
		if (!slice_equal(buffer_slice(&translated), paragraph))
			entry_set_previous_msgid(entry, arena_copy(arena, buffer_slice(&translated)), arena);
		merging->places[new] = place_make(PLACE_RECUT, 0, 100, entry);
	}
	buffer_finish(&joined);
	buffer_finish(&translated);
}

static void place_paragraphs(struct recutting *recutting)
{
	struct merging *merging = recutting->merging;
	for (size_t i = 0; i < merging->template->count; i++) {
		if (!merging_is_open(merging, i))
			continue;
		struct segments sentences = { 0 };
		cut(recutting->source, merging->template->items[i].msgid, merging->options, &sentences);
		if (sentences.count > 1)
			join_sentences(recutting, i, &sentences);
		array_finish(&sentences);
	}
}

/* ---- Sentences of a paragraph ---- */

static void index_paragraphs(struct recutting *recutting)
{
	struct merging *merging = recutting->merging;
	for (size_t i = 0; i < merging->old->count; i++) {
		if (!merging_is_free(merging, i))
			continue;
		struct slice paragraph = merging->old->items[i].msgid;
		struct segments sentences = { 0 };
		cut(recutting->source, paragraph, merging->options, &sentences);
		for (size_t s = 0; sentences.count > 1 && s < sentences.count; s++) {
			table_add(&recutting->sentences, text_of(paragraph, &sentences.items[s]), recutting->parts.count);
			array_push(&recutting->parts, (struct part){ i, s });
		}
		array_finish(&sentences);
	}
}

/* Which segments of the translation of the paragraph that was cut last, [*begin, *end), fall to its sentence NUMBER: those
 * whose middle lies where the sentence lies, as a share of the whole. False for none. */
static bool align(const struct recutting *recutting, size_t number, size_t *begin, size_t *end)
{
	const struct segments *sentences = &recutting->old_sentences, *translated = &recutting->translated;
	*begin = number;
	*end = number + 1;
	if (sentences->count == translated->count)
		return true;
	if (sentences->count > SENTENCES_MOST || translated->count > SENTENCES_MOST)
		return false;
	double size = (double)array_last(sentences)->end, translated_size = (double)array_last(translated)->end;
	double from = (double)sentences->items[number].begin / size;
	double to = number + 1 == sentences->count ? 2 : (double)sentences->items[number + 1].begin / size;
	*begin = 0;
	for (*end = 0; *end < translated->count; ++*end) {
		const struct segment *segment = &translated->items[*end];
		double middle = (double)(segment->begin + segment->end) / 2 / translated_size;
		if (middle < from)
			*begin = *end + 1;
		else if (middle >= to)
			break;
	}
	return *begin < *end;
}

static bool is_question(struct slice text)
{
	return slice_ends_with(text, SLICE("?")) || slice_ends_with(text, SLICE("？")) || slice_ends_with(text, SLICE("؟"));
}

/* Why TRANSLATION might not be that of SENTENCE, or NULL. */
static const char *find_doubt(struct slice sentence, struct slice translation, placeable_find *find)
{
	size_t longer = utf8_count(sentence), shorter = utf8_count(translation);
	if (longer < shorter) {
		size_t swapped = longer;
		longer = shorter;
		shorter = swapped;
	}
	if (longer > 2 * shorter + 10)
		return "part of a paragraph in which the lengths of sentences differ";
	if (!change_same_tokens(sentence, translation, find))
		return "part of a paragraph in which numbers or markup of sentences differ";
	if (is_question(sentence) != is_question(translation))
		return "part of a paragraph in which other sentences are questions";
	return NULL;
}

/* Why the translation of the paragraph OLD, which was just cut, might not have the same sentences as it, or NULL. */
static const char *find_paragraph_doubt(const struct recutting *recutting, const struct entry *old)
{
	const struct segments *sentences = &recutting->old_sentences, *translated = &recutting->translated;
	if (old->fuzzy)
		return "part of a paragraph that was fuzzy";
	if (sentences->count != translated->count)
		return "part of a paragraph whose translation has another number of sentences";
	const char *doubt = NULL;
	for (size_t i = 0; !doubt && i < sentences->count; i++)
		doubt = find_doubt(text_of(old->msgid, &sentences->items[i]), text_of(old->msgstr[0], &translated->items[i]),
		                   recutting->merging->options->find);
	return doubt;
}

static void cut_paragraph(struct recutting *recutting, size_t old)
{
	const struct merging *merging = recutting->merging;
	if (recutting->old == old)
		return;
	recutting->old = old;
	array_clear(&recutting->old_sentences);
	array_clear(&recutting->translated);
	cut(recutting->source, merging->old->items[old].msgid, merging->options, &recutting->old_sentences);
	cut(recutting->target, merging->old->items[old].msgstr[0], merging->options, &recutting->translated);
	recutting->doubt = find_paragraph_doubt(recutting, &merging->old->items[old]);
}

/* Give entry NEW its part of the translation of an old paragraph. */
static void place_sentence(struct recutting *recutting, size_t new, const struct part *part)
{
	struct merging *merging = recutting->merging;
	const struct entry *old = &merging->old->items[part->old];
	struct arena *arena = merging->merged->arena;
	size_t begin, end;
	cut_paragraph(recutting, part->old);
	const struct segments *translated = &recutting->translated;
	if (!translated->count || !align(recutting, part->number, &begin, &end))
		return;
	struct slice piece = slice_range(old->msgstr[0], translated->items[begin].begin, translated->items[end - 1].end);
	const char *doubt = recutting->doubt;
	struct entry *entry = make_entry(merging, new, piece, doubt != NULL);
	if (part->number == 0)
		add_comment(entry, entry_comment(old), arena);
	if (doubt) {
		entry_set_previous_msgid(entry, old->msgid, arena);
		entry_set_origin(entry, ORIGIN_RECUT, slice_from(doubt), arena);
	}
	merging->places[new] = place_make(PLACE_RECUT, part->old, 100, entry);
	merging->used[part->old] = USE_SPENT;
}

static void place_sentences(struct recutting *recutting)
{
	struct merging *merging = recutting->merging;
	for (size_t i = 0; recutting->parts.count && i < merging->template->count; i++) {
		if (!merging_is_open(merging, i))
			continue;
		size_t part = table_get(&recutting->sentences, merging->template->items[i].msgid);
		if (part == TABLE_NONE)
			continue;
		if (!recutting->target)
			recutting->target = merging->options->segmenter(merging->options->context, true);
		if (!recutting->target)
			return;
		place_sentence(recutting, i, &recutting->parts.items[part]);
	}
}

/* ---- All ---- */

/* Whether some new paragraph may begin with an old sentence. */
static bool may_have_paragraphs(const struct merging *merging)
{
	struct parts sentences = { 0 };
	bool may = false;
	for (size_t i = 0; i < merging->old->count; i++) {
		const struct entry *old = &merging->old->items[i];
		if (entry_is_sentence(old) && !old->obsolete && entry_is_translated(old))
			parts_add(&sentences, old->msgid);
	}
	for (size_t i = 0; i < merging->template->count && !may; i++) {
		struct slice text = merging->template->items[i].msgid;
		size_t size;
		if (!merging_is_open(merging, i))
			continue;
		/* A sentence without letters, which has no entry, may come first. */
		may = !u_isalpha((UChar32)utf8_decode(text, 0, &size)) || parts_may_begin(&sentences, text);
	}
	parts_finish(&sentences);
	return may;
}

/* Whether some new sentence may stand in an old paragraph. */
static bool may_have_sentences(const struct merging *merging)
{
	struct parts sentences = { 0 };
	bool may = false;
	for (size_t i = 0; i < merging->template->count; i++)
		if (merging_is_open(merging, i))
			parts_add(&sentences, merging->template->items[i].msgid);
	for (size_t i = 0; i < merging->old->count && !may; i++)
		may = merging_is_free(merging, i) && parts_may_stand_in(&sentences, merging->old->items[i].msgid);
	parts_finish(&sentences);
	return may;
}

void merging_place_recut(struct merging *merging)
{
	/* Mostly there is nothing to do, which is seen sooner than rules are made ready. */
	if (!may_have_paragraphs(merging) && !may_have_sentences(merging))
		return;
	struct recutting recutting = { .merging = merging, .old = ENTRY_NONE };
	recutting.source = merging->options->segmenter(merging->options->context, false);
	if (!recutting.source)
		return;
	place_paragraphs(&recutting);
	index_paragraphs(&recutting);
	place_sentences(&recutting);
	table_finish(&recutting.sentences);
	array_finish(&recutting.parts);
	array_finish(&recutting.old_sentences);
	array_finish(&recutting.translated);
}
