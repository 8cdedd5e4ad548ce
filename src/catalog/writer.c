#include "catalog/writer.h"

#include "base/array.h"
#include "base/message.h"
#include "catalog/directives.h"
#include "catalog/flags.h"
#include "catalog/gettextpo.h"
#include "catalog/references.h"
#include "catalog/wrap.h"
#include "text/utf8.h"

#include <stdio.h>

enum { PAGE_WIDTH = 79, NESTED_MOST = 4096 };

struct writer {
	struct buffer *out;
	struct flag_state flags;
	const char *format;       /* of the entry's strings, or NULL */
	struct buffer escaped;
	struct breaks breaks;
	bool begun;               /* an entry is written */
	bool broke_directive;     /* it may have: a line of the entry's ends in what may be a directive */
};

/* The lines of TEXT, each after MARK, and a space where the line is not empty. A backslash at the end of a line would
 * swallow the next one: gettext joins such lines, comments too. A space after it keeps it from that. */
static void write_comment(struct buffer *out, struct slice mark, struct slice text)
{
	if (!text.data)
		return;
	for (struct slice line, rest = text; slice_next_part(&rest, '\n', &line);) {
		buffer_append(out, mark);
		if (line.size)
			buffer_append_byte(out, ' ');
		buffer_append(out, line);
		buffer_append(out, slice_ends_with(line, SLICE("\\")) ? SLICE(" \n") : SLICE("\n"));
	}
}

static bool needs_escape(char byte)
{
	return (byte == '"') | (byte == '\\') | ((unsigned char)(byte - '\a') <= '\r' - '\a');
}

/* Whether some byte of TEXT stands in quotes with a backslash. */
static bool has_escaped(struct slice text)
{
	unsigned char found = 0; /* no branch: many bytes are looked at in one step */
	for (size_t i = 0; i < text.size; i++)
		found |= needs_escape(text.data[i]);
	return found;
}

/* Append the characters of TEXT up to and with the first newline as C escapes them; the bytes taken. */
static size_t escape_line(struct buffer *out, struct slice text)
{
	static const char letters[] = "abtnvfr"; /* of the characters from BEL on */
	for (size_t begin = 0, end = 0;; begin = end) {
		while (end < text.size && !needs_escape(text.data[end]))
			end++;
		buffer_append(out, slice_range(text, begin, end));
		if (end == text.size)
			return end;
		char byte = text.data[end++];
		buffer_append_byte(out, '\\');
		buffer_append_byte(out, byte == '"' || byte == '\\' ? byte : letters[byte - '\a']);
		if (byte == '\n')
			return end;
	}
}

/* The first line of *TEXT, of which the rest is left, as it stands in quotes; valid until the next one. */
static struct slice next_line(struct writer *writer, struct slice *text)
{
	struct slice line = *text;
	if (!has_escaped(line)) {
		*text = SLICE("");
		return line;
	}
	buffer_clear(&writer->escaped);
	*text = slice_from_offset(line, escape_line(&writer->escaped, line));
	return buffer_slice(&writer->escaped);
}

static bool breaks_a_directive(const struct writer *writer, struct directive_scan *scan, struct slice line)
{
	size_t from = 0;
	bool broken = false;
	for (size_t i = 0; i < writer->breaks.count; i++) {
		size_t to = writer->breaks.items[i];
		broken |= directive_scan_advance(scan, slice_range(line, from, to));
		from = to;
	}
	directive_scan_advance(scan, slice_from_offset(line, from));
	return broken;
}

static void write_line(struct writer *writer, struct slice prefix, struct slice line)
{
	size_t from = 0;
	for (size_t i = 0; i <= writer->breaks.count; i++) {
		size_t to = i < writer->breaks.count ? writer->breaks.items[i] : line.size;
		if (i)
			buffer_append(writer->out, prefix);
		buffer_append_byte(writer->out, '"');
		buffer_append(writer->out, slice_range(line, from, to));
		buffer_append(writer->out, SLICE("\"\n"));
		from = to;
	}
}

/* Find the breaks of LINE, the first of its string or not; whether the string must leave the line of its keyword,
 * which START columns are taken of. */
