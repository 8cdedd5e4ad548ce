/* ooxml.c: DOCX and PPTX files (ECMA-376, Open Packaging Conventions). */

#include "base/message.h"
#include "formats/format.h"
#include "formats/office_package.h"
#include "formats/office_text.h"
#include "formats/ooxml_reader.h"
#include "formats/xml_scanner.h"
#include "text/encoding.h"

/* A kind of part: the end of its content type, and what its paragraphs are. */
struct part_kind {
	const char *type, *role;
	unsigned rank;
	bool only_language;
};

static const struct part_kind word_kinds[] = {
	{ "wordprocessingml.document.main+xml", "paragraph", 1, false },
	{ "wordprocessingml.template.main+xml", "paragraph", 1, false },
	{ "ms-word.document.macroEnabled.main+xml", "paragraph", 1, false },
	{ "ms-word.template.macroEnabledTemplate.main+xml", "paragraph", 1, false },
	{ "wordprocessingml.footnotes+xml", "footnote", 2, false },
	{ "wordprocessingml.endnotes+xml", "endnote", 3, false },
	{ "wordprocessingml.comments+xml", "comment", 4, false },
	{ "wordprocessingml.header+xml", "header", 5, false },
	{ "wordprocessingml.footer+xml", "footer", 6, false },
	{ "wordprocessingml.styles+xml", "", 9, true },
	{ "wordprocessingml.stylesWithEffects+xml", "", 9, true },
	{ "wordprocessingml.settings+xml", "", 9, true },
	{ "wordprocessingml.numbering+xml", "", 9, true },
};

static const struct part_kind slide_kinds[] = {
	{ "presentationml.slide+xml", "slide text", 1, false },
	{ "presentationml.notesSlide+xml", "slide notes", 2, false },
	{ "presentationml.presentation.main+xml", "", 9, true },
	{ "presentationml.slideshow.main+xml", "", 9, true },
	{ "presentationml.template.main+xml", "", 9, true },
	{ "ms-powerpoint.presentation.macroEnabled.main+xml", "", 9, true },
	{ "presentationml.slideLayout+xml", "", 9, true },
	{ "presentationml.slideMaster+xml", "", 9, true },
};

/* Parts that documents of both kinds may have. */
static const struct part_kind common_kinds[] = {
	{ "openxmlformats-package.core-properties+xml", "document property", 0, false },
	{ "drawingml.chart+xml", "chart text", 7, false },
	{ "drawingml.diagramData+xml", "diagram text", 7, false },
	{ "ms-office.drawingml.diagramDrawing+xml", "diagram text", 7, false },
};

struct document_kind {
	const struct part_kind *parts;
	size_t count;
	const char *what; /* for messages */
};

static const struct document_kind word_documents = {
	word_kinds, sizeof word_kinds / sizeof *word_kinds, "Word",
};
static const struct document_kind slide_documents = {
	slide_kinds, sizeof slide_kinds / sizeof *slide_kinds, "PowerPoint",
};

static const struct part_kind *find_kind(const struct part_kind *kinds, size_t count, struct slice type)
{
	for (size_t i = 0; i < count; i++)
		if (slice_ends_with(type, slice_from(kinds[i].type)))
			return &kinds[i];
	return NULL;
}

static struct slice value_of(const struct xml_scanner *scanner, const char *local, struct arena *arena)
{
	const struct xml_attribute *attribute = xml_find_attribute(scanner, local, NULL);
	struct buffer value = { 0 };
	if (attribute)
		xml_decode(xml_attribute_value(scanner, attribute), true, &value);
	struct slice copy = arena_copy(arena, buffer_slice(&value));
	buffer_finish(&value);
	return copy;
}

