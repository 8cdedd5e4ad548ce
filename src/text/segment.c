#include "text/segment.h"

#include "base/buffer.h"
#include "text/automaton.h"
#include "text/candidates.h"
#include "text/regex.h"
#include "text/regex_dialect.h"
#include "text/rule_filter.h"
#include "text/srx.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <unicode/uchar.h>

/* What the rules see in place of a placeable that stands alone: OBJECT REPLACEMENT CHARACTER. */
#define OBJECT "\xef\xbf\xbc"

enum { ASCII = 128, CHARACTER_BITS = 4096 };

/* One side of a rule: an automaton where its expression is regular, else PCRE2's code, and an automaton that matches
 * wherever the code does if there is one. */
struct side {
	const struct automaton *automaton;
	pcre2_code *code;
};

struct rule {
	struct side before, after;
	bool breaks;
};

struct segmenter {
	struct arena *arena;
	struct { struct rule *items; size_t count, capacity; } rules;
	struct rule_filter filter;
	struct candidates candidates;
	/* The rules that break and that a byte in each place leaves possible: bit N % 64 for rule N. */
	uint64_t breaking[CANDIDATE_PLACES][256];
	/* An automaton that matches wherever the afterbreak of a rule that breaks does, if it is none of `alone`; or NULL. */
	const struct automaton *following;
	uint64_t alone;
	/* The characters beyond ASCII before a break, by their lowest bits. */
	uint64_t characters[CHARACTER_BITS / 64];
	bool include_opening, include_closing, include_isolated;
};

/* One run over a text. */
struct run {
	const struct segmenter *segmenter;
	struct slice text; /* what the segments are ranges of */
	struct slice view; /* what the rules see */
	const struct placeable *placeables;
	size_t placeable_count;
	struct segments *out;
	size_t begin; /* of the segment that is not ended yet */

	/* How far the placeables are mapped: those before `next` end at or before view offset `view_end`. */
	size_t next, text_end, view_end;
	size_t paired, inside_until; /* the same for pairs: where the last of those opened before `paired` is closed */
	struct segment blank;        /* the last white space looked at */

	size_t steps;
	pcre2_match_data *data; /* created when first needed */
	pcre2_match_context *limits;
	size_t target; /* where a match of beforebreak must end */
};

static struct expression *parse_expression(struct slice text, struct arena *arena, bool *exact)
{
	struct buffer translated = { 0 };
	regex_append_translated(&translated, text);
	struct expression *expression = expression_parse(buffer_slice(&translated), arena, exact);
	buffer_finish(&translated);
	return expression;
}

/* The automaton of EXPRESSION, or one that matches more than it (*EXACT); NULL if there is none. */
static const struct automaton *make_automaton(struct expression *expression, bool backward, struct arena *arena,
                                              bool *exact)
{
	const struct automaton *automaton = automaton_create(expression, backward, arena);
	if (automaton)
		return automaton;
	*exact = false;
	expression_relax(expression);
	return automaton_create(expression, backward, arena);
}

static bool compile_side(struct segmenter *segmenter, struct slice text, bool backward, struct position position,
                         struct side *side, struct diagnostics *sink)
{
	bool exact = false;
	struct arena *scratch = arena_create();
	struct expression *expression = parse_expression(text, scratch, &exact);
	if (expression)
		side->automaton = make_automaton(expression, backward, segmenter->arena, &exact);
	arena_destroy(scratch);
	if (side->automaton && exact)
		return true;
	side->code = regex_compile(text, backward ? "(?C1)" : "", backward ? PCRE2_NO_AUTO_POSSESS : PCRE2_ANCHORED, position,
	                           sink);
	return side->code;
}

static const struct side *side_of(const struct rule *rule, enum rule_side which)
{
	return which == RULE_BEFORE ? &rule->before : &rule->after;
}

/* Another rule's automaton for the same text in *SIDE, if there is one. */
static bool share_side(const struct segmenter *segmenter, const struct srx *srx, enum rule_side which, struct slice text,
                       struct side *side)
{
	for (size_t i = 0; i < segmenter->rules.count; i++) {
		const struct srx_rule *from = &srx->items[i];
		const struct side *other = side_of(&segmenter->rules.items[i], which);
		if (other->code || !slice_equal(which == RULE_BEFORE ? from->before : from->after, text))
			continue;
		*side = *other;
		return true;
	}
	return false;
}

