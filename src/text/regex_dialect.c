#include "text/regex_dialect.h"

#include "base/arena.h"
#include "base/array.h"

enum { DEEPEST = 16, MOST_ALTERNATIVES = 1024, LARGEST_LOOK_BEHIND = 1 << 16, MOST_LOOK_BEHINDS = 64 };

/* An expression being read. */
struct reader {
	struct slice text;
	size_t at;
	bool extended; /* (?x): '#' begins a comment */
	size_t class_end_missing; /* one more than the offset from which on no `:]` follows; 0: not known */
	unsigned look_behinds;
};

static bool at_end(const struct reader *reader)
{
	return reader->at >= reader->text.size;
}

static bool looking_at(const struct reader *reader, const char *string)
{
	return slice_starts_with(slice_from_offset(reader->text, reader->at), slice_from(string));
}

static bool take(struct reader *reader, const char *string)
{
	if (!looking_at(reader, string))
		return false;
	reader->at += strlen(string);
	return true;
}

static char next_byte(struct reader *reader)
{
	return reader->text.data[reader->at++];
}

static bool is_hexadecimal(struct slice digits)
{
	for (size_t i = 0; i < digits.size; i++)
		if (!is_ascii_digit(digits.data[i]) &&
		    !(ascii_lower(digits.data[i]) >= 'a' && ascii_lower(digits.data[i]) <= 'f'))
			return false;
	return true;
}

