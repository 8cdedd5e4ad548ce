#define PCRE2_CODE_UNIT_WIDTH 8
#include "text/pattern.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/message.h"

#include <pcre2.h>
#include <stdlib.h>

enum { MATCH_LIMIT = 100000 };

struct pattern {
	pcre2_code *code;
	pcre2_match_context *limits;
};

struct pattern *pattern_create(struct slice text, unsigned flags, struct position position, struct diagnostics *sink)
{
	struct buffer source = { 0 };
	buffer_append_string(&source, "(?:");
	buffer_append(&source, text);
	buffer_append_string(&source, flags & (PATTERN_WHOLE | PATTERN_END) ? ")\\z" : ")");
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK | PCRE2_NEVER_BACKSLASH_C;
	if (flags & PATTERN_CASELESS)
		options |= PCRE2_CASELESS;
	int fault;
	PCRE2_SIZE offset;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)source.data, source.size, options, &fault, &offset, NULL);
	buffer_finish(&source);
	if (!code) {
		PCRE2_UCHAR words[256];
		pcre2_get_error_message(fault, words, sizeof words);
		diagnostics_error(sink, position, _("the regular expression “%.*s” is not good: %s"), SLICE_ARG(text),
		                  (const char *)words);
		return NULL;
	}
	pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* without JIT it works too, only slower */
	struct pattern *pattern = memory_allocate(sizeof *pattern);
	*pattern = (struct pattern){ code, pcre2_match_context_create(NULL) };
	if (pattern->limits) {
		pcre2_set_match_limit(pattern->limits, MATCH_LIMIT);
		pcre2_set_depth_limit(pattern->limits, MATCH_LIMIT);
	}
	return pattern;
}

void pattern_destroy(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_code_free(pattern->code);
	pcre2_match_context_free(pattern->limits);
	free(pattern);
}

static bool match(const struct pattern *pattern, struct slice text, size_t from, uint32_t options, size_t *begin,
                  size_t *end)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	if (!data)
		return false;
	int count = pcre2_match(pattern->code, (PCRE2_SPTR)text.data, text.size, from, options | PCRE2_NO_UTF_CHECK, data,
	                        pattern->limits);
	const PCRE2_SIZE *ranges = pcre2_get_ovector_pointer(data);
	*begin = ranges[0];
	*end = ranges[1];
	pcre2_match_data_free(data);
	return count >= 0;
}

bool pattern_matches_at(const struct pattern *pattern, struct slice text, size_t offset)
{
	size_t begin, end;
	return match(pattern, text, offset, PCRE2_ANCHORED, &begin, &end);
}

bool pattern_find(const struct pattern *pattern, struct slice text, size_t from, size_t *begin, size_t *end)
{
	return match(pattern, text, from, 0, begin, end);
}
