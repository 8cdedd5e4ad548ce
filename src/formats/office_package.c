#include "formats/office_package.h"

#include "base/message.h"
#include "formats/office_language.h"
#include "formats/office_text.h"
#include "formats/zip_text.h"

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

/* Have the source of PART, entry INDEX, come in pieces, if it is long and UTF-8; in *ENCODING, if it is. */
static bool open_long_source(struct office_package *package, size_t index, struct office_part *part, struct encoding *encoding)
{
	enum { LONG = 1 << 20, HEAD = 1 << 14 };
	struct zip_reader *rest = package->zip.entries[index].size < LONG ? NULL : zip_reader_create(&package->zip, index);
	if (!rest)
		return false;
	char *head = arena_allocate(part->arena, HEAD);
	part->source = slice_make(head, zip_reader_read(rest, head, HEAD));
	*encoding = encoding_detect(part->source, NULL, true, part->arena);
	if (strcmp(encoding->name, "UTF-8") != 0) {
		zip_reader_finish(rest);
		return false;
	}
	part->source = slice_from_offset(part->source, encoding->byte_order_mark ? 3 : 0);
	part->rest = rest;
	return true;
}

/* Begin to read part INDEX of PACKAGE into PART, whose target and direction are set, in an arena of its own: end_part frees
 * it. WHOLE: it is not to come in pieces. NULL after an error in SINK. */
static struct office_reading *begin_part(struct office_package *package, const struct office_kind *kind, size_t index, bool whole,
                                         struct office_part *part, struct encoding *encoding, struct diagnostics *sink)
{
	const struct office_package_part *found = &package->parts.items[index];
	part->arena = arena_create();
	part->file = package->zip.file;
	part->name = package->zip.entries[found->entry].name;
	if (!whole && open_long_source(package, found->entry, part, encoding))
		return kind->read(part, found->context, NULL);
	if (!office_package_read(package, found->entry, part->arena, &part->source, encoding, sink))
		return NULL;
	return kind->read(part, found->context, sink);
}

/* End READING (or NULL) of PART. False where it has ended with an error; *TOLD is whether the sink has it. */
static bool end_reading(struct office_part *part, struct office_reading *reading, bool *told)
{
	bool good = reading && office_end_reading(reading);
	*told = !part->rest;
	if (part->rest && !zip_reader_finish(part->rest))
		good = false;
	part->rest = NULL;
	return good;
}

static void end_part(struct office_part *part)
{
	office_part_finish(part);
	arena_destroy(part->arena);
}

static void take_lines(struct office_part *part, struct buffer *lines)
{
	for (size_t i = 0; i < part->paragraphs.count; i++) {
		buffer_append(lines, part->paragraphs.items[i].role);
		buffer_append_byte(lines, '\t');
		office_view(part, i, lines);
		buffer_append_byte(lines, '\n');
	}
}

/* What the parts of a package have given so far. */
struct unpacking {
	struct buffer lines;
	size_t rtl, ltr;
};

/* Part INDEX into UNPACKING; WHOLE, or in pieces if it is long, and then without a word of errors: *TOLD. */
static bool unpack_part(struct office_package *package, const struct office_kind *kind, size_t index, bool whole,
                        struct unpacking *unpacking, bool *told, struct diagnostics *sink)
{
	struct office_part part = { 0 };
	struct encoding encoding;
	struct office_reading *reading = begin_part(package, kind, index, whole, &part, &encoding, sink);
	size_t before = unpacking->lines.size;
	while (reading && office_read_piece(reading))
		take_lines(&part, &unpacking->lines);
	bool good = end_reading(&part, reading, told);
	if (good) {
		unpacking->rtl += part.rtl;
		unpacking->ltr += part.ltr;
	} else {
		unpacking->lines.size = before;
	}
	end_part(&part);
	return good;
}

