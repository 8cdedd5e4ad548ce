/* catalog.h: the entries of one article in one language: a PO file in memory. */

#ifndef LOCALIZE_CATALOG_CATALOG_H
#define LOCALIZE_CATALOG_CATALOG_H

#include "base/arena.h"
#include "base/array.h"
#include "base/buffer.h"
#include "base/diagnostics.h"

struct references;

/* What few entries have. A NULL pointer in a slice, here and in an entry, means that there is no such field; an empty
 * slice that the field is empty. */
struct entry_extra {
	struct slice comment;    /* translators' ("# "), lines parted by newlines, each without "# " but as it is else */
	struct slice context;    /* msgctxt */
	struct slice plural;     /* msgid_plural */
	struct slice previous_context, previous_msgid, previous_plural; /* #| */
	struct slice *flags;     /* all but fuzzy, in order: "no-wrap", "c-format", "range: 0..5", "ignore-same" */
	uint32_t flag_count;
};

/* A long article has more than a hundred thousand entries, so they are small. */
struct entry {
	struct slice msgid;
	const struct slice *msgstr; /* one, or one for each plural form; copies of an entry share it, too */
	struct slice extracted;  /* ours to translators ("#. "), lines parted by newlines, each without "#. " */
	const struct references *references; /* NULL: none */
	const struct entry_extra *extra; /* NULL: nothing of it; copies of an entry share it, see entry_set_extra */
	uint32_t line;           /* of msgid in the file that it was read from; 0 if it was not */
	uint16_t msgstr_count;   /* at least 1 */
	bool fuzzy;
	bool obsolete;           /* #~ */
};

/* The header is the entry with an empty msgid and no context; it comes first where there is one. */
struct catalog {
	struct arena *arena; /* where the entries' texts lie, or beyond it; not owned */
	struct entry *items;
	size_t count, capacity;
	struct slice ending; /* a comment of translators' or of an editor behind the last entry, as an entry's; mostly none */
};

/* The catalog in BYTES, the content of FILE (for messages). Texts that stand in BYTES as they are point into them, so
 * BYTES must live as long as the catalog; all others are in its arena. They are UTF-8 whatever the file's charset is,
 * and the header says so. The form that PO tools write is read at once, all else by libgettextpo, whose errors are
 * ours. False after errors in SINK, each with its line; CATALOG is empty then. Linear in BYTES; threads may do it at
 * once. */
bool catalog_read(struct catalog *catalog, struct slice bytes, const char *file, struct diagnostics *sink);

/* The same of the file PATH into the empty CATALOG, in pieces, of which only that stays in memory which LIKE, a catalog of the
 * same article that outlives CATALOG, does not say, too. False, and nothing is said, where it can't be read or is not in the
 * form that PO tools write: catalog_read has the word then. */
bool catalog_read_like(struct catalog *catalog, const char *path, const struct catalog *like);

/* What is done with an entry, whose texts live until it returns; false: the file is to be read in another way. */
typedef bool catalog_visitor(void *context, const struct entry *entry);

/* The same of the file PATH, each entry given to VISIT in their order; nothing stays in memory. After false, what was visited
 * may be any beginning of the file. */
bool catalog_visit(const char *path, catalog_visitor *visit, void *context);

/* Whether BYTES begin with the byte order mark of UTF-8, as some editors have it; catalog_read passes over it, GNU
 * gettext does not. */
bool catalog_has_mark(struct slice bytes);

/* CATALOG as GNU msgcat prints it, into OUT: obsolete entries last, those never translated left out, flags that gettext
 * does not know after its own; and what msgcat drops, the comment behind the last entry. False after an error in SINK. */
bool catalog_write(const struct catalog *catalog, const char *file, struct buffer *out, struct diagnostics *sink);

/* The same to OUTLET, whose text is empty; drained after each entry. */
bool catalog_write_to(const struct catalog *catalog, const char *file, const struct outlet *outlet,
                      struct diagnostics *sink);

/* A catalog's text, and where its entries stand in it. The catalogs of an article are its template but for what is
 * translated: what they share needs to be written once. Zeroed to begin with; catalog_text_finish frees it. */
struct catalog_text {
	const struct catalog *catalog;
	struct buffer bytes;
	struct {
		size_t *items;          /* the beginning of each entry, and the end of the last one */
		size_t count, capacity;
	} places;                       /* none: the text is not to be had */
};

/* As catalog_write_to. TEXT, empty until now, gets the places of what is left in OUTLET's text; none if some was taken out, or
 * an entry is obsolete. Its bytes, which are those of OUTLET's text, are the caller's to set. */
bool catalog_write_first(const struct catalog *catalog, struct catalog_text *text, const char *file,
                         const struct outlet *outlet, struct diagnostics *sink);

/* As catalog_write_to. Entries whose fields are those of LIKE's catalog at the same place, the very same in memory, are
 * copied from it. */
bool catalog_write_like(const struct catalog *catalog, const struct catalog_text *like, const char *file,
                        const struct outlet *outlet, struct diagnostics *sink);

void catalog_text_finish(struct catalog_text *text);

/* Whether two catalogs say the same: all fields of all entries, in their order. */
bool catalog_equal(const struct catalog *a, const struct catalog *b);

/* Free the array of entries. */
void catalog_finish(struct catalog *catalog);

/* The header entry, or NULL. */
struct entry *catalog_header(const struct catalog *catalog);

/* The value of a header field, white space at its ends left out; a NULL pointer where there is none. */
struct slice catalog_field(const struct catalog *catalog, const char *name);

/* Set a header field, in place if it is there, else after the last one. */
void catalog_set_field(struct catalog *catalog, const char *name, struct slice value);

/* What ENTRY has of the fields that few have; never NULL. */
static inline const struct entry_extra *entry_extra(const struct entry *entry)
{
	static const struct entry_extra none;
	return entry->extra ? entry->extra : &none;
}

static inline struct slice entry_comment(const struct entry *entry)
{
	return entry_extra(entry)->comment;
}

static inline struct slice entry_context(const struct entry *entry)
{
	return entry_extra(entry)->context;
}

static inline struct slice entry_plural(const struct entry *entry)
{
	return entry_extra(entry)->plural;
}

static inline struct slice entry_previous_msgid(const struct entry *entry)
{
	return entry_extra(entry)->previous_msgid;
}

/* The msgstr of entries that nobody has translated. */
extern const struct slice entry_untranslated;

/* Give ENTRY the one msgstr TEXT, or TEXT as that of plural FORM, in ARENA, for its own. */
void entry_set_translation(struct entry *entry, struct slice text, struct arena *arena);
void entry_set_form(struct entry *entry, size_t form, struct slice text, struct arena *arena);

/* Give ENTRY a copy of EXTRA, in ARENA, for its own; what it had is left as it is, for copies of ENTRY have it too. */
void entry_set_extra(struct entry *entry, const struct entry_extra *extra, struct arena *arena);

/* The same with one of them changed, or with all that "#|" marks taken away. */
void entry_set_comment(struct entry *entry, struct slice comment, struct arena *arena);
void entry_set_previous_msgid(struct entry *entry, struct slice msgid, struct arena *arena);
void entry_drop_previous(struct entry *entry, struct arena *arena);

/* Whether a translator's work stands in ENTRY: all its msgstr filled. Not whether it is fuzzy. */
bool entry_is_translated(const struct entry *entry);

bool entry_is_header(const struct entry *entry);

#endif