/* What PCRE2 calls the property NAME; empty if it is the same. */
static const char *property_name(struct slice name)
{
	static const struct {
		const char *name, *ours;
	} names[] = {
		{ "Alnum", "Xan" },        { "Alpha", "L" },         { "Digit", "Nd" },       { "IsAlphabetic", "L" },
		{ "IsDigit", "Nd" },       { "IsLetter", "L" },      { "IsLowercase", "Ll" }, { "IsPunctuation", "P" },
		{ "IsUppercase", "Lu" },   { "IsWhite_Space", "Xps" }, { "Lower", "Ll" },     { "Lowercase", "Ll" },
		{ "Punct", "P" },          { "Space", "Xps" },       { "Upper", "Lu" },       { "Uppercase", "Lu" },
		{ "White_Space", "Xps" },  { "alpha", "L" },         { "javaLowerCase", "Ll" }, { "javaUpperCase", "Lu" },
		{ "javaWhitespace", "Xps" }, { "punct", "P" },       { "space", "Xps" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_equal_string(name, names[i].name))
			return names[i].ours;
	return "";
}

/* After \p or \P, which is in OUT already. */
static void translate_property(struct reader *reader, struct buffer *out)
{
	size_t end = looking_at(reader, "{") ? slice_find_byte(reader->text, '}', reader->at) : SLICE_NONE;
	if (end == SLICE_NONE)
		return;
	struct slice name = slice_range(reader->text, reader->at + 1, end);
	const char *ours = property_name(name);
	if (*ours)
		name = slice_from(ours);
	else if (slice_starts_with(name, SLICE("Is")))
		name = slice_from_offset(name, 2);
	buffer_append_format(out, "{%.*s}", SLICE_ARG(name));
	reader->at = end + 1;
}

/* After a backslash. Whether it was a set, such as \s. */
static bool translate_escape(struct reader *reader, struct buffer *out)
{
	buffer_append_byte(out, '\\');
	if (at_end(reader))
		return false;
	char letter = next_byte(reader);
	size_t digits = letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
	if (digits && reader->text.size - reader->at >= digits &&
	    is_hexadecimal(slice_range(reader->text, reader->at, reader->at + digits))) {
		buffer_append_format(out, "x{%.*s}", (int)digits, reader->text.data + reader->at);
		reader->at += digits;
		return false;
	}
	buffer_append_byte(out, letter);
	if (letter == 'p' || letter == 'P')
		translate_property(reader, out);
	else if (letter == 'Q')
		for (bool ended = false; !ended && !at_end(reader); buffer_append_byte(out, next_byte(reader)))
			ended = looking_at(reader, "E") && slice_ends_with(buffer_slice(out), SLICE("\\"));
	return strchr("pPsSdDwWhHvV", letter) != NULL;
}

/* A set being read: the members that PCRE2's brackets can hold, alternatives to them, and what else must hold. */
struct set {
	struct buffer members, others, conditions;
	bool negated;
};

static void set_finish(struct set *set)
{
	buffer_finish(&set->members);
	buffer_finish(&set->others);
	buffer_finish(&set->conditions);
}

/* SET without its conditions and its negation. */
static void append_union(struct buffer *out, const struct set *set)
{
	if (!set->others.size) {
		buffer_append_format(out, "[%.*s]", SLICE_ARG(buffer_slice(&set->members)));
		return;
	}
	buffer_append_string(out, "(?:");
	if (set->members.size)
		buffer_append_format(out, "[%.*s]", SLICE_ARG(buffer_slice(&set->members)));
	buffer_append(out, slice_from_offset(buffer_slice(&set->others), set->members.size ? 0 : 1));
	buffer_append_byte(out, ')');
}

static void append_set(struct buffer *out, const struct set *set)
{
	if (!set->others.size && !set->conditions.size) {
		buffer_append_format(out, "[%s%.*s]", set->negated ? "^" : "", SLICE_ARG(buffer_slice(&set->members)));
		return;
	}
	buffer_append_string(out, set->negated ? "(?:(?!" : "(?:");
	buffer_append(out, buffer_slice(&set->conditions));
	append_union(out, set);
	buffer_append_string(out, set->negated ? ")(?s:.))" : ")");
}

/* The end of the class of POSIX, [:alpha:], that begins here; SLICE_NONE if it has none. */
static size_t find_class_end(struct reader *reader)
{
	if (reader->class_end_missing && reader->at + 1 >= reader->class_end_missing)
		return SLICE_NONE;
	size_t end = slice_find(reader->text, SLICE(":]"), reader->at);
	if (end == SLICE_NONE)
		reader->class_end_missing = reader->at + 1;
	return end == SLICE_NONE ? SLICE_NONE : end + 2;
}

/* After '['. False if it does not end, or is nested too deeply. */
static bool read_set(struct reader *reader, struct set *set, unsigned depth)
{
	set->negated = take(reader, "^");
	for (bool first = true; first || !looking_at(reader, "]"); first = false) {
		if (at_end(reader) || depth == DEEPEST)
			return false;
		bool difference = !first && (looking_at(reader, "--[") || looking_at(reader, "-["));
		if (looking_at(reader, "[:")) {
			size_t end = find_class_end(reader);
			if (end == SLICE_NONE)
				return false;
			buffer_append(&set->members, slice_range(reader->text, reader->at, end));
			reader->at = end;
		} else if (difference || looking_at(reader, "[")) {
			struct set nested = { 0 };
			reader->at += difference ? (looking_at(reader, "--") ? 3 : 2) : 1;
			bool done = read_set(reader, &nested, depth + 1);
			if (done && difference) {
				buffer_append_string(&set->conditions, "(?!");
				append_set(&set->conditions, &nested);
				buffer_append_byte(&set->conditions, ')');
			} else if (done && !nested.negated && !nested.others.size && !nested.conditions.size) {
				buffer_append(&set->members, buffer_slice(&nested.members));
			} else if (done) {
				buffer_append_byte(&set->others, '|');
				append_set(&set->others, &nested);
			}
			set_finish(&nested);
			if (!done)
				return false;
		} else if (take(reader, "&&")) {
			buffer_append_string(&set->conditions, "(?=");
			append_union(&set->conditions, set);
			buffer_append_byte(&set->conditions, ')');
			buffer_clear(&set->members);
			buffer_clear(&set->others);
		} else if (take(reader, "\\")) {
			bool is_set = translate_escape(reader, &set->members);
			if (is_set && looking_at(reader, "-") && !looking_at(reader, "-]") && !looking_at(reader, "-[") && take(reader, "-"))
				buffer_append_string(&set->members, "\\-");
		} else {
			buffer_append_byte(&set->members, next_byte(reader));
		}
	}
	reader->at++;
	return true;
}

/* After '['; what can't be read is copied. */
static void translate_set(struct reader *reader, struct buffer *out)
{
	struct set set = { 0 };
	size_t begin = reader->at;
	if (read_set(reader, &set, 0)) {
		append_set(out, &set);
	} else {
		reader->at = begin;
		buffer_append_byte(out, '[');
	}
	set_finish(&set);
}

/* After "(?", which is not in OUT yet. */
static void translate_flags(struct reader *reader, struct buffer *out)
{
	size_t end = reader->at, begin = out->size;
	while (end < reader->text.size && strchr("imsxuUdwJn-", reader->text.data[end]))
		end++;
	buffer_append_string(out, "(?");
	if (end == reader->text.size || end == reader->at || !strchr("):", reader->text.data[end]))
		return;
	for (; reader->at < end; reader->at++) {
		char flag = reader->text.data[reader->at];
		reader->extended = reader->extended || flag == 'x';
		if (!strchr("uUdw", flag))
			buffer_append_byte(out, flag);
	}
	if (out->size == begin + 2 && take(reader, ")"))
		out->size = begin;
}

/* The alternatives of a look-behind, none with a quantifier of several lengths. */
struct alternatives {
	struct slice *items;
	size_t count, capacity;
};

static bool expand_choice(struct reader *reader, struct arena *arena, struct alternatives *out, unsigned depth);

/* HEADS becomes each of its items before each of TAILS. */
static bool append_alternatives(struct arena *arena, struct alternatives *heads, const struct alternatives *tails)
{
	struct alternatives result = { 0 };
	bool done = heads->count * tails->count <= MOST_ALTERNATIVES;
	size_t size = 0;
	for (size_t i = 0; i < heads->count && done; i++)
		for (size_t k = 0; k < tails->count && done; k++) {
			struct slice joined = arena_format(arena, "%.*s%.*s", SLICE_ARG(heads->items[i]), SLICE_ARG(tails->items[k]));
			size += joined.size;
			done = size <= LARGEST_LOOK_BEHIND;
			array_push(&result, joined);
		}
	array_finish(heads);
	*heads = result;
	return done;
}

/* One character, set or group, already translated. */
static bool expand_atom(struct reader *reader, struct arena *arena, struct alternatives *out, unsigned depth)
{
	size_t begin = reader->at;
	if (looking_at(reader, "(?=") || looking_at(reader, "(?!") || looking_at(reader, "(?<") || looking_at(reader, "(*"))
		return false;
	if (take(reader, "(?:") || (!looking_at(reader, "(?") && take(reader, "(")))
		return expand_choice(reader, arena, out, depth + 1) && take(reader, ")");
	if (take(reader, "\\")) {
		reader->at += !at_end(reader);
		bool braces = !at_end(reader) && strchr("pPxN", reader->text.data[reader->at - 1]) && looking_at(reader, "{");
		size_t end = braces ? slice_find_byte(reader->text, '}', reader->at) : SLICE_NONE;
		reader->at = end == SLICE_NONE ? reader->at : end + 1;
	} else if (take(reader, "[")) {
		struct set set = { 0 };
		bool done = read_set(reader, &set, 0);
		set_finish(&set);
		if (!done)
			return false;
	} else if (looking_at(reader, "(?")) { /* flags */
		size_t end = slice_find_byte(reader->text, ')', reader->at);
		if (end == SLICE_NONE)
			return false;
		reader->at = end + 1;
	} else {
		reader->at++;
		while (!at_end(reader) && ((unsigned char)reader->text.data[reader->at] & 0xc0) == 0x80)
			reader->at++;
	}
	array_push(out, slice_range(reader->text, begin, reader->at));
	return true;
}

/* A number of at most two digits. */
static bool take_number(struct reader *reader, size_t *number)
{
	size_t begin = reader->at;
	*number = 0;
	while (!at_end(reader) && is_ascii_digit(reader->text.data[reader->at]) && reader->at - begin < 2)
		*number = *number * 10 + (size_t)(next_byte(reader) - '0');
	return reader->at > begin;
}

static bool take_quantifier(struct reader *reader, size_t *least, size_t *most)
{
	*least = *most = 1;
	size_t begin = reader->at;
	if (take(reader, "?")) {
		*least = 0;
	} else if (take(reader, "*")) {
		*least = 0;
		*most = LOOK_BEHIND_REPEATS;
	} else if (take(reader, "+")) {
		*most = LOOK_BEHIND_REPEATS;
	} else if (take(reader, "{")) {
		if (!take_number(reader, least)) {
			reader->at = begin;
			return true;
		}
		*most = *least;
		if (take(reader, ",") && !take_number(reader, most))
			*most = *least + LOOK_BEHIND_REPEATS;
		if (!take(reader, "}"))
			return false;
	} else {
		return true;
	}
	if (!take(reader, "?"))
		take(reader, "+");
	return true;
}

static bool expand_sequence(struct reader *reader, struct arena *arena, struct alternatives *out, unsigned depth)
{
	bool done = true;
	array_push(out, SLICE(""));
	while (done && !at_end(reader) && !looking_at(reader, "|") && !looking_at(reader, ")")) {
		struct alternatives atom = { 0 }, power = { 0 }, all = { 0 };
		size_t least, most;
		done = expand_atom(reader, arena, &atom, depth) && take_quantifier(reader, &least, &most);
		array_push(&power, SLICE(""));
		for (size_t i = 0; done && i <= most; i++) {
			for (size_t k = 0; k < power.count && i >= least; k++)
				array_push(&all, power.items[k]);
			done = all.count <= MOST_ALTERNATIVES && (i == most || append_alternatives(arena, &power, &atom));
		}
		done = done && append_alternatives(arena, out, &all);
		array_finish(&atom);
		array_finish(&power);
		array_finish(&all);
	}
	return done;
}

static bool expand_choice(struct reader *reader, struct arena *arena, struct alternatives *out, unsigned depth)
{
	if (depth == DEEPEST)
		return false;
	do {
		struct alternatives sequence = { 0 };
		bool done = expand_sequence(reader, arena, &sequence, depth);
		for (size_t i = 0; i < sequence.count && done; i++)
			array_push(out, sequence.items[i]);
		array_finish(&sequence);
		if (!done || out->count > MOST_ALTERNATIVES)
			return false;
	} while (take(reader, "|"));
	return true;
}

/* Where the group ends in which READER is, at its ')'; SLICE_NONE if it doesn't. */
static size_t find_group_end(struct reader reader)
{
	struct buffer skipped = { 0 };
	size_t open = 1;
	while (!at_end(&reader)) {
		if (take(&reader, "\\")) {
			translate_escape(&reader, &skipped);
		} else if (take(&reader, "[")) {
			translate_set(&reader, &skipped);
		} else if (take(&reader, "(")) {
			open++;
		} else if (take(&reader, ")")) {
			if (--open == 0)
				break;
		} else {
			reader.at++;
		}
	}
	buffer_finish(&skipped);
	return open ? SLICE_NONE : reader.at - 1;
}

static void translate(struct reader *reader, struct buffer *out, unsigned depth);

/* After "(?<=" or "(?<!". */
static void translate_look_behind(struct reader *reader, struct buffer *out, unsigned depth)
{
	size_t end = depth < DEEPEST && reader->look_behinds++ < MOST_LOOK_BEHINDS ? find_group_end(*reader) : SLICE_NONE;
	if (end == SLICE_NONE)
		return;
	struct buffer body = { 0 };
	struct reader inside = { .text = slice_range(reader->text, reader->at, end), .extended = reader->extended };
	translate(&inside, &body, depth + 1);
	struct arena *arena = arena_create();
	struct alternatives alternatives = { 0 };
	struct reader translated = { .text = buffer_slice(&body) };
	bool expanded = !reader->extended && expand_choice(&translated, arena, &alternatives, 0) && at_end(&translated);
	for (size_t i = 0; i < alternatives.count && expanded; i++) {
		buffer_append_string(out, i ? "|" : "");
		buffer_append(out, alternatives.items[i]);
	}
	if (!expanded)
		buffer_append(out, buffer_slice(&body));
	array_finish(&alternatives);
	arena_destroy(arena);
	buffer_finish(&body);
	reader->at = end;
}

static void translate(struct reader *reader, struct buffer *out, unsigned depth)
{
	while (!at_end(reader)) {
		if (take(reader, "\\")) {
			translate_escape(reader, out);
		} else if (take(reader, "[")) {
			translate_set(reader, out);
		} else if (looking_at(reader, "(?<=") || looking_at(reader, "(?<!")) {
			buffer_append(out, slice_range(reader->text, reader->at, reader->at + 4));
			reader->at += 4;
			translate_look_behind(reader, out, depth);
		} else if (take(reader, "(?")) {
			translate_flags(reader, out);
		} else if (reader->extended && looking_at(reader, "#")) {
			while (!at_end(reader) && !looking_at(reader, "\n"))
				buffer_append_byte(out, next_byte(reader));
		} else {
			buffer_append_byte(out, next_byte(reader));
		}
	}
}

void regex_append_translated(struct buffer *out, struct slice expression)
{
	struct reader reader = { .text = expression };
	translate(&reader, out, 0);
}
