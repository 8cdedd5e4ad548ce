#include "catalog/catalog.h"

#include "base/array.h"
#include "base/message.h"
#include "catalog/damage.h"
#include "catalog/ending.h"
#include "catalog/gettextpo.h"
#include "catalog/references.h"
#include "catalog/reader.h"
#include "catalog/writer.h"

#include <fcntl.h>
#include <unistd.h>

/* The text is UTF-8 by now, and the header says so, as "msgcat --to-code=UTF-8" has it. */
static void declare_utf8(const struct catalog *catalog)
{
	struct entry *header = catalog_header(catalog);
	if (!header)
		return;
	struct slice text = header->msgstr[0], key = SLICE("charset=");
	size_t begin = slice_find(text, key, 0), end;
	if (begin == SLICE_NONE)
		return;
	begin += key.size;
	for (end = begin; end < text.size && !strchr(" \t\n", text.data[end]); end++)
		;
	if (slice_equal(slice_range(text, begin, end), SLICE("UTF-8")))
		return;
	entry_set_translation(header, arena_format(catalog->arena, "%.*sUTF-8%.*s", SLICE_ARG(slice_range(text, 0, begin)),
	                                           SLICE_ARG(slice_from_offset(text, end))), catalog->arena);
}

bool catalog_has_mark(struct slice bytes)
{
	return slice_starts_with(bytes, SLICE("\xef\xbb\xbf"));
}

bool catalog_read(struct catalog *catalog, struct slice bytes, const char *file, struct diagnostics *sink)
{
	if (catalog_has_mark(bytes))
		bytes = slice_from_offset(bytes, 3);
	if (!reader_read(catalog, bytes, file) &&
	    (damage_report(bytes, file, sink) || !gettextpo_read(catalog, bytes, file, sink)))
		return false;
	declare_utf8(catalog);
	catalog->ending = ending_read(bytes, catalog->arena);
	return true;
}

static int open_file(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

bool catalog_read_like(struct catalog *catalog, const char *path, const struct catalog *like)
{
	int fd = open_file(path);
	bool canonical = fd >= 0 && reader_read_file(catalog, fd, path, like, READER_PIECE);
	if (fd >= 0)
		close(fd);
	return canonical;
}

bool catalog_visit(const char *path, catalog_visitor *visit, void *context)
{
	int fd = open_file(path);
	bool canonical = fd >= 0 && reader_visit_file(fd, path, visit, context, READER_PIECE);
	if (fd >= 0)
		close(fd);
	return canonical;
}

bool catalog_write(const struct catalog *catalog, const char *file, struct buffer *out, struct diagnostics *sink)
{
	const struct outlet outlet = { .text = out };
	return catalog_write_to(catalog, file, &outlet, sink);
}

bool catalog_write_to(const struct catalog *catalog, const char *file, const struct outlet *outlet,
                      struct diagnostics *sink)
{
	return writer_write(catalog, NULL, NULL, file, outlet, sink);
}

bool catalog_write_first(const struct catalog *catalog, struct catalog_text *text, const char *file,
                         const struct outlet *outlet, struct diagnostics *sink)
{
	text->catalog = catalog;
	return writer_write(catalog, NULL, text, file, outlet, sink);
}

bool catalog_write_like(const struct catalog *catalog, const struct catalog_text *like, const char *file,
                        const struct outlet *outlet, struct diagnostics *sink)
{
	return writer_write(catalog, like, NULL, file, outlet, sink);
}

void catalog_text_finish(struct catalog_text *text)
{
	buffer_finish(&text->bytes);
	array_finish(&text->places);
}

void catalog_finish(struct catalog *catalog)
{
	array_finish(catalog);
}

const struct slice entry_untranslated = { "", 0 };

void entry_set_translation(struct entry *entry, struct slice text, struct arena *arena)
{
	entry->msgstr = arena_copy_array(arena, &text, 1, sizeof text);
	entry->msgstr_count = 1;
}

void entry_set_form(struct entry *entry, size_t form, struct slice text, struct arena *arena)
{
	struct slice *msgstr = arena_copy_array(arena, entry->msgstr, entry->msgstr_count, sizeof *msgstr);
	msgstr[form] = text;
	entry->msgstr = msgstr;
}

void entry_set_extra(struct entry *entry, const struct entry_extra *extra, struct arena *arena)
{
	bool any = extra->comment.data || extra->context.data || extra->plural.data || extra->previous_context.data ||
	           extra->previous_msgid.data || extra->previous_plural.data || extra->flag_count;
	entry->extra = any ? arena_copy_array(arena, extra, 1, sizeof *extra) : NULL;
}

void entry_set_comment(struct entry *entry, struct slice comment, struct arena *arena)
{
	struct entry_extra extra = *entry_extra(entry);
	extra.comment = comment;
	entry_set_extra(entry, &extra, arena);
}

void entry_set_previous_msgid(struct entry *entry, struct slice msgid, struct arena *arena)
{
	struct entry_extra extra = *entry_extra(entry);
	extra.previous_msgid = msgid;
	entry_set_extra(entry, &extra, arena);
}

void entry_drop_previous(struct entry *entry, struct arena *arena)
{
	struct entry_extra extra = *entry_extra(entry);
	extra.previous_context = extra.previous_msgid = extra.previous_plural = slice_make(NULL, 0);
	entry_set_extra(entry, &extra, arena);
}

bool entry_is_header(const struct entry *entry)
{
	return !entry_context(entry).data && entry->msgid.size == 0;
}

bool entry_is_translated(const struct entry *entry)
{
	for (size_t i = 0; i < entry->msgstr_count; i++)
		if (entry->msgstr[i].size == 0)
			return false;
	return entry->msgstr_count > 0;
}

struct entry *catalog_header(const struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->count; i++)
		if (entry_is_header(&catalog->items[i]) && !catalog->items[i].obsolete)
			return &catalog->items[i];
	return NULL;
}