bool office_unpack(const struct office_kind *kind, const char *file, struct slice bytes, struct arena *arena,
                   struct slice *text, struct diagnostics *sink)
{
	struct office_package package;
	struct unpacking unpacking = { 0 };
	struct buffer *lines = &unpacking.lines;
	bool done = open_package(&package, kind, file, bytes, arena, sink), told;
	buffer_append_byte(lines, OFFICE_LANGUAGE);
	buffer_append(lines, package.language);
	buffer_append_byte(lines, OFFICE_DIRECTION);
	size_t direction = lines->size;
	buffer_append_string(lines, "ltr");
	buffer_append_byte(lines, OFFICE_HEAD_END);
	for (size_t i = 0; done && i < package.parts.count; i++)
		done = unpack_part(&package, kind, i, false, &unpacking, &told, sink) ||
		       (!told && unpack_part(&package, kind, i, true, &unpacking, &told, sink));
	if (unpacking.rtl > unpacking.ltr)
		memcpy(lines->data + direction, "rtl", 3);
	/* Handed over: they are nearly as long as the document is unpacked. */
	buffer_trim(lines);
	*text = buffer_slice(lines);
	arena_adopt(arena, lines->data);
	array_finish(&package.parts);
	return done;
}

/* A document that is written again while its new lines come: as soon as those of a part's piece are there, it is written. */
struct office_packing {
	struct packing packing; /* first: the caller's pointer is to it */
	struct office_package package;
	const struct office_kind *kind;
	struct arena *arena;
	struct outlet out;
	struct diagnostics *sink;
	struct slice old;    /* what is left of the old text */
	struct buffer text;  /* the new one, as far as it is not written yet */
	size_t looked_at;    /* how much of it was searched for ends of lines */
	struct { size_t *items; size_t count, capacity; } ends; /* of its lines */
	struct slices old_lines, new_lines; /* of the piece at hand */
	bool begun, failed;

	struct office_language language;
	bool spoken;            /* it is to be set */
	struct slice direction; /* the same, if there is one */

	size_t line, next;      /* how many lines are written; the part to be read next */
	struct office_part part;
	struct office_reading *reading; /* NULL: no part is read */
	bool at_hand;                   /* a piece of it is */
	struct encoding encoding;
	struct zip_text part_text;
	struct buffer written;
	struct zip_content *contents;   /* by index of the entry */
};

static void fail_as_stranger(struct office_packing *packing)
{
	packing->failed = true;
	diagnostics_error(packing->sink, (struct position){ packing->package.zip.file, 1, 1 },
	                  _("the document and its text don't belong together"));
}

/* Begin, if the head of the new text is there. What it says is set in all parts. */
static bool begin_packing(struct office_packing *packing)
{
	struct office_head old, new;
	if (!office_read_head(buffer_slice(&packing->text), &new))
		return false;
	if (!office_read_head(packing->old, &old))
		return false; /* it is told of at the end */
	packing->begun = true;
	packing->spoken = !slice_equal(old.language, new.language) &&
	                  office_language_init(&packing->language, new.language, old.language);
	if (!slice_equal(old.direction, new.direction))
		packing->direction = arena_copy(packing->arena, new.direction);
	packing->old = slice_from_offset(packing->old, old.end);
	buffer_drop(&packing->text, new.end);
	return true;
}

/* Begin to write the part whose turn it is. */
static void begin_next_part(struct office_packing *packing)
{
	size_t index = packing->next++, entry = packing->package.parts.items[index].entry;
	packing->part = (struct office_part){ .target = packing->spoken ? &packing->language : NULL, .direction = packing->direction };
	packing->reading = begin_part(&packing->package, packing->kind, index, false, &packing->part, &packing->encoding,
	                              packing->sink);
	if (packing->reading) {
		zip_text_begin(&packing->part_text, &packing->package.zip, entry, &packing->encoding, &packing->contents[entry]);
	} else {
		packing->failed = true;
		end_part(&packing->part);
	}
}

/* The part that is read ends. */
static void end_this_part(struct office_packing *packing, bool keep)
{
	bool told, good = end_reading(&packing->part, packing->reading, &told) && keep;
	packing->reading = NULL;
	if (keep && !good && !told)
		fail_as_stranger(packing);
	if (!zip_text_end(&packing->part_text, good, packing->package.zip.file, packing->sink))
		packing->failed = true;
	end_part(&packing->part);
}

/* Have a piece at hand; false where there is none any more, and after an error. */
static bool next_piece(struct office_packing *packing)
{
	while (!packing->failed && !packing->at_hand && (packing->reading || packing->next < packing->package.parts.count)) {
		if (!packing->reading)
			begin_next_part(packing);
		else if (office_read_piece(packing->reading))
			packing->at_hand = true;
		else
			end_this_part(packing, true);
	}
	return packing->at_hand && !packing->failed;
}

