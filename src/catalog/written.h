/* written.h: the strings of a PO file as they are written in it: where each of their characters stands, and how to
 * replace some with every other byte kept. */

#ifndef LOCALIZE_CATALOG_WRITTEN_H
#define LOCALIZE_CATALOG_WRITTEN_H

#include "base/buffer.h"

/* The lines of a file, without their newlines. */
struct written_lines {
	struct slice *items;
	size_t count, capacity;
};

void written_lines_find(struct written_lines *lines, struct slice bytes);

/* The index of the line in which the msgstr of plural FORM (0 where there is one alone) begins, for the entry whose
 * msgid stands in line LINE (from 1); lines->count if there is none. */
size_t written_find_string(const struct written_lines *lines, size_t line, size_t form);

/* The number of bytes that the byte of a string at OFFSET of LINE takes there: more than one for an escape. */
size_t written_size(struct slice line, size_t offset);

/* The bytes [BEGIN, END) of the msgstr of FORM of the entry in LINE, to be replaced by TEXT. */
struct written_edit {
	size_t line, form, begin, end;
	struct slice text;
};

/* BYTES, a PO file in UTF-8, with EDITS, which are in the order of the file and don't overlap, into OUT. Lines stay broken
 * as they are. False, and OUT is nothing, if a string is not found as it should be. Linear. */
bool written_replace(struct slice bytes, const struct written_edit *edits, size_t count, struct buffer *out);

#endif