/* [Content_Types].xml: the type of each entry, by its index; empty where there is none. */
static bool read_types(struct office_package *package, struct slice *types, struct diagnostics *sink)
{
	struct zip *zip = &package->zip;
	struct slice source;
	struct encoding encoding;
	size_t entry = zip_find(zip, SLICE("[Content_Types].xml"));
	if (entry == SIZE_MAX) {
		diagnostics_error(sink, (struct position){ zip->file, 1, 1 },
		                  _("not an Office document: the archive has no [Content_Types].xml; save it anew"));
		return false;
	}
	if (!office_package_read(package, entry, &source, &encoding, sink))
		return false;
	struct table names = { 0 }, extensions = { 0 };
	struct slices known = { 0 };
	for (size_t i = 0; i < zip->count; i++)
		table_add(&names, zip->entries[i].name, i);
	struct xml_scanner scanner;
	struct xml_token token;
	const char *file = arena_format(package->arena, "%s: [Content_Types].xml", zip->file).data;
	xml_scanner_init(&scanner, source, XML_DOCUMENT, file, sink);
	while (xml_scanner_next(&scanner, &token)) {
		if (token.kind != XML_START_TAG)
			continue;
		struct slice type = value_of(&scanner, "ContentType", package->arena);
		if (slice_equal(token.local, SLICE("Override"))) {
			struct slice name = value_of(&scanner, "PartName", package->arena);
			size_t index = table_get(&names, slice_from_offset(name, name.size > 0));
			if (index != TABLE_NONE)
				types[index] = type;
		} else if (slice_equal(token.local, SLICE("Default"))) {
			table_add(&extensions, value_of(&scanner, "Extension", package->arena), known.count);
			array_push(&known, type);
		}
	}
	for (size_t i = 0; i < zip->count; i++) {
		struct slice name = zip->entries[i].name;
		size_t dot = name.size;
		while (dot && name.data[dot - 1] != '.')
			dot--;
		size_t index = types[i].size || !dot ? TABLE_NONE : table_get(&extensions, slice_from_offset(name, dot));
		if (index != TABLE_NONE)
			types[i] = known.items[index];
	}
	bool done = !scanner.failed;
	xml_scanner_finish(&scanner);
	table_finish(&names);
	table_finish(&extensions);
	array_finish(&known);
	return done;
}

/* What styles.xml and its like tell: the roles of the paragraphs with each style, and the language. */
struct styles {
	struct table roles; /* id → index into names */
	struct slices names;
	struct slice language;
};

/* What a paragraph is in a style NAME, as it is called in every language's Word; empty: nothing in particular. */
static struct slice role_of_style(struct slice name, struct arena *arena)
{
	if (name.size == 9 && slice_equal_ignoring_case(slice_range(name, 0, 8), SLICE("heading ")) &&
	    is_ascii_digit(name.data[8]))
		return arena_format(arena, "heading %c", name.data[8]);
	if (slice_equal_ignoring_case(name, SLICE("Title")))
		return SLICE("title");
	if (slice_equal_ignoring_case(name, SLICE("Subtitle")))
		return SLICE("subtitle");
	if (slice_equal_ignoring_case(name, SLICE("caption")))
		return SLICE("caption");
	if (slice_equal_ignoring_case(name, SLICE("List Paragraph")))
		return SLICE("list item");
	return slice_make("", 0);
}

static bool read_styles(struct office_package *package, size_t entry, struct styles *styles, struct diagnostics *sink)
{
	struct slice source, id = slice_make("", 0);
	struct encoding encoding;
	if (!office_package_read(package, entry, &source, &encoding, sink))
		return false;
	struct xml_scanner scanner;
	struct xml_token token;
	struct slice name = package->zip.entries[entry].name;
	const char *file = arena_format(package->arena, "%s: %.*s", package->zip.file, SLICE_ARG(name)).data;
	xml_scanner_init(&scanner, source, XML_DOCUMENT, file, sink);
	while (xml_scanner_next(&scanner, &token)) {
		if (token.kind != XML_START_TAG)
			continue;
		if (slice_equal(token.local, SLICE("style"))) {
			id = value_of(&scanner, "styleId", package->arena);
		} else if (id.size && slice_equal(token.local, SLICE("name"))) {
			struct slice role = role_of_style(value_of(&scanner, "val", package->arena), package->arena);
			if (role.size) {
				table_add(&styles->roles, id, styles->names.count);
				array_push(&styles->names, role);
			}
			id = slice_make("", 0);
		}
		if (styles->language.size)
			continue;
		if (slice_equal(token.local, SLICE("lang")))
			styles->language = value_of(&scanner, "val", package->arena);
		else if (slice_ends_with(token.local, SLICE("RPr")))
			styles->language = value_of(&scanner, "lang", package->arena);
	}
	bool done = !scanner.failed;
	xml_scanner_finish(&scanner);
	return done;
}

