/* subtitles_notes.c: the sentences that run over several cues, for their translator to see them whole. */

#include "formats/prose.h"
#include "formats/subtitles.h"

enum { CUES_MOST = 8, NOTE_MOST = 1000 };

/* Whether WORD is a title or an initial, whose full stop ends no sentence. */
static bool is_abbreviation(struct slice word)
{
	static const char *const titles[] = { "Mr.", "Mrs.", "Ms.", "Dr.", "St.", "Prof.", "Sr.", "Jr.", "No.", "vs." };
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (slice_equal_string(word, titles[i]))
			return true;
	return word.size == 2 && is_ascii_letter(word.data[0]) && word.data[1] == '.' && word.data[0] != 'I';
}

/* Whether REST goes on with the sentence before it: a small letter, or dots and then one. */
static bool goes_on(struct slice rest)
{
	size_t i = 0;
	while (i < rest.size && (rest.data[i] == '.' || rest.data[i] == ' ' || (unsigned char)rest.data[i] == 0xe2 ||
	                         (unsigned char)rest.data[i] == 0x80 || (unsigned char)rest.data[i] == 0xa6))
		i++;
	return i < rest.size && rest.data[i] >= 'a' && rest.data[i] <= 'z';
}

/* Whether a sentence ends with WORD, before REST. */
static bool ends_sentence(struct slice word, struct slice rest)
{
	if (!prose_ends_sentence(word) || is_abbreviation(word))
		return false;
	return !goes_on(rest);
}

/* Give the cues [first, end) the note that TEXT is their sentence, if they are several. */
static void add_note(struct document_builder *builder, const struct subtitles_cues *cues, size_t first, size_t end,
                     struct slice text)
{
	text = slice_trim(text);
	if (end - first < 2 || end - first > CUES_MOST || text.size > NOTE_MOST)
		return;
	struct slice line = arena_format(builder->document->arena, "sentence: %.*s", SLICE_ARG(text));
	for (size_t i = first; i < end; i++) {
		builder_add_note(builder, &builder->units.items[cues->items[i].unit], line);
	}
}

void subtitles_add_notes(struct document_builder *builder, const struct subtitles_cues *cues)
{
	struct slice text = buffer_slice(&cues->text);
	size_t sentence = 0, first = 0, cue = 0; /* where the sentence begins, in which cue; the cue at hand */
	for (size_t begin = 0, end; begin < text.size; begin = end + 1) {
		end = slice_find_byte(text, ' ', begin);
		end = end == SLICE_NONE ? text.size : end;
		while (cue + 1 < cues->count && cues->items[cue + 1].begin <= begin)
			cue++;
		size_t next = end + 1;
		bool cue_ends = cue + 1 == cues->count || next >= cues->items[cue + 1].begin;
		bool speaker_changes = cue_ends && cue + 1 < cues->count && cues->items[cue + 1].speech;
		if (!speaker_changes && next < text.size &&
		    (begin == end || !ends_sentence(slice_range(text, begin, end), slice_from_offset(text, next))))
			continue;
		add_note(builder, cues, first, cue + 1, slice_range(text, sentence, end));
		sentence = next;
		first = cue_ends ? cue + 1 : cue;
	}
}
