#include "catalog/gettextpo.h"

#include "base/array.h"
#include "base/message.h"
#include "catalog/flags.h"
#include "catalog/references.h"
#include "catalog/scan.h"
#include "text/utf8.h"

#include <errno.h>
#include <gettext-po.h>
#include <iconv.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <unistd.h>

/* A use of libgettextpo, from before a call until after it. Its error handler has no argument of ours, so the session
 * under way stands in a variable that belongs to the holder of the lock. */
struct session {
	const char *file;
	struct slice bytes;
	struct diagnostics *sink;
	size_t errors;
	bool is_template;
	bool quiet;        /* without warnings */
	jmp_buf gave_up;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct session *session;

enum { ERRORS_MOST = 20 };

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define LEAKS_ARE_SOUGHT
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define LEAKS_ARE_SOUGHT
#endif
#ifdef LEAKS_ARE_SOUGHT
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

/* libgettextpo forgets to free the name of each file that it reads, what a syntax error has cut short, and the text
 * of some messages, which vasprintf allocates. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libgettextpo\nleak:vasprintf\n";
}

const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}
#endif

static struct position place_of(const char *file, size_t line, size_t column)
{
	bool known = file && line != (size_t)-1;
	return (struct position){ session->file, known ? line : 0, known && column != (size_t)-1 ? column : 0 };
}

static void report(int severity, struct position position, const char *text)
{
	if (severity == PO_SEVERITY_WARNING) {
		/* A template need not say its charset; libgettextpo knows one by its name, which it does not see here. */
		if (!session->quiet && (!session->is_template || position.line))
			diagnostics_warning(session->sink, position, "%s", text);
		return;
	}
	if (session->errors++ < ERRORS_MOST)
		diagnostics_error(session->sink, position, _("%s; correct the file here, it was left as it is"), text);
}

/* TEXT with its lines made one; the caller's to free. */
static char *fold_lines(const char *text)
{
	char *folded = slice_to_string(slice_trim(slice_from(text)));
	for (char *at = folded; *at; at++)
		if (*at == '\n')
			*at = ' ';
	return folded;
}

static void handle_error(int severity, po_message_t message, const char *file, size_t line, size_t column,
                         int multiline, const char *text)
{
	(void)message, (void)multiline;
	/* "Found 3 fatal errors" is the last thing that reading does, in every release from 0.19 to 1.0. The manual says
	 * not to return from it; but returning lets it close the file and free all, and the errors are counted here. */
	if (severity == PO_SEVERITY_FATAL_ERROR && !file && line == (size_t)-1 && session->errors)
		return;
	char *folded = fold_lines(text);
	report(severity, place_of(file, line, column), folded);
	free(folded);
	if (severity == PO_SEVERITY_FATAL_ERROR)
		longjmp(session->gave_up, 1);
}

/* TEXT, about the first message that has the msgid and context of the one in LINE. */
static void report_first_definition(size_t line, const char *text)
{
	struct arena *arena = arena_create();
	struct scan scan = { 0 };
	scan_text(&scan, session->bytes, arena);
	size_t again = 0;
	while (again < scan.traces.count && scan.traces.items[again].line < line)
		again++;
	for (size_t i = 0; i < again && again < scan.traces.count; i++)
		if (slice_equal(scan.traces.items[i].key, scan.traces.items[again].key)) {
			struct position first = { session->file, scan.traces.items[i].line, 0 };
			diagnostics_note(session->sink, first, "%s", text);
			break;
		}
	scan_finish(&scan);
	arena_destroy(arena);
}

static void handle_error_pair(int severity, po_message_t message, const char *file, size_t line, size_t column,
                              int multiline, const char *text, po_message_t other, const char *other_file,
                              size_t other_line, size_t other_column, int other_multiline, const char *other_text)
{
	(void)other, (void)other_file, (void)other_line, (void)other_column, (void)other_multiline;
	handle_error(severity, message, file, line, column, multiline, text);
	if (session->errors <= ERRORS_MOST)
		report_first_definition(line, other_text);
}

static const struct po_xerror_handler handler = { .xerror = handle_error, .xerror2 = handle_error_pair };

static void session_begin(struct session *begun, struct slice bytes, const char *file, struct diagnostics *sink)
{
	*begun = (struct session){ .bytes = bytes, .file = file, .sink = sink };
	begun->is_template = slice_ends_with(slice_from(file), SLICE(".pot"));
	pthread_mutex_lock(&lock);
	session = begun;
}

static void session_end(void)
{
	session = NULL;
	pthread_mutex_unlock(&lock);
}

