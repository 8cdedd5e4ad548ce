#include "formats/markdown_inlines.h"

#include "formats/html.h"
#include "formats/markdown_jsx.h"
#include "formats/markdown_link.h"
#include "formats/markdown_template.h"
#include "formats/template_region.h"
#include "text/utf8.h"

#include <unicode/uchar.h>

enum { BACKTICKS_LIMIT = 80, OPEN_TAGS_LIMIT = 64, EXPRESSION_FAILURES_LIMIT = 16 };
enum { TEX_ESCAPES = 2, TEX_ENVIRONMENT = 4, TEX_DELIMITERS = 5 }; /* indexes of tex_delimiters */

#define NONE SIZE_MAX

struct markdown_delimiter {
	size_t begin, end; /* what is left of the run */
	size_t length;     /* of the whole run */
	char mark;
	bool can_open, can_close;
	size_t previous, next;
};

struct markdown_bracket {
	size_t begin, text;
	bool image;
	bool has_bracket; /* another one stands in its text: it is no label */
	size_t delimiter; /* the last one before it */
};

struct markdown_tag {
	struct slice name;
	size_t placeable;
};

struct scan {
	struct slice text;
	const struct markdown_inline_options *options;
	struct markdown_inlines *out;
	size_t last_delimiter;
	size_t inactive_brackets; /* links below this index would hold a link */
	size_t taken;             /* the end of the last thing found that is no text */
	bool sorted;

	/* What is not found in the rest of the text, so as not to look for it again. */
	size_t backticks[BACKTICKS_LIMIT + 1]; /* where the last run of a length begins */
	bool backticks_known;
	struct html_inline_memory html;
	unsigned templates_missing, regions_missing;
	size_t tex_closes[TEX_ENVIRONMENT];   /* where the next end of a kind of math stands, once looked for */
	size_t tex_rejected[TEX_ENVIRONMENT]; /* the end that was none */
	size_t dollar_closes, dollar_rejected; /* the same for what dollars enclose */
	size_t expression_failures;
	size_t elements_missing; /* a bit for each of kept_elements */
};

static const unsigned char special[256] = {
	['\\'] = 1, ['`'] = 1,  ['*'] = 1, ['_'] = 1, ['~'] = 1, ['['] = 1, [']'] = 1, ['!'] = 1,
	['<'] = 1,  ['\n'] = 1, [':'] = 1, ['@'] = 1, ['w'] = 1, ['{'] = 1, ['$'] = 1, ['&'] = 1,
};

static size_t push(struct scan *scan, size_t begin, size_t end, enum placeable_kind kind)
{
	struct placeables *placeables = &scan->out->placeables;
	if (placeables->count && array_last(placeables)->begin > begin)
		scan->sorted = false;
	size_t index = placeables->count;
	array_push(placeables, placeable_make(begin, end, kind, index));
	return index;
}

static size_t push_alone(struct scan *scan, size_t begin, size_t end)
{
	push(scan, begin, end, PLACEABLE_ALONE);
	scan->taken = end;
	return end;
}

static void pair(struct scan *scan, size_t open, size_t close)
{
	scan->out->placeables.items[open].partner = (uint32_t)close;
	scan->out->placeables.items[close].partner = (uint32_t)open;
}

static bool is_line_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n';
}

static size_t skip_spaces(struct slice text, size_t offset)
{
	while (offset < text.size && is_ascii_space(text.data[offset]))
		offset++;
	return offset;
}

/* Delimiter runs (CommonMark 0.31, section 6.2). */

static bool is_space_letter(uint32_t letter)
{
	return letter < 0x80 ? is_ascii_space((char)letter) : u_charType((UChar32)letter) == U_SPACE_SEPARATOR;
}

static bool is_punctuation_letter(uint32_t letter)
{
	if (letter < 0x80)
		return is_ascii_punctuation((char)letter);
	return (U_GET_GC_MASK((UChar32)letter) & (U_GC_P_MASK | U_GC_S_MASK)) != 0;
}

static uint32_t letter_before(struct slice text, size_t offset)
{
	size_t size, begin = offset;
	if (begin == 0)
		return '\n';
	do
		begin--;
	while (begin && ((unsigned char)text.data[begin] & 0xc0) == 0x80);
	return utf8_decode(text, begin, &size);
}

static uint32_t letter_at(struct slice text, size_t offset)
{
	size_t size;
	return offset < text.size ? utf8_decode(text, offset, &size) : '\n';
}

static size_t take_delimiters(struct scan *scan, size_t begin)
{
	struct slice text = scan->text;
	char mark = text.data[begin];
	size_t end = begin;
	while (end < text.size && text.data[end] == mark)
		end++;
	if (mark == '~' && end - begin > 2)
		return end;
	uint32_t before = letter_before(text, begin), after = letter_at(text, end);
	bool space_before = is_space_letter(before), space_after = is_space_letter(after);
	bool mark_before = is_punctuation_letter(before), mark_after = is_punctuation_letter(after);
	bool left = !space_after && (!mark_after || space_before || mark_before);
	bool right = !space_before && (!mark_before || space_after || mark_after);
	struct markdown_delimiter delimiter = {
		.begin = begin,
		.end = end,
		.length = end - begin,
		.mark = mark,
		.can_open = left,
		.can_close = right,
		.previous = scan->last_delimiter,
		.next = NONE,
	};
	if (mark == '_') {
		delimiter.can_open = left && (!right || mark_before);
		delimiter.can_close = right && (!left || mark_after);
	}
	if (delimiter.can_open || delimiter.can_close) {
		size_t index = scan->out->delimiters.count;
		array_push(&scan->out->delimiters, delimiter);
		if (scan->last_delimiter != NONE)
			scan->out->delimiters.items[scan->last_delimiter].next = index;
		scan->last_delimiter = index;
		scan->taken = end;
	}
	return end;
}