static bool find_breaks(struct writer *writer, struct slice line, size_t width, size_t start, bool first)
{
	writer->breaks.count = 0;
	if (writer->flags.no_wrap)
		return false;
	wrap_find(line, width, 0, &writer->breaks);
	if (!first || writer->breaks.count)
		return first;
	wrap_find(line, width, start, &writer->breaks);
	bool leaves = writer->breaks.count || start > width;
	writer->breaks.count = 0;
	return leaves;
}

/* KEYWORD and TEXT. The string begins on the keyword's line if all of it fits there, else on the next. */
static void write_string(struct writer *writer, struct slice prefix, struct slice keyword, struct slice text)
{
	if (!text.data)
		return;
	struct buffer *out = writer->out;
	buffer_append(out, prefix);
	buffer_append(out, keyword);
	buffer_append_byte(out, ' ');
	size_t width = PAGE_WIDTH - 2 - prefix.size; /* the quotes take a column each */
	struct directive_scan directives = { 0 };
	if (writer->format)
		directives.syntax = directive_syntax_of(writer->format);
	bool first = true;
	do {
		struct slice line = next_line(writer, &text);
		bool leaves = find_breaks(writer, line, width, keyword.size + 1, first) || text.size;
		if (first && line.size && leaves) {
			buffer_append(out, SLICE("\"\"\n"));
			first = false;
		}
		if (!first)
			buffer_append(out, prefix);
		if (writer->format && breaks_a_directive(writer, &directives, line))
			writer->broke_directive = true;
		write_line(writer, prefix, line);
		first = false;
	} while (text.size);
}

static void write_strings(struct writer *writer, const struct entry *entry)
{
	struct slice previous = entry->obsolete ? SLICE("#~| ") : SLICE("#| ");
	struct slice prefix = entry->obsolete ? SLICE("#~ ") : SLICE("");
	const struct entry_extra *extra = entry_extra(entry);
	write_string(writer, previous, SLICE("msgctxt"), extra->previous_context);
	write_string(writer, previous, SLICE("msgid"), extra->previous_msgid);
	write_string(writer, previous, SLICE("msgid_plural"), extra->previous_plural);
	write_string(writer, prefix, SLICE("msgctxt"), extra->context);
	write_string(writer, prefix, SLICE("msgid"), entry->msgid);
	write_string(writer, prefix, SLICE("msgid_plural"), extra->plural);
	if (!extra->plural.data) {
		write_string(writer, prefix, SLICE("msgstr"), entry->msgstr[0]);
		return;
	}
	for (size_t i = 0; i < entry->msgstr_count; i++) {
		char keyword[32];
		int size = snprintf(keyword, sizeof keyword, "msgstr[%zu]", i);
		write_string(writer, prefix, slice_make(keyword, (size_t)size), entry->msgstr[i]);
	}
}

static bool check_entry(const struct entry *entry, const char *file, struct diagnostics *sink)
{
	const struct entry_extra *extra = entry_extra(entry);
	const struct slice texts[] = { extra->context, entry->msgid, extra->plural, extra->previous_context,
	                               extra->previous_msgid, extra->previous_plural, extra->comment, entry->extracted };
	bool writable = true;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		writable = writable && utf8_is_text(texts[i]);
	for (size_t i = 0; i < entry->msgstr_count; i++)
		writable = writable && utf8_is_text(entry->msgstr[i]);
	if (!writable)
		diagnostics_error(sink, (struct position){ file, entry->line, 0 },
		                  _("not UTF-8, or with a NUL or EOT character in it; remove what is not text"));
	return writable;
}

/* libgettextpo's parsers of nested formats (java-format) take stack for each level, so for long strings that may be
 * nested thousandfold a directive may be parted. */
static bool is_safe_to_ask(const struct writer *writer, size_t size)
{
	enum directive_syntax syntax = directive_syntax_of(writer->format);
	return size <= NESTED_MOST || (syntax != DIRECTIVE_UNKNOWN && syntax != DIRECTIVE_BRACE);
}

static bool write_entry(struct writer *writer, const struct entry *entry, const char *file, struct diagnostics *sink)
{
	if (!check_entry(entry, file, sink))
		return false;
	struct buffer *out = writer->out;
	if (writer->begun)
		buffer_append_byte(out, '\n');
	writer->begun = true;
	flags_summarize(entry, &writer->flags);
	writer->format = flags_format(&writer->flags);
	writer->broke_directive = false;
	write_comment(out, SLICE("#"), entry_comment(entry));
	write_comment(out, SLICE("#."), entry->extracted);
	references_write(entry->references, PAGE_WIDTH, &writer->escaped, out);
	flags_write(entry, &writer->flags, out);
	size_t begin = out->size;
	write_strings(writer, entry);
	if (!writer->broke_directive || !is_safe_to_ask(writer, out->size - begin))
		return true;
	out->size = begin;
	return gettextpo_write_strings(entry, file, out, sink);
}