/* A file without a name for libgettextpo to open by PATH; the caller's to close. */
static FILE *open_unnamed(struct slice bytes, char path[static 32], const char *file, struct diagnostics *sink)
{
	FILE *stream = tmpfile();
	if (!stream || fwrite(bytes.data ? bytes.data : "", 1, bytes.size, stream) < bytes.size || fflush(stream)) {
		diagnostics_error(sink, position_of_file(file),
		                  _("no temporary file for GNU gettext (%s); make room in /tmp"),
		                  strerror(errno));
		if (stream)
			fclose(stream);
		return NULL;
	}
	rewind(stream);
	snprintf(path, 32, "/dev/fd/%d", fileno(stream));
	return stream;
}

/* The catalog at PATH, or NULL after errors. Where libgettextpo gives up half-way (iconv failing, a read error),
 * what it holds then is lost to the process. */
static po_file_t read_locked(const char *path)
{
	if (setjmp(session->gave_up))
		return NULL;
	po_file_t po = po_file_read(path, &handler);
	if (!po)
		diagnostics_error(session->sink, position_of_file(session->file),
		                  _("GNU gettext can't open it (%s); see that /dev/fd is there"), strerror(errno));
	if (po && session->errors) {
		po_file_free(po);
		return NULL;
	}
	return po;
}

static bool write_locked(po_file_t po, const char *path)
{
	if (setjmp(session->gave_up))
		return false;
	return po_file_write(po, path, &handler) && !session->errors;
}

/* A catalog on its way from libgettextpo to us. */
struct import {
	struct catalog *catalog;
	struct arena *arena;
	struct scan scan;
	iconv_t charset;  /* to UTF-8; NOT_NEEDED where the text is UTF-8 */
	struct position place;
	struct diagnostics *sink;
	bool failed;
};

#define NOT_NEEDED ((iconv_t)-1)

/* TEXT in UTF-8 appended to OUT; false if a byte of it is not valid. */
static bool convert(iconv_t charset, struct slice text, struct buffer *out)
{
	iconv(charset, NULL, NULL, NULL, NULL);
	char *from = (char *)(uintptr_t)text.data;
	size_t left = text.size;
	while (left) {
		buffer_reserve(out, left * 2 + 16);
		char *to = out->data + out->size;
		size_t room = out->capacity - out->size;
		size_t result = iconv(charset, &from, &left, &to, &room);
		out->size = (size_t)(to - out->data);
		if (result == (size_t)-1 && errno != E2BIG)
			return false;
	}
	return true;
}

static struct slice import_text(struct import *import, const char *string)
{
	if (!string)
		return slice_make(NULL, 0);
	struct slice text = slice_from(string);
	if (import->charset == NOT_NEEDED)
		return arena_copy(import->arena, text);
	struct buffer converted = { 0 };
	if (!convert(import->charset, text, &converted) && !import->failed) {
		diagnostics_error(import->sink, import->place,
		                  _("not valid in the charset of the header; correct the charset or the text"));
		import->failed = true;
	}
	struct slice copy = arena_copy(import->arena, buffer_slice(&converted));
	buffer_finish(&converted);
	return copy;
}

/* Comments come with a newline after each line; a NULL pointer for none. */
static struct slice import_comment(struct import *import, const char *comment)
{
	struct slice text = import_text(import, comment && *comment ? comment : NULL);
	if (text.size)
		text.size--;
	return text;
}

static void import_references(struct import *import, po_message_t message, struct entry *entry)
{
	struct slices references = { 0 };
	po_filepos_t place;
	for (int i = 0; (place = po_message_filepos(message, i)); i++) {
		struct slice reference = import_text(import, po_filepos_file(place));
		size_t line = po_filepos_start_line(place);
		if (line != (size_t)-1)
			reference = arena_format(import->arena, "%.*s:%ld", SLICE_ARG(reference), (long)line);
		array_push(&references, reference);
	}
	references_join(import->arena, &references);
	entry->references = references_of_names(
	    arena_copy_array(import->arena, references.items, references.count, sizeof *references.items), references.count,
	    import->arena);
	array_finish(&references);
}

static void import_strings(struct import *import, po_message_t message, struct entry *entry)
{
	struct slices strings = { 0 };
	const char *form;
	if (entry_plural(entry).data)
		for (int i = 0; (form = po_message_msgstr_plural(message, i)); i++)
			array_push(&strings, import_text(import, form));
	else
		array_push(&strings, import_text(import, po_message_msgstr(message)));
	entry->msgstr = arena_copy_array(import->arena, strings.items, strings.count, sizeof *strings.items);
	entry->msgstr_count = (uint16_t)strings.count;
	array_finish(&strings);
}