static void remove_delimiter(struct scan *scan, size_t index)
{
	struct markdown_delimiter *all = scan->out->delimiters.items;
	size_t previous = all[index].previous, next = all[index].next;
	if (previous != NONE)
		all[previous].next = next;
	if (next != NONE)
		all[next].previous = previous;
	else
		scan->last_delimiter = previous;
}

/* The nearest run before CLOSER, and at index FIRST or later, that opens what it closes; else NONE. */
static size_t find_opener(const struct scan *scan, const struct markdown_delimiter *closer, size_t first)
{
	const struct markdown_delimiter *all = scan->out->delimiters.items;
	for (size_t i = closer->previous; i != NONE && i >= first; i = all[i].previous) {
		const struct markdown_delimiter *opener = &all[i];
		if (opener->mark != closer->mark || !opener->can_open)
			continue;
		if (closer->mark == '~' && opener->length == closer->length)
			return i;
		bool odd = (closer->can_open || opener->can_close) && closer->length % 3 != 0 &&
		           (opener->length + closer->length) % 3 == 0;
		if (closer->mark != '~' && !odd)
			return i;
	}
	return NONE;
}

/* Make pairs of the delimiter runs after BOTTOM, and forget them. */
static void pair_delimiters(struct scan *scan, size_t bottom)
{
	size_t closer_index = scan->last_delimiter;
	if (closer_index == bottom)
		return;
	/* By mark, by whether the closer could open too, by its length: no opener is before that index. */
	size_t firsts[18];
	for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
		firsts[i] = bottom == NONE ? 0 : bottom + 1;
	while (scan->out->delimiters.items[closer_index].previous != bottom)
		closer_index = scan->out->delimiters.items[closer_index].previous;
	while (closer_index != NONE) {
		struct markdown_delimiter *closer = &scan->out->delimiters.items[closer_index];
		if (!closer->can_close) {
			closer_index = closer->next;
			continue;
		}
		size_t mark = closer->mark == '*' ? 0 : closer->mark == '_' ? 1 : 2;
		size_t *first = &firsts[mark * 6 + closer->can_open * 3U + closer->length % 3];
		size_t opener_index = find_opener(scan, closer, *first);
		if (opener_index == NONE) {
			*first = closer_index;
			size_t next = closer->next;
			if (!closer->can_open)
				remove_delimiter(scan, closer_index);
			closer_index = next;
			continue;
		}
		struct markdown_delimiter *opener = &scan->out->delimiters.items[opener_index];
		while (closer->previous != opener_index)
			remove_delimiter(scan, closer->previous);
		size_t length = closer->end - closer->begin >= 2 && opener->end - opener->begin >= 2 ? 2 : 1;
		size_t open = push(scan, opener->end - length, opener->end, PLACEABLE_OPEN);
		size_t close = push(scan, closer->begin, closer->begin + length, PLACEABLE_CLOSE);
		pair(scan, open, close);
		opener->end -= length;
		closer->begin += length;
		if (opener->begin == opener->end)
			remove_delimiter(scan, opener_index);
		if (closer->begin == closer->end) {
			size_t next = closer->next;
			remove_delimiter(scan, closer_index);
			closer_index = next;
		}
	}
	scan->last_delimiter = bottom;
	if (bottom != NONE)
		scan->out->delimiters.items[bottom].next = NONE;
}

/* Code spans (6.1). */

/* The end of the code span whose backticks begin at BEGIN and end at CONTENT; CONTENT if it is none. */
static size_t code_end(struct scan *scan, size_t begin, size_t content)
{
	struct slice text = scan->text;
	size_t length = content - begin;
	if (length > BACKTICKS_LIMIT || (scan->backticks_known && scan->backticks[length] <= begin))
		return content;
	for (size_t i = slice_find_byte(text, '`', content); i != SLICE_NONE; i = slice_find_byte(text, '`', i)) {
		size_t from = i;
		while (i < text.size && text.data[i] == '`')
			i++;
		if (i - from == length)
			return i;
		if (i - from <= BACKTICKS_LIMIT && !scan->backticks_known)
			scan->backticks[i - from] = from;
	}
	scan->backticks_known = true;
	return content;
}

static size_t skip_backticks(struct slice text, size_t offset)
{
	while (offset < text.size && text.data[offset] == '`')
		offset++;
	return offset;
}

static size_t take_code(struct scan *scan, size_t begin)
{
	size_t content = skip_backticks(scan->text, begin), end = code_end(scan, begin, content);
	return end > content ? push_alone(scan, begin, end) : content;
}

/* Whether a code span begins in [begin, end) and ends behind it. */
static bool is_left_by_code(struct scan *scan, size_t begin, size_t end)
{
	struct slice part = slice_make(scan->text.data, end);
	for (size_t i = begin; (i = slice_find_byte(part, '`', i)) != SLICE_NONE;) {
		i = code_end(scan, i, skip_backticks(scan->text, i));
		if (i > end)
			return true;
	}
	return false;
}

/* Raw HTML and autolinks in angle brackets (6.5 and 6.6). */

