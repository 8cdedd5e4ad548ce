#include "formats/office_package.h"

#include "base/message.h"
#include "formats/office_language.h"
#include "formats/office_text.h"
#include "text/encoding.h"

bool office_package_read(struct office_package *package, size_t index, struct arena *arena, struct slice *text,
                         struct encoding *encoding, struct diagnostics *sink)
{
	struct slice content;
	const char *name = arena_copy(arena, package->zip.entries[index].name).data;
	if (!zip_read(&package->zip, index, arena, &content, sink))
		return false;
	*encoding = encoding_detect(content, NULL, true, arena);
	const char *file = arena_format(arena, "%s: %s", package->zip.file, name).data;
	return encoding_decode(content, encoding, file, arena, text, sink);
}

static int compare_parts(const void *a, const void *b)
{
	const struct office_package_part *first = a, *second = b;
	if (first->rank != second->rank)
		return first->rank < second->rank ? -1 : 1;
	return first->entry < second->entry ? -1 : first->entry > second->entry;
}

static bool open_package(struct office_package *package, const struct office_kind *kind, const char *file,
                         struct slice bytes, struct arena *arena, struct diagnostics *sink)
{
	*package = (struct office_package){ .arena = arena, .kind = kind->detail };
	if (!zip_open(&package->zip, bytes, file, arena, sink) || !kind->find_parts(package, sink))
		return false;
	if (package->parts.count)
		qsort(package->parts.items, package->parts.count, sizeof *package->parts.items, compare_parts);
	return true;
}

/* Read part INDEX of PACKAGE into PART, whose target and direction are set, in an arena of its own: end_part frees it. */
static bool read_part(struct office_package *package, const struct office_kind *kind, size_t index,
                      struct office_part *part, struct encoding *encoding, struct diagnostics *sink)
{
	const struct office_package_part *found = &package->parts.items[index];
	part->arena = arena_create();
	part->file = package->zip.file;
	part->name = package->zip.entries[found->entry].name;
	return office_package_read(package, found->entry, part->arena, &part->source, encoding, sink) &&
	       kind->read(part, found->context, sink);
}

static void end_part(struct office_part *part)
{
	office_part_finish(part);
	arena_destroy(part->arena);
}

static void write_line(struct buffer *out, struct slice role, struct slice text)
{
	buffer_append(out, role);
	buffer_append_byte(out, '\t');
	buffer_append(out, text);
	buffer_append_byte(out, '\n');
}

static void take_lines(struct office_part *part, void *context)
{
	struct buffer *lines = context;
	for (size_t i = 0; i < part->paragraphs.count; i++) {
		buffer_append(lines, part->paragraphs.items[i].role);
		buffer_append_byte(lines, '\t');
		office_view(part, i, lines);
		buffer_append_byte(lines, '\n');
	}
}

bool office_unpack(const struct office_kind *kind, const char *file, struct slice bytes, struct arena *arena,
                   struct slice *text, struct diagnostics *sink)
{
	struct office_package package;
	struct buffer lines = { 0 };
	size_t rtl = 0, ltr = 0;
	bool done = open_package(&package, kind, file, bytes, arena, sink);
	for (size_t i = 0; done && i < package.parts.count; i++) {
		struct office_part part = { .take = take_lines, .context = &lines };
		struct encoding encoding;
		done = read_part(&package, kind, i, &part, &encoding, sink);
		rtl += part.rtl;
		ltr += part.ltr;
		end_part(&part);
	}
	/* Behind the paragraphs, so that their numbers are those of the lines. */
	if (package.language.size)
		write_line(&lines, SLICE(OFFICE_LANGUAGE), package.language);
	write_line(&lines, SLICE(OFFICE_DIRECTION), rtl > ltr ? SLICE("rtl") : SLICE("ltr"));
	/* Handed over: they are nearly as long as the document is unpacked. */
	lines.data = memory_resize(lines.data, lines.size, 1);
	*text = buffer_slice(&lines);
	arena_adopt(arena, lines.data);
	array_finish(&package.parts);
	return done;
}

