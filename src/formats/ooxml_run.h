/* ooxml_run.h: runs of text in Office Open XML, and the formatting that their properties give them. */

#ifndef LOCALIZE_FORMATS_OOXML_RUN_H
#define LOCALIZE_FORMATS_OOXML_RUN_H

#include "formats/office_reader.h"
#include "formats/ooxml_vocabulary.h"

/* What was read of the properties of a run. */
struct ooxml_run {
	struct buffer key;       /* what tells its formatting from others */
	bool bold, italic, underlined, struck, shows_spaces, raised, lowered;
	bool complex_bold, complex_italic, complex_sized; /* said for scripts that have fonts of their own, too */
	struct slice size;
	size_t turn_begin, turn_end; /* what says which way it runs, or where that would stand; OFFICE_NONE: behind all else */
	bool turned;
};

/* The start tag TOKEN, read last, of a run, as it is written anew: without what tells who edited it when. */
struct slice ooxml_run_tag(struct office_reading *reading, const struct xml_token *token);

/* A run begins: nothing was read. */
void ooxml_run_clear(struct ooxml_run *run);

/* The start tag of its properties was read. */
void ooxml_run_read_attributes(struct ooxml_run *run, const struct office_reading *reading);

/* The start tag TOKEN of an element right in its properties was read; and all of it, bytes [BEGIN, END). */
void ooxml_run_read_property(struct ooxml_run *run, const struct office_reading *reading, const struct xml_token *token);
void ooxml_run_end_property(struct ooxml_run *run, const struct office_reading *reading, size_t begin, size_t end);

/* The style of RUN, whose start tag is to be TAG, and whose properties are bytes [BEGIN, END) with their end tag at CLOSE;
 * all of them the same: it has none. */
size_t ooxml_run_style(const struct ooxml_run *run, struct office_reading *reading, struct slice tag,
                       enum ooxml_vocabulary vocabulary, size_t begin, size_t close, size_t end);

/* The style of text that stands in no run: right in a paragraph, in an element for text, or, as it has to be beside runs,
 * in a run that has no properties. PREFIX is that of the elements. */
enum ooxml_plain { OOXML_PLAIN_DIRECT, OOXML_PLAIN_MARKED, OOXML_PLAIN_RUN };
size_t ooxml_plain_style(struct office_reading *reading, struct slice prefix, enum ooxml_plain plain);

void ooxml_run_finish(struct ooxml_run *run);

#endif
