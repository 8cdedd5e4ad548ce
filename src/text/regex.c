#include "text/regex.h"

#include "base/buffer.h"
#include "base/message.h"

#include <stdlib.h>

enum { MATCH_LIMIT = 20000, DEPTH_LIMIT = 2000, HEAP_LIMIT_KIB = 4096 };

static bool is_hexadecimal(struct slice digits)
{
	for (size_t i = 0; i < digits.size; i++)
		if (!is_ascii_digit(digits.data[i]) &&
		    !(ascii_lower(digits.data[i]) >= 'a' && ascii_lower(digits.data[i]) <= 'f'))
			return false;
	return true;
}

/* EXPRESSION with \uXXXX and \UXXXXXXXX as PCRE2 spells them. */
static void append_expression(struct buffer *out, struct slice expression)
{
	for (size_t i = 0; i < expression.size; i++) {
		buffer_append_byte(out, expression.data[i]);
		if (expression.data[i] != '\\' || i + 1 == expression.size)
			continue;
		char letter = expression.data[++i];
		size_t digits = letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
		if (digits && expression.size - i > digits &&
		    is_hexadecimal(slice_range(expression, i + 1, i + 1 + digits))) {
			buffer_append_format(out, "x{%.*s}", (int)digits, expression.data + i + 1);
			i += digits;
		} else {
			buffer_append_byte(out, letter);
		}
	}
}

static pcre2_code *compile(struct slice text, uint32_t options, int *error, size_t *offset)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	options |= PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)text.data, text.size, options, error, offset, context);
	pcre2_compile_context_free(context);
	return code;
}

pcre2_code *regex_compile(struct slice expression, const char *suffix, uint32_t options, struct position position,
                          struct diagnostics *sink)
{
	struct buffer text = { 0 };
	int error;
	size_t offset;
	append_expression(&text, expression);
	/* By itself first: "a)(b" is nothing that a group around it may mend. */
	pcre2_code *code = compile(buffer_slice(&text), options, &error, &offset);
	if (code) {
		pcre2_code_free(code);
		buffer_clear(&text);
		buffer_append_string(&text, "(?:");
		append_expression(&text, expression);
		if (slice_find(expression, SLICE("(?x"), 0) != SLICE_NONE)
			buffer_append_byte(&text, '\n'); /* ends a comment */
		buffer_append_byte(&text, ')');
		buffer_append_string(&text, suffix);
		code = compile(buffer_slice(&text), options, &error, &offset);
	}
	if (code) {
		pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* without it the expression is interpreted */
	} else {
		PCRE2_UCHAR reason[256];
		pcre2_get_error_message(error, reason, sizeof reason);
		diagnostics_error(sink, position, _("not a regular expression: %s, at byte %zu of '%.*s'; correct it"),
		                  (const char *)reason, offset, SLICE_ARG(expression));
	}
	buffer_finish(&text);
	return code;
}

pcre2_match_context *regex_limits(void)
{
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(limits, MATCH_LIMIT);
	pcre2_set_depth_limit(limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(limits, HEAP_LIMIT_KIB);
	return limits;
}
