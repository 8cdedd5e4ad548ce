#include "commands/findings.h"

#include "base/message.h"
#include "commands/json_output.h"
#include "text/utf8.h"

#include <uniwidth.h>

enum {
	CONTEXT_COLUMNS = 36, /* of the translation, shown on each side of a fault */
	FAULT_COLUMNS = 60,   /* of the fault itself */
};

static const char *const severities[] = { "note", "warning", "error" };

bool findings_form(const char *name, enum findings_form *form)
{
	static const char *const names[] = { "text", "github", "sarif" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0) {
			*form = (enum findings_form)i;
			return true;
		}
	return false;
}

bool findings_are_grave(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].severity > SEVERITY_NOTE)
			return true;
	return false;
}

static json_t *number(size_t value)
{
	return json_integer((json_int_t)value);
}

json_t *finding_to_json(const struct finding *finding)
{
	struct slice translation = finding->translation;
	size_t begin = utf8_count(slice_range(translation, 0, finding->begin));
	json_t *object = json_pack("{s:s, s:s, s:s, s:o, s:o, s:s%, s:s%, s:s%, s:o, s:o, s:o}", "check", finding->check, "severity",
	                 severities[finding->severity], "file", finding->position.file, "line", number(finding->position.line),
	                 "column", number(finding->position.column), "text", finding->text.data, finding->text.size, "msgid",
	                 finding->msgid.data, finding->msgid.size, "translation", translation.data, translation.size, "form",
	                 number(finding->form), "begin", number(begin), "end",
	                 number(begin + utf8_count(slice_range(translation, finding->begin, finding->end))));
	if (finding->mend.data)
		json_object_set_new(object, "mend", json_stringn(finding->mend.data, finding->mend.size));
	return object;
}

/* Print TEXT on one line of a terminal, control characters as what they are; the number of its columns. */
static size_t print_line(struct slice text)
{
	size_t columns = 0;
	for (size_t i = 0, size; i < text.size; i += size) {
		uint32_t code = utf8_decode(text, i, &size);
		int width = uc_width((ucs4_t)code, "UTF-8");
		if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
			fputs("\xe2\x90\xa3", stdout);
			width = 1;
		} else {
			fwrite(text.data + i, 1, size, stdout);
		}
		columns += width > 0 ? (size_t)width : 0;
	}
	return columns;
}

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The beginning of at most COUNT characters before END, and the end of as many from BEGIN on. */
static size_t step_back(struct slice text, size_t end, size_t count)
{
	for (; end > 0 && count > 0; count--)
		for (end--; end > 0 && is_continuation(text.data[end]); end--)
			;
	return end;
}

static size_t step_on(struct slice text, size_t begin, size_t count)
{
	for (; begin < text.size && count > 0; count--)
		for (begin++; begin < text.size && is_continuation(text.data[begin]); begin++)
			;
	return begin;
}

/* The translation around the fault, and a caret for each of its columns. */
static void print_excerpt(const struct finding *finding)
{
	struct slice text = finding->translation;
	if (!text.size || utf8_find_invalid(text) < text.size)
		return;
	size_t begin = step_back(text, finding->begin, CONTEXT_COLUMNS);
	size_t fault_end = step_on(text, finding->begin, FAULT_COLUMNS);
	fault_end = fault_end < finding->end ? fault_end : finding->end;
	size_t end = step_on(text, fault_end, CONTEXT_COLUMNS);
	fputs("    ", stdout);
	size_t before = begin ? 1 : 0;
	fputs(begin ? "…" : "", stdout);
	before += print_line(slice_range(text, begin, finding->begin));
	fputs("\033[1;31m", stdout);
	size_t columns = print_line(slice_range(text, finding->begin, fault_end));
	fputs("\033[0m", stdout);
	print_line(slice_range(text, fault_end, end));
	fputs(end < text.size ? "…\n    " : "\n    ", stdout);
	for (size_t i = 0; i < before; i++)
		putchar(' ');
	fputs("\033[1;31m", stdout);
	for (size_t i = 0; i < columns || i == 0; i++)
		putchar('^');
	fputs("\033[0m\n", stdout);
}

static void print_text(const struct finding *finding, bool excerpts)
{
	struct diagnostics *sink = diagnostics_create();
	(finding->severity == SEVERITY_ERROR     ? diagnostics_error
	 : finding->severity == SEVERITY_WARNING ? diagnostics_warning
	                                         : diagnostics_note)(sink, finding->position, "%.*s [%s]",
	                                                             SLICE_ARG(finding->text), finding->check);
	diagnostics_print(sink, stdout, SEVERITY_NOTE, excerpts);
	diagnostics_destroy(sink);
	if (excerpts)
		print_excerpt(finding);
}

