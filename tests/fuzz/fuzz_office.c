/* Any bytes as an office document or an EPUB publication: the first says of which kind, and whether the rest is the archive or the part with
 * the text in one made around it. Nothing crashes; what is read and not translated comes back byte for byte; and with
 * each paragraph changed, what is written is read again with as many paragraphs, and what was well-formed still is. */

#include "formats/epub_package.h"
#include "formats/format.h"
#include "formats/office_text.h"
#include "formats/xml_scanner.h"
#include "formats/zip_records.h"

#include <stdlib.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

struct member {
	const char *name;
	struct slice content;
};

static void put_sizes(char *at, struct slice content)
{
	zip_put(at, crc32_z(0, (const Bytef *)content.data, content.size), 4);
	zip_put(at + 4, content.size, 4);
	zip_put(at + 8, content.size, 4);
}

static struct slice make_archive(const struct member *members, size_t count, struct buffer *out)
{
	struct buffer directory = { 0 };
	for (size_t i = 0; i < count; i++) {
		char local[ZIP_LOCAL_SIZE] = "PK\3\4", record[ZIP_RECORD_SIZE] = "PK\1\2";
		struct slice name = slice_from(members[i].name);
		put_sizes(local + ZIP_LOCAL_CHECKSUM, members[i].content);
		put_sizes(record + ZIP_RECORD_CHECKSUM, members[i].content);
		zip_put(local + ZIP_LOCAL_NAME, name.size, 2);
		zip_put(record + ZIP_RECORD_NAME, name.size, 2);
		zip_put(record + ZIP_RECORD_LOCAL, out->size, 4);
		buffer_append(out, slice_make(local, sizeof local));
		buffer_append(out, name);
		buffer_append(out, members[i].content);
		buffer_append(&directory, slice_make(record, sizeof record));
		buffer_append(&directory, name);
	}
	char end[ZIP_END_SIZE] = "PK\5\6";
	zip_put(end + ZIP_END_COUNT, count, 2);
	zip_put(end + ZIP_END_DIRECTORY_SIZE, directory.size, 4);
	zip_put(end + ZIP_END_DIRECTORY, out->size, 4);
	buffer_append(out, buffer_slice(&directory));
	buffer_append(out, slice_make(end, sizeof end));
	buffer_finish(&directory);
	return buffer_slice(out);
}

static struct slice make_docx(struct slice part, struct buffer *out)
{
	const struct member members[] = {
		{ "[Content_Types].xml", SLICE("<Types><Override PartName=\"/a\" ContentType=\"wordprocessingml.document.main+xml\"/>"
		                               "</Types>") },
		{ "a", part },
	};
	return make_archive(members, 2, out);
}

static struct slice make_odt(struct slice part, struct buffer *out)
{
	const struct member members[] = {
		{ "content.xml", part },
		{ "styles.xml", SLICE("<a><text-properties language=\"en\" country=\"US\"/></a>") },
	};
	return make_archive(members, 2, out);
}

static struct slice make_xlsx(struct slice part, struct buffer *out)
{
	const struct member members[] = {
		{ "[Content_Types].xml", SLICE("<Types><Override PartName=\"/b\" ContentType=\"spreadsheetml.sheet.main+xml\"/>"
		                               "<Override PartName=\"/a\" ContentType=\"spreadsheetml.sharedStrings+xml\"/>"
		                               "<Override PartName=\"/t\" ContentType=\"spreadsheetml.table+xml\"/></Types>") },
		{ "b", SLICE("<a/>") }, { "t", SLICE("<tableColumn name=\"In a cell\"/>") }, { "a", part },
	};
	return make_archive(members, 4, out);
}

static struct slice make_pptx(struct slice part, struct buffer *out)
{
	const struct member members[] = {
		{ "[Content_Types].xml", SLICE("<Types><Override PartName=\"/b\" ContentType=\"presentationml.presentation.main+xml\"/>"
		                               "<Override PartName=\"/a\" ContentType=\"presentationml.slide+xml\"/></Types>") },
		{ "b", SLICE("<a><defRPr lang=\"en\"/></a>") }, { "a", part },
	};
	return make_archive(members, 3, out);
}

#define CONTAINER SLICE("<c><rootfile full-path=\"b/p\" media-type=\"application/oebps-package+xml\"/></c>")
#define PACKAGE "<package xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:language>en</dc:language><dc:title>A</dc:title>" \
	"<item id=\"i\" href=\"../a\" media-type=\"application/xhtml+xml\"/>" \
	"<item href=\"t\" media-type=\"application/x-dtbncx+xml\"/><itemref idref=\"i\"/></package>"

static struct slice make_epub(struct slice part, struct buffer *out)
{
	const struct member members[] = {
		{ "META-INF/container.xml", CONTAINER }, { "b/p", SLICE(PACKAGE) }, { "a", part },
		{ "b/t", SLICE("<ncx><text>A</text></ncx>") },
	};
	return make_archive(members, 4, out);
}

static struct slice make_epub_package(struct slice part, struct buffer *out)
{
	const struct member members[] = {
		{ "META-INF/container.xml", CONTAINER }, { "b/p", part }, { "a", SLICE("<html><body>Text.</body></html>") },
		{ "b/t", part },
	};
	return make_archive(members, 4, out);
}

