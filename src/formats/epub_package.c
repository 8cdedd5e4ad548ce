#include "formats/epub_package.h"

#include "base/memory.h"
#include "base/message.h"
#include "formats/xml_scanner.h"
#include "formats/zip_text.h"

#include <stdlib.h>

#define XHTML_TYPE "application/xhtml+xml"
#define SVG_TYPE "image/svg+xml"
#define NCX_TYPE "application/x-dtbncx+xml"
#define PACKAGE_TYPE "application/oebps-package+xml"

struct part {
	size_t entry;
	struct slice text;
	struct encoding encoding;
};

struct manifest_item {
	struct slice type;
	size_t entry;
};

struct epub {
	struct zip zip;
	struct arena *arena;
	struct table names;  /* of the entries → their indexes */
	bool *taken;         /* by index of the entry: it is a part already, or can be none */
	struct buffer text;  /* of the parts so far */
	bool protected;      /* some of the entries are */
	size_t documents;    /* content documents among the parts */
};

static void epub_finish(struct epub *epub)
{
	table_finish(&epub->names);
	free(epub->taken);
}

static bool report(const struct epub *epub, const char *text, struct diagnostics *sink)
{
	diagnostics_error(sink, (struct position){ epub->zip.file, 1, 1 }, "%s", text);
	return false;
}

static bool report_stranger(const struct epub *epub, struct diagnostics *sink)
{
	return report(epub, _("the document and its text don't belong together"), sink);
}

