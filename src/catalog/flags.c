#include "catalog/flags.h"

#include "catalog/gettextpo.h"

static bool next_word(struct slice *rest, struct slice *word)
{
	size_t begin = 0, end;
	while (begin < rest->size && (is_ascii_space(rest->data[begin]) || rest->data[begin] == ','))
		begin++;
	for (end = begin; end < rest->size && !is_ascii_space(rest->data[end]) && rest->data[end] != ','; end++)
		;
	*word = slice_range(*rest, begin, end);
	*rest = slice_from_offset(*rest, end);
	return word->size > 0;
}

/* The number at *AT in TEXT, at most INT_MAX as for gettext; false if there is none. */
static bool read_number(struct slice text, size_t *at, int64_t *number)
{
	size_t begin = *at;
	for (*number = 0; *at < text.size && is_ascii_digit(text.data[*at]); ++*at) {
		*number = *number * 10 + (text.data[*at] - '0');
		if (*number > INT32_MAX)
			*number = INT32_MAX;
	}
	return *at > begin;
}

static bool read_range(struct slice text, int64_t *least, int64_t *most)
{
	size_t at = 0;
	if (!read_number(text, &at, least) || !slice_starts_with(slice_from_offset(text, at), SLICE("..")))
		return false;
	at += 2;
	return read_number(text, &at, most) && *least <= *most;
}

bool flags_next(struct slice *rest, struct arena *arena, struct slice *flag)
{
	while (next_word(rest, flag)) {
		if (!slice_equal(*flag, SLICE("range:")))
			return true;
		struct slice range;
		int64_t least, most;
		if (!next_word(rest, &range) || !read_range(range, &least, &most))
			continue;
		struct slice plain = arena_format(arena, "range: %lld..%lld", (long long)least, (long long)most);
		struct slice spelt = slice_make(flag->data, (size_t)(range.data - flag->data) + range.size);
		*flag = slice_equal(plain, spelt) ? spelt : plain;
		return true;
	}
	return false;
}

/* The number of the format in gettextpo_formats() that FLAG speaks of, and what it says; false for other flags. */
static bool read_format(struct slice flag, size_t *number, enum flag_format *says)
{
	struct slice suffix = SLICE("-format");
	if (!slice_ends_with(flag, suffix))
		return false;
	struct slice name = flag;
	*says = FORMAT_YES;
	static const struct {
		struct slice prefix;
		enum flag_format says;
	} prefixes[] = {
		{ { "no-", 3 }, FORMAT_NO },
		{ { "possible-", 9 }, FORMAT_POSSIBLE },
		{ { "impossible-", 11 }, FORMAT_IMPOSSIBLE },
	};
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (flag.size >= prefixes[i].prefix.size + suffix.size && slice_starts_with(flag, prefixes[i].prefix)) {
			name = slice_from_offset(flag, prefixes[i].prefix.size);
			*says = prefixes[i].says;
			break;
		}
	const char *const *formats = gettextpo_formats();
	for (*number = 0; formats[*number] && *number < FORMATS_MOST; ++*number)
		if (slice_equal_string(name, formats[*number]))
			return true;
	return false;
}

static bool is_range(struct slice flag)
{
	return slice_starts_with(flag, SLICE("range: "));
}

bool flag_is_known(struct slice flag)
{
	size_t number;
	enum flag_format says;
	return slice_equal(flag, SLICE("fuzzy")) || slice_equal(flag, SLICE("wrap")) ||
	       slice_equal(flag, SLICE("no-wrap")) || is_range(flag) || read_format(flag, &number, &says);
}

void flags_summarize(const struct entry *entry, struct flag_state *state)
{
	state->any_format = state->no_wrap = false;
	state->range = slice_make(NULL, 0);
	const struct entry_extra *extra = entry_extra(entry);
	for (size_t i = 0; i < extra->flag_count; i++) {
		struct slice flag = extra->flags[i];
		size_t number;
		enum flag_format says;
		if (slice_equal(flag, SLICE("no-wrap"))) {
			state->no_wrap = true;
		} else if (slice_equal(flag, SLICE("wrap"))) {
			state->no_wrap = false;
		} else if (is_range(flag)) {
			state->range = flag;
		} else if (read_format(flag, &number, &says)) {
			if (!state->any_format)
				memset(state->formats, FORMAT_UNDECIDED, sizeof state->formats);
			state->any_format = true;
			state->formats[number] = (unsigned char)says;
		}
	}
}

const char *flags_format(const struct flag_state *state)
{
	const char *const *formats = gettextpo_formats();
	for (size_t i = 0; state->any_format && formats[i] && i < FORMATS_MOST; i++)
		if (state->formats[i] == FORMAT_YES || state->formats[i] == FORMAT_POSSIBLE)
			return formats[i];
	return NULL;
}

static void write_flag(struct buffer *out, size_t begin, const char *prefix, struct slice flag)
{
	buffer_append_string(out, out->size == begin ? "#, " : ", ");
	buffer_append_string(out, prefix);
	buffer_append(out, flag);
}

void flags_write(const struct entry *entry, const struct flag_state *state, struct buffer *out)
{
	size_t begin = out->size;
	/* The flag says that a translation is doubtful: gettext leaves it out where there is none. */
	if (entry->fuzzy && (entry->obsolete || entry->msgstr[0].size > 0))
		write_flag(out, begin, "", SLICE("fuzzy"));
	const char *const *formats = gettextpo_formats();
	for (size_t i = 0; state->any_format && formats[i] && i < FORMATS_MOST; i++)
		if (state->formats[i] != FORMAT_UNDECIDED && state->formats[i] != FORMAT_IMPOSSIBLE)
			write_flag(out, begin, state->formats[i] == FORMAT_NO ? "no-" : "", slice_from(formats[i]));
	if (state->range.data && !entry->obsolete)
		write_flag(out, begin, "", state->range);
	if (state->no_wrap)
		write_flag(out, begin, "", SLICE("no-wrap"));
	const struct entry_extra *extra = entry_extra(entry);
	for (size_t i = 0; i < extra->flag_count; i++)
		if (!flag_is_known(extra->flags[i]))
			write_flag(out, begin, "", extra->flags[i]);
	if (out->size > begin)
		buffer_append_byte(out, '\n');
}
