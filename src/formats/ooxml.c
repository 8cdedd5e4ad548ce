/* ooxml.c: DOCX, PPTX and XLSX files (ECMA-376, Open Packaging Conventions). */

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
	/* It has text; it only says how text looks, in which language; it has names that are texts of cells, too. */
	enum part_use { PROSE, STYLES, NAMES } use;
	bool main; /* it says what the document is */
};

static const struct part_kind word_kinds[] = {
	{ "wordprocessingml.document.main+xml", "paragraph", 1, PROSE, true },
	{ "wordprocessingml.template.main+xml", "paragraph", 1, PROSE, true },
	{ "ms-word.document.macroEnabled.main+xml", "paragraph", 1, PROSE, true },
	{ "ms-word.template.macroEnabledTemplate.main+xml", "paragraph", 1, PROSE, true },
	{ "wordprocessingml.footnotes+xml", "footnote", 2, PROSE, false },
	{ "wordprocessingml.endnotes+xml", "endnote", 3, PROSE, false },
	{ "wordprocessingml.comments+xml", "comment", 4, PROSE, false },
	{ "wordprocessingml.header+xml", "header", 5, PROSE, false },
	{ "wordprocessingml.footer+xml", "footer", 6, PROSE, false },
	{ "wordprocessingml.styles+xml", "", 9, STYLES, false },
	{ "wordprocessingml.stylesWithEffects+xml", "", 9, STYLES, false },
	{ "wordprocessingml.settings+xml", "", 9, STYLES, false },
	{ "wordprocessingml.numbering+xml", "", 9, STYLES, false },
};

static const struct part_kind slide_kinds[] = {
	{ "presentationml.slide+xml", "slide text", 1, PROSE, false },
	{ "presentationml.notesSlide+xml", "slide notes", 2, PROSE, false },
	{ "presentationml.presentation.main+xml", "", 9, STYLES, true },
	{ "presentationml.slideshow.main+xml", "", 9, STYLES, true },
	{ "presentationml.template.main+xml", "", 9, STYLES, true },
	{ "ms-powerpoint.presentation.macroEnabled.main+xml", "", 9, STYLES, true },
	{ "presentationml.comments+xml", "comment", 4, PROSE, false },
	{ "presentationml.slideLayout+xml", "", 9, STYLES, false },
	{ "presentationml.slideMaster+xml", "", 9, STYLES, false },
	{ "presentationml.notesMaster+xml", "", 9, STYLES, false },
};

static const struct part_kind sheet_kinds[] = {
	{ "spreadsheetml.sheet.main+xml", "", 9, NAMES, true },
	{ "spreadsheetml.template.main+xml", "", 9, NAMES, true },
	{ "ms-excel.sheet.macroEnabled.main+xml", "", 9, NAMES, true },
	{ "ms-excel.template.macroEnabled.main+xml", "", 9, NAMES, true },
	{ "spreadsheetml.sharedStrings+xml", "table cell", 1, PROSE, false },
	{ "spreadsheetml.worksheet+xml", "table cell", 2, PROSE, false },
	{ "spreadsheetml.comments+xml", "comment", 4, PROSE, false },
	{ "openxmlformats-officedocument.drawing+xml", "drawing text", 7, PROSE, false },
	{ "spreadsheetml.table+xml", "", 9, NAMES, false },
	{ "spreadsheetml.pivotCacheDefinition+xml", "", 9, NAMES, false },
};

/* Parts that documents of all kinds may have. */
static const struct part_kind common_kinds[] = {
	{ "openxmlformats-package.core-properties+xml", "document property", 0, PROSE, false },
	{ "drawingml.chart+xml", "chart text", 7, PROSE, false },
	{ "drawingml.chartshapes+xml", "chart text", 7, PROSE, false }, /* what is drawn over a chart */
	{ "drawingml.diagramData+xml", "diagram text", 7, PROSE, false },
	{ "ms-office.drawingml.diagramDrawing+xml", "diagram text", 7, PROSE, false },
};

