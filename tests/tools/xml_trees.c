/* xml_trees [-q|-m] [FILE…]: that XML articles keep their structure. For each file (of the arguments, or one a line on
 * standard input), which is read as the format xml whatever its name:
 * untranslated, it must be written as it is; with each segment translated to itself, and with the pseudo-translation
 * taken back, libxml2 must read the same tree as from the source, but for white space in text. What differs is named,
 * and the counts are printed.
 * -q: no messages about files that are refused. -m: measure instead how long it takes to read the articles into units. */

#include "pseudo.h"

#include "base/file.h"
#include "formats/xml_characters.h"
#include "text/encoding.h"

#include <libxml/xmlreader.h>
#include <stdio.h>
#include <time.h>

struct counts {
	size_t files, bytes, units, refused, identical, kept, pseudo;
};

static void ignore_error(void *context, xmlErrorPtr error)
{
	(void)context, (void)error;
}

/* TEXT with one space for all white space between words, behind what is in OUT. */
static void append_folded(const char *text, struct buffer *out)
{
	for (; text && *text; text++)
		if (!is_ascii_space(*text))
			buffer_append_byte(out, *text);
		else if (out->size && !is_ascii_space(out->data[out->size - 1]))
			buffer_append_byte(out, ' ');
}

static void append_attributes(xmlTextReaderPtr reader, struct buffer *out)
{
	while (xmlTextReaderMoveToNextAttribute(reader) == 1) {
		const char *name = (const char *)xmlTextReaderConstName(reader);
		bool declared = strstr(name, "lang") || strcmp(name, "dir") == 0;
		buffer_append_format(out, " %s=", name);
		append_folded(declared ? "" : (const char *)xmlTextReaderConstValue(reader), out);
	}
	xmlTextReaderMoveToElement(reader);
}

/* TEXT with words for the entities that are declared elsewhere: libxml2 loses what comes behind them. */
static struct buffer without_entities(struct slice text)
{
	struct buffer out = { 0 };
	size_t from = 0;
	for (size_t at = 0; (at = slice_find_byte(text, '&', at)) != SLICE_NONE; at++) {
		size_t end = xml_reference_end(text, at);
		if (!end || xml_reference_character(slice_range(text, at + 1, end - 1)))
			continue;
		buffer_append(&out, slice_range(text, from, at));
		buffer_append_format(&out, "{%.*s}", SLICE_ARG(slice_range(text, at + 1, end - 1)));
		from = end;
	}
	buffer_append(&out, slice_from_offset(text, from));
	return out;
}

/* SOURCE, which is UTF-8 whatever it says, without its XML declaration. */
static struct slice without_declaration(struct slice source)
{
	size_t end = slice_starts_with(source, SLICE("<?xml ")) ? slice_find(source, SLICE("?>"), 0) : SLICE_NONE;
	return end == SLICE_NONE ? source : slice_from_offset(source, end + 2);
}

/* The tree of SOURCE in OUT; false if libxml2 refuses it. */
static bool write_tree(struct slice source, struct buffer *out)
{
	struct buffer text = without_entities(without_declaration(source));
	xmlTextReaderPtr reader = xmlReaderForMemory(text.data, (int)text.size, "a.xml", "UTF-8",
	                                             XML_PARSE_NONET | XML_PARSE_HUGE);
	xmlTextReaderSetStructuredErrorHandler(reader, ignore_error, NULL);
	int got;
	while ((got = xmlTextReaderRead(reader)) == 1) {
		int type = xmlTextReaderNodeType(reader);
		const char *name = (const char *)xmlTextReaderConstName(reader);
		const char *value = (const char *)xmlTextReaderConstValue(reader);
		if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA || type == XML_READER_TYPE_WHITESPACE ||
		    type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE) {
			append_folded(value, out);
			continue;
		}
		buffer_append_format(out, "\n%d %s ", type, name);
		append_folded(value, out);
		append_attributes(reader, out);
		buffer_append_byte(out, '\n');
	}
	xmlFreeTextReader(reader);
	buffer_finish(&text);
	return got == 0;
}

static bool keep(void *context, const struct unit *unit, const struct segment *segment, struct slice *translation)
{
	(void)context;
	*translation = unit_segment_text(unit, segment);
	return true;
}

