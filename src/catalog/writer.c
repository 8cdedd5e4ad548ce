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
static void write_comment(struct buffer *out, const char *mark, struct slice text)
{
	if (!text.data)
		return;
	for (struct slice line, rest = text; slice_next_part(&rest, '\n', &line);) {
		buffer_append_string(out, mark);
		if (line.size)
			buffer_append_byte(out, ' ');
		buffer_append(out, line);
		buffer_append_string(out, slice_ends_with(line, SLICE("\\")) ? " \n" : "\n");
	}
}

/* The first byte at FROM or later that stands in quotes with a backslash, or TEXT.size. */
static size_t find_escaped(struct slice text, size_t from)
{
	while (from < text.size) {
		unsigned char byte = (unsigned char)text.data[from];
		if (byte == '"' || byte == '\\' || (byte <= '\r' && byte >= '\a'))
			break;
		from++;
	}
	return from;
}

/* Append the characters of TEXT up to and with the first newline as C escapes them; the bytes taken. */
static size_t escape_line(struct buffer *out, struct slice text)
{
	static const char letters[] = "abtnvfr"; /* of the characters from BEL on */
	for (size_t begin = 0;;) {
		size_t end = find_escaped(text, begin);
		buffer_append(out, slice_range(text, begin, end));
		if (end == text.size)
			return end;
		char byte = text.data[end];
		buffer_append_byte(out, '\\');
		buffer_append_byte(out, byte == '"' || byte == '\\' ? byte : letters[byte - '\a']);
		begin = end + 1;
		if (byte == '\n')
			return begin;
	}
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
		buffer_clear(&writer->escaped);
		text = slice_from_offset(text, escape_line(&writer->escaped, text));
		struct slice line = buffer_slice(&writer->escaped);
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
	write_string(writer, previous, SLICE("msgctxt"), entry->previous_context);
	write_string(writer, previous, SLICE("msgid"), entry->previous_msgid);
	write_string(writer, previous, SLICE("msgid_plural"), entry->previous_plural);
	write_string(writer, prefix, SLICE("msgctxt"), entry->context);
	write_string(writer, prefix, SLICE("msgid"), entry->msgid);
	write_string(writer, prefix, SLICE("msgid_plural"), entry->plural);
	if (!entry->plural.data) {
		write_string(writer, prefix, SLICE("msgstr"), entry->msgstr[0]);
		return;
	}
	for (size_t i = 0; i < entry->msgstr_count; i++) {
		char keyword[32];
		int size = snprintf(keyword, sizeof keyword, "msgstr[%zu]", i);
		write_string(writer, prefix, slice_make(keyword, (size_t)size), entry->msgstr[i]);
	}
}

/* Whether TEXT can stand in a PO file: UTF-8, without the two characters that MO files end and part strings with. */
static bool is_writable(struct slice text)
{
	return utf8_find_invalid(text) == text.size && slice_find_byte(text, '\0', 0) == SLICE_NONE &&
	       slice_find_byte(text, '\4', 0) == SLICE_NONE;
}

static bool check_entry(const struct entry *entry, const char *file, struct diagnostics *sink)
{
	const struct slice texts[] = { entry->context, entry->msgid, entry->plural, entry->previous_context,
	                               entry->previous_msgid, entry->previous_plural, entry->comment,
	                               entry->extracted };
	bool writable = true;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		writable = writable && is_writable(texts[i]);
	for (size_t i = 0; i < entry->msgstr_count; i++)
		writable = writable && is_writable(entry->msgstr[i]);
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
	write_comment(out, "#", entry->comment);
	write_comment(out, "#.", entry->extracted);
	references_write(entry->references, entry->reference_count, PAGE_WIDTH, out);
	flags_write(entry, &writer->flags, out);
	size_t begin = out->size;
	write_strings(writer, entry);
	if (!writer->broke_directive || !is_safe_to_ask(writer, out->size - begin))
		return true;
	out->size = begin;
	return gettextpo_write_strings(entry, file, out, sink);
}

bool writer_write(const struct catalog *catalog, const char *file, const struct outlet *outlet, struct diagnostics *sink)
{
	struct buffer *out = outlet->text;
	struct writer writer = { .out = out, .begun = out->size > 0 };
	bool done = is_writable(catalog->ending);
	if (!done)
		diagnostics_error(sink, position_of_file(file), _("the comment at its end is not UTF-8; remove what is not text"));
	for (int obsolete = 0; obsolete < 2; obsolete++)
		for (size_t i = 0; i < catalog->count && done; i++) {
			const struct entry *entry = &catalog->items[i];
			/* msgcat forgets an obsolete entry that was never translated. */
			if (entry->obsolete != (obsolete == 1) || (obsolete && entry->msgstr[0].size == 0))
				continue;
			done = write_entry(&writer, entry, file, sink);
			outlet_drain(outlet);
		}
	if (done && catalog->ending.data && writer.begun)
		buffer_append_byte(out, '\n');
	if (done)
		write_comment(out, "#", catalog->ending);
	buffer_finish(&writer.escaped);
	array_finish(&writer.breaks);
	return done;
}
