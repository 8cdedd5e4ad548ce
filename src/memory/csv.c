/* csv.c: rows of translations, parted by commas (RFC 4180) or by tabs. */

#include "base/message.h"
#include "memory/exchange.h"
#include "memory/key.h"

enum { COLUMNS_MOST = 256 };

enum column { COLUMN_SOURCE, COLUMN_TARGET, COLUMN_COMMENT, COLUMN_STATUS, COLUMN_OTHER };

/* What the columns are. */
struct layout {
	enum column kinds[COLUMNS_MOST];
	struct slice languages[COLUMNS_MOST]; /* of those that are targets */
	size_t count;
};

struct rows {
	struct slice text;
	size_t offset;
	char separator;
	bool unclosed; /* from here on, no quotation mark is closed */
	struct { struct slice *items; size_t count, capacity; } fields;
	struct buffer unquoted; /* of one row; fields that had quotes doubled point into it once it is complete */
};

static bool ends_field(const struct rows *rows, size_t offset)
{
	return offset >= rows->text.size || rows->text.data[offset] == rows->separator ||
	       rows->text.data[offset] == '\n' || rows->text.data[offset] == '\r';
}

/* The offset of the quotation mark that closes the field whose text begins at BEGIN; SLICE_NONE where there is none. */
static size_t find_closing(const struct rows *rows, size_t begin, bool *doubled)
{
	*doubled = false;
	for (size_t i = begin; (i = slice_find_byte(rows->text, '"', i)) != SLICE_NONE; i += 2) {
		if (i + 1 >= rows->text.size || rows->text.data[i + 1] != '"')
			return i;
		*doubled = true;
	}
	return SLICE_NONE;
}

/* Push the field from BEGIN to END, in which quotes stand doubled, written once each to rows->unquoted; its pointer is
 * NULL until the row is complete. */
static void push_unquoted(struct rows *rows, size_t begin, size_t end)
{
	size_t start = rows->unquoted.size;
	for (size_t i; begin < end; begin = i + 2) {
		i = slice_find_byte(rows->text, '"', begin);
		i = i < end ? i : end;
		buffer_append(&rows->unquoted, slice_range(rows->text, begin, i < end ? i + 1 : end));
	}
	array_push(&rows->fields, slice_make(NULL, rows->unquoted.size - start));
}

/* The field at the offset. Quotation marks around it are taken off; where more text follows the closing one, they are
 * the text's own. Between tabs a mark that is never closed is text, too; between commas it is a fault: false. */
static bool read_field(struct rows *rows)
{
	struct slice text = rows->text;
	size_t begin = rows->offset, end = begin;
	if (begin < text.size && text.data[begin] == '"' && !rows->unclosed) {
		bool doubled;
		size_t closing = find_closing(rows, begin + 1, &doubled);
		if (closing == SLICE_NONE && rows->separator != '\t')
			return false;
		rows->unclosed = closing == SLICE_NONE;
		if (closing != SLICE_NONE && ends_field(rows, closing + 1)) {
			if (doubled)
				push_unquoted(rows, begin + 1, closing);
			else
				array_push(&rows->fields, slice_make(text.data + begin + 1, closing - begin - 1));
			rows->offset = closing + 1;
			return true;
		}
	}
	while (!ends_field(rows, end))
		end++;
	array_push(&rows->fields, slice_make(text.data + begin, end - begin));
	rows->offset = end;
	return true;
}

/* The next row that is not blank. False at the end, and where a quotation mark is not closed: the offset is then before
 * the end. */
static bool read_row(struct rows *rows)
{
	struct slice text = rows->text;
	while (rows->offset < text.size && (text.data[rows->offset] == '\n' || text.data[rows->offset] == '\r'))
		rows->offset++;
	if (rows->offset >= text.size)
		return false;
	array_clear(&rows->fields);
	buffer_clear(&rows->unquoted);
	while (read_field(rows)) {
		if (rows->offset < text.size && text.data[rows->offset] == rows->separator) {
			rows->offset++;
			continue;
		}
		size_t used = 0;
		for (size_t i = 0; i < rows->fields.count; i++)
			if (!rows->fields.items[i].data) {
				rows->fields.items[i].data = buffer_slice(&rows->unquoted).data + used;
				used += rows->fields.items[i].size;
			}
		return true;
	}
	return false;
}

