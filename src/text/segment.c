#include "text/segment.h"

#include "base/buffer.h"
#include "text/pattern.h"
#include "text/srx.h"

/* How SRX is run. A break can only be where a break rule matches, so the break rules together, as one expression that is
 * searched for, give the candidates; at each, the rules are tried in their order and the first that matches decides,
 * as the standard says. "Before" is matched so that it ends at the candidate, and may begin at most WINDOW bytes before
 * it: that keeps a run linear. */

enum {
	WINDOW = 160,
	ALONE_STAND_IN_SIZE = 3,
};

/* What the rules see in place of a placeable without text of its own: U+FFFC, the object replacement character. */
#define ALONE_STAND_IN "\xef\xbf\xbc"

struct rule {
	struct pattern *before, *after; /* NULL: anything */
	bool breaks;
};

struct segmenter {
	struct { struct rule *items; size_t count, capacity; } rules;
	struct pattern *candidates;
};

static bool compile_rule(struct segmenter *segmenter, const struct srx_rule *source, const char *file,
                         struct diagnostics *sink)
{
	struct position position = { file, source->line, 0 };
	struct rule rule = { .breaks = source->breaks };
	bool good = true;
	if (source->before.size)
		good = (rule.before = pattern_create(source->before, PATTERN_END, position, sink)) != NULL;
	if (good && source->after.size)
		good = (rule.after = pattern_create(source->after, 0, position, sink)) != NULL;
	array_push(&segmenter->rules, rule);
	return good;
}

/* One expression that is found wherever a break rule matches; its end is the place of the break. */
static bool compile_candidates(struct segmenter *segmenter, const struct srx_rules *rules, const char *file,
                               struct diagnostics *sink)
{
	struct buffer all = { 0 };
	for (size_t i = 0; i < rules->count; i++)
		if (rules->items[i].breaks)
			buffer_append_format(&all, "%s(?:%.*s)(?=%.*s)", all.size ? "|" : "", SLICE_ARG(rules->items[i].before),
			                     SLICE_ARG(rules->items[i].after));
	bool good = all.size == 0 || (segmenter->candidates = pattern_create(buffer_slice(&all), 0, position_of_file(file), sink));
	buffer_finish(&all);
	return good;
}

struct segmenter *segmenter_create(struct slice rules, const char *file, const char *language, struct diagnostics *sink)
{
	struct segmenter *segmenter = memory_allocate_zero(1, sizeof *segmenter);
	struct srx_rules source = { 0 };
	struct arena *arena = arena_create();
	bool good = srx_read(&source, rules, file, language, arena, sink);
	for (size_t i = 0; good && i < source.count; i++)
		good = compile_rule(segmenter, &source.items[i], file, sink);
	good = good && compile_candidates(segmenter, &source, file, sink);
	array_finish(&source);
	arena_destroy(arena);
	if (good)
		return segmenter;
	segmenter_destroy(segmenter);
	return NULL;
}

void segmenter_destroy(struct segmenter *segmenter)
{
	if (!segmenter)
		return;
	for (size_t i = 0; i < segmenter->rules.count; i++) {
		pattern_destroy(segmenter->rules.items[i].before);
		pattern_destroy(segmenter->rules.items[i].after);
	}
	array_finish(&segmenter->rules);
	pattern_destroy(segmenter->candidates);
	free(segmenter);
}

/* The text as the rules see it: TEXT, or a copy without the placeables. */
struct view {
	struct slice text;
	struct buffer copy;
	const struct placeable *placeables;
	size_t count;
	size_t next;      /* the placeables before this one lie before the last break */
	size_t shift;     /* how much shorter the view is than the text up to there */
	size_t open_until; /* no break before this offset of the text: a pair is open */
};

static size_t stand_in_size(const struct placeable *placeable)
{
	return placeable->kind == PLACEABLE_ALONE ? ALONE_STAND_IN_SIZE : 0;
}

static void view_init(struct view *view, struct slice text, const struct placeable *placeables, size_t count)
{
	*view = (struct view){ .text = text, .placeables = placeables, .count = count };
	if (count == 0)
		return;
	size_t written = 0;
	buffer_reserve(&view->copy, text.size + count * ALONE_STAND_IN_SIZE);
	for (size_t i = 0; i < count; i++) {
		buffer_append(&view->copy, slice_range(text, written, placeables[i].begin));
		buffer_append(&view->copy, slice_make(ALONE_STAND_IN, stand_in_size(&placeables[i])));
		written = placeables[i].end;
	}
	buffer_append(&view->copy, slice_range(text, written, text.size));
	view->text = buffer_slice(&view->copy);
}

/* The offset in the text of a break at offset PLACE of the view: behind the closing marks that stand there, before the
 * opening ones. Places must come in order. False where a pair is open there. */
static bool view_offset(struct view *view, size_t place, size_t *offset)
{
	for (; view->next < view->count; view->next++) {
		const struct placeable *placeable = &view->placeables[view->next];
		size_t at = placeable->begin - view->shift, size = stand_in_size(placeable);
		if (at + size > place || (at == place && placeable->kind == PLACEABLE_OPEN))
			break;
		view->shift += placeable->end - placeable->begin - size;
		if (placeable->kind == PLACEABLE_OPEN && placeable->partner < view->count) {
			size_t end = view->placeables[placeable->partner].end;
			view->open_until = end > view->open_until ? end : view->open_until;
		}
	}
	*offset = place + view->shift;
	return *offset >= view->open_until;
}

/* Whether there is a break at PLACE of TEXT: what the first rule that matches says. */
static bool rules_break(const struct segmenter *segmenter, struct slice text, size_t place)
{
	struct slice before = slice_range(text, 0, place);
	size_t from = place > WINDOW ? place - WINDOW : 0, begin, end;
	while (from > 0 && ((unsigned char)text.data[from] & 0xc0) == 0x80)
		from--;
	for (size_t i = 0; i < segmenter->rules.count; i++) {
		const struct rule *rule = &segmenter->rules.items[i];
		if ((!rule->after || pattern_matches_at(rule->after, text, place)) &&
		    (!rule->before || pattern_find(rule->before, before, from, &begin, &end)))
			return rule->breaks;
	}
	return false;
}

static void push_segment(struct slice text, size_t begin, size_t end, struct segments *out)
{
	while (begin < end && is_ascii_space(text.data[begin]))
		begin++;
	while (end > begin && is_ascii_space(text.data[end - 1]))
		end--;
	if (begin < end)
		array_push(out, (struct segment){ begin, end });
}

void segmenter_run(const struct segmenter *segmenter, struct slice text, const struct placeable *placeables,
                   size_t placeable_count, struct segments *out)
{
	struct view view;
	view_init(&view, text, placeables, placeable_count);
	size_t begin = 0, from = 0, match_begin, place, offset;
	while (segmenter->candidates && pattern_find(segmenter->candidates, view.text, from, &match_begin, &place)) {
		if (place > from || place > match_begin) {
			if (place < view.text.size && rules_break(segmenter, view.text, place) && view_offset(&view, place, &offset)) {
				push_segment(text, begin, offset, out);
				begin = offset;
			}
			from = place;
		} else
			from = place + 1;
		while (from < view.text.size && ((unsigned char)view.text.data[from] & 0xc0) == 0x80)
			from++;
		if (from >= view.text.size)
			break;
	}
	push_segment(text, begin, text.size, out);
	buffer_finish(&view.copy);
}