static size_t autolink_end(struct slice text, size_t begin)
{
	size_t i = begin + 1, scheme;
	while (i < text.size && (is_ascii_alphanumeric(text.data[i]) || strchr("+.-", text.data[i])) && text.data[i])
		i++;
	scheme = i - begin - 1;
	if (i < text.size && text.data[i] == ':' && scheme >= 2 && scheme <= 32 &&
	    is_ascii_letter(text.data[begin + 1])) {
		for (i++; i < text.size && (unsigned char)text.data[i] > ' ' && text.data[i] != '<'; i++)
			if (text.data[i] == '>')
				return i + 1;
		return 0;
	}
	for (i = begin + 1; i < text.size && text.data[i] != '@'; i++)
		if (!is_ascii_alphanumeric(text.data[i]) &&
		    !(text.data[i] && strchr(".!#$%&'*+/=?^_`{|}~-", text.data[i])))
			return 0;
	if (i >= text.size || i == begin + 1)
		return 0;
	for (i++; i < text.size; i++) {
		if (text.data[i] == '>')
			return is_ascii_alphanumeric(text.data[i - 1]) ? i + 1 : 0;
		if (!is_ascii_alphanumeric(text.data[i]) &&
		    ((text.data[i] != '.' && text.data[i] != '-') || !is_ascii_alphanumeric(text.data[i - 1])))
			return 0;
	}
	return 0;
}

static struct slice tag_name(struct slice tag)
{
	size_t begin = tag.size > 1 && tag.data[1] == '/' ? 2 : 1, end = begin;
	while (end < tag.size &&
	       (is_ascii_alphanumeric(tag.data[end]) || (tag.data[end] && strchr("-.:_", tag.data[end]))))
		end++;
	return slice_range(tag, begin, end);
}

static size_t find_name(struct slice name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal_ignoring_case(name, slice_from(names[i])))
			return i;
	return NONE;
}

/* The end of an element whose content is no prose, that begins with TAG, which ends at TAG_END; or TAG_END. */
static size_t kept_element_end(struct scan *scan, struct slice name, size_t tag_end)
{
	static const char *const kept[] = {
		"code", "samp", "script", "style", "svg", "math", "var", "kbd", "pre", "textarea"
	};
	static const char *const ends[] = {
		"</code>", "</samp>", "</script>", "</style>", "</svg>", "</math>", "</var>", "</kbd>", "</pre>", "</textarea>"
	};
	size_t index = find_name(name, kept, sizeof kept / sizeof *kept);
	if (index == NONE || scan->elements_missing & (size_t)1 << index)
		return tag_end;
	size_t found = slice_find(scan->text, slice_from(ends[index]), tag_end);
	if (found == SLICE_NONE)
		scan->elements_missing |= (size_t)1 << index;
	return found == SLICE_NONE || is_left_by_code(scan, tag_end, found) ? tag_end : found + strlen(ends[index]);
}

static void push_tag(struct scan *scan, size_t begin, size_t end)
{
	static const char *const empty[] = { "br",  "img",   "input", "hr",   "wbr",   "area",   "base",
		                             "col", "embed", "link",  "meta", "param", "source", "track" };
	struct slice tag = slice_range(scan->text, begin, end), name = tag_name(tag);
	scan->taken = end;
	if (tag.data[1] == '/') {
		size_t least = scan->out->tags.count > OPEN_TAGS_LIMIT ? scan->out->tags.count - OPEN_TAGS_LIMIT : 0;
		for (size_t i = scan->out->tags.count; i-- > least;)
			if (slice_equal(scan->out->tags.items[i].name, name)) {
				size_t open = scan->out->tags.items[i].placeable,
				       close = push(scan, begin, end, PLACEABLE_CLOSE);
				scan->out->placeables.items[open].kind = PLACEABLE_OPEN;
				pair(scan, open, close);
				scan->out->tags.count = i;
				return;
			}
		push(scan, begin, end, PLACEABLE_ALONE);
		return;
	}
	size_t placeable = push(scan, begin, end, PLACEABLE_ALONE);
	bool opens =
	    (name.size || tag.size == 2) && tag.data[1] != '!' && tag.data[1] != '?' && tag.data[tag.size - 2] != '/';
	if (opens && find_name(name, empty, sizeof empty / sizeof *empty) == NONE)
		array_push(&scan->out->tags, (struct markdown_tag){ name, placeable });
}

static size_t take_angle(struct scan *scan, size_t begin)
{
	struct slice text = scan->text;
	size_t end = autolink_end(text, begin);
	if (end)
		return push_alone(scan, begin, end);
	end = html_inline_end_remembering(text, begin, &scan->html);
	bool mdx = scan->options->mdx;
	if (!end && begin + 1 < text.size && scan->expression_failures < EXPRESSION_FAILURES_LIMIT &&
	    (is_ascii_letter(text.data[begin + 1]) || (mdx && (text.data[begin + 1] == '/' || text.data[begin + 1] == '>')))) {
		end = mdx ? markdown_jsx_end(text, begin, text.size) : markdown_jsx_only_end(text, begin, text.size);
		scan->expression_failures += !end;
	}
	if (!end)
		return begin + 1;
	if (text.data[begin + 1] != '/' && text.data[end - 2] != '/') {
		size_t element = kept_element_end(scan, tag_name(slice_range(text, begin, end)), end);
		if (element > end)
			return push_alone(scan, begin, element);
	}
	push_tag(scan, begin, end);
	return end;
}