/* TRACE: of the message, or NULL. */
static void import_extra(struct import *import, po_message_t message, const struct trace *trace, struct entry *entry)
{
	struct entry_extra extra = {
		.comment = import_comment(import, po_message_comments(message)),
		.context = import_text(import, po_message_msgctxt(message)),
		.plural = import_text(import, po_message_msgid_plural(message)),
		.previous_context = import_text(import, po_message_prev_msgctxt(message)),
		.previous_msgid = import_text(import, po_message_prev_msgid(message)),
		.previous_plural = import_text(import, po_message_prev_msgid_plural(message)),
	};
	if (trace && trace->flags_end > trace->flags_begin) {
		extra.flag_count = (uint32_t)(trace->flags_end - trace->flags_begin);
		extra.flags = arena_copy_array(import->arena, import->scan.flags.items + trace->flags_begin, extra.flag_count,
		                               sizeof *extra.flags);
	}
	entry_set_extra(entry, &extra, import->arena);
}

static void import_message(struct import *import, po_message_t message, const struct trace *trace)
{
	struct entry entry = {
		.fuzzy = po_message_is_fuzzy(message),
		.obsolete = po_message_is_obsolete(message),
		.line = trace ? (uint32_t)trace->line : 0,
	};
	import->place.line = entry.line;
	import_extra(import, message, trace, &entry);
	entry.msgid = import_text(import, po_message_msgid(message));
	entry.extracted = import_comment(import, po_message_extracted_comments(message));
	import_strings(import, message, &entry);
	import_references(import, message, &entry);
	array_push(import->catalog, entry);
}

/* The charset that the header of PO declares, the caller's to free; NULL where it declares none, or ASCII. */
static char *declared_charset(po_file_t po)
{
	const char *header = po_file_domain_header(po, NULL);
	const char *charset = header ? strstr(header, "charset=") : NULL;
	if (!charset)
		return NULL;
	charset += strlen("charset=");
	struct slice name = slice_make(charset, strcspn(charset, " \t\n"));
	if (slice_equal(name, SLICE("CHARSET")) || slice_equal_ignoring_case(name, SLICE("ASCII")) ||
	    slice_equal_ignoring_case(name, SLICE("US-ASCII")))
		return NULL;
	return slice_to_string(name);
}

/* Set what converts BYTES, the file's, to UTF-8, and *TEXT to BYTES so converted, if that can be done as a whole. */
static bool choose_charset(struct import *import, po_file_t po, struct slice bytes, struct slice *text)
{
	char *name = declared_charset(po);
	size_t invalid = utf8_find_invalid(bytes);
	bool is_utf8 = !name || slice_equal_ignoring_case(slice_from(name), SLICE("UTF-8")) ||
	               slice_equal_ignoring_case(slice_from(name), SLICE("UTF8"));
	import->charset = NOT_NEEDED;
	*text = bytes;
	if (is_utf8 && invalid < bytes.size) {
		struct position place = position_in_text(import->place.file, bytes, invalid);
		diagnostics_error(import->sink, place, "%s",
		                  name ? _("not valid UTF-8; correct it, or the charset in the header")
		                       : _("no charset declared, and not UTF-8; add Content-Type to the header"));
		free(name);
		return false;
	}
	if (!is_utf8) {
		import->charset = iconv_open("UTF-8", name);
		if (import->charset == NOT_NEEDED) {
			diagnostics_error(import->sink, import->place, _("unknown charset %s; correct the header"), name);
			free(name);
			return false;
		}
		struct buffer converted = { 0 };
		*text = convert(import->charset, bytes, &converted) ? arena_copy(import->arena, buffer_slice(&converted))
		                                                    : slice_make(NULL, 0);
		buffer_finish(&converted);
	}
	free(name);
	return true;
}

static size_t count_messages(po_file_t po)
{
	size_t count = 0;
	po_message_iterator_t iterator = po_message_iterator(po, NULL);
	while (po_next_message(iterator))
		count++;
	po_message_iterator_free(iterator);
	return count;
}

static bool has_one_domain(struct import *import, po_file_t po)
{
	const char *const *domains = po_file_domains(po);
	for (size_t i = 0; domains[i]; i++)
		if (strcmp(domains[i], "messages") != 0) {
			diagnostics_error(import->sink, import->place, _("a domain, %s; give its messages a file of their own"),
			                  domains[i]);
			return false;
		}
	return true;
}

static bool import_file(struct import *import, po_file_t po, struct slice bytes)
{
	struct slice text;
	if (!has_one_domain(import, po) || !choose_charset(import, po, bytes, &text))
		return false;
	scan_text(&import->scan, text, import->arena);
	bool traced = import->scan.traces.count == count_messages(po);
	po_message_iterator_t iterator = po_message_iterator(po, NULL);
	po_message_t message;
	for (size_t i = 0; (message = po_next_message(iterator)); i++)
		import_message(import, message, traced ? &import->scan.traces.items[i] : NULL);
	po_message_iterator_free(iterator);
	scan_finish(&import->scan);
	if (import->charset != NOT_NEEDED)
		iconv_close(import->charset);
	return !import->failed;
}