static bool same_language(struct slice tag, const char *other)
{
	char family[KEY_LANGUAGE_SIZE], wanted[KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	return language_family(tag, family, region) && language_family(slice_from(other), wanted, region) &&
	       strcmp(family, wanted) == 0;
}

static bool is_word(struct slice field, const char *word)
{
	return slice_equal_ignoring_case(slice_trim(field), slice_from(word));
}

/* Whether FIELD may name a language, and is not the first sentence: "sr", "pt-BR", "sr@latin". */
static bool is_language(struct slice field)
{
	char family[KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	size_t letters = 0;
	while (letters < field.size && is_ascii_letter(field.data[letters]))
		letters++;
	return (letters == 2 || letters == 3) && language_family(field, family, region);
}

/* Whether the row is one of names of columns, which LAYOUT then has. */
static bool read_header(const struct rows *rows, const struct exchange_languages *languages, struct layout *layout)
{
	size_t sources = 0, targets = 0;
	layout->count = rows->fields.count < COLUMNS_MOST ? rows->fields.count : COLUMNS_MOST;
	for (size_t i = 0; i < layout->count; i++) {
		struct slice name = slice_trim(rows->fields.items[i]);
		layout->kinds[i] = COLUMN_OTHER;
		if (is_word(name, "source") ||
		    (!sources && is_language(name) && same_language(name, languages->source))) {
			layout->kinds[i] = COLUMN_SOURCE;
			sources++;
		} else if (i == 0 && is_word(name, "id")) {
			/* Numbers, rather than Indonesian. */
		} else if (is_word(name, "target") || is_language(name)) {
			layout->kinds[i] = COLUMN_TARGET;
			layout->languages[i] = is_word(name, "target") ? slice_from(languages->target) : name;
			targets++;
		} else if (is_word(name, "comment"))
			layout->kinds[i] = COLUMN_COMMENT;
		else if (is_word(name, "status"))
			layout->kinds[i] = COLUMN_STATUS;
	}
	return sources == 1 && targets > 0;
}

static void set_plain_layout(struct layout *layout, const struct exchange_languages *languages)
{
	*layout = (struct layout){
		.kinds = { COLUMN_SOURCE, COLUMN_TARGET, COLUMN_COMMENT },
		.languages[1] = slice_from(languages->target),
		.count = 3,
	};
}

static void take_row(const struct rows *rows, const struct layout *layout, memory_take *take, void *context)
{
	struct memory_unit unit = { 0 };
	size_t count = rows->fields.count < layout->count ? rows->fields.count : layout->count;
	for (size_t i = 0; i < count; i++) {
		if (layout->kinds[i] == COLUMN_SOURCE)
			unit.source = rows->fields.items[i];
		else if (layout->kinds[i] == COLUMN_COMMENT)
			unit.comment = rows->fields.items[i];
		else if (layout->kinds[i] == COLUMN_STATUS)
			unit.forbidden = is_word(rows->fields.items[i], "forbidden") || is_word(rows->fields.items[i], "deprecated");
	}
	for (size_t i = 0; i < count && (unit.source.size || unit.forbidden); i++)
		if (layout->kinds[i] == COLUMN_TARGET && rows->fields.items[i].size) {
			unit.target = rows->fields.items[i];
			unit.language = layout->languages[i];
			take(context, &unit);
		}
}

/* A semicolon where the first line has no comma outside of quotation marks: what office programs write in countries
 * whose numbers have decimal commas. */
static char find_separator(struct slice text)
{
	bool quoted = false;
	char found = ',';
	for (size_t i = 0; i < text.size && (quoted || text.data[i] != '\n'); i++) {
		quoted ^= text.data[i] == '"';
		if (!quoted && text.data[i] == ',')
			return ',';
		if (!quoted && text.data[i] == ';')
			found = ';';
	}
	return found;
}

static bool lacks_language(const char *path, struct diagnostics *sink)
{
	diagnostics_error(sink, position_of_file(path),
	                  _("does not say its language; name it with --lang, or in the first row"));
	return false;
}

bool csv_read(struct slice text, const char *path, bool tabs, const struct exchange_languages *languages,
              memory_take *take, void *context, struct diagnostics *sink)
{
	struct rows rows = { .text = text, .separator = tabs ? '\t' : find_separator(text) };
	struct layout layout = { 0 };
	size_t begin = 0;
	bool first = true, done = true;
	while (done && read_row(&rows)) {
		if (first) {
			bool header = read_header(&rows, languages, &layout);
			if (!header)
				set_plain_layout(&layout, languages);
			for (size_t i = 0; done && i < layout.count; i++)
				if (layout.kinds[i] == COLUMN_TARGET && !layout.languages[i].size)
					done = lacks_language(path, sink);
			first = false;
			if (header)
				continue;
		}
		if (done)
			take_row(&rows, &layout, take, context);
		begin = rows.offset;
	}
	if (done && rows.offset < text.size) {
		while (begin < text.size && is_ascii_space(text.data[begin]))
			begin++;
		diagnostics_error(sink, position_in_text(path, text, begin),
		                  _("a quotation mark in this row is never closed; write it twice, or take it away"));
		done = false;
	}
	array_finish(&rows.fields);
	buffer_finish(&rows.unquoted);
	return done;
}

static void write_field(struct exchange_writer *writer, struct slice field, char end)
{
	char separator = writer->format == EXCHANGE_TSV ? '\t' : ',';
	bool quote = false;
	for (size_t i = 0; i < field.size; i++)
		quote |= field.data[i] == '"' || field.data[i] == separator || field.data[i] == '\n' ||
		         field.data[i] == '\r' || field.data[i] == ';';
	if (quote)
		buffer_append_byte(&writer->out, '"');
	for (size_t i = 0; i < field.size; i++) {
		if (field.data[i] == '"')
			buffer_append_byte(&writer->out, '"');
		buffer_append_byte(&writer->out, field.data[i]);
	}
	if (quote)
		buffer_append_byte(&writer->out, '"');
	if (end == '\n')
		buffer_append_byte(&writer->out, '\r');
	buffer_append_byte(&writer->out, end == '\n' ? '\n' : separator);
}

void csv_write_begin(struct exchange_writer *writer)
{
	write_field(writer, slice_from(writer->source), 0);
	write_field(writer, slice_from(writer->target), 0);
	write_field(writer, SLICE("comment"), '\n');
}

void csv_write_unit(struct exchange_writer *writer, const struct memory_unit *unit)
{
	write_field(writer, unit->source, 0);
	write_field(writer, unit->target, 0);
	write_field(writer, unit->comment, '\n');
}