/* Autolinks without brackets (GFM 6.9). */

static bool is_host_letter(struct slice text, size_t offset)
{
	uint32_t letter = letter_at(text, offset);
	if (letter < 0x80)
		return !is_ascii_space((char)letter) && !is_ascii_punctuation((char)letter);
	return !is_space_letter(letter) && !(U_GET_GC_MASK((UChar32)letter) & U_GC_P_MASK);
}

/* The end of the host name at BEGIN, or 0 if it is none, as one without a dot if SHORT_ONE. */
static size_t host_end(struct slice text, size_t begin, bool short_one)
{
	size_t i = begin, dots = 0, underscores = 0, before = 0;
	if (!is_host_letter(text, i))
		return 0;
	for (size_t size = 1; i < text.size; i += size) {
		size = 1;
		if (text.data[i] == '_') {
			underscores++;
		} else if (text.data[i] == '.') {
			before = underscores;
			underscores = 0;
			dots++;
		} else if (text.data[i] != '-') {
			if (!is_host_letter(text, i))
				break;
			utf8_decode(text, i, &size);
		}
	}
	return before || underscores || (!short_one && dots == 0) ? 0 : i;
}

/* Where the link [begin, end) ends without the punctuation of the sentence around it. */
static size_t trim_link(struct slice text, size_t begin, size_t end)
{
	size_t angle = slice_find_byte(slice_make(text.data, end), '<', begin);
	if (angle != SLICE_NONE)
		end = angle;
	size_t opening = 0, closing = 0;
	for (size_t i = begin; i < end; i++) {
		opening += text.data[i] == '(';
		closing += text.data[i] == ')';
	}
	while (end > begin) {
		char last = text.data[end - 1];
		if (last && strchr("?!.,:*_~'\"", last)) {
			end--;
		} else if (last == ';') {
			size_t entity = end - 1;
			while (entity > begin && is_ascii_letter(text.data[entity - 1]))
				entity--;
			bool is_entity = entity < end - 1 && entity > begin && text.data[entity - 1] == '&';
			end = is_entity ? entity - 1 : end - 1;
		} else if (last == ')' && closing > opening) {
			closing--;
			end--;
		} else {
			break;
		}
	}
	return end;
}

/* What a template prints, `{{ … }}`, may be a part of an address; other sections of one follow it. */
static size_t link_end(struct scan *scan, size_t begin, size_t end)
{
	struct slice text = scan->text;
	bool bracket = scan->out->brackets.count > 0;
	while (end < text.size && !is_ascii_space(text.data[end]) &&
	       !(bracket && (text.data[end] == ']' || text.data[end] == '['))) {
		size_t section =
		    text.data[end] == '{' ? template_section_end(text, end, text.size, &scan->templates_missing) : 0;
		if (section && text.data[end + 1] != '{')
			break;
		end = section ? section : end + 1;
	}
	return trim_link(text, begin, end);
}

/* The end of the name of an emoji (`:smile:`, `:+1:`) at COLON, or 0. */
static size_t emoji_end(struct slice text, size_t colon)
{
	enum { LONGEST = 40 };
	size_t end = colon + 1;
	bool letter = end + 1 < text.size && strchr("+-", text.data[end]) && is_ascii_digit(text.data[end + 1]);
	while (end < text.size && end - colon < LONGEST &&
	       (is_ascii_alphanumeric(text.data[end]) || (text.data[end] && strchr("_+-", text.data[end])))) {
		letter |= is_ascii_letter(text.data[end]);
		end++;
	}
	if (!letter || end >= text.size || text.data[end] != ':' || (colon && is_ascii_alphanumeric(text.data[colon - 1])))
		return 0;
	end++;
	if (end + 1 < text.size && text.data[end] == '/' && text.data[end + 1] == '/')
		return 0; /* "see:https://…" */
	return end < text.size && (is_ascii_alphanumeric(text.data[end]) || text.data[end] == ':') ? 0 : end;
}

/* The end of `:::image source="a.png" alt-text="A cat":::` at COLON in its line, or 0. */
static size_t colon_fence_end(struct slice text, size_t colon)
{
	if (!slice_starts_with(slice_from_offset(text, colon), SLICE(":::")) || colon + 3 >= text.size ||
	    !is_ascii_letter(text.data[colon + 3]))
		return 0;
	size_t line_end = slice_find_byte(text, '\n', colon);
	struct slice line = slice_make(text.data, line_end == SLICE_NONE ? text.size : line_end);
	size_t end = slice_find(line, SLICE(":::"), colon + 3);
	bool parameters = end != SLICE_NONE && slice_find(slice_make(text.data, end), SLICE("=\""), colon + 3) != SLICE_NONE;
	return parameters ? end + 3 : 0;
}

static size_t attribute_value_end(struct slice text, size_t offset)
{
	char quote = offset < text.size ? text.data[offset] : 0;
	if (quote == '"' || quote == '\'') {
		size_t end = slice_find_byte(text, quote, offset + 1);
		return end == SLICE_NONE ? text.size : end + 1;
	}
	while (offset < text.size && !is_ascii_space(text.data[offset]) && text.data[offset] != '}')
		offset++;
	return offset;
}

