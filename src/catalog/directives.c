#include "catalog/directives.h"

enum directive_syntax directive_syntax_of(const char *format)
{
	static const struct {
		const char *format;
		enum directive_syntax syntax;
	} table[] = {
		{ "c-format", DIRECTIVE_PERCENT },
		{ "objc-format", DIRECTIVE_PERCENT },
		{ "python-format", DIRECTIVE_PERCENT },
		{ "php-format", DIRECTIVE_PERCENT },
		{ "perl-format", DIRECTIVE_PERCENT },
		{ "lua-format", DIRECTIVE_PERCENT },
		{ "awk-format", DIRECTIVE_PERCENT },
		{ "tcl-format", DIRECTIVE_PERCENT },
		{ "elisp-format", DIRECTIVE_PERCENT },
		{ "javascript-format", DIRECTIVE_PERCENT },
		{ "object-pascal-format", DIRECTIVE_PERCENT },
		{ "qt-format", DIRECTIVE_NUMBERED },
		{ "qt-plural-format", DIRECTIVE_NUMBERED },
		{ "kde-format", DIRECTIVE_NUMBERED },
		{ "kde-kuit-format", DIRECTIVE_NUMBERED },
		{ "ycp-format", DIRECTIVE_NUMBERED },
		{ "python-brace-format", DIRECTIVE_BRACE },
		{ "perl-brace-format", DIRECTIVE_BRACE },
		{ "csharp-format", DIRECTIVE_BRACE },
		{ "sh-format", DIRECTIVE_VARIABLE },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strcmp(format, table[i].format) == 0)
			return table[i].syntax;
	return DIRECTIVE_UNKNOWN;
}

static char closing_bracket(char byte)
{
	static const char pairs[] = "(){}<>[]||";
	for (size_t i = 0; i + 1 < sizeof pairs; i += 2)
		if (byte == pairs[i])
			return pairs[i + 1];
	return '\0';
}

static void open_bracket(struct directive_scan *scan, char byte)
{
	scan->open = byte;
	scan->close = closing_bracket(byte);
	scan->depth = 1;
}

/* Whether BYTE was taken as a part of the bracket that is open. */
static bool is_in_bracket(struct directive_scan *scan, char byte)
{
	if (!scan->close)
		return false;
	if (byte == scan->close)
		scan->depth--;
	else if (byte == scan->open)
		scan->depth++;
	if (scan->depth == 0)
		scan->open = scan->close = '\0';
	return true;
}

/* Flags, widths and the letters of sizes, then one letter: the conversion. */
static void advance_percent(struct directive_scan *scan, char byte)
{
	bool after_percent = scan->percent;
	scan->percent = false;
	if (!scan->inside) {
		scan->inside = scan->percent = byte == '%';
		return;
	}
	if (is_in_bracket(scan, byte))
		return;
	if (scan->padding)
		scan->padding = false;
	else if (byte == '%')
		scan->inside = !after_percent;
	else if (byte == '\'')
		scan->padding = true;
	else if (closing_bracket(byte))
		open_bracket(scan, byte);
	else if ((is_ascii_letter(byte) && !strchr("hlLqjztwvVI", byte)) || (unsigned char)byte >= 0x80)
		scan->inside = false;
}

static void advance_numbered(struct directive_scan *scan, char byte)
{
	scan->inside = byte == '%' || (scan->inside && (is_ascii_digit(byte) || byte == 'L' || byte == 'n'));
}

static void advance_brace(struct directive_scan *scan, char byte)
{
	if (!scan->inside && byte == '{') {
		scan->inside = true;
		open_bracket(scan, byte);
	} else if (scan->inside) {
		is_in_bracket(scan, byte);
		scan->inside = scan->close != '\0';
	}
}

static void advance_variable(struct directive_scan *scan, char byte)
{
	if (scan->inside && scan->close) {
		is_in_bracket(scan, byte);
		scan->inside = scan->close != '\0';
	} else if (scan->inside && byte == '{') {
		open_bracket(scan, byte);
	} else {
		scan->inside = byte == '$' || (scan->inside && (is_ascii_alphanumeric(byte) || byte == '_'));
	}
}

bool directive_scan_advance(struct directive_scan *scan, struct slice text)
{
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i];
		switch (scan->syntax) {
		case DIRECTIVE_PERCENT:
			advance_percent(scan, byte);
			break;
		case DIRECTIVE_NUMBERED:
			advance_numbered(scan, byte);
			break;
		case DIRECTIVE_BRACE:
			advance_brace(scan, byte);
			break;
		case DIRECTIVE_VARIABLE:
			advance_variable(scan, byte);
			break;
		case DIRECTIVE_UNKNOWN:
			if (strchr("%{$~#", byte))
				scan->inside = true;
		}
	}
	return scan->inside;
}
