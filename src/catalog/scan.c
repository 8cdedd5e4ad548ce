#include "catalog/scan.h"

#include "base/array.h"
#include "catalog/flags.h"

/* libgettextpo's time grows with the square of these, which a message has a handful of. */
enum { REFERENCES_MOST = 10000, FORMS_MOST = 1000 };

/* The flags of one "#," line. Each such line says anew what gettext knows; what it does not know adds up. */
static void scan_flags(struct scan *scan, struct slice text, struct arena *arena)
{
	size_t kept = scan->flags_begin;
	for (size_t i = kept; i < scan->flags.count; i++)
		if (!flag_is_known(scan->flags.items[i]))
			scan->flags.items[kept++] = scan->flags.items[i];
	scan->flags.count = kept;
	for (struct slice flag; flags_next(&text, arena, &flag);)
		if (!slice_equal(flag, SLICE("fuzzy")))
			array_push(&scan->flags, flag);
}

static void scan_references(struct scan *scan, struct slice text)
{
	for (size_t i = 1; i < text.size; i++)
		scan->references += is_ascii_space(text.data[i - 1]) && !is_ascii_space(text.data[i]);
	if (scan->references > REFERENCES_MOST && !scan->too_many)
		scan->too_many = scan->line;
}

static size_t skip_line(struct scan *scan, struct slice text, size_t at)
{
	while (at < text.size && text.data[at] != '\n') {
		if (text.data[at] == '\\' && at + 1 < text.size && text.data[at + 1] == '\n') {
			scan->line++;
			at++;
		}
		at++;
	}
	return at;
}

static size_t skip_quoted(struct scan *scan, struct slice text, size_t at)
{
	while (at < text.size && text.data[at] != '"' && text.data[at] != '\n') {
		if (text.data[at] == '\\' && at + 1 < text.size) {
			at++;
			if (text.data[at] == '\n')
				scan->line++;
		}
		at++;
	}
	return at < text.size && text.data[at] == '"' ? at + 1 : at;
}

/* The word at BEGIN of TEXT: a keyword of a message, if the file is right. */
static void scan_word(struct scan *scan, struct slice text, size_t begin, size_t end)
{
	struct slice word = slice_range(text, begin, end);
	if (scan->in_key) {
		struct slice *key = &array_last(&scan->traces)->key;
		*key = slice_trim(slice_make(key->data, (size_t)(word.data - key->data)));
		scan->in_key = false;
	}
	if (slice_equal(word, SLICE("msgctxt"))) {
		scan->key_begin = begin;
	} else if (slice_equal(word, SLICE("msgid"))) {
		size_t key_begin = scan->key_begin == SLICE_NONE ? begin : scan->key_begin;
		struct trace trace = {
			scan->line, scan->flags_begin, scan->flags.count, slice_range(text, key_begin, end)
		};
		array_push(&scan->traces, trace);
		scan->flags_begin = scan->flags.count;
		scan->key_begin = SLICE_NONE;
		scan->in_key = true;
		scan->references = scan->forms = 0;
	} else if (slice_equal(word, SLICE("msgstr"))) {
		if (++scan->forms > FORMS_MOST && !scan->too_many)
			scan->too_many = scan->line;
	} else if (slice_equal(word, SLICE("domain"))) {
		scan->flags.count = scan->flags_begin;
	}
}

void scan_finish(struct scan *scan)
{
	array_finish(&scan->traces);
	array_finish(&scan->flags);
}

/* The messages of TEXT, found by the tokens that the syntax has: comments, strings and words. */
void scan_text(struct scan *scan, struct slice text, struct arena *arena)
{
	bool previous = false;
	scan->line = 1;
	scan->key_begin = SLICE_NONE;
	for (size_t at = 0; at < text.size;) {
		char byte = text.data[at];
		if (byte == '\n') {
			scan->line++;
			previous = false;
			at++;
		} else if (byte == '"') {
			at = skip_quoted(scan, text, at + 1);
		} else if (byte == '#') {
			char kind = at + 1 < text.size ? text.data[at + 1] : '\n';
			bool old = kind == '~' && at + 2 < text.size && text.data[at + 2] == '|';
			if (kind == '~' || kind == '|') {
				previous = previous || old || kind == '|';
				at += old ? 3 : 2;
				continue;
			}
			size_t end = skip_line(scan, text, at + 1);
			if (kind == ':')
				scan_references(scan, slice_range(text, at + 2, end));
			if (kind == ',' || kind == '!')
				scan_flags(scan, slice_range(text, at + 2, end), arena);
			at = end;
		} else if (is_ascii_letter(byte)) {
			size_t begin = at;
			while (at < text.size && (is_ascii_alphanumeric(text.data[at]) || text.data[at] == '_'))
				at++;
			if (!previous)
				scan_word(scan, text, begin, at);
		} else {
			at++;
		}
	}
}