/* A text taken apart into the texts of its lines. */
struct cut_lines {
	struct slice *items;
	size_t count, capacity;
	struct slice language, direction; /* those of the last lines; empty where there are none */
};

static void cut_lines(struct slice text, struct cut_lines *lines)
{
	struct slice rest = text, line;
	while (slice_next_part(&rest, '\n', &line)) {
		size_t tab = slice_find_byte(line, '\t', 0);
		if (tab == SLICE_NONE)
			continue;
		struct slice role = slice_range(line, 0, tab), value = slice_from_offset(line, tab + 1);
		if (slice_equal(role, SLICE(OFFICE_LANGUAGE)))
			lines->language = value;
		else if (slice_equal(role, SLICE(OFFICE_DIRECTION)))
			lines->direction = value;
		else
			array_push(lines, value);
	}
}

/* The lines of a document, and a part that is written from them. */
struct part_writing {
	const struct cut_lines *old, *new;
	size_t line;           /* the next one */
	bool strange;          /* they are another document's */
	struct buffer written;
	struct diagnostics *sink;
};

static void write_lines(struct office_part *part, void *context)
{
	struct part_writing *writing = context;
	size_t count = part->paragraphs.count;
	if (writing->strange || count > writing->old->count - writing->line || writing->old->count != writing->new->count) {
		writing->strange = true;
		return;
	}
	struct office_lines lines = {
		.old = count ? &writing->old->items[writing->line] : NULL, .new = count ? &writing->new->items[writing->line] : NULL,
		.first = writing->line + 1,
	};
	office_rewrite(part, &lines, &writing->written, writing->sink);
	writing->line += count;
}

/* Write part INDEX with what WRITING has; *CONTENT is set where that changes it. */
static bool write_part(struct office_package *package, const struct office_kind *kind, size_t index, struct office_part *part,
                       struct part_writing *writing, struct zip_content *content, struct diagnostics *sink)
{
	struct encoding encoding;
	struct buffer encoded = { 0 };
	part->take = write_lines;
	part->context = writing;
	buffer_clear(&writing->written);
	if (!read_part(package, kind, index, part, &encoding, sink))
		return false;
	if (writing->strange) {
		diagnostics_error(sink, (struct position){ package->zip.file, 1, 1 },
		                  _("the document and its text don't belong together"));
		return false;
	}
	const struct buffer *written = &writing->written;
	bool done = true;
	if (!slice_equal(buffer_slice(written), part->source)) {
		bool plain = strcmp(encoding.name, "UTF-8") == 0 && !encoding.byte_order_mark;
		done = plain || encoding_encode(buffer_slice(written), &encoding, package->zip.file, &encoded, sink);
		*content = zip_pack(&package->zip.entries[package->parts.items[index].entry],
		                    buffer_slice(plain ? written : &encoded), package->arena);
	}
	buffer_finish(&encoded);
	return done;
}

bool office_pack(const struct office_kind *kind, const char *file, struct slice bytes, struct slice source,
                 struct slice text, struct buffer *out, struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct office_package package;
	struct office_language language;
	struct cut_lines old = { 0 }, new = { 0 };
	cut_lines(source, &old);
	cut_lines(text, &new);
	bool turned = !slice_equal(old.direction, new.direction);
	bool spoken = !slice_equal(old.language, new.language) && office_language_init(&language, new.language, old.language);
	bool done = open_package(&package, kind, file, bytes, arena, sink);
	struct zip_content *contents = memory_allocate_zero(package.zip.count + 1, sizeof *contents);
	struct part_writing writing = { .old = &old, .new = &new, .sink = sink };
	for (size_t i = 0; done && i < package.parts.count; i++) {
		struct office_part part = {
			.target = spoken ? &language : NULL, .direction = turned ? new.direction : slice_make("", 0),
		};
		done = write_part(&package, kind, i, &part, &writing, &contents[package.parts.items[i].entry], sink);
		end_part(&part);
	}
	done = done && zip_write(&package.zip, contents, out, sink);
	free(contents);
	buffer_finish(&writing.written);
	array_finish(&old);
	array_finish(&new);
	array_finish(&package.parts);
	arena_destroy(arena);
	return done;
}