/* The end of a list of attributes, `{: .class #id key="value"}`, at OFFSET, or 0. Those of a COMPONENT may lack a value. */
static size_t attributes_end(struct slice text, size_t offset, bool component)
{
	enum { LONGEST = 300 };
	size_t i = offset + 1, count = 0;
	if (text.size - offset > LONGEST)
		text.size = offset + LONGEST;
	if (i < text.size && text.data[i] == ':')
		i++;
	for (;; count++) {
		i = skip_spaces(text, i);
		if (i >= text.size)
			return 0;
		if (text.data[i] == '}')
			return count ? i + 1 : 0;
		bool mark = text.data[i] == '.' || text.data[i] == '#';
		size_t name = i + mark, end = name;
		while (end < text.size &&
		       (is_ascii_alphanumeric(text.data[end]) ||
		        (text.data[end] && strchr(mark ? "-_:@/%!()[]" : "-_:@", text.data[end]))))
			end++;
		bool value = !mark && end < text.size && text.data[end] == '=';
		if (end == name || (!mark && !value && !component))
			return 0;
		i = value ? attribute_value_end(text, end + 1) : end;
	}
}

/* The end of the name of a component in a sentence at COLON, `:badge[new]{color="red"}`, `:br`, or 0. */
static size_t component_end(struct slice text, size_t colon)
{
	enum { LONGEST = 40 };
	size_t end = colon + 1;
	if (end >= text.size || !is_ascii_letter(text.data[end]) ||
	    (colon && (is_ascii_alphanumeric(text.data[colon - 1]) || text.data[colon - 1] == ':')))
		return 0;
	while (end < text.size && end - colon < LONGEST && (is_ascii_alphanumeric(text.data[end]) || text.data[end] == '-'))
		end++;
	if (end < text.size && text.data[end] == '{')
		return attributes_end(text, end, true) ? end : 0;
	bool line_break = slice_equal(slice_range(text, colon, end), SLICE(":br")) && (!colon || is_ascii_space(text.data[colon - 1]));
	return line_break || (end < text.size && text.data[end] == '[') ? end : 0;
}

static size_t take_url(struct scan *scan, size_t colon)
{
	struct slice text = scan->text;
	size_t fence = colon_fence_end(text, colon);
	if (fence)
		return push_alone(scan, colon, fence);
	size_t emoji = emoji_end(text, colon);
	if (emoji)
		return push_alone(scan, colon, emoji);
	size_t component = component_end(text, colon);
	if (component)
		push_alone(scan, colon, component);
	if (component && component < text.size && text.data[component] == '{')
		return push_alone(scan, component, attributes_end(text, component, true));
	if (component)
		return component;
	static const char *const schemes[] = { "http", "https", "ftp" };
	if (colon + 3 >= text.size || text.data[colon + 1] != '/' || text.data[colon + 2] != '/')
		return colon + 1;
	size_t begin = colon;
	while (begin > scan->taken && colon - begin < 6 && is_ascii_letter(text.data[begin - 1]))
		begin--;
	if (find_name(slice_range(text, begin, colon), schemes, 3) == NONE)
		return colon + 1;
	size_t end = host_end(text, colon + 3, true);
	if (end)
		end = link_end(scan, begin, end);
	return end > colon + 3 ? push_alone(scan, begin, end) : colon + 1;
}

static size_t take_www(struct scan *scan, size_t begin)
{
	struct slice text = scan->text;
	if (!slice_starts_with(slice_from_offset(text, begin), SLICE("www.")))
		return begin + 1;
	if (begin > 0 && !strchr("*_~(", text.data[begin - 1]) && !is_ascii_space(text.data[begin - 1]))
		return begin + 1;
	size_t end = host_end(text, begin, false);
	if (end)
		end = link_end(scan, begin, end);
	return end > begin ? push_alone(scan, begin, end) : begin + 1;
}

static bool is_address_mark(char byte)
{
	return byte == '.' || byte == '+' || byte == '-' || byte == '_';
}

/* Whether the byte at OFFSET is of an address before its @; marks in it may be escaped. */
static bool is_local_part(struct slice text, size_t offset)
{
	char byte = text.data[offset];
	if (byte == '\\')
		return is_address_mark(text.data[offset + 1]);
	return is_ascii_alphanumeric(byte) || is_address_mark(byte);
}

static size_t take_email(struct scan *scan, size_t at)
{
	struct slice text = scan->text;
	size_t begin = at, end = at + 1, dots = 0;
	while (begin > scan->taken && is_local_part(text, begin - 1))
		begin--;
	if (begin == at || (begin > 0 && text.data[begin - 1] == '/'))
		return at + 1;
	for (; end < text.size; end++) {
		if (text.data[end] == '.' && end + 1 < text.size && is_ascii_alphanumeric(text.data[end + 1]))
			dots++;
		else if (!is_ascii_alphanumeric(text.data[end]) && text.data[end] != '-' && text.data[end] != '_')
			break;
	}
	size_t from = begin;
	static const char *const schemes[] = { "mailto:", "xmpp:" };
	for (size_t i = 0; i < 2; i++) {
		size_t size = strlen(schemes[i]);
		if (begin - scan->taken >= size && slice_equal_string(slice_range(text, begin - size, begin), schemes[i]))
			from = begin - size;
	}
	/* The end of emphasis is none of the address. */
	if (from > 0 && text.data[from - 1] == '_' && text.data[end - 1] == '_')
		end--;
	if (dots == 0 || (end < text.size && text.data[end] == '@') || !is_ascii_letter(text.data[end - 1]))
		return at + 1;
	return push_alone(scan, from, end);
}

