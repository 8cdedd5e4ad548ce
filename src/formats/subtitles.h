/* subtitles.h: what the files that read and write SubRip and WebVTT share. */

#ifndef LOCALIZE_FORMATS_SUBTITLES_H
#define LOCALIZE_FORMATS_SUBTITLES_H

#include "document/document.h"

/* The form of a unit. */
enum subtitles_form { SUBTITLES_SUBRIP, SUBTITLES_WEBVTT };

/* The end of the tag (`<i>`, `</c>`, `<00:00:01.000>`, `{\an8}`) at OFFSET of TEXT, or 0 where none is. */
size_t subtitles_tag_end(struct slice text, size_t offset);

/* Whether LINE, tags left out, begins what another speaker says, or a song: its line break is meant. */
bool subtitles_begins_speech(struct slice line);

/* What a cue says, in the order of the file. */
struct subtitles_cue {
	size_t unit;  /* its index in the builder */
	size_t begin; /* in the text of all of them */
	bool speech;  /* begins with the mark of a speaker */
};

struct subtitles_cues {
	struct subtitles_cue *items;
	size_t count, capacity;
	struct buffer text; /* of all cues, without tags, a space between two */
};

/* Give the units of BUILDER that hold a part of a sentence the whole of it as their note. Linear. */
void subtitles_add_notes(struct document_builder *builder, const struct subtitles_cues *cues);

document_fit subtitles_fit;

#endif
