/* office_reader.h: what the readers of office documents share: a part's tokens, and the paragraphs made of them. */

#ifndef LOCALIZE_FORMATS_OFFICE_READER_H
#define LOCALIZE_FORMATS_OFFICE_READER_H

#include "formats/office_part.h"
#include "formats/xml_scanner.h"

/* What a reader does with tokens; START and END are given those of tags, TEXT all that is character data. FINISH frees
 * what it has, but for itself. */
struct office_events {
	void (*start)(void *reader, const struct xml_token *token);
	void (*end)(void *reader, const struct xml_token *token);
	void (*text)(void *reader, const struct xml_token *token);
	void (*finish)(void *reader);
};

/* The first member of a reader, which is one block of memory. */
struct office_reading {
	struct office_part *part;
	const struct office_events *events;
	struct xml_scanner scanner;
	struct { size_t *items; size_t count, capacity; } open; /* the paragraphs that are open, the inner ones last */
	bool ended;
	size_t checked; /* bytes of the source that are valid UTF-8: of one that comes in pieces */
};

/* Begin READING, all zero, of PART for a reader with EVENTS. */
void office_begin_reading(struct office_reading *reading, struct office_part *part, const struct office_events *events,
                          struct diagnostics *sink);

/* Begin a paragraph whose content begins at BEGIN; its index. */
size_t office_begin_paragraph(struct office_reading *reading, struct slice role, size_t begin);

/* End the paragraph begun last, INDEX, at END. */
void office_end_paragraph(struct office_reading *reading, size_t index, size_t end);

/* Leave out the last paragraph, which is ended and has none inside of it. */
void office_drop_paragraph(struct office_reading *reading);

/* Append ITEM to PARAGRAPH; its index. */
size_t office_add_item(struct office_reading *reading, size_t paragraph, struct office_item item);

/* Bytes [BEGIN, END) are to become VALUE, which lives as long as the part. In the order of the source. */
void office_add_patch(struct office_reading *reading, size_t begin, size_t end, struct slice value);

/* What TURN makes of its place in the direction that the part is to have. In the order of the source. */
void office_add_turn(struct office_reading *reading, const struct office_turn *turn);

/* Bytes [BEGIN, END) of the source with what is patched in them so far, in the part's arena. */
struct slice office_patched(const struct office_reading *reading, size_t begin, size_t end);

/* Put the patches from FIRST on, a handful, in the order of the source. */
void office_sort_patches(struct office_reading *reading, size_t first);

/* The value of the last tag's attribute LOCAL, as it is spelt; empty where there is none. */
struct slice office_attribute(const struct office_reading *reading, const char *local);

/* Whether NAME is one of NAMES, which a NULL ends. */
bool office_is_one_of(struct slice name, const char *const *names);

/* What the tag of such formatting is called; "" for none of them. */
const char *office_hint(bool bold, bool italic, bool underlined);

#endif
