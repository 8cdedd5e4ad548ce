/* xliff.h: catalogs as XLIFF 1.2 (OASIS, 2008) and 2.1 (OASIS, 2018), out and in again.
 *
 * A file has an element `file` for each article, with a unit for each sentence: its markup as inline codes, its state,
 * comments, and references. The way back is a merge: nothing that a translator wrote is lost. */

#ifndef LOCALIZE_MEMORY_XLIFF_H
#define LOCALIZE_MEMORY_XLIFF_H

#include "base/buffer.h"
#include "base/table.h"
#include "catalog/catalog.h"
#include "text/placeable.h"

enum xliff_version { XLIFF_1_2, XLIFF_2_1 };

/* The beginning of a file of translations from SOURCE to TARGET (BCP 47), the sentences of CATALOG, which is that of
 * the article ORIGINAL ("input/a.md") in FORMAT ("markdown"), whose markup FIND finds (NULL: it has none), and the end,
 * appended to OUT. NUMBER counts the catalogs of the file, from 1 on. What is written depends on these alone. Linear. */
void xliff_write_begin(enum xliff_version version, const char *source, const char *target, struct buffer *out);
void xliff_write_catalog(enum xliff_version version, const char *source, const char *target, const char *original,
                         const char *format, size_t number, const struct catalog *catalog,
                         void (*find)(struct slice text, struct placeables *out), struct buffer *out);
void xliff_write_end(enum xliff_version version, struct buffer *out);

/* An inline code as it is read: what stands for it in the text is what the file says that it stands for. */
struct xliff_code {
	size_t begin, end;
	enum placeable_kind kind;
	struct slice id;
	bool known; /* the file says what it stands for */
};

struct xliff_text {
	struct slice text;
	struct { struct xliff_code *items; size_t count, capacity; } codes;
	bool there;
	size_t line, column;
};

enum xliff_state { XLIFF_UNTRANSLATED, XLIFF_FUZZY, XLIFF_TRANSLATED };

/* A unit of a file; all of it lives until the function that it is given to returns. A NULL pointer: it is not there. */
struct xliff_unit {
	struct slice original, source_language, target_language; /* of its file */
	struct slice id;
	struct xliff_text source, target; /* the segments of a unit joined */
	enum xliff_state state;
	struct slice note; /* a translator's */
	struct slice previous; /* the sentence that the translation is that of, where we wrote it in a note */
	size_t line;
};

typedef void xliff_take(void *context, const struct xliff_unit *unit);

/* Give each unit of the file PATH, XLIFF 1.x or 2.x, to TAKE. Proposals (alt-trans, matches) and what is in foreign
 * namespaces is passed over; no entity but XML's own is known, nothing is fetched, and memory does not grow with the
 * file. False after an error in SINK with its line; what stood before it was given. */
bool xliff_read(const char *path, xliff_take *take, void *context, struct diagnostics *sink);

struct xliff_report {
	size_t taken;    /* translations that are new or other than before */
	size_t same;     /* what the catalog has already */
	size_t unknown;  /* sentences that it has not */
	size_t refused;  /* translations with broken codes, or that are no text */
};

/* The translators' comment of an entry that the file adds to. */
struct xliff_comment {
	struct buffer text;
	struct table lines; /* of it, in the catalog's arena */
};

/* A catalog that units are merged into; comments that were added to live until xliff_merge_finish. */
struct xliff_merge {
	struct catalog *catalog;
	const char *path;   /* of the file that is read, for messages */
	void (*find)(struct slice text, struct placeables *out);
	struct xliff_report report;
	struct diagnostics *sink;
	struct table by_id, by_sentence, by_bare; /* made with the first unit */
	struct { struct xliff_comment *items; size_t count, capacity; } comments;
	struct table comment_of; /* sentence → its comment above */
};

/* Put UNIT's translation into the catalog, its texts in the catalog's arena, or in MERGE. What is there stays if UNIT has none; a
 * translation that is no text or whose codes are broken is refused with an error in the sink at its place. */
void xliff_merge_unit(struct xliff_merge *merge, const struct xliff_unit *unit);
void xliff_merge_finish(struct xliff_merge *merge);

/* The id of a sentence's unit, with its NUL. */
enum { XLIFF_ID_SIZE = 20 };
void xliff_make_id(const struct entry *entry, char id[XLIFF_ID_SIZE]);

/* Whether ENTRY is a sentence of an article as it is now. */
bool xliff_is_sentence(const struct entry *entry);

#endif