static bool compile_rules(struct segmenter *segmenter, const struct srx *srx, const char *file,
                          struct diagnostics *sink)
{
	bool done = true;
	for (size_t i = 0; i < srx->count; i++) {
		const struct srx_rule *from = &srx->items[i];
		struct rule rule = { .breaks = from->breaks };
		struct position before = { file, from->before_line, 0 }, after = { file, from->after_line, 0 };
		if (!share_side(segmenter, srx, RULE_BEFORE, from->before, &rule.before))
			done = compile_side(segmenter, from->before, true, before, &rule.before, sink) && done;
		if (!share_side(segmenter, srx, RULE_AFTER, from->after, &rule.after))
			done = compile_side(segmenter, from->after, false, after, &rule.after, sink) && done;
		array_push(&segmenter->rules, rule);
	}
	return done;
}

static size_t lowest_bit(uint64_t word)
{
	return (size_t)__builtin_ctzll(word);
}

static struct byte_set make_set(const bool has[256])
{
	struct byte_set set = { 0 };
	for (unsigned byte = 0; byte < 256; byte++)
		if (has[byte])
			byte_set_add(&set, (unsigned char)byte);
	return set;
}

/* What can stand beyond the bytes of NEAREST, for SIDE. */
static struct byte_set find_beyond(const struct side *side, const struct byte_set *nearest)
{
	bool beyond[256];
	memset(beyond, !side->automaton, sizeof beyond);
	for (unsigned byte = 0; byte < 256 && side->automaton; byte++)
		if (byte_set_has(nearest, (unsigned char)byte))
			automaton_beyond(side->automaton, (unsigned char)byte, beyond);
	return make_set(beyond);
}

static uint64_t rule_bit(size_t number)
{
	return UINT64_C(1) << (number % 64);
}

/* The places at which rule NUMBER, which breaks, can match between the bytes of BEFORE and of AFTER; those after ASCII
 * apart from the others, since what stands behind the last byte of a longer character is one of few. */
static void add_candidates(struct segmenter *segmenter, size_t number, const struct byte_set *before,
                           const struct byte_set *after)
{
	const struct rule *rule = &segmenter->rules.items[number];
	struct byte_set sets[CANDIDATE_PLACES];
	sets[CANDIDATE_AFTER] = *after;
	sets[CANDIDATE_AHEAD] = find_beyond(&rule->after, after);
	for (size_t wide = 0; wide < 2; wide++) {
		struct byte_set *half = &sets[CANDIDATE_BEFORE];
		*half = (struct byte_set){ 0 };
		memcpy(half->bits + 2 * wide, before->bits + 2 * wide, sizeof half->bits / 2);
		if (!(half->bits[2 * wide] | half->bits[2 * wide + 1]))
			continue;
		sets[CANDIDATE_BEHIND] = find_beyond(&rule->before, half);
		candidates_add(&segmenter->candidates, sets);
		for (size_t place = 0; place < CANDIDATE_PLACES; place++)
			for (size_t byte = 0; byte < 256; byte++)
				if (byte_set_has(&sets[place], (unsigned char)byte))
					segmenter->breaking[place][byte] |= rule_bit(number);
	}
	if (rule->before.automaton)
		automaton_characters(rule->before.automaton, segmenter->characters, CHARACTER_BITS);
	else
		memset(segmenter->characters, 0xff, sizeof segmenter->characters);
}

/* What SIDE lets stand near it. */
static struct automaton_filter find_filter(const struct side *side)
{
	struct automaton_filter filter;
	memset(filter.nearest, true, sizeof filter.nearest);
	memset(filter.pairs, 0xff, sizeof filter.pairs);
	if (side->automaton)
		automaton_filter(side->automaton, &filter);
	return filter;
}

/* The filter's rows for one side of the first COUNT rules, and what bytes are nearest in each into NEAREST. */
static void make_filter(struct segmenter *segmenter, enum rule_side which, size_t count, struct byte_set *nearest)
{
	struct automaton_filter *filters = memory_allocate(count * sizeof *filters);
	for (size_t i = 0; i < count; i++) {
		filters[i] = find_filter(side_of(&segmenter->rules.items[i], which));
		nearest[i] = make_set(filters[i].nearest);
	}
	rule_filter_make(&segmenter->filter, which, filters, count, segmenter->arena);
	free(filters);
}

