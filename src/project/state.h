/* state.h: what earlier runs found and did, so that what has not changed since is not done again.
 *
 * One file, mapped and never changed in place: a header with a checksum, a record for each article with one for each of
 * its languages, and the records' offsets sorted by path. All numbers are 64 or 32 bits in the machine's order. A file
 * that is damaged, of another version or of another machine is as good as none. What it says is true of the hashes
 * that stand beside it, whatever the files are now; it is only ever a reason not to do work. */

#ifndef LOCALIZE_PROJECT_STATE_H
#define LOCALIZE_PROJECT_STATE_H

#include "base/buffer.h"
#include "base/content.h"

#define STATE_FILE ".localize/state"

struct state_content {
	uint64_t stamp;
	struct hash hash;
};

/* An article in one language. Each key stands for all that a step depends on besides the files whose hashes are here; the
 * step's work is done as long as its key is the same. 0: it is not. */
struct state_language {
	uint64_t language; /* which */
	struct state_content catalog, output;
	uint64_t update, check, build;
	uint32_t units, translated, fuzzy, machine, outdated, obsolete;
	uint32_t built;         /* whether there is an output; its hash is known then */
	uint32_t findings_size; /* of what the check found, the bytes behind this */
};

struct state_article {
	uint64_t size; /* of the record: this, the path, the languages, each padded to 8 bytes */
	uint64_t load; /* the key of reading and cutting it */
	struct state_content source, template;
	uint32_t path_size, language_count;
};

struct state;

/* The state in the file PATH; an empty one where there is none that can be used. *WHOLE (may be NULL) is the stamp of a file
 * that was found undamaged before, which is not checked again, and becomes that of the one that is. */
struct state *state_open(const char *path, uint64_t *whole);
void state_close(struct state *state);

/* Give back the memory that the file takes: what is needed again is read again. Where the state is gone through from its
 * beginning to its end, that bounds it. Records stay valid; threads may do it at once. */
void state_let_go(const struct state *state);

/* The same as state_open, of BYTES, which must live as long and begin where a uint64_t may. */
struct state *state_of(struct slice bytes);

/* The number of articles, and the one of number INDEX; NULL if it is damaged. */
size_t state_count(const struct state *state);
const struct state_article *state_at(const struct state *state, size_t index);

/* The article PATH; NULL if it is not known. A binary search. */
const struct state_article *state_find(const struct state *state, struct slice path);

struct slice state_path(const struct state_article *article);

/* The record of LANGUAGE in ARTICLE and what the check found, or NULL. */
const struct state_language *state_language(const struct state_article *article, uint64_t language,
                                            struct slice *findings);

/* What a run found out, to be added to the state. */
struct state_changes;

struct state_changes *state_changes_create(void);
void state_changes_destroy(struct state_changes *changes);
size_t state_changes_size(const struct state_changes *changes); /* in bytes */

/* Begin with the article PATH, then add its languages. Only what was done has keys. Paths may come twice: the last
 * counts. */
void state_change(struct state_changes *changes, struct slice path, uint64_t load, const struct content *source,
                  const struct content *template);
void state_change_language(struct state_changes *changes, const struct state_language *language,
                           const struct content *catalog, const struct content *output, struct slice findings);

/* Add CHANGES to the state in the file PATH as it is by then, and replace it: what other runs have added since is kept, as
 * far as it speaks of the same contents. Articles that KEEP (NULL: keep all) does not want are left out. The caller sees
 * to it that no other process does the same at the time. *WHOLE is as for state_open. False where the file can't be
 * written. */
bool state_save(const char *path, struct state_changes *changes, bool (*keep)(void *context, struct slice path),
                void *context, uint64_t *whole);

#endif