/* Whether reading BYTES is a matter of their size. */
static bool is_sound(struct slice bytes, const char *file, struct arena *arena, struct diagnostics *sink)
{
	struct scan scan = { 0 };
	scan_text(&scan, bytes, arena);
	scan_finish(&scan);
	if (scan.too_many)
		diagnostics_error(sink, (struct position){ file, scan.too_many, 0 },
		                  _("a message with thousands of references or plural forms; remove them"));
	return !scan.too_many;
}

bool gettextpo_read(struct catalog *catalog, struct slice bytes, const char *file, struct diagnostics *sink)
{
	catalog->count = 0;
	if (!is_sound(bytes, file, catalog->arena, sink))
		return false;
	char path[32];
	FILE *stream = open_unnamed(bytes, path, file, sink);
	if (!stream)
		return false;
	gettextpo_formats();
	struct session reading;
	session_begin(&reading, bytes, file, sink);
	po_file_t po = read_locked(path);
	struct import import = { .catalog = catalog, .arena = catalog->arena, .place = { .file = file }, .sink = sink };
	bool done = po && import_file(&import, po, bytes);
	if (po)
		po_file_free(po);
	session_end();
	fclose(stream);
	if (!done)
		catalog->count = 0;
	return done;
}

static char *string_or_null(struct slice text)
{
	return text.data ? slice_to_string(text) : NULL;
}

static po_message_t export_entry(const struct entry *entry)
{
	po_message_t message = po_message_create();
	const struct entry_extra *extra = entry_extra(entry);
	const struct {
		struct slice text;
		void (*set)(po_message_t, const char *);
	} parts[] = {
		{ extra->context, po_message_set_msgctxt },
		{ entry->msgid, po_message_set_msgid },
		{ extra->plural, po_message_set_msgid_plural },
		{ extra->previous_context, po_message_set_prev_msgctxt },
		{ extra->previous_msgid, po_message_set_prev_msgid },
		{ extra->previous_plural, po_message_set_prev_msgid_plural },
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		char *string = string_or_null(parts[i].text);
		if (string)
			parts[i].set(message, string);
		free(string);
	}
	for (size_t i = 0; i < entry->msgstr_count; i++) {
		char *string = slice_to_string(entry->msgstr[i]);
		if (entry_plural(entry).data)
			po_message_set_msgstr_plural(message, (int)i, string);
		else
			po_message_set_msgstr(message, string);
		free(string);
	}
	struct flag_state state;
	flags_summarize(entry, &state);
	const char *format = flags_format(&state);
	if (format)
		po_message_set_format(message, format, 1);
	po_message_set_obsolete(message, entry->obsolete);
	return message;
}

/* Append what the file of STREAM holds after its header and the flags of its only entry. */
static bool read_strings_back(FILE *stream, struct buffer *out)
{
	struct buffer all = { 0 };
	char block[4096];
	rewind(stream);
	for (size_t size; (size = fread(block, 1, sizeof block, stream)) > 0;)
		buffer_append(&all, slice_make(block, size));
	struct slice text = buffer_slice(&all);
	size_t blank = slice_find(text, SLICE("\n\n"), 0);
	if (blank != SLICE_NONE) {
		size_t begin = blank + 2;
		if (slice_starts_with(slice_from_offset(text, begin), SLICE("#,")))
			begin = slice_find_byte(text, '\n', begin) + 1;
		buffer_append(out, slice_from_offset(text, begin));
	}
	buffer_finish(&all);
	return blank != SLICE_NONE && !ferror(stream);
}

bool gettextpo_write_strings(const struct entry *entry, const char *file, struct buffer *out, struct diagnostics *sink)
{
	char path[32];
	FILE *stream = open_unnamed(SLICE(""), path, file, sink);
	if (!stream)
		return false;
	struct session writing;
	session_begin(&writing, SLICE(""), file, sink);
	writing.quiet = true;
	po_file_t po = po_file_create();
	po_message_iterator_t iterator = po_message_iterator(po, NULL);
	po_message_t header = po_message_create();
	po_message_set_msgid(header, "");
	po_message_set_msgstr(header, "Content-Type: text/plain; charset=UTF-8\n");
	po_message_insert(iterator, header);
	po_message_insert(iterator, export_entry(entry));
	po_message_iterator_free(iterator);
	bool done = write_locked(po, path);
	po_file_free(po);
	session_end();
	done = done && read_strings_back(stream, out);
	fclose(stream);
	return done;
}

static pthread_once_t formats_once = PTHREAD_ONCE_INIT;
static const char *const *formats;

/* Its first call builds the list. */
static void list_formats(void)
{
	pthread_mutex_lock(&lock);
	formats = po_format_list();
	pthread_mutex_unlock(&lock);
}

const char *const *gettextpo_formats(void)
{
	pthread_once(&formats_once, list_formats);
	return formats;
}