/* An address whose letters are references, so that it is not gathered: it has `&#64;` for its @. */
static size_t take_hidden_email(struct scan *scan, size_t at)
{
	struct slice text = scan->text, rest = slice_from_offset(text, at);
	if (!slice_starts_with(rest, SLICE("&#64;")) && !slice_starts_with(rest, SLICE("&#x40;")))
		return at + 1;
	size_t begin = at, end = at + 1;
	while (begin > scan->taken && (is_address_mark(text.data[begin - 1]) || is_ascii_alphanumeric(text.data[begin - 1]) ||
	                               memchr("&#;", text.data[begin - 1], 3)))
		begin--;
	while (end < text.size && (is_address_mark(text.data[end]) || is_ascii_alphanumeric(text.data[end]) ||
	                           memchr("&#;", text.data[end], 3)))
		end++;
	return begin < at ? push_alone(scan, begin, end) : at + 1;
}

/* Templates, math, expressions. */

static size_t take_brace(struct scan *scan, size_t begin)
{
	size_t end = template_section_end(scan->text, begin, scan->text.size, &scan->templates_missing);
	if (end)
		end = template_region_end(scan->text, begin, end, &scan->regions_missing);
	else
		end = attributes_end(scan->text, begin, false);
	if (!end && scan->options->mdx && scan->expression_failures < EXPRESSION_FAILURES_LIMIT) {
		end = markdown_jsx_end(scan->text, begin, scan->text.size);
		scan->expression_failures += !end;
	}
	return end ? push_alone(scan, begin, end) : begin + 1;
}

/* Whether TEXT has a command of TeX, `\frac`: a backslash before a letter, which escapes nothing in Markdown. */
static bool has_command(struct slice text)
{
	for (size_t i = 0; i + 2 < text.size; i++) {
		if (text.data[i] != '\\')
			continue;
		if (is_ascii_letter(text.data[i + 1]) && is_ascii_letter(text.data[i + 2]))
			return true;
		i++;
	}
	return false;
}

/* Whether a link may end with the first bracket from OFFSET on. */
static bool closes_link(struct slice text, size_t offset)
{
	while (offset < text.size && text.data[offset] != '[' && text.data[offset] != ']')
		offset++;
	return offset + 1 < text.size && text.data[offset] == ']' && strchr("([:", text.data[offset + 1]) && text.data[offset + 1];
}

/* Whether what looks like math, [begin, end) of the text, may be: it holds no half of other markup. The brackets of TeX and of
 * intervals, `[0, 1)`, need not be in pairs. */
static bool is_closed(const struct scan *scan, size_t begin, size_t end)
{
	struct slice content = slice_range(scan->text, begin, end);
	size_t depth = 0, opened = 0, closed = 0; /* of both kinds, as an interval has them */
	bool lone = false;
	for (size_t i = 0; i < content.size; i++) {
		if (content.data[i] == '`')
			return false;
		opened += content.data[i] == '[' || content.data[i] == '(';
		closed += content.data[i] == ']' || content.data[i] == ')';
		lone |= content.data[i] == ']' && depth == 0;
		depth += content.data[i] == '[';
		depth -= content.data[i] == ']' && depth;
	}
	if (!lone && depth == 0)
		return true;
	bool loose = has_command(content) || (opened == closed && slice_find_byte(content, ',', 0) != SLICE_NONE);
	return loose && !(lone && scan->out->brackets.count) && !(depth && closes_link(scan->text, end));
}

/* The next dollar without a backslash from OFFSET on; SLICE_NONE if there is none. */
static size_t find_dollar(struct slice text, size_t offset)
{
	size_t dollar = slice_find_byte(text, '$', offset);
	while (dollar != SLICE_NONE && text.data[dollar - 1] == '\\')
		dollar = slice_find_byte(text, '$', dollar + 1);
	return dollar;
}

static size_t take_math(struct scan *scan, size_t begin)
{
	struct slice text = scan->text;
	size_t length = begin + 1 < text.size && text.data[begin + 1] == '$' ? 2 : 1, content = begin + length;
	if (content >= text.size || (length == 1 && is_line_space(text.data[content])))
		return content;
	if (scan->dollar_closes < content)
		scan->dollar_closes = find_dollar(text, content);
	size_t end = scan->dollar_closes;
	if (end == SLICE_NONE || end == content || end == scan->dollar_rejected)
		return content;
	scan->dollar_rejected = end;
	if (!is_closed(scan, content, end))
		return content;
	bool command = has_command(slice_range(text, content, end));
	if (begin && is_ascii_alphanumeric(text.data[begin - 1]) && !command)
		return content;
	if (length == 2 && (end + 1 >= text.size || text.data[end + 1] != '$'))
		return content;
	/* `$NAME … $OTHER` and `${name} … ${other}` are none, nor is what a hard line break stands in. */
	char next = end + 1 < text.size ? text.data[end + 1] : '\n';
	bool glued = is_ascii_digit(next) || (is_ascii_letter(next) && !command);
	bool apart = !is_line_space(text.data[end - 1]) && !glued && next != '{' && next != '(';
	if (length == 1 && (!apart || slice_find(slice_range(text, content, end), SLICE("  \n"), 0) != SLICE_NONE))
		return content;
	return push_alone(scan, begin, end + length);
}

/* Links and images (6.3 and 6.4). */

/* The end of `[^label]` at BEGIN, or 0. */
static size_t footnote_reference_end(struct slice text, size_t begin)
{
	if (begin + 1 >= text.size || text.data[begin + 1] != '^')
		return 0;
	size_t end = markdown_label_end(text, begin);
	bool label = end > begin + 3 && !memchr(text.data + begin, ' ', end - begin);
	return label && (end >= text.size || text.data[end] != '(') ? end : 0;
}