static bool find_parts(struct office_package *package, struct diagnostics *sink)
{
	const struct document_kind *document = package->kind;
	struct zip *zip = &package->zip;
	struct slice *types = memory_allocate_zero(zip->count + 1, sizeof *types);
	struct styles *styles = arena_allocate_zero(package->arena, 1, sizeof *styles);
	bool done = read_types(package, types, sink), whole = false;
	for (size_t i = 0; done && i < zip->count; i++) {
		const struct part_kind *kind = find_kind(document->parts, document->count, types[i]);
		if (!kind)
			kind = find_kind(common_kinds, sizeof common_kinds / sizeof *common_kinds, types[i]);
		if (!kind)
			continue;
		whole = whole || kind->rank == 1;
		struct ooxml_context *context = arena_allocate_zero(package->arena, 1, sizeof *context);
		context->role = slice_from(kind->role);
		context->only_language = kind->only_language;
		array_push(&package->parts, (struct office_package_part){ i, context, kind->rank });
		if (kind->rank == 9)
			done = read_styles(package, i, styles, sink);
	}
	if (done && !whole) {
		diagnostics_error(sink, (struct position){ zip->file, 1, 1 },
		                  _("not a %s document: no part of it says that it is one; save it anew"), document->what);
		done = false;
	}
	/* The tables live as long as the parts are read. */
	struct table *roles = arena_copy_array(package->arena, &styles->roles, 1, sizeof *roles);
	struct slice *names = arena_copy_array(package->arena, styles->names.items, styles->names.count, sizeof *names);
	roles->slots = arena_copy_array(package->arena, styles->roles.slots, styles->roles.capacity, sizeof *roles->slots);
	for (size_t i = 0; i < package->parts.count; i++) {
		struct ooxml_context *context = (struct ooxml_context *)package->parts.items[i].context;
		context->style_roles = roles;
		context->roles = names;
	}
	package->language = styles->language;
	table_finish(&styles->roles);
	array_finish(&styles->names);
	free(types);
	return done;
}

static const struct office_kind docx = { find_parts, ooxml_read, &word_documents };
static const struct office_kind pptx = { find_parts, ooxml_read, &slide_documents };

static bool unpack_docx(const char *file, struct slice bytes, struct arena *arena, struct slice *text,
                        struct diagnostics *sink)
{
	return office_unpack(&docx, file, bytes, arena, text, sink);
}

static bool pack_docx(const char *file, struct slice bytes, struct slice source, struct slice text, struct buffer *out,
                      struct diagnostics *sink)
{
	return office_pack(&docx, file, bytes, source, text, out, sink);
}

static bool unpack_pptx(const char *file, struct slice bytes, struct arena *arena, struct slice *text,
                        struct diagnostics *sink)
{
	return office_unpack(&pptx, file, bytes, arena, text, sink);
}

static bool pack_pptx(const char *file, struct slice bytes, struct slice source, struct slice text, struct buffer *out,
                      struct diagnostics *sink)
{
	return office_pack(&pptx, file, bytes, source, text, out, sink);
}

static const char *const docx_extensions[] = { "docx", "docm", "dotx", "dotm", NULL };
static const char *const pptx_extensions[] = { "pptx", "pptm", "ppsx", "potx", NULL };

const struct format format_docx = {
	.name = "docx", .extensions = docx_extensions, .parse = office_parse, .fit = office_fit,
	.find_placeables = office_find_placeables, .unpack = unpack_docx, .pack = pack_docx, .accept = office_accept,
};

const struct format format_pptx = {
	.name = "pptx", .extensions = pptx_extensions, .parse = office_parse, .fit = office_fit,
	.find_placeables = office_find_placeables, .unpack = unpack_pptx, .pack = pack_pptx, .accept = office_accept,
};