static bool is_same(struct slice a, struct slice b)
{
	return a.data == b.data && a.size == b.size;
}

/* Whether A and B have their fields in common, so that their texts are the same. */
static bool share_fields(const struct entry *a, const struct entry *b)
{
	return is_same(a->msgid, b->msgid) && a->msgstr == b->msgstr && a->msgstr_count == b->msgstr_count &&
	       a->fuzzy == b->fuzzy && a->obsolete == b->obsolete && is_same(a->extracted, b->extracted) && a->extra == b->extra &&
	       a->references == b->references;
}

/* Append the entries of CATALOG from INDEX on that LIKE has the text of, each behind an empty line; the index of the first
 * other one. */
static size_t copy_entries(struct buffer *out, const struct catalog *catalog, size_t index, const struct catalog_text *like)
{
	size_t begin = index;
	while (index < catalog->count && index + 1 < like->places.count && like->places.items[index] &&
	       share_fields(&catalog->items[index], &like->catalog->items[index]))
		index++;
	if (index > begin)
		buffer_append(out, slice_range(buffer_slice(&like->bytes), like->places.items[begin], like->places.items[index]));
	return index;
}

/* Note in TEXT that an entry begins, or that all have ended; no places any more if one before it is not in OUT. */
static void note_place(struct catalog_text *text, const struct buffer *out, size_t index)
{
	if (index == text->places.count && (index == 0 || out->size > *array_last(&text->places)))
		array_push(&text->places, out->size);
	else
		array_clear(&text->places);
}

/* The entries that are not obsolete. */
static bool write_current(struct writer *writer, const struct catalog *catalog, const struct catalog_text *like,
                          struct catalog_text *text, const char *file, const struct outlet *outlet,
                          struct diagnostics *sink)
{
	for (size_t i = 0; i < catalog->count; i++) {
		if (text)
			note_place(text, writer->out, i);
		size_t next = like && writer->begun ? copy_entries(writer->out, catalog, i, like) : i;
		if (next > i)
			i = next - 1;
		else if (!catalog->items[i].obsolete && !write_entry(writer, &catalog->items[i], file, sink))
			return false;
		outlet_drain(outlet);
	}
	if (text)
		note_place(text, writer->out, catalog->count);
	return true;
}

/* The others; msgcat forgets those that were never translated. */
static bool write_obsolete(struct writer *writer, const struct catalog *catalog, const char *file,
                           const struct outlet *outlet, struct diagnostics *sink)
{
	for (size_t i = 0; i < catalog->count; i++) {
		const struct entry *entry = &catalog->items[i];
		if (!entry->obsolete || entry->msgstr[0].size == 0)
			continue;
		if (!write_entry(writer, entry, file, sink))
			return false;
		outlet_drain(outlet);
	}
	return true;
}

bool writer_write(const struct catalog *catalog, const struct catalog_text *like, struct catalog_text *text,
                  const char *file, const struct outlet *outlet, struct diagnostics *sink)
{
	enum { LIKELY_ENTRY = 256, LIKELY_MOST = 1 << 16 };
	struct buffer *out = outlet->text;
	struct writer writer = { .out = out, .begun = out->size > 0 };
	size_t likely = like && like->places.count ? like->bytes.size + LIKELY_ENTRY : catalog->count * LIKELY_ENTRY;
	buffer_reserve(out, likely < LIKELY_MOST ? likely : LIKELY_MOST);
	bool done = utf8_is_text(catalog->ending);
	if (!done)
		diagnostics_error(sink, position_of_file(file), _("the comment at its end is not UTF-8; remove what is not text"));
	done = done && write_current(&writer, catalog, like, text, file, outlet, sink) &&
	       write_obsolete(&writer, catalog, file, outlet, sink);
	if (done && catalog->ending.data && writer.begun)
		buffer_append_byte(out, '\n');
	if (done)
		write_comment(out, SLICE("#"), catalog->ending);
	buffer_finish(&writer.escaped);
	array_finish(&writer.breaks);
	return done;
}