struct document_kind {
	const struct part_kind *parts;
	size_t count;
	const char *not_one; /* the message about a document that is of another kind */
};

static const struct document_kind word_documents = {
	word_kinds, sizeof word_kinds / sizeof *word_kinds,
	N_("not a Word document: no part of it says that it is one; save it anew"),
};
static const struct document_kind slide_documents = {
	slide_kinds, sizeof slide_kinds / sizeof *slide_kinds,
	N_("not a PowerPoint document: no part of it says that it is one; save it anew"),
};
static const struct document_kind sheet_documents = {
	sheet_kinds, sizeof sheet_kinds / sizeof *sheet_kinds,
	N_("not an Excel document: no part of it says that it is one; save it anew"),
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
	if (!office_package_read(package, entry, package->arena, &source, &encoding, sink))
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
	struct slice id;     /* of the style that is read */
	struct table fixed;  /* names that stay */
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

/* What a start tag of a part tells, given what was told before. */
typedef void read_tag(const struct xml_scanner *scanner, const struct xml_token *token, struct arena *arena, void *context);

/* Read the start tags of ENTRY. */
static bool read_tags(struct office_package *package, size_t entry, read_tag *read, void *context, struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct slice source;
	struct encoding encoding;
	bool done = office_package_read(package, entry, arena, &source, &encoding, sink);
	if (done) {
		struct xml_scanner scanner;
		struct xml_token token;
		struct slice name = package->zip.entries[entry].name;
		const char *file = arena_format(arena, "%s: %.*s", package->zip.file, SLICE_ARG(name)).data;
		xml_scanner_init(&scanner, source, XML_DOCUMENT, file, sink);
		while (xml_scanner_next(&scanner, &token))
			if (token.kind == XML_START_TAG)
				read(&scanner, &token, package->arena, context);
		done = !scanner.failed;
		xml_scanner_finish(&scanner);
	}
	arena_destroy(arena);
	return done;
}

static void read_style(const struct xml_scanner *scanner, const struct xml_token *token, struct arena *arena, void *context)
{
	struct styles *styles = context;
	if (slice_equal(token->local, SLICE("style"))) {
		styles->id = value_of(scanner, "styleId", arena);
	} else if (styles->id.size && slice_equal(token->local, SLICE("name"))) {
		struct slice role = role_of_style(value_of(scanner, "val", arena), arena);
		if (role.size) {
			table_add(&styles->roles, styles->id, styles->names.count);
			array_push(&styles->names, role);
		}
		styles->id = slice_make("", 0);
	}
	if (styles->language.size)
		return;
	if (slice_equal(token->local, SLICE("lang")))
		styles->language = value_of(scanner, "val", arena);
	else if (slice_ends_with(token->local, SLICE("RPr")))
		styles->language = value_of(scanner, "lang", arena);
}

/* The name of a column, line breaks in it as spaces: it must stay what the cell above the column says. */
static void read_column(const struct xml_scanner *scanner, const struct xml_token *token, struct arena *arena, void *context)
{
	if (!slice_equal(token->local, SLICE("tableColumn")) && !slice_equal(token->local, SLICE("cacheField")))
		return;
	struct slice name = value_of(scanner, "name", arena);
	struct buffer text = { 0 };
	for (size_t i = 0; i < name.size; i++) {
		struct slice rest = slice_from_offset(name, i);
		bool escape = rest.size >= 7 && slice_starts_with(rest, SLICE("_x000")) && rest.data[6] == '_';
		buffer_append_byte(&text, escape || is_ascii_space(name.data[i]) ? ' ' : name.data[i]);
		i += escape ? 6 : 0;
	}
	table_add(context, arena_copy(arena, buffer_slice(&text)), 0);
	buffer_finish(&text);
}

/* TABLE, which is freed with ARENA from then on. */
static const struct table *keep_table(struct arena *arena, struct table *table)
{
	arena_adopt(arena, table->slots);
	return table;
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
		whole = whole || kind->main;
		if (kind->use == STYLES)
			done = read_tags(package, i, read_style, styles, sink);
		else if (kind->use == NAMES && !kind->main)
			done = read_tags(package, i, read_column, &styles->fixed, sink);
		if (kind->use == NAMES)
			continue;
		struct ooxml_context *context = arena_allocate_zero(package->arena, 1, sizeof *context);
		context->role = slice_from(kind->role);
		context->only_language = kind->use == STYLES;
		array_push(&package->parts, (struct office_package_part){ i, context, kind->rank });
	}
	if (done && !whole) {
		diagnostics_error(sink, (struct position){ zip->file, 1, 1 }, "%s", _(document->not_one));
		done = false;
	}
	/* The tables live as long as the parts are read. */
	const struct table *roles = keep_table(package->arena, &styles->roles), *fixed = keep_table(package->arena, &styles->fixed);
	struct slice *names = arena_copy_array(package->arena, styles->names.items, styles->names.count, sizeof *names);
	for (size_t i = 0; i < package->parts.count; i++) {
		struct ooxml_context *context = (struct ooxml_context *)package->parts.items[i].context;
		context->style_roles = roles;
		context->roles = names;
		context->fixed = fixed;
	}
	package->language = styles->language;
	array_finish(&styles->names);
	free(types);
	return done;
}