/* One automaton for the first COUNT rules, but those that don't break, so that most places cost no more than one rule
 * would. Those that a single character can satisfy are left out: with them it would let nearly all places pass. */
static void make_following(struct segmenter *segmenter, const struct srx *srx, size_t count)
{
	struct arena *scratch = arena_create();
	struct expression choice = { .kind = EXPRESSION_CHOICE };
	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = &segmenter->rules.items[i];
		if (!rule->breaks)
			continue;
		if (!rule->after.automaton || automaton_takes_one(rule->after.automaton)) {
			segmenter->alone |= rule_bit(i);
			continue;
		}
		bool exact;
		struct expression *expression = parse_expression(srx->items[i].after, scratch, &exact);
		expression_relax(expression);
		expression->next = choice.first;
		choice.first = expression;
	}
	if (choice.first)
		segmenter->following = automaton_create_rough(&choice, false, segmenter->arena);
	if (!segmenter->following)
		segmenter->alone = UINT64_MAX;
	arena_destroy(scratch);
}

static void make_tables(struct segmenter *segmenter, const struct srx *srx)
{
	/* After the last rule that breaks, none changes anything. */
	size_t count = segmenter->rules.count;
	while (count && !segmenter->rules.items[count - 1].breaks)
		count--;
	struct byte_set *before = memory_allocate(count * sizeof *before), *after = memory_allocate(count * sizeof *after);
	make_filter(segmenter, RULE_BEFORE, count, before);
	make_filter(segmenter, RULE_AFTER, count, after);
	for (size_t i = 0; i < count; i++)
		if (segmenter->rules.items[i].breaks)
			add_candidates(segmenter, i, &before[i], &after[i]);
	candidates_finish(&segmenter->candidates);
	free(before);
	free(after);
	make_following(segmenter, srx, count);
}

struct segmenter *segmenter_create(struct slice rules, const char *file, const char *language, struct diagnostics *sink)
{
	struct segmenter *segmenter = memory_allocate_zero(1, sizeof *segmenter);
	struct arena *scratch = arena_create();
	struct srx srx;
	segmenter->arena = arena_create();
	bool done = srx_read(rules, file, language, scratch, &srx, sink) && compile_rules(segmenter, &srx, file, sink);
	if (done)
		make_tables(segmenter, &srx);
	segmenter->include_opening = srx.include_opening;
	segmenter->include_closing = srx.include_closing;
	segmenter->include_isolated = srx.include_isolated;
	array_finish(&srx);
	arena_destroy(scratch);
	if (done)
		return segmenter;
	segmenter_destroy(segmenter);
	return NULL;
}

void segmenter_destroy(struct segmenter *segmenter)
{
	if (!segmenter)
		return;
	for (size_t i = 0; i < segmenter->rules.count; i++) {
		pcre2_code_free(segmenter->rules.items[i].before.code);
		pcre2_code_free(segmenter->rules.items[i].after.code);
	}
	array_finish(&segmenter->rules);
	arena_destroy(segmenter->arena);
	free(segmenter);
}

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* What of VIEW a rule sees at *AT, which becomes the offset in it. */
static struct slice window_around(struct slice view, size_t *at)
{
	size_t begin = *at > SEGMENT_WINDOW ? *at - SEGMENT_WINDOW : 0;
	size_t end = view.size - *at > SEGMENT_WINDOW ? *at + SEGMENT_WINDOW : view.size;
	while (begin < *at && is_continuation(view.data[begin]))
		begin++;
	while (end > *at && end < view.size && is_continuation(view.data[end]))
		end--;
	*at -= begin;
	return slice_range(view, begin, end);
}

/* PCRE2 asks whether a match of beforebreak may end here. */
static int ends_at_target(pcre2_callout_block *block, void *context)
{
	const struct run *run = context;
	return block->current_position != run->target;
}

static bool code_matches(struct run *run, const pcre2_code *code, struct slice window, size_t start, size_t target)
{
	if (!run->data) {
		run->data = pcre2_match_data_create(1, NULL);
		run->limits = regex_limits();
		pcre2_set_callout(run->limits, ends_at_target, run);
	}
	run->target = target;
	run->steps += window.size;
	return pcre2_match(code, (PCRE2_SPTR)window.data, window.size, start, 0, run->data, run->limits) >= 0;
}