/* Where the line of field NAME lies in HEADER, its newline included, and its value, untrimmed. */
struct field {
	size_t begin, end;
	struct slice value;
};

static bool find_field(struct slice header, struct slice name, struct field *field)
{
	for (size_t begin = 0, end; begin < header.size; begin = end) {
		size_t newline = slice_find_byte(header, '\n', begin);
		end = newline == SLICE_NONE ? header.size : newline + 1;
		struct slice line = slice_range(header, begin, newline == SLICE_NONE ? header.size : newline);
		if (line.size <= name.size || line.data[name.size] != ':' ||
		    !slice_equal_ignoring_case(slice_range(line, 0, name.size), name))
			continue;
		*field = (struct field){ begin, end, slice_from_offset(line, name.size + 1) };
		return true;
	}
	return false;
}

struct slice catalog_field(const struct catalog *catalog, const char *name)
{
	const struct entry *header = catalog_header(catalog);
	struct field field;
	if (!header || !header->msgstr_count || !find_field(header->msgstr[0], slice_from(name), &field))
		return slice_make(NULL, 0);
	return slice_trim(field.value);
}

static struct entry *add_header(struct catalog *catalog)
{
	array_push(catalog, (struct entry){ 0 });
	memmove(catalog->items + 1, catalog->items, (catalog->count - 1) * sizeof *catalog->items);
	catalog->items[0] = (struct entry){ .msgid = SLICE(""), .msgstr = &entry_untranslated, .msgstr_count = 1 };
	return &catalog->items[0];
}

void catalog_set_field(struct catalog *catalog, const char *name, struct slice value)
{
	struct entry *header = catalog_header(catalog);
	if (!header)
		header = add_header(catalog);
	struct slice old = header->msgstr[0];
	struct field field;
	struct buffer text = { 0 };
	if (find_field(old, slice_from(name), &field)) {
		if (slice_equal(slice_trim(field.value), value))
			return;
		buffer_append(&text, slice_range(old, 0, field.begin));
	} else {
		field = (struct field){ .begin = old.size, .end = old.size };
		buffer_append(&text, old);
		if (old.size && old.data[old.size - 1] != '\n')
			buffer_append_byte(&text, '\n');
	}
	buffer_append_string(&text, name);
	buffer_append_string(&text, ": ");
	buffer_append(&text, value);
	buffer_append_byte(&text, '\n');
	buffer_append(&text, slice_from_offset(old, field.end));
	entry_set_translation(header, arena_copy(catalog->arena, buffer_slice(&text)), catalog->arena);
	buffer_finish(&text);
}

static bool equal_fields(struct slice a, struct slice b)
{
	return !a.data == !b.data && slice_equal(a, b);
}

static bool equal_extras(const struct entry_extra *a, const struct entry_extra *b)
{
	return slice_equal(a->comment, b->comment) && equal_fields(a->context, b->context) && equal_fields(a->plural, b->plural) &&
	       equal_fields(a->previous_context, b->previous_context) && equal_fields(a->previous_msgid, b->previous_msgid) &&
	       equal_fields(a->previous_plural, b->previous_plural) &&
	       slice_equal_all(a->flags, a->flag_count, b->flags, b->flag_count);
}

static bool equal_entries(const struct entry *a, const struct entry *b)
{
	return a->fuzzy == b->fuzzy && a->obsolete == b->obsolete && slice_equal(a->msgid, b->msgid) &&
	       slice_equal_all(a->msgstr, a->msgstr_count, b->msgstr, b->msgstr_count) &&
	       slice_equal(a->extracted, b->extracted) &&
	       references_equal(a->references, b->references) &&
	       equal_extras(entry_extra(a), entry_extra(b));
}

bool catalog_equal(const struct catalog *a, const struct catalog *b)
{
	if (a->count != b->count || !slice_equal(a->ending, b->ending))
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!equal_entries(&a->items[i], &b->items[i]))
			return false;
	return true;
}