static size_t open_bracket(struct scan *scan, size_t begin)
{
	struct slice text = scan->text;
	bool image = text.data[begin] == '!';
	size_t content = begin + (image ? 2 : 1);
	if (image && (content > text.size || text.data[begin + 1] != '['))
		return begin + 1;
	size_t directive = image ? 0 : markdown_directive_end(text, begin);
	if (directive)
		return push_alone(scan, begin, directive);
	size_t footnote = footnote_reference_end(text, content - 1);
	if (footnote) /* behind an exclamation mark, too */
		return push_alone(scan, content - 1, footnote);
	if (scan->out->brackets.count)
		array_last(&scan->out->brackets)->has_bracket = true;
	array_push(&scan->out->brackets,
	           (struct markdown_bracket){ begin, content, image, false, scan->last_delimiter });
	scan->taken = content;
	return content;
}

/* The end of the part in parentheses at BEGIN of an inline link, or 0. */
static size_t inline_link_end(struct slice text, size_t begin, struct markdown_link *link)
{
	size_t destination = skip_spaces(text, begin + 1), end = markdown_destination_end(text, destination);
	if (destination >= text.size || (end == destination && text.data[end] != ')'))
		return 0;
	size_t title = skip_spaces(text, end);
	if (title > end && title < text.size) {
		size_t title_end = markdown_link_title_end(text, title);
		if (title_end > title) {
			link->title = title + 1;
			link->title_end = title_end - 1;
			title = skip_spaces(text, title_end);
		}
	}
	return title < text.size && text.data[title] == ')' ? title + 1 : 0;
}

static bool is_defined(const struct scan *scan, struct slice label, bool by_text)
{
	const struct markdown_inline_options *options = scan->options;
	if (slice_trim(label).size == 0 || label.size > 999)
		return false;
	switch (options->references) {
	case MARKDOWN_DEFINED_REFERENCES:
		return options->labels->count &&
		       table_get(options->labels, markdown_normalize_label(label, options->arena)) != TABLE_NONE;
	case MARKDOWN_LABELLED_REFERENCES:
		return !by_text;
	default:
		return true;
	}
}

/* The end of the link whose text ends at the ] at CLOSE, or 0. */
static size_t find_link(const struct scan *scan, const struct markdown_bracket *bracket, size_t close,
                        struct markdown_link *link)
{
	struct slice text = scan->text;
	size_t after = close + 1;
	if (after < text.size && text.data[after] == '(') {
		size_t end = inline_link_end(text, after, link);
		if (end)
			return end;
		link->title = link->title_end = 0;
	}
	size_t label_end = markdown_label_end(text, after);
	if (label_end > after + 2)
		return is_defined(scan, slice_range(text, after + 1, label_end - 1), false) ? label_end : 0;
	link->by_text = true;
	bool collapsed = label_end == after + 2;
	if (bracket->has_bracket || !is_defined(scan, slice_range(text, bracket->text, close), !collapsed))
		return 0;
	return collapsed ? label_end : after;
}

static size_t close_bracket(struct scan *scan, size_t close)
{
	struct markdown_inlines *out = scan->out;
	if (out->brackets.count == 0)
		return close + 1;
	struct markdown_bracket bracket = *array_last(&out->brackets);
	out->brackets.count--;
	bool active = bracket.image || out->brackets.count >= scan->inactive_brackets;
	if (scan->inactive_brackets > out->brackets.count)
		scan->inactive_brackets = out->brackets.count;
	struct markdown_link link = {
		.open = bracket.begin, .text = bracket.text, .close = close, .image = bracket.image
	};
	link.end = active ? find_link(scan, &bracket, close, &link) : 0;
	if (!link.end)
		return close + 1;
	pair_delimiters(scan, bracket.delimiter);
	size_t open_half = push(scan, link.open, link.text, PLACEABLE_OPEN);
	size_t close_half = push(scan, link.close, link.end, PLACEABLE_CLOSE);
	pair(scan, open_half, close_half);
	array_push(&out->links, link);
	if (!bracket.image)
		scan->inactive_brackets = out->brackets.count;
	scan->taken = link.end;
	return link.end;
}

static size_t take_line_end(struct scan *scan, size_t end)
{
	size_t begin = end;
	while (begin > scan->taken && scan->text.data[begin - 1] == ' ')
		begin--;
	if (end - begin >= 2)
		push_alone(scan, begin, end + 1);
	return end + 1;
}

/* The delimiters of TeX that reach the script which sets math, as they are or with their backslash escaped. */
static const struct { struct slice open, close; } tex_delimiters[TEX_DELIMITERS] = {
	{ { "\\\\(", 3 }, { "\\\\)", 3 } }, { { "\\\\[", 3 }, { "\\\\]", 3 } }, { { "\\(", 2 }, { "\\)", 2 } },
	{ { "\\[", 2 }, { "\\]", 2 } },     { { "\\begin{", 7 }, { "\\end{", 5 } },
};