static bool side_matches(struct run *run, const struct side *side, bool backward, struct slice window, size_t at)
{
	if (side->automaton && !automaton_matches(side->automaton, window, at, &run->steps))
		return false;
	return !side->code || code_matches(run, side->code, window, backward ? 0 : at, at);
}

static bool rule_matches(struct run *run, const struct rule *rule, struct slice window, size_t at)
{
	/* What follows decides sooner, as a rule. */
	return side_matches(run, &rule->after, false, window, at) && side_matches(run, &rule->before, true, window, at);
}

/* Whether the character before AT can be the last one before a break; ASCII was looked at by the scan. */
static bool may_precede_break(const struct segmenter *segmenter, struct slice view, size_t at)
{
	size_t begin = at - 1;
	if ((unsigned char)view.data[begin] < ASCII)
		return true;
	while (begin > 0 && is_continuation(view.data[begin]))
		begin--;
	uint32_t lead = (unsigned char)view.data[begin], character = (unsigned char)view.data[at - 1] & 0x3f;
	if (at - begin > 1)
		character |= (lead >= 0xe0 ? (unsigned char)view.data[at - 2] & 0x3fU : lead & 0x3f) << 6;
	return segmenter->characters[character / 64] >> (character % 64) & 1;
}

/* The code point of the SIZE bytes at BYTES, or another one for which automaton_second is the same. */
static uint32_t near_code_point(const unsigned char *bytes, size_t size)
{
	return size == 1 ? bytes[0] : size == 2 ? (bytes[0] & 0x1fU) << 6 | (bytes[1] & 0x3fU) : UINT32_MAX;
}

/* The rules that the two characters which begin at AT leave possible; ANY where they aren't there. */
static const uint64_t *rules_before_following(const struct segmenter *segmenter, struct slice view, size_t at, const uint64_t *any)
{
	const unsigned char *bytes = (const unsigned char *)view.data;
	size_t second = at + 1;
	while (second < view.size && is_continuation(view.data[second]))
		second++;
	if (second >= view.size)
		return any;
	size_t third = second + 1;
	while (third < view.size && is_continuation(view.data[third]))
		third++;
	return rule_filter_pair(&segmenter->filter, RULE_AFTER, automaton_second(near_code_point(bytes + at, second - at)),
	                        automaton_third(bytes[third - 1]));
}

/* The same of the two that end at AT, the second of which is the first here. */
static const uint64_t *rules_after_preceding(const struct segmenter *segmenter, struct slice view, size_t at, const uint64_t *any)
{
	const unsigned char *bytes = (const unsigned char *)view.data;
	size_t begin = at;
	while (begin > 0 && is_continuation(view.data[--begin]))
		;
	if (begin == 0)
		return any;
	return rule_filter_pair(&segmenter->filter, RULE_BEFORE, automaton_second(near_code_point(bytes + begin, at - begin)),
	                        automaton_third(bytes[begin - 1]));
}

/* Whether one of the rules that break can match at AT, which is inside of the view: what most places are sent away by. */
static bool may_break(struct run *run, size_t at)
{
	const struct segmenter *segmenter = run->segmenter;
	const unsigned char *bytes = (const unsigned char *)run->view.data;
	uint64_t left = segmenter->breaking[CANDIDATE_BEFORE][bytes[at - 1]] & segmenter->breaking[CANDIDATE_AFTER][bytes[at]];
	if (at > 1)
		left &= segmenter->breaking[CANDIDATE_BEHIND][bytes[at - 2]];
	if (at + 1 < run->view.size)
		left &= segmenter->breaking[CANDIDATE_AHEAD][bytes[at + 1]];
	if (!left || is_continuation(run->view.data[at]) || !may_precede_break(segmenter, run->view, at))
		return false;
	if (left & segmenter->alone)
		return true;
	/* A character that the end cuts in two does no harm: no rule's match goes so far. */
	size_t end = run->view.size - at > SEGMENT_WINDOW ? at + SEGMENT_WINDOW : run->view.size;
	return automaton_matches(segmenter->following, slice_range(run->view, at, end), 0, &run->steps);
}