static const struct office_kind docx = { find_parts, ooxml_read, &word_documents };
static const struct office_kind pptx = { find_parts, ooxml_read, &slide_documents };
static const struct office_kind xlsx = { find_parts, ooxml_read, &sheet_documents };

static bool unpack_docx(const char *file, struct slice bytes, struct arena *arena, struct slice *text,
                        struct diagnostics *sink)
{
	return office_unpack(&docx, file, bytes, arena, text, sink);
}

static struct packing *pack_docx(const char *file, struct slice bytes, struct slice source, const struct outlet *out,
                                 struct diagnostics *sink)
{
	return office_pack(&docx, file, bytes, source, out, sink);
}

static bool unpack_pptx(const char *file, struct slice bytes, struct arena *arena, struct slice *text,
                        struct diagnostics *sink)
{
	return office_unpack(&pptx, file, bytes, arena, text, sink);
}

static struct packing *pack_pptx(const char *file, struct slice bytes, struct slice source, const struct outlet *out,
                                 struct diagnostics *sink)
{
	return office_pack(&pptx, file, bytes, source, out, sink);
}

static bool unpack_xlsx(const char *file, struct slice bytes, struct arena *arena, struct slice *text,
                        struct diagnostics *sink)
{
	return office_unpack(&xlsx, file, bytes, arena, text, sink);
}

static struct packing *pack_xlsx(const char *file, struct slice bytes, struct slice source, const struct outlet *out,
                                 struct diagnostics *sink)
{
	return office_pack(&xlsx, file, bytes, source, out, sink);
}

static const char *const docx_extensions[] = { "docx", "docm", "dotx", "dotm", NULL };
static const char *const pptx_extensions[] = { "pptx", "pptm", "ppsx", "potx", NULL };
static const char *const xlsx_extensions[] = { "xlsx", "xlsm", "xltx", "xltm", NULL };

const struct format format_docx = {
	.name = "docx", .extensions = docx_extensions, .parse = office_parse, .fit = office_fit,
	.find_placeables = office_find_placeables, .unpack = unpack_docx, .pack = pack_docx, .accept = office_accept,
};

const struct format format_pptx = {
	.name = "pptx", .extensions = pptx_extensions, .parse = office_parse, .fit = office_fit,
	.find_placeables = office_find_placeables, .unpack = unpack_pptx, .pack = pack_pptx, .accept = office_accept,
};

const struct format format_xlsx = {
	.name = "xlsx", .extensions = xlsx_extensions, .parse = office_parse, .fit = office_fit,
	.find_placeables = office_find_placeables, .unpack = unpack_xlsx, .pack = pack_xlsx, .accept = office_accept,
};