/* The end of `\begin{NAME}…\end{NAME}` at BEGIN, or BEGIN. */
static size_t environment_end(struct slice text, size_t begin)
{
	enum { LONGEST = 2000 };
	if (text.size - begin > LONGEST)
		text.size = begin + LONGEST;
	struct slice rest = slice_from_offset(text, begin + tex_delimiters[TEX_ENVIRONMENT].open.size);
	size_t close = slice_find_byte(rest, '}', 0);
	if (close == SLICE_NONE)
		return begin;
	struct slice name = slice_range(rest, 0, close + 1), mark = tex_delimiters[TEX_ENVIRONMENT].close;
	for (size_t i = slice_find(rest, mark, 0); i != SLICE_NONE; i = slice_find(rest, mark, i + 1))
		if (slice_starts_with(slice_from_offset(rest, i + mark.size), name))
			return (size_t)(rest.data - text.data) + i + mark.size + name.size;
	return begin;
}

/* Math between delimiters of TeX; those that are an escape to Markdown need a command between them. */
static size_t take_tex(struct scan *scan, size_t begin)
{
	struct slice text = scan->text, rest = slice_from_offset(text, begin);
	size_t kind = 0;
	while (kind < TEX_DELIMITERS && !slice_starts_with(rest, tex_delimiters[kind].open))
		kind++;
	if (kind == TEX_DELIMITERS)
		return begin;
	if (kind == TEX_ENVIRONMENT) {
		size_t end = environment_end(text, begin);
		return end > begin ? push_alone(scan, begin, end) : begin;
	}
	struct slice close = tex_delimiters[kind].close;
	size_t content = begin + tex_delimiters[kind].open.size, *end = &scan->tex_closes[kind];
	if (*end < content)
		*end = slice_find(text, close, content);
	if (*end == SLICE_NONE || *end == scan->tex_rejected[kind])
		return begin;
	if (is_closed(scan, content, *end) && (kind < TEX_ESCAPES || has_command(slice_range(text, content, *end))))
		return push_alone(scan, begin, *end + close.size);
	scan->tex_rejected[kind] = *end;
	return begin;
}

static size_t take_escape(struct scan *scan, size_t begin)
{
	struct slice text = scan->text;
	size_t tex = take_tex(scan, begin);
	if (tex > begin)
		return tex;
	if (begin + 1 >= text.size)
		return begin + 1;
	if (text.data[begin + 1] == '\n')
		return push_alone(scan, begin, begin + 2);
	return is_ascii_punctuation(text.data[begin + 1]) ? begin + 2 : begin + 1;
}

static size_t take_special(struct scan *scan, size_t offset)
{
	switch (scan->text.data[offset]) {
	case '\\':
		return take_escape(scan, offset);
	case '`':
		return take_code(scan, offset);
	case '*':
	case '_':
	case '~':
		return take_delimiters(scan, offset);
	case '[':
	case '!':
		return open_bracket(scan, offset);
	case ']':
		return close_bracket(scan, offset);
	case '<':
		return take_angle(scan, offset);
	case '\n':
		return take_line_end(scan, offset);
	case ':':
		return take_url(scan, offset);
	case '@':
		return take_email(scan, offset);
	case '&':
		return take_hidden_email(scan, offset);
	case 'w':
		return take_www(scan, offset);
	case '{':
		return take_brace(scan, offset);
	case '$':
		return take_math(scan, offset);
	default:
		return offset + 1;
	}
}

/* Sorting what was found: each with its index, by where it begins. */

static int compare_begins(const void *a, const void *b)
{
	const struct placeable *first = a, *second = b;
	return first->begin < second->begin ? -1 : first->begin > second->begin;
}

static void sort_placeables(struct markdown_inlines *out)
{
	size_t count = out->placeables.count;
	array_clear(&out->sorted);
	array_clear(&out->order);
	for (size_t i = 0; i < count; i++) {
		struct placeable placeable = out->placeables.items[i];
		size_t partner = placeable.partner;
		placeable.partner = (uint32_t)i; /* while it is sorted: where it was */
		array_push(&out->sorted, placeable);
		array_push(&out->order, partner);
	}
	qsort(out->sorted.items, count, sizeof *out->sorted.items, compare_begins);
	/* placeables becomes the way from the old index to the new one, for a moment. */
	for (size_t i = 0; i < count; i++)
		out->placeables.items[out->sorted.items[i].partner].begin = (uint32_t)i;
	for (size_t i = 0; i < count; i++) {
		size_t old_partner = out->order.items[out->sorted.items[i].partner];
		out->sorted.items[i].partner = out->placeables.items[old_partner].begin;
	}
	struct placeables swap = out->placeables;
	out->placeables = out->sorted;
	out->sorted = swap;
}

void markdown_scan_inlines(struct slice text, const struct markdown_inline_options *options,
                           struct markdown_inlines *out)
{
	array_clear(&out->placeables);
	array_clear(&out->links);
	array_clear(&out->delimiters);
	array_clear(&out->brackets);
	array_clear(&out->tags);
	struct scan scan = {
		.text = text,
		.options = options,
		.out = out,
		.last_delimiter = NONE,
		.sorted = true,
	};
	for (size_t i = 0; i < text.size;)
		i = special[(unsigned char)text.data[i]] ? take_special(&scan, i) : i + 1;
	pair_delimiters(&scan, NONE);
	if (!scan.sorted)
		sort_placeables(out);
}

void markdown_inlines_finish(struct markdown_inlines *inlines)
{
	array_finish(&inlines->placeables);
	array_finish(&inlines->links);
	array_finish(&inlines->delimiters);
	array_finish(&inlines->brackets);
	array_finish(&inlines->tags);
	array_finish(&inlines->order);
	array_finish(&inlines->sorted);
}