/* Whether the first rule that matches at AT, which is inside of the view, breaks. */
static bool is_break(struct run *run, size_t at)
{
	if (!may_break(run, at))
		return false;
	const struct segmenter *segmenter = run->segmenter;
	const unsigned char *bytes = (const unsigned char *)run->view.data;
	const uint64_t *before = rule_filter_nearest(&segmenter->filter, RULE_BEFORE, bytes[at - 1]);
	const uint64_t *after = rule_filter_nearest(&segmenter->filter, RULE_AFTER, bytes[at]);
	/* Where the pairs say nothing, the bytes again exclude nothing more. */
	const uint64_t *pair_before = before, *pair_after = after;
	if (bytes[at] < ASCII)
		pair_after = rules_before_following(segmenter, run->view, at + 1, after);
	if (bytes[at - 1] < ASCII)
		pair_before = rules_after_preceding(segmenter, run->view, at - 1, before);
	size_t inside = at;
	struct slice window = window_around(run->view, &inside);
	for (size_t w = 0; w < segmenter->filter.words; w++) {
		uint64_t left = before[w] & after[w] & pair_before[w] & pair_after[w];
		for (; left; left &= left - 1) {
			const struct rule *rule = &segmenter->rules.items[w * 64 + lowest_bit(left)];
			if (rule_matches(run, rule, window, inside))
				return rule->breaks;
		}
	}
	return false;
}

/* The size of the white space character at AT, which ends at or before END; 0 if there is none. */
static size_t blank_size(struct slice text, size_t at, size_t end)
{
	if ((unsigned char)text.data[at] < 0x80)
		return is_ascii_space(text.data[at]);
	size_t size = (unsigned char)text.data[at] < 0xe0 ? 2 : 3;
	if (size > end - at || (unsigned char)text.data[at] >= 0xf0) /* none is longer */
		return 0;
	return u_isUWhiteSpace((UChar32)utf8_decode(slice_range(text, 0, end), at, &size)) ? size : 0;
}

/* Where the white space ends that begins at AT, or the next placeable begins. */
static size_t skip_blank(struct run *run, size_t at)
{
	if (at >= run->blank.begin && at < run->blank.end)
		return run->blank.end;
	size_t end = run->next < run->placeable_count ? run->placeables[run->next].begin : run->text.size;
	size_t begin = at;
	for (size_t size; at < end && (size = blank_size(run->text, at, end)) > 0; at += size)
		;
	run->blank = segment_make(begin, at);
	return at;
}

/* Where the white space begins that ends at END, not before BEGIN. */
static size_t skip_blank_back(struct slice text, size_t begin, size_t end)
{
	while (end > begin) {
		size_t at = end - 1;
		while (at > begin && is_continuation(text.data[at]))
			at--;
		if (blank_size(text, at, end) != end - at)
			break;
		end = at;
	}
	return end;
}

/* Pass over placeable run->next, which the rules see as SIZE bytes. */
static void pass_placeable(struct run *run)
{
	const struct placeable *placeable = &run->placeables[run->next++];
	run->view_end += placeable->begin - run->text_end;
	run->view_end += placeable->kind == PLACEABLE_ALONE ? sizeof OBJECT - 1 : 0;
	run->text_end = placeable->end;
}

/* The offset in the view of placeable run->next. */
static size_t next_in_view(const struct run *run)
{
	return run->view_end + (run->placeables[run->next].begin - run->text_end);
}

/* The offset in the text of the break at AT in the view: after the markup there that belongs to the segment before,
 * and after closing marks that only white space parts from it. */
static size_t place_break(struct run *run, size_t at)
{
	while (run->next < run->placeable_count && next_in_view(run) < at)
		pass_placeable(run);
	size_t place = run->text_end + (at - run->view_end);
	for (struct run ahead = *run; ahead.next < ahead.placeable_count && next_in_view(&ahead) == at;) {
		enum placeable_kind kind = ahead.placeables[ahead.next].kind;
		bool include = kind == PLACEABLE_OPEN ? run->segmenter->include_opening :
		               kind == PLACEABLE_CLOSE ? run->segmenter->include_closing : run->segmenter->include_isolated;
		pass_placeable(&ahead);
		if (include) {
			*run = ahead;
			place = run->text_end;
		}
		if (kind == PLACEABLE_ALONE)
			break;
	}
	for (;;) {
		size_t end = skip_blank(run, place);
		if (run->next >= run->placeable_count || run->placeables[run->next].begin != end ||
		    run->placeables[run->next].kind != PLACEABLE_CLOSE)
			return place;
		pass_placeable(run);
		place = run->text_end;
	}
}