/* TEXT as a workflow command of GitHub Actions takes it: % and line breaks escaped, in a property commas and colons too. */
static void print_escaped(struct slice text, bool property)
{
	for (size_t i = 0; i < text.size; i++) {
		unsigned char byte = (unsigned char)text.data[i];
		if (byte == '%' || byte == '\r' || byte == '\n' || (property && (byte == ',' || byte == ':')))
			printf("%%%02X", byte);
		else
			putchar(byte);
	}
}

static void print_github(const struct finding *finding)
{
	static const char *const levels[] = { "notice", "warning", "error" };
	printf("::%s file=", levels[finding->severity]);
	print_escaped(slice_from(finding->position.file), true);
	printf(",line=%zu", finding->position.line);
	if (finding->position.column)
		printf(",col=%zu", finding->position.column);
	fputs(",title=", stdout);
	print_escaped(slice_from(finding->check), true);
	fputs("::", stdout);
	print_escaped(finding->text, false);
	putchar('\n');
}

static json_t *rules_to_json(void)
{
	json_t *rules = json_array();
	for (const struct check *const *check = checks; *check; check++)
		json_array_append_new(rules, json_pack("{s:s, s:{s:s}, s:{s:s}}", "id", (*check)->name, "shortDescription", "text",
		                                       _((*check)->reason), "defaultConfiguration", "level",
		                                       severities[(*check)->severity]));
	return rules;
}

/* FILE as a URI reference: what is neither a letter nor a digit nor one of "-._~/" by its bytes. */
static json_t *uri_to_json(const char *file)
{
	struct buffer uri = { 0 };
	for (; *file; file++) {
		if (is_ascii_alphanumeric(*file) || strchr("-._~/", *file))
			buffer_append_byte(&uri, *file);
		else
			buffer_append_format(&uri, "%%%02X", (unsigned char)*file);
	}
	json_t *string = json_stringn(uri.data ? uri.data : "", uri.size);
	buffer_finish(&uri);
	return string;
}

static json_t *result_to_sarif(const struct finding *finding)
{
	json_t *region = json_pack("{s:o}", "startLine", number(finding->position.line ? finding->position.line : 1));
	if (finding->position.column)
		json_object_set_new(region, "startColumn", number(finding->position.column));
	return json_pack("{s:s, s:s, s:{s:s%}, s:[{s:{s:{s:o}, s:o}}]}", "ruleId", finding->check, "level",
	                 severities[finding->severity], "message", "text", finding->text.data, finding->text.size, "locations",
	                 "physicalLocation", "artifactLocation", "uri", uri_to_json(finding->position.file), "region", region);
}

/* The frame of a log of which the results are printed one by one: what comes before them, and what after. */
static void print_sarif_frame(bool end)
{
	static const char mark[] = "\"results\": [";
	json_t *log = json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:s, s:[]}]}", "$schema",
	                        "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", "tool", "driver",
	                        "name", "localize", "version", LOCALIZE_VERSION, "rules", rules_to_json(), "columnKind",
	                        "unicodeCodePoints", "results");
	char *text = json_dumps(log, JSON_INDENT(2));
	char *results = strstr(text, mark) + sizeof mark - 1;
	if (end)
		puts(results);
	else
		fwrite(text, 1, (size_t)(results - text), stdout);
	free(text);
	json_decref(log);
}

struct findings_printer {
	enum findings_form form;
	bool excerpts;
	size_t count;
};

struct findings_printer *findings_printer_begin(enum findings_form form, bool excerpts)
{
	struct findings_printer *printer = memory_allocate_zero(1, sizeof *printer);
	*printer = (struct findings_printer){ form, excerpts, 0 };
	if (form == FINDINGS_SARIF)
		print_sarif_frame(false);
	return printer;
}

void findings_print(struct findings_printer *printer, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];
		if (printer->form == FINDINGS_SARIF)
			json_print_item(result_to_sarif(finding), 4, printer->count == 0);
		else if (printer->form == FINDINGS_GITHUB)
			print_github(finding);
		else
			print_text(finding, printer->excerpts);
		printer->count++;
	}
}

void findings_printer_end(struct findings_printer *printer)
{
	if (printer->form == FINDINGS_SARIF) {
		fputs(printer->count ? "\n      " : "", stdout);
		print_sarif_frame(true);
	}
	free(printer);
}
