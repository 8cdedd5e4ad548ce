/* memory.h: the translation memory: every confirmed translation of the project, to be looked up.
 *
 * It is an index in SQLite, of the project's catalogs and of the files in its folder `memory/`, and never the only place
 * of anything: whenever the index is missing, damaged or of another version it is made anew, and what changed in a file
 * since is read again. Several processes may use one memory; each struct memory is one thread's.
 *
 * Scores are those that translators know: 101 the same sentence between the same neighbours, 100 the same sentence, 99
 * the same but for white space, case and the form of quotation marks, below that similar ones. One is taken off for a
 * match that is from an imported file, obsolete, or of another region of the language, two each where numbers or markup
 * differ. */

#ifndef LOCALIZE_MEMORY_MEMORY_H
#define LOCALIZE_MEMORY_MEMORY_H

#include "base/arena.h"
#include "base/array.h"
#include "base/diagnostics.h"
#include "text/placeable.h"

struct memory;

enum {
	MEMORY_LEAST = 75, /* the least score that is worth showing */
	MEMORY_SAME = 99,  /* that of the same sentence */
};

/* A translation, as it goes into the memory. A NULL pointer: there is no such field, or it is not known. */
struct memory_unit {
	struct slice source, target;
	struct slice language;      /* of the target, BCP 47 or POSIX */
	struct slice before, after; /* the sentences beside the source; empty: it is the first, or the last */
	struct slice comment;       /* a translator's */
	bool obsolete;
	bool forbidden;             /* of a glossary: TARGET is not to be used for SOURCE, or, without one, at all */
};

/* Take UNIT, whose texts live until the function returns. */
typedef void memory_take(void *context, const struct memory_unit *unit);

/* A file that the memory is of. */
struct memory_file {
	const char *path;
	const char *language; /* of its translations, where the file does not say; NULL: not known */
	bool imported;        /* not one of the project's catalogs */
	bool outside;         /* of the project's folder */
	uint64_t stamp;       /* what a look at it gave in this run (base/content.h); STAMP_UNSETTLED: it is to be looked at */
};

struct memory_files {
	struct memory_file *items;
	size_t count, capacity;
};

/* The memory of translations from SOURCE (BCP 47) whose index is the file PATH, made if it is missing, and made anew
 * if it is damaged. Where the file can't be written there is a note in SINK, and the index is in memory only, as it is
 * without one where PATH is NULL. Never NULL. */
struct memory *memory_open(const char *path, const char *source, struct diagnostics *sink);
void memory_close(struct memory *memory); /* takes NULL */

/* Make the memory one of FILES, as they are now: those that changed since (by their stamps, then by content) are read
 * again, those that are no longer listed are forgotten. All or nothing; another process that is doing the same is
 * waited for. False after errors in SINK, of single files: the others are done. A catalog that can't be read is left as
 * it was, without a word, as whoever works on it says so. With nothing changed, one stat a
 * file whose stamp is not given. */
bool memory_refresh(struct memory *memory, const struct memory_files *files, struct diagnostics *sink);

/* As memory_refresh, for a run that changes catalogs and is to see the memory as it was before: until memory_end_run,
 * other runs see it so too. One that was killed does not come to that, and the next one still finds what it found. */
bool memory_begin_run(struct memory *memory, const struct memory_files *files, struct diagnostics *sink);
void memory_end_run(struct memory *memory); /* takes NULL */

/* The number of translations, in all languages; linear in it. */
size_t memory_count(struct memory *memory);
bool memory_is_empty(struct memory *memory);

/* What is looked up. */
struct memory_query {
	struct slice source;
	struct slice before, after; /* as in struct memory_unit */
	const char *language;       /* the target, BCP 47 or POSIX */
	void (*find)(struct slice text, struct placeables *out); /* finds the markup; NULL: there is none */
};

struct memory_match {
	unsigned score;           /* MEMORY_LEAST to 101 */
	struct slice source, target, comment;
	const char *file;         /* where it is from: "po/sr/a.md.po" */
	const char *origin;       /* what to call that: its article, if it is a catalog of one: "input/a.md" */
	bool imported, obsolete;
};

/* The matches of QUERY with at least the score LEAST (and MEMORY_LEAST), best first, at most MOST of them, no two with
 * the same source and target; their texts in ARENA. Returns how many. From MEMORY_SAME on, only the same sentence is
 * looked for, in some microseconds; a similar one takes some hundreds of them, whatever the memory's size. */
size_t memory_find(struct memory *memory, const struct memory_query *query, unsigned least,
                   struct memory_match *matches, size_t most, struct arena *arena);

#endif
