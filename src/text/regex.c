#include "text/regex.h"

#include "base/buffer.h"
#include "base/message.h"
#include "text/regex_dialect.h"

#include <stdlib.h>

enum { MATCH_LIMIT = 20000, DEPTH_LIMIT = 2000, HEAP_LIMIT_KIB = 4096 };

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
	regex_append_translated(&text, expression);
	/* By itself first: "a)(b" is nothing that a group around it may mend. */
	pcre2_code *code = compile(buffer_slice(&text), options, &error, &offset);
	if (code) {
		pcre2_code_free(code);
		buffer_clear(&text);
		buffer_append_string(&text, "(?:");
		regex_append_translated(&text, expression);
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
		diagnostics_error(sink, position, _("not a regular expression: %s, at byte %zu of “%.*s”; correct it"),
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