static bool is_inside_pair(struct run *run, size_t place)
{
	for (; run->paired < run->placeable_count && run->placeables[run->paired].begin < place; run->paired++) {
		const struct placeable *placeable = &run->placeables[run->paired];
		size_t end = run->placeables[placeable->partner].end;
		if (placeable->kind == PLACEABLE_OPEN && end > run->inside_until)
			run->inside_until = end;
	}
	return place < run->inside_until;
}

static void end_segment(struct run *run, size_t place)
{
	size_t least = run->next && run->text_end > run->begin ? run->text_end : run->begin;
	size_t end = place > least ? skip_blank_back(run->text, least, place) : place;
	if (end > run->begin)
		array_push(run->out, segment_make(run->begin, end));
	run->begin = skip_blank(run, place);
}

/* Whether markup opens at AT in the view. */
static bool opens_at(struct run *run, size_t at)
{
	while (run->next < run->placeable_count && next_in_view(run) < at)
		pass_placeable(run);
	return run->next < run->placeable_count && next_in_view(run) == at &&
	       run->placeables[run->next].kind == PLACEABLE_OPEN;
}

static void try_break(struct run *run, size_t at)
{
	if (!is_break(run, at))
		return;
	/* What looks like a new line in mid-sentence is the text of a link, such as the name of a page, if markup opens. */
	if (run->view.data[at - 1] == ' ' && opens_at(run, at))
		return;
	size_t place = run->placeable_count ? place_break(run, at) : at;
	if (place > run->begin && !is_inside_pair(run, place))
		end_segment(run, place);
}

static void scan(struct run *run)
{
	const unsigned char *bytes = (const unsigned char *)run->view.data;
	unsigned char edge[1 + CANDIDATES_CHUNK + 2];
	for (size_t base = 0; base < run->view.size; base += CANDIDATES_CHUNK) {
		size_t left = run->view.size - base;
		const unsigned char *chunk = bytes + base;
		if (base == 0 || left < CANDIDATES_CHUNK + 2) {
			size_t before = base > 0, size = left < CANDIDATES_CHUNK + 2 ? left : CANDIDATES_CHUNK + 2;
			memset(edge, 0, sizeof edge);
			memcpy(edge + 1 - before, chunk - before, before + size);
			chunk = edge + 1;
		}
		uint64_t found = candidates_find(&run->segmenter->candidates, chunk);
		/* Nothing stands behind the first byte, nor ahead of the last one. */
		found |= base == 0;
		found |= left >= 2 && left - 2 < CANDIDATES_CHUNK ? UINT64_C(1) << (left - 2) : 0;
		for (; found; found &= found - 1) {
			size_t at = base + lowest_bit(found) + 1;
			if (at < run->view.size)
				try_break(run, at);
		}
	}
}

/* The text without its placeables, those that stand alone as objects. */
static struct slice make_view(const struct run *run, struct buffer *buffer)
{
	size_t at = 0;
	for (size_t i = 0; i < run->placeable_count; i++) {
		buffer_append(buffer, slice_range(run->text, at, run->placeables[i].begin));
		if (run->placeables[i].kind == PLACEABLE_ALONE)
			buffer_append_string(buffer, OBJECT);
		at = run->placeables[i].end;
	}
	buffer_append(buffer, slice_from_offset(run->text, at));
	return buffer_slice(buffer);
}

size_t segmenter_run_counted(const struct segmenter *segmenter, struct slice text, const struct placeable *placeables,
                             size_t placeable_count, struct segments *out)
{
	struct run run = { .segmenter = segmenter, .text = text, .view = text, .placeables = placeables,
		           .placeable_count = placeable_count, .out = out };
	struct buffer buffer = { 0 };
	if (placeable_count)
		run.view = make_view(&run, &buffer);
	run.begin = skip_blank(&run, 0);
	scan(&run);
	while (run.next < placeable_count)
		pass_placeable(&run);
	if (run.begin < text.size)
		end_segment(&run, text.size);
	buffer_finish(&buffer);
	pcre2_match_data_free(run.data);
	pcre2_match_context_free(run.limits);
	return run.steps;
}

void segmenter_run(const struct segmenter *segmenter, struct slice text, const struct placeable *placeables,
                   size_t placeable_count, struct segments *out)
{
	segmenter_run_counted(segmenter, text, placeables, placeable_count, out);
}