/* Find the ends of the piece's new lines; false if they are not all there. */
static bool find_lines(struct office_packing *packing)
{
	struct slice text = buffer_slice(&packing->text);
	while (packing->ends.count < packing->part.paragraphs.count) {
		size_t end = slice_find_byte(text, '\n', packing->looked_at);
		packing->looked_at = end == SLICE_NONE ? text.size : end + 1;
		if (end == SLICE_NONE)
			return false;
		array_push(&packing->ends, end);
	}
	return true;
}

/* The text of LINE into LINES; false where it is no line. */
static bool take_line(struct slices *lines, struct slice line)
{
	size_t tab = slice_find_byte(line, '\t', 0);
	if (tab == SLICE_NONE)
		return false;
	array_push(lines, slice_from_offset(line, tab + 1));
	return true;
}

/* Write the piece at hand, whose new lines begin at *TAKEN of the new text, which is left behind them. */
static void write_piece(struct office_packing *packing, size_t *taken)
{
	struct slice text = buffer_slice(&packing->text), line;
	bool good = true;
	array_clear(&packing->old_lines);
	array_clear(&packing->new_lines);
	for (size_t i = 0; good && i < packing->ends.count; i++) {
		good = slice_next_part(&packing->old, '\n', &line) && take_line(&packing->old_lines, line) &&
		       take_line(&packing->new_lines, slice_range(text, *taken, packing->ends.items[i]));
		*taken = packing->ends.items[i] + 1;
	}
	if (!good) {
		fail_as_stranger(packing);
		return;
	}
	struct office_lines lines = { packing->old_lines.items, packing->new_lines.items, packing->line + 1 };
	office_rewrite(&packing->part, &lines, &packing->written, packing->sink);
	struct slice before = slice_range(packing->part.source, packing->part.begin, packing->part.end);
	struct slice after = buffer_slice(&packing->written);
	zip_text_add(&packing->part_text, after, slice_equal(before, after));
	buffer_clear(&packing->written);
	packing->line += packing->ends.count;
	array_clear(&packing->ends);
	packing->at_hand = false;
}

/* Write what can be written with the new text that is there; with all of it, where it is the LAST. */
static void write_pieces(struct office_packing *packing, bool last)
{
	size_t taken = 0;
	bool begun = packing->begun || begin_packing(packing), whole = true;
	while (begun && whole && next_piece(packing)) {
		whole = find_lines(packing);
		if (whole)
			write_piece(packing, &taken);
	}
	if (last && !packing->failed && (!begun || !whole || taken < packing->text.size || packing->old.size))
		fail_as_stranger(packing);
	if (packing->failed)
		taken = packing->looked_at = packing->text.size;
	buffer_drop(&packing->text, taken);
	packing->looked_at -= taken;
	for (size_t i = 0; i < packing->ends.count; i++)
		packing->ends.items[i] -= taken;
}

static void take_text(void *context)
{
	struct office_packing *packing = context;
	if (packing->text.size - packing->looked_at >= PACKING_PIECE)
		write_pieces(packing, false);
}

static bool end_packing(struct packing *base, bool keep)
{
	struct office_packing *packing = (struct office_packing *)base;
	if (keep)
		write_pieces(packing, true);
	bool done = keep && !packing->failed && zip_write(&packing->package.zip, packing->contents, &packing->out, packing->sink);
	if (packing->reading)
		end_this_part(packing, false);
	for (size_t i = 0; i < packing->package.zip.count; i++)
		zip_content_finish(&packing->contents[i]);
	free(packing->contents);
	buffer_finish(&packing->text);
	buffer_finish(&packing->written);
	array_finish(&packing->ends);
	array_finish(&packing->old_lines);
	array_finish(&packing->new_lines);
	array_finish(&packing->package.parts);
	arena_destroy(packing->arena);
	free(packing);
	return done;
}

struct packing *office_pack(const struct office_kind *kind, const char *file, struct slice bytes, struct slice source,
                            const struct outlet *out, struct diagnostics *sink)
{
	struct office_packing *packing = memory_allocate_zero(1, sizeof *packing);
	packing->packing = (struct packing){ { &packing->text, take_text, packing }, end_packing };
	packing->kind = kind;
	packing->arena = arena_create();
	packing->out = *out;
	packing->sink = sink;
	packing->old = source;
	packing->failed = !open_package(&packing->package, kind, file, bytes, packing->arena, sink);
	packing->contents = memory_allocate_zero(packing->package.zip.count + 1, sizeof *packing->contents);
	return &packing->packing;
}