static bool translate_none(void *context, const struct unit *unit, const struct segment *segment,
                           struct slice *translation)
{
	(void)context, (void)unit, (void)segment, (void)translation;
	return false;
}

static struct document *read_article(const char *path, struct arena *arena, struct diagnostics *sink)
{
	struct slice bytes, text;
	if (!file_read(path, arena, &bytes, sink))
		return NULL;
	struct encoding encoding = encoding_detect(bytes, NULL, true, arena);
	if (!encoding_decode(bytes, &encoding, path, arena, &text, sink))
		return NULL;
	return pseudo_parse(&format_xml, path, text, arena, sink);
}

static const struct document_target target = { .language = { "sr", 2 }, .direction = { "ltr", 3 } };

static bool keeps_tree(const struct document *document, bool pseudo, struct buffer *out)
{
	struct buffer before = { 0 }, after = { 0 };
	buffer_clear(out);
	if (pseudo) {
		pseudo_write(&format_xml, document, out);
		pseudo_take_back(out);
	} else {
		document_write(document, &target, format_xml.fit, keep, NULL, out);
	}
	struct buffer source = { 0 };
	buffer_append(&source, document->source);
	if (pseudo)
		pseudo_take_back(&source);
	bool read = write_tree(buffer_slice(&source), &before);
	bool same = write_tree(buffer_slice(out), &after) == read && slice_equal(buffer_slice(&before), buffer_slice(&after));
	buffer_finish(&source);
	buffer_finish(&before);
	buffer_finish(&after);
	return same;
}

static void check(const char *path, bool quiet, struct counts *counts)
{
	struct diagnostics *sink = diagnostics_create();
	struct arena *arena = arena_create();
	struct buffer out = { 0 };
	const struct document *document = read_article(path, arena, sink);
	counts->files++;
	if (document) {
		counts->bytes += document->source.size;
		counts->units += document->unit_count;
		document_write(document, &target, format_xml.fit, translate_none, NULL, &out);
		bool identical = slice_equal(buffer_slice(&out), document->source);
		bool kept = keeps_tree(document, false, &out), pseudo = keeps_tree(document, true, &out);
		counts->identical += identical;
		counts->kept += kept;
		counts->pseudo += pseudo;
		if (!identical || !kept || !pseudo)
			printf("%s:%s%s%s\n", path, identical ? "" : " differs", kept ? "" : " tree", pseudo ? "" : " pseudo");
	} else {
		counts->refused++;
	}
	if (!quiet)
		diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
	buffer_finish(&out);
	arena_destroy(arena);
	diagnostics_destroy(sink);
}

static void measure(const char *path)
{
	struct diagnostics *sink = diagnostics_create();
	struct arena *arena = arena_create();
	struct slice source;
	struct timespec begin, end;
	if (file_read(path, arena, &source, sink)) {
		struct document document = { .arena = arena, .name = path, .source = source };
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
		format_xml.parse(&document, sink);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
		double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
		printf("%s: %zu units, %.3f s, %.0f MB/s\n", path, document.unit_count, seconds,
		       (double)source.size / 1e6 / seconds);
	}
	diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
	arena_destroy(arena);
	diagnostics_destroy(sink);
}

int main(int argc, char **argv)
{
	struct counts counts = { 0 };
	bool quiet = argc > 1 && strcmp(argv[1], "-q") == 0, measured = argc > 1 && strcmp(argv[1], "-m") == 0;
	int first = 1 + (quiet || measured);
	for (int i = first; i < argc; i++)
		if (measured)
			measure(argv[i]);
		else
			check(argv[i], quiet, &counts);
	char line[4096];
	while (first == argc && fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		check(line, quiet, &counts);
	}
	if (measured)
		return 0;
	size_t read = counts.files - counts.refused;
	printf("%zu files, %zu bytes, %zu units; %zu refused; %zu written as they are; %zu trees the same, %zu pseudo-translated\n",
	       counts.files, counts.bytes, counts.units, counts.refused, counts.identical, counts.kept, counts.pseudo);
	return counts.identical == read && counts.kept == read && counts.pseudo == read ? 0 : 1;
}
