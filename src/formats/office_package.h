/* office_package.h: office documents as archives: their parts in, one text of lines out, and back. */

#ifndef LOCALIZE_FORMATS_OFFICE_PACKAGE_H
#define LOCALIZE_FORMATS_OFFICE_PACKAGE_H

#include "formats/office_part.h"
#include "formats/packing.h"
#include "formats/zip.h"

struct office_package_part {
	size_t entry;
	const void *context; /* the reader's */
	unsigned rank;       /* parts are read in its order */
};

struct office_package {
	struct zip zip;
	struct arena *arena;
	struct { struct office_package_part *items; size_t count, capacity; } parts;
	struct slice language;            /* the document's own; empty: not known */
	const void *kind;                 /* the format's own */
};

/* Find the parts and the language of PACKAGE, whose zip, arena and kind are set. False after an error in SINK. */
typedef bool office_find_parts(struct office_package *package, struct diagnostics *sink);

/* The content of entry INDEX as UTF-8, into *TEXT in ARENA, in *ENCODING (name; with_mark). */
struct encoding;
bool office_package_read(struct office_package *package, size_t index, struct arena *arena, struct slice *text,
                         struct encoding *encoding, struct diagnostics *sink);

/* What a kind of office documents is made of. */
struct office_kind {
	office_find_parts *find_parts;
	office_reader *read;
	const void *detail;
};

/* unpack and pack of a format (format.h) whose documents are of KIND. */
bool office_unpack(const struct office_kind *kind, const char *file, struct slice bytes, struct arena *arena,
                   struct slice *text, struct diagnostics *sink);
struct packing *office_pack(const struct office_kind *kind, const char *file, struct slice bytes, struct slice source,
                            const struct outlet *out, struct diagnostics *sink);

#endif