static int hexadecimal_digit(char byte)
{
	char lower = ascii_lower(byte);
	return is_ascii_digit(byte) ? byte - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static void append_percent_decoded(struct slice text, struct buffer *out)
{
	for (size_t i = 0; i < text.size; i++) {
		int high = text.data[i] == '%' && i + 2 < text.size ? hexadecimal_digit(text.data[i + 1]) : -1;
		int low = high >= 0 ? hexadecimal_digit(text.data[i + 2]) : -1;
		buffer_append_byte(out, low >= 0 ? (char)(high * 16 + low) : text.data[i]);
		i += low >= 0 ? 2 : 0;
	}
}

/* The entry that REFERENCE (a relative URL as an attribute spells it) names in the document BASE, the name of an entry
 * or empty; TABLE_NONE where there is none. */
static size_t find_entry(const struct epub *epub, struct slice base, struct slice reference)
{
	struct buffer decoded = { 0 }, path = { 0 };
	xml_decode(reference, true, &decoded);
	struct slice url = slice_trim(buffer_slice(&decoded)), step;
	size_t fragment = slice_find_byte(url, '#', 0);
	url = fragment == SLICE_NONE ? url : slice_range(url, 0, fragment);
	size_t folder = base.size;
	while (folder && base.data[folder - 1] != '/')
		folder--;
	if (!slice_starts_with(url, SLICE("/")))
		buffer_append(&path, slice_range(base, 0, folder));
	for (struct slice rest = url; slice_next_part(&rest, '/', &step);) {
		if (slice_equal(step, SLICE(".."))) {
			size_t size = path.size ? path.size - 1 : 0;
			while (size && path.data[size - 1] != '/')
				size--;
			path.size = size;
		} else if (step.size && !slice_equal(step, SLICE("."))) {
			append_percent_decoded(step, &path);
			if (rest.data)
				buffer_append_byte(&path, '/');
		}
	}
	size_t entry = path.size ? table_get(&epub->names, buffer_slice(&path)) : TABLE_NONE;
	buffer_finish(&decoded);
	buffer_finish(&path);
	return entry;
}

/* The encoding of a part with CONTENT. XML knows nothing of <meta charset="…">. */
static struct encoding encoding_of_part(struct slice content, struct arena *arena)
{
	size_t declared = slice_starts_with(content, SLICE("<?xml")) ? slice_find(content, SLICE("?>"), 0) : SLICE_NONE;
	size_t head_size = declared != SLICE_NONE ? declared : content.size < 4 ? content.size : 4;
	struct slice head = slice_range(content, 0, head_size);
	struct encoding encoding = encoding_detect(head, NULL, declared != SLICE_NONE, arena);
	encoding.lacking = LACKING_REFERENCE;
	return encoding;
}

/* The text of ENTRY; *READABLE is false where it is no text in the character set that it says. False after an error in
 * SINK. */
static bool read_entry(struct epub *epub, size_t entry, struct part *part, bool *readable, struct diagnostics *sink)
{
	struct slice content;
	*part = (struct part){ .entry = entry };
	if (!zip_read(&epub->zip, entry, epub->arena, &content, sink))
		return false;
	part->encoding = encoding_of_part(content, epub->arena);
	struct diagnostics *unsaid = diagnostics_create();
	*readable = encoding_is_known(part->encoding.name) &&
	            encoding_decode(content, &part->encoding, epub->zip.file, epub->arena, &part->text, unsaid) &&
	            slice_find_byte(part->text, '\0', 0) == SLICE_NONE;
	if (*readable && part->text.data != content.data) {
		/* What a character set spells in several ways would not come back as it was. */
		struct buffer again = { 0 };
		*readable = encoding_encode(part->text, &part->encoding, epub->zip.file, &again, unsaid) &&
		            slice_equal(buffer_slice(&again), content);
		buffer_finish(&again);
	}
	diagnostics_destroy(unsaid);
	return true;
}

/* Append PART to the text. */
static void append_part(struct epub *epub, const struct part *part)
{
	buffer_append_byte(&epub->text, '\0');
	buffer_append(&epub->text, epub->zip.entries[part->entry].name);
	buffer_append_byte(&epub->text, '\n');
	buffer_append(&epub->text, part->text);
}

static bool take_part(struct epub *epub, size_t entry, bool document, struct diagnostics *sink)
{
	if (entry == TABLE_NONE || epub->taken[entry])
		return true;
	struct part part;
	bool readable;
	epub->taken[entry] = true;
	struct slice name = epub->zip.entries[entry].name;
	if (slice_find_byte(name, '\n', 0) != SLICE_NONE || slice_find_byte(name, '\0', 0) != SLICE_NONE)
		return true;
	/* One part at a time: together they are many times as long as the archive. */
	struct arena *arena = epub->arena;
	epub->arena = arena_create();
	bool done = read_entry(epub, entry, &part, &readable, sink);
	if (done && readable) {
		append_part(epub, &part);
		epub->documents += document;
	}
	arena_destroy(epub->arena);
	epub->arena = arena;
	return done;
}

/* A document of the publication that says how others hang together. */
static bool read_structure(struct epub *epub, size_t entry, struct part *part, const char **file,
                           struct diagnostics *sink)
{
	bool readable;
	if (!read_entry(epub, entry, part, &readable, sink))
		return false;
	*file = arena_format(epub->arena, "%s: %.*s", epub->zip.file, SLICE_ARG(epub->zip.entries[entry].name)).data;
	if (readable)
		return true;
	diagnostics_error(sink, (struct position){ *file, 1, 1 },
	                  _("it is not in the character set that it says; make the publication anew"));
	return false;
}

static struct slice attribute(const struct xml_scanner *scanner, const char *name)
{
	const struct xml_attribute *found = xml_find_attribute(scanner, name, "");
	return found ? xml_attribute_value(scanner, found) : SLICE("");
}

/* Take all of ITEMS that are of TYPE. */
static bool take_listed(struct epub *epub, const struct manifest_item *items, size_t count, struct slice type, bool documents,
                        struct diagnostics *sink)
{
	bool done = true;
	for (size_t i = 0; done && i < count; i++)
		if (slice_equal(items[i].type, type))
			done = take_part(epub, items[i].entry, documents, sink);
	return done;
}

/* The parts of the package document ENTRY: what is read, in its order, then what is listed beside. */
static bool take_package(struct epub *epub, size_t entry, struct diagnostics *sink)
{
	struct part package;
	const char *file;
	if (entry == TABLE_NONE || epub->taken[entry])
		return true;
	if (!read_structure(epub, entry, &package, &file, sink))
		return false;
	epub->taken[entry] = true;
	struct slice base = epub->zip.entries[entry].name;
	struct { struct manifest_item *items; size_t count, capacity; } manifest = { 0 };
	struct slices spine = { 0 };
	struct table ids = { 0 };
	struct xml_scanner scanner;
	struct xml_token token;
	xml_scanner_init(&scanner, package.text, XML_DOCUMENT, file, sink);
	while (xml_scanner_next(&scanner, &token)) {
		if (token.kind != XML_START_TAG)
			continue;
		if (slice_equal(token.local, SLICE("item"))) {
			table_add(&ids, attribute(&scanner, "id"), manifest.count);
			struct slice reference = attribute(&scanner, "href");
			size_t named = find_entry(epub, base, reference);
			array_push(&manifest, (struct manifest_item){ attribute(&scanner, "media-type"), named });
		} else if (slice_equal(token.local, SLICE("itemref"))) {
			array_push(&spine, attribute(&scanner, "idref"));
		}
	}
	bool done = !scanner.failed;
	for (size_t i = 0; done && i < spine.count; i++) {
		size_t item = table_get(&ids, spine.items[i]);
		if (item != TABLE_NONE && (slice_equal(manifest.items[item].type, SLICE(XHTML_TYPE)) ||
		                           slice_equal(manifest.items[item].type, SLICE(SVG_TYPE))))
			done = take_part(epub, manifest.items[item].entry, true, sink);
	}
	done = done && take_listed(epub, manifest.items, manifest.count, SLICE(XHTML_TYPE), true, sink) &&
	       take_listed(epub, manifest.items, manifest.count, SLICE(SVG_TYPE), false, sink) &&
	       take_listed(epub, manifest.items, manifest.count, SLICE(NCX_TYPE), false, sink);
	if (done)
		append_part(epub, &package);
	xml_scanner_finish(&scanner);
	array_finish(&manifest);
	array_finish(&spine);
	table_finish(&ids);
	return done;
}

/* What META-INF/encryption.xml lists can't be read (OCF 3.3, section 4.2.6.3.2). */
static bool leave_protected(struct epub *epub, struct diagnostics *sink)
{
	struct part part;
	const char *file;
	size_t entry = table_get(&epub->names, SLICE("META-INF/encryption.xml"));
	if (entry == TABLE_NONE)
		return true;
	if (!read_structure(epub, entry, &part, &file, sink))
		return false;
	struct xml_scanner scanner;
	struct xml_token token;
	xml_scanner_init(&scanner, part.text, XML_DOCUMENT, file, sink);
	while (xml_scanner_next(&scanner, &token)) {
		if (token.kind != XML_START_TAG || !slice_equal(token.local, SLICE("CipherReference")))
			continue;
		size_t found = find_entry(epub, SLICE(""), attribute(&scanner, "URI"));
		if (found != TABLE_NONE)
			epub->taken[found] = epub->protected = true;
	}
	bool done = !scanner.failed;
	xml_scanner_finish(&scanner);
	return done;
}

static bool take_packages(struct epub *epub, struct diagnostics *sink)
{
	struct part container;
	const char *file;
	size_t entry = table_get(&epub->names, SLICE("META-INF/container.xml"));
	if (entry == TABLE_NONE)
		return report(epub, _("not an EPUB publication: the archive has no META-INF/container.xml; make it anew"),
		              sink);
	if (!read_structure(epub, entry, &container, &file, sink))
		return false;
	struct xml_scanner scanner;
	struct xml_token token;
	bool done = true;
	xml_scanner_init(&scanner, container.text, XML_DOCUMENT, file, sink);
	while (done && xml_scanner_next(&scanner, &token))
		if (token.kind == XML_START_TAG && slice_equal(token.local, SLICE("rootfile")) &&
		    slice_equal(attribute(&scanner, "media-type"), SLICE(PACKAGE_TYPE)))
			done = take_package(epub, find_entry(epub, SLICE(""), attribute(&scanner, "full-path")), sink);
	done = done && !scanner.failed;
	xml_scanner_finish(&scanner);
	return done;
}

/* Open the archive of the publication BYTES. EPUB is to be finished in any case. */
static bool epub_open(struct epub *epub, const char *file, struct slice bytes, struct arena *arena, struct diagnostics *sink)
{
	*epub = (struct epub){ .arena = arena };
	if (!zip_open(&epub->zip, bytes, file, arena, sink))
		return false;
	for (size_t i = 0; i < epub->zip.count; i++)
		table_add(&epub->names, epub->zip.entries[i].name, i);
	return true;
}

/* Find and read the parts of EPUB. */
static bool read_parts(struct epub *epub, struct diagnostics *sink)
{
	epub->taken = memory_allocate_zero(epub->zip.count + 1, sizeof *epub->taken);
	if (!leave_protected(epub, sink) || !take_packages(epub, sink))
		return false;
	if (epub->text.size == 0)
		return report(epub, _("not an EPUB publication: its container names no package document; make it anew"), sink);
	if (epub->documents == 0 && epub->protected)
		return report(epub, _("its text is encrypted; take a copy without digital rights management"), sink);
	return true;
}

bool epub_next_part(struct slice text, size_t *offset, struct epub_text_part *part)
{
	if (*offset >= text.size)
		return false;
	size_t line = slice_find_byte(text, '\n', *offset), end = slice_find_byte(text, '\0', *offset + 1);
	end = end == SLICE_NONE ? text.size : end;
	line = line < end ? line : end;
	*part = (struct epub_text_part){ slice_range(text, *offset + 1, line), line < end ? line + 1 : end, end };
	*offset = end;
	return true;
}

bool epub_unpack(const char *file, struct slice bytes, struct arena *arena, struct slice *text,
                 struct diagnostics *sink)
{
	struct arena *parts = arena_create();
	struct epub epub;
	bool done = epub_open(&epub, file, bytes, parts, sink) && read_parts(&epub, sink);
	epub_finish(&epub);
	arena_destroy(parts);
	/* Not copied: it is many times as long as the archive. */
	*text = buffer_slice(&epub.text);
	arena_adopt(arena, epub.text.data);
	return done;
}

/* A publication that is written again while its new text comes. */
struct epub_packing {
	struct packing packing; /* first: the caller's pointer is to it */
	struct epub epub;
	struct arena *arena;
	struct outlet out;
	struct diagnostics *sink;
	struct slice source;
	struct buffer text;      /* the new one, as far as it was not taken */
	size_t next;             /* where the next part begins in the source */
	bool in_part, failed;
	struct arena *passing;   /* the part's */
	struct encoding encoding;
	struct slice old;        /* what is left of its old text */
	struct zip_text part_text;
	struct zip_content *contents; /* by index of the entry */
};

static void fail_as_stranger(struct epub_packing *packing)
{
	packing->failed = !report_stranger(&packing->epub, packing->sink);
}

/* Find the encoding of ENTRY, whose text is OLD. */
static bool find_encoding(struct epub_packing *packing, size_t entry, struct slice old)
{
	const struct zip_entry *packed = &packing->epub.zip.entries[entry];
	/* Most parts are UTF-8: these need not be unpacked. */
	if (zip_holds(packed, old)) {
		packing->encoding = encoding_of_part(old, packing->passing);
		return true;
	}
	struct part part;
	bool readable;
	packing->epub.arena = packing->passing;
	if (!read_entry(&packing->epub, entry, &part, &readable, packing->sink)) {
		packing->failed = true;
		return false;
	}
	packing->encoding = part.encoding;
	return readable && slice_equal(part.text, old);
}

/* The new text goes on with the part NAME. */
static void begin_part(struct epub_packing *packing, struct slice name)
{
	struct epub_text_part old;
	bool own = epub_next_part(packing->source, &packing->next, &old) && slice_equal(old.name, name);
	size_t entry = own ? table_get(&packing->epub.names, name) : TABLE_NONE;
	packing->old = own ? slice_range(packing->source, old.begin, old.end) : SLICE("");
	packing->passing = arena_create();
	packing->in_part = entry != TABLE_NONE && find_encoding(packing, entry, packing->old);
	if (packing->in_part) {
		zip_text_begin(&packing->part_text, &packing->epub.zip, entry, &packing->encoding, &packing->contents[entry]);
		return;
	}
	arena_destroy(packing->passing);
	if (!packing->failed)
		fail_as_stranger(packing);
}

/* The part goes on with PIECE of the new text. */
static void add_to_part(struct epub_packing *packing, struct slice piece)
{
	bool same = slice_starts_with(packing->old, piece);
	packing->old = slice_from_offset(packing->old, same ? piece.size : 0);
	zip_text_add(&packing->part_text, piece, same);
}

static void end_part(struct epub_packing *packing, bool keep)
{
	packing->in_part = false;
	if (packing->old.size)
		zip_text_add(&packing->part_text, SLICE(""), false); /* which the new text has not */
	if (!zip_text_end(&packing->part_text, keep, packing->epub.zip.file, packing->sink))
		packing->failed = true;
	arena_destroy(packing->passing);
}

/* Take the new text that is there. */
static void take_text(void *context)
{
	struct epub_packing *packing = context;
	struct slice rest = buffer_slice(&packing->text);
	while (!packing->failed && rest.size) {
		size_t end = slice_find_byte(rest, packing->in_part ? '\0' : '\n', 0);
		if (packing->in_part) {
			add_to_part(packing, slice_range(rest, 0, end == SLICE_NONE ? rest.size : end));
			if (end == SLICE_NONE)
				end = rest.size;
			else
				end_part(packing, true);
			rest = slice_from_offset(rest, end);
		} else if (end == SLICE_NONE) {
			break;
		} else {
			begin_part(packing, slice_range(rest, end > 0, end));
			rest = slice_from_offset(rest, end + 1);
		}
	}
	buffer_drop(&packing->text, packing->failed ? packing->text.size : packing->text.size - rest.size);
}

static void take_enough_text(void *context)
{
	struct epub_packing *packing = context;
	if (packing->text.size >= PACKING_PIECE)
		take_text(packing);
}

static bool end_packing(struct packing *base, bool keep)
{
	struct epub_packing *packing = (struct epub_packing *)base;
	if (keep)
		take_text(packing);
	if (packing->in_part)
		end_part(packing, keep);
	if (keep && !packing->failed && (packing->next != packing->source.size || packing->text.size))
		fail_as_stranger(packing);
	bool done = keep && !packing->failed && zip_write(&packing->epub.zip, packing->contents, &packing->out, packing->sink);
	for (size_t i = 0; i < packing->epub.zip.count; i++)
		zip_content_finish(&packing->contents[i]);
	free(packing->contents);
	buffer_finish(&packing->text);
	epub_finish(&packing->epub);
	arena_destroy(packing->arena);
	free(packing);
	return done;
}

struct packing *epub_pack(const char *file, struct slice bytes, struct slice source, const struct outlet *out,
                          struct diagnostics *sink)
{
	struct epub_packing *packing = memory_allocate_zero(1, sizeof *packing);
	packing->packing = (struct packing){ { &packing->text, take_enough_text, packing }, end_packing };
	packing->arena = arena_create();
	packing->out = *out;
	packing->sink = sink;
	packing->source = source;
	packing->failed = !epub_open(&packing->epub, file, bytes, packing->arena, sink);
	packing->contents = memory_allocate_zero(packing->epub.zip.count + 1, sizeof *packing->contents);
	return &packing->packing;
}
