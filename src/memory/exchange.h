/* exchange.h: translations in files: TMX 1.4b, PO, CSV and TSV, in and out, and glossaries in TBX, in. */

#ifndef LOCALIZE_MEMORY_EXCHANGE_H
#define LOCALIZE_MEMORY_EXCHANGE_H

#include "catalog/catalog.h"
#include "memory/memory.h"

#include <stdio.h>

enum exchange_format { EXCHANGE_TMX, EXCHANGE_PO, EXCHANGE_CSV, EXCHANGE_TSV, EXCHANGE_TBX, EXCHANGE_XLIFF, EXCHANGE_NONE };

/* The format of a file by its name ("a/b.tmx"), or by its own name ("tmx"). */
enum exchange_format exchange_format_of(struct slice name);

/* The languages of a file that is read: BCP 47 or POSIX; TARGET, where the file does not say, may be NULL. */
struct exchange_languages {
	const char *source, *target;
};

/* Give each translation of the file PATH to TAKE, in their order. What has no sentence in the source language, or no
 * translation, is passed over, and so is, with a warning, what no catalog can hold. False after an error in SINK, with its
 * line; what stood before it was given. */
bool exchange_read(const char *path, enum exchange_format format, const struct exchange_languages *languages,
                   memory_take *take, void *context, struct diagnostics *sink);

/* A catalog whose entries come one by one. The first three are the caller's, all else is zeroed to begin with. */
struct exchange_catalog {
	struct slice language;
	memory_take *take;
	void *context;
	bool is_open;           /* the unit below waits for the sentence after it */
	struct memory_unit unit;
	struct buffer texts[4]; /* its source, target, comment, and the sentence before it */
	struct buffer last;     /* the last sentence in use, that the next one comes after; empty: none */
};

/* Give to take, when its neighbours are known, what ENTRY, the catalog's next one, has of a confirmed translation (not
 * fuzzy). exchange_end_catalog gives the last one, and frees what EXCHANGE has. */
void exchange_take_entry(struct exchange_catalog *exchange, const struct entry *entry);
void exchange_end_catalog(struct exchange_catalog *exchange);

/* As exchange_read, of TMX 1.4b, in a memory that does not grow with the file. Inline codes come back as what they
 * stand for; no entity but XML's own is known, and nothing is fetched. */
bool tmx_read(const char *path, const struct exchange_languages *languages, memory_take *take, void *context,
              struct diagnostics *sink);

/* As exchange_read, of TEXT (UTF-8), which is comma-separated values by RFC 4180, or parted by tabs. A first row of
 * languages, or of the words source, target, comment and status in any order, names the columns; without one the first is the
 * source, the second the target, the third a comment. The status “forbidden” or “deprecated” is that of a glossary's term. */
bool csv_read(struct slice text, const char *path, bool tabs, const struct exchange_languages *languages,
              memory_take *take, void *context, struct diagnostics *sink);

/* As exchange_read, of TEXT, the bytes of a TBX file: each pair of terms of a concept. No entity but XML's own is known,
 * and nothing is fetched. */
bool tbx_read(struct slice text, const char *path, const struct exchange_languages *languages, memory_take *take,
              void *context, struct diagnostics *sink);

/* A file being written. Zeroed but for the first three to begin with. */
struct exchange_writer {
	enum exchange_format format;
	const char *source, *target; /* BCP 47 */
	void (*find)(struct slice text, struct placeables *out); /* the markup of what comes next; NULL: none */
	FILE *stream;
	struct buffer out;      /* not yet in the stream */
	struct catalog catalog; /* for PO, which is written at the end; its arena is the writer's */
};

/* Begin to write to STREAM, which stays the caller's; add translations; end. False after an error in SINK, where FILE
 * names the stream. What is written depends on the translations only. exchange_finish frees what the writer has,
 * whether it was ended or not. */
void exchange_begin(struct exchange_writer *writer, FILE *stream);
void exchange_add(struct exchange_writer *writer, const struct memory_unit *unit);
bool exchange_end(struct exchange_writer *writer, const char *file, struct diagnostics *sink);
void exchange_finish(struct exchange_writer *writer);

/* The parts of them for each format, into writer->out. */
void tmx_write_begin(struct exchange_writer *writer);
void tmx_write_unit(struct exchange_writer *writer, const struct memory_unit *unit);
void tmx_write_end(struct exchange_writer *writer);
void csv_write_begin(struct exchange_writer *writer);
void csv_write_unit(struct exchange_writer *writer, const struct memory_unit *unit);

#endif