static size_t count_lines(struct slice text)
{
	size_t lines = 0;
	for (size_t i = 0; i < text.size; i++)
		lines += text.data[i] == '\n';
	return lines;
}

/* TEXT with a word more in each paragraph, or, where TURNED, one from right to left, and the language and direction that
 * go with it. */
static void change_lines(struct slice text, bool turned, struct buffer *out)
{
	struct office_head head;
	require(office_read_head(text, &head));
	if (turned)
		buffer_append_format(out, "%c%s%crtl%c", OFFICE_LANGUAGE, head.language.size ? "ar" : "", OFFICE_DIRECTION, OFFICE_HEAD_END);
	else
		buffer_append(out, slice_range(text, 0, head.end));
	struct slice rest = slice_from_offset(text, head.end), line;
	while (slice_next_part(&rest, '\n', &line)) {
		buffer_append(out, line);
		if (line.size)
			buffer_append_string(out, turned ? " \xd7\x90 b 1" : " \xc5\xbe & <");
		if (rest.data)
			buffer_append_byte(out, '\n');
	}
}

struct translating {
	const struct format *format;
	struct arena *arena;
};

static bool translate(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	const struct translating *translating = context;
	struct slice text = unit_segment_text(unit, segment);
	struct buffer why = { 0 };
	*translation = arena_format(translating->arena, "%.*s \xc5\xbe & < </b> &eacute;", SLICE_ARG(text));
	bool accepted = translating->format->accept(text, *translation, &why);
	require(accepted == (why.size == 0));
	buffer_finish(&why);
	return accepted;
}

static bool is_well_formed(struct slice text, struct epub_text_part part)
{
	struct xml_scanner scanner;
	struct xml_token token;
	xml_scanner_init(&scanner, slice_range(text, part.begin, part.end), XML_DOCUMENT, "", NULL);
	while (xml_scanner_next(&scanner, &token))
		;
	bool good = !scanner.failed;
	xml_scanner_finish(&scanner);
	return good;
}

static void change_epub(struct document *document, struct slice bytes, struct diagnostics *sink)
{
	const struct document_target target = { .language = SLICE("ar"), .direction = SLICE("rtl") };
	struct translating translating = { &format_epub, document->arena };
	struct buffer changed = { 0 }, out = { 0 };
	struct slice again;
	document_segment(document, NULL);
	document_write(document, &target, format_epub.fit, translate, &translating, &changed);
	require(format_pack(&format_epub, "a", bytes, document->source, buffer_slice(&changed), &out, sink));
	require(format_epub.unpack("a", buffer_slice(&out), document->arena, &again, sink));
	require(slice_equal(again, buffer_slice(&changed)));
	struct epub_text_part old, new;
	for (size_t i = 0, k = 0; epub_next_part(document->source, &i, &old);)
		require(epub_next_part(again, &k, &new) && (!is_well_formed(document->source, old) || is_well_formed(again, new)));
	buffer_finish(&changed);
	buffer_finish(&out);
}

static void change_office(const struct format *format, struct slice bytes, struct slice text, bool turned,
                          struct arena *arena, struct diagnostics *sink)
{
	struct buffer changed = { 0 }, out = { 0 };
	struct slice again;
	change_lines(text, turned, &changed);
	if (format_pack(format, "a", bytes, text, buffer_slice(&changed), &out, sink)) {
		require(format->unpack("a", buffer_slice(&out), arena, &again, sink));
		require(count_lines(again) == count_lines(text));
	}
	buffer_finish(&changed);
	buffer_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct { char kind; const struct format *format; struct slice (*make)(struct slice, struct buffer *); }
	kinds[] = {
		{ 'D', &format_docx, NULL }, { 'd', &format_docx, make_docx }, { 'P', &format_pptx, NULL },
		{ 'p', &format_pptx, make_pptx }, { 'X', &format_xlsx, NULL }, { 'x', &format_xlsx, make_xlsx },
		{ 'O', &format_odf, NULL }, { 'o', &format_odf, make_odt },
		{ 'E', &format_epub, NULL }, { 'e', &format_epub, make_epub }, { 'f', &format_epub, make_epub_package },
	};
	size_t kind = 0;
	while (kind < sizeof kinds / sizeof *kinds && !(size && (char)data[0] == kinds[kind].kind))
		kind++;
	if (kind == sizeof kinds / sizeof *kinds)
		return 0;
	const struct format *format = kinds[kind].format;
	struct buffer archive = { 0 }, out = { 0 };
	struct slice bytes = slice_make((const char *)data + 1, size - 1), text;
	if (kinds[kind].make)
		bytes = kinds[kind].make(bytes, &archive);
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	if (format->unpack("a", bytes, arena, &text, sink)) {
		struct document document = { .arena = arena, .name = "a", .source = text };
		require(format->parse(&document, sink));
		require(format_pack(format, "a", bytes, text, text, &out, sink));
		require(slice_equal(buffer_slice(&out), bytes));

		if (format == &format_epub) {
			change_epub(&document, bytes, sink);
		} else {
			change_office(format, bytes, text, false, arena, sink);
			change_office(format, bytes, text, true, arena, sink);
		}
	} else {
		require(diagnostics_count(sink, SEVERITY_ERROR) > 0);
	}
	diagnostics_destroy(sink);
	arena_destroy(arena);
	buffer_finish(&archive);
	buffer_finish(&out);
	return 0;
}
