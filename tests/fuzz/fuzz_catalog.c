/* PO files: what the fast road reads, at once or in small pieces, is what libgettextpo reads, and what is written is what
 * libgettextpo writes. */

#include "base/array.h"
#include "catalog/catalog.h"
#include "catalog/ending.h"
#include "catalog/flags.h"
#include "catalog/gettextpo.h"
#include "catalog/reader.h"
#include "catalog/references.h"

#include <gettext-po.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* A descriptor of *FILE with TEXT in it, at its begin. It stays open from one input to the next: making a file takes longer
 * than all else. */
static int fill_file(FILE **file, struct slice text)
{
	if (!*file)
		*file = tmpfile();
	require(*file);
	int fd = fileno(*file);
	require(ftruncate(fd, 0) == 0 && pwrite(fd, text.data, text.size, 0) == (ssize_t)text.size);
	require(lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

static bool same_text(struct slice a, struct slice b)
{
	return !a.data == !b.data && slice_equal(a, b);
}

static bool same_list(const struct slice *a, size_t a_count, const struct slice *b, size_t b_count)
{
	for (size_t i = 0; a_count == b_count && i < a_count; i++)
		if (!slice_equal(a[i], b[i]))
			return false;
	return a_count == b_count;
}

static void require_same_extra(const struct entry_extra *a, const struct entry_extra *b)
{
	require(same_text(a->context, b->context) && same_text(a->plural, b->plural));
	require(same_text(a->previous_context, b->previous_context));
	require(same_text(a->previous_msgid, b->previous_msgid) && same_text(a->previous_plural, b->previous_plural));
	require(same_list(a->flags, a->flag_count, b->flags, b->flag_count));
}

static void require_same_entry(const struct entry *a, const struct entry *b, bool references)
{
	require_same_extra(entry_extra(a), entry_extra(b));
	require(same_text(a->msgid, b->msgid));
	require(same_list(a->msgstr, a->msgstr_count, b->msgstr, b->msgstr_count));
	require(same_text(entry_comment(a), entry_comment(b)) && same_text(a->extracted, b->extracted));
	require(!references || references_equal(a->references, b->references));
	require(a->fuzzy == b->fuzzy && a->obsolete == b->obsolete && a->line == b->line);
}

static void ignore(int severity, po_message_t message, const char *file, size_t line, size_t column, int multiline,
                   const char *text)
{
	(void)message, (void)file, (void)line, (void)column, (void)multiline, (void)text;
	require(severity == PO_SEVERITY_WARNING);
}

static void ignore_pair(int severity, po_message_t message, const char *file, size_t line, size_t column, int multiline,
                        const char *text, po_message_t other, const char *other_file, size_t other_line,
                        size_t other_column, int other_multiline, const char *other_text)
{
	(void)other, (void)other_file, (void)other_line, (void)other_column, (void)other_multiline, (void)other_text;
	ignore(severity, message, file, line, column, multiline, text);
}

/* TEXT is what libgettextpo writes after reading it. */
static void require_stable(struct slice text)
{
	static const struct po_xerror_handler handler = { .xerror = ignore, .xerror2 = ignore_pair };
	static FILE *files[2];
	int in = fill_file(&files[0], text), out = fill_file(&files[1], SLICE(""));
	char in_path[32], out_path[32];
	snprintf(in_path, sizeof in_path, "/dev/fd/%d", in);
	snprintf(out_path, sizeof out_path, "/dev/fd/%d", out);
	po_file_t po = po_file_read(in_path, &handler);
	require(po && po_file_write(po, out_path, &handler));
	po_file_free(po);
	char *again = malloc(text.size + 1);
	require(pread(out, again, text.size + 1, 0) == (ssize_t)text.size && memcmp(again, text.data, text.size) == 0);
	free(again);
}

static bool has_foreign_flags(const struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry_extra *extra = entry_extra(&catalog->items[i]);
		for (size_t j = 0; j < extra->flag_count; j++)
			if (!flag_is_known(extra->flags[j]))
				return true;
	}
	return false;
}

static void check_written(const struct catalog *catalog, bool marks, struct diagnostics *sink)
{
	struct buffer out = { 0 }, again = { 0 };
	if (catalog_write(catalog, "fuzz.po", &out, sink)) {
		struct catalog read = { .arena = catalog->arena };
		if (reader_read(&read, buffer_slice(&out), "fuzz.po")) {
			require(catalog_write(&read, "fuzz.po", &again, sink));
			require(slice_equal(buffer_slice(&out), buffer_slice(&again)));
			if (!marks && !has_foreign_flags(&read))
				require_stable(buffer_slice(&out));
		}
		catalog_finish(&read);
	}
	buffer_finish(&out);
	buffer_finish(&again);
}

/* Whether a blank line comes behind a comment, which may then be the end of a piece. */
static bool has_parted_comment(struct slice bytes)
{
	bool comment = false;
	for (struct slice line; slice_next_part(&bytes, '\n', &line);) {
		if (comment && !line.size && bytes.data)
			return true;
		comment = slice_starts_with(line, SLICE("#"));
	}
	return false;
}

/* The entries that are expected of a visit, and how many came. */
struct visit {
	const struct catalog *whole;
	size_t count;
};

static bool visit_entry(void *context, const struct entry *entry)
{
	struct visit *visit = context;
	require(visit->count < visit->whole->count);
	require_same_entry(entry, &visit->whole->items[visit->count++], true);
	return true;
}

static bool pass_entry(void *context, const struct entry *entry)
{
	(void)context, (void)entry;
	return true;
}

/* BYTES from a file in pieces of a few bytes, with a catalog beside it that has some of the sentences of WHOLE, are what they
 * are at once: WHOLE if they are CANONICAL. */
static void check_pieces(struct slice bytes, const struct catalog *whole, bool canonical)
{
	struct catalog pieces = { .arena = whole->arena }, like = { .arena = whole->arena };
	for (size_t i = 0; canonical && i < whole->count; i += 1 + bytes.size % 2)
		array_push(&like, whole->items[i]);
	static FILE *kept;
	int fd = fill_file(&kept, bytes);
	bool read = reader_read_file(&pieces, fd, "fuzz.po", &like, 1 + bytes.size % 61);
	require(read ? canonical && pieces.count == whole->count : pieces.count == 0 && !pieces.ending.data);
	require(read || !canonical || has_parted_comment(bytes));
	for (size_t i = 0; i < pieces.count; i++)
		require_same_entry(&pieces.items[i], &whole->items[i], true);
	require(!read || same_text(pieces.ending, ending_read(bytes, whole->arena)));
	struct visit visit = { .whole = whole };
	rewind(kept);
	require(reader_visit_file(fd, "fuzz.po", canonical ? visit_entry : pass_entry, &visit, 1 + bytes.size % 61) == read);
	require(!read || visit.count == whole->count);
	catalog_finish(&pieces);
	catalog_finish(&like);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	struct catalog fast = { .arena = arena }, slow = { .arena = arena };
	struct slice bytes = slice_make((const char *)data, size);
	/* libgettextpo before 0.22 does not know the marks about names with spaces. */
	bool marks = slice_find(bytes, SLICE("\xe2\x81\xa8"), 0) != SLICE_NONE;
	bool canonical = reader_read(&fast, bytes, "fuzz.po");
	check_pieces(bytes, &fast, canonical);
	bool valid = gettextpo_read(&slow, bytes, "fuzz.po", sink);
	if (canonical) {
		require(valid && fast.count == slow.count);
		for (size_t i = 0; i < fast.count; i++)
			require_same_entry(&fast.items[i], &slow.items[i], !marks);
	}
	if (valid)
		check_written(&slow, marks, sink);
	else
		require(diagnostics_count(sink, SEVERITY_ERROR) > 0);
	catalog_finish(&fast);
	catalog_finish(&slow);
	diagnostics_destroy(sink);
	arena_destroy(arena);
	return 0;
}
