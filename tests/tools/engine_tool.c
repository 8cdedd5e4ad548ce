/* engine_tool.c: the engines alone, for tests: texts as JSON lines on standard input, translations as JSON lines on
 * standard output, the report as one more, messages on standard error.
 *
 *	engine_tool [--OPTION=VALUE…] [--dry-run] [--probe] [--then OPTION…]
 *
 * A text is {"text": "See **this**.", "context": "…"}; of Markdown it knows `**`, code spans, [text](url) and inline
 * HTML tags, which are the placeables. Options are those of struct engine_options, and source, target, title, cache; those
 * behind --then are another engine's, which is asked in turn. --stop-after=N stops the run after N answers. */

#include "base/array.h"
#include "engines/engine.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

struct texts {
	struct engine_text *items;
	size_t count, capacity;
};

static void add(struct placeables *out, size_t begin, size_t end, enum placeable_kind kind)
{
	size_t own = out->count;
	array_push(out, placeable_make(begin, end, kind, own));
}

static void pair(struct placeables *out, size_t open)
{
	out->items[open].kind = PLACEABLE_OPEN;
	out->items[open].partner = (uint32_t)(out->count - 1);
	array_last(out)->partner = (uint32_t)open;
}

static void find(struct slice text, struct placeables *out)
{
	size_t stack[64], depth = 0;
	for (size_t i = 0; i < text.size;) {
		struct slice rest = slice_from_offset(text, i);
		size_t end;
		if (slice_starts_with(rest, SLICE("**"))) {
			bool closes =
			    depth &&
			    slice_starts_with(slice_from_offset(text, out->items[stack[depth - 1]].begin), SLICE("**"));
			add(out, i, i + 2, closes ? PLACEABLE_CLOSE : PLACEABLE_ALONE);
			if (closes)
				pair(out, stack[--depth]);
			else if (depth < 64)
				stack[depth++] = out->count - 1;
			i += 2;
		} else if (text.data[i] == '`' && (end = slice_find_byte(text, '`', i + 1)) != SLICE_NONE) {
			add(out, i, end + 1, PLACEABLE_ALONE);
			i = end + 1;
		} else if (text.data[i] == '[' && depth < 64 && slice_find(text, SLICE("]("), i) != SLICE_NONE) {
			add(out, i, i + 1, PLACEABLE_ALONE);
			stack[depth++] = out->count - 1;
			i++;
		} else if (slice_starts_with(rest, SLICE("](")) && depth &&
		           (end = slice_find_byte(text, ')', i)) != SLICE_NONE) {
			add(out, i, end + 1, PLACEABLE_CLOSE);
			pair(out, stack[--depth]);
			i = end + 1;
		} else if (text.data[i] == '<' && (end = slice_find_byte(text, '>', i)) != SLICE_NONE && i + 1 < end &&
		           (is_ascii_letter(text.data[i + 1]) || text.data[i + 1] == '/')) {
			bool closes =
			    text.data[i + 1] == '/' && depth && text.data[out->items[stack[depth - 1]].begin] == '<';
			add(out, i, end + 1, closes ? PLACEABLE_CLOSE : PLACEABLE_ALONE);
			if (closes)
				pair(out, stack[--depth]);
			else if (text.data[end - 1] != '/' && text.data[i + 1] != '/' && depth < 64)
				stack[depth++] = out->count - 1;
			i = end + 1;
		} else {
			i++;
		}
	}
}

static bool read_texts(struct arena *arena, struct texts *texts)
{
	char *line = NULL;
	size_t capacity = 0;
	for (ssize_t size; (size = getline(&line, &capacity, stdin)) > 0;) {
		json_t *root = json_loads(line, 0, NULL);
		const char *source = json_string_value(json_object_get(root, "text"));
		if (!source)
			return false;
		struct engine_text text = { .source = arena_copy(arena, slice_from(source)) };
		text.context = arena_copy(arena, slice_from(json_string_value(json_object_get(root, "context"))));
		struct placeables found = { 0 };
		find(text.source, &found);
		text.placeables = arena_copy_array(arena, found.items, found.count, sizeof *found.items);
		text.placeable_count = found.count;
		array_finish(&found);
		array_push(texts, text);
		json_decref(root);
	}
	free(line);
	return true;
}

struct argument {
	const char *name;
	const char **text;
	size_t *number;
};

static bool set(const struct argument *arguments, const char *given)
{
	const char *equals = strchr(given, '=');
	if (strncmp(given, "--", 2) != 0 || !equals)
		return false;
	for (; arguments->name; arguments++) {
		if (!slice_equal_string(slice_make(given + 2, (size_t)(equals - given) - 2), arguments->name))
			continue;
		if (arguments->text)
			*arguments->text = equals + 1;
		else
			*arguments->number = strtoul(equals + 1, NULL, 10);
		return true;
	}
	return false;
}

static json_t *string(struct slice text)
{
	return text.data ? json_stringn(text.data, text.size) : json_null();
}

static void print(json_t *line)
{
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(line);
}

static void print_status(const struct engine_options *options, struct arena *arena)
{
	struct engine_status status;
	engine_probe(options, arena, &status);
	print(json_pack("{s:b, s:b, s:b, s:f, s:f, s:s?}", "configured", status.configured, "probed", status.probed,
	                "reachable", status.reachable, "used", status.used, "quota", status.quota, "note",
	                status.note));
}

static bool stop_after(void *context, const struct engine_report *report)
{
	const size_t *answers = context;
	return !*answers || report->answered < *answers;
}

static void print_report(const struct engine_report *report)
{
	print(json_pack(
	    "{s:{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f}}", "report", "texts", (json_int_t)report->texts,
	    "repeated", (json_int_t)report->repeated, "copied", (json_int_t)report->copied, "cached",
	    (json_int_t)report->cached, "sent", (json_int_t)report->sent, "answered", (json_int_t)report->answered,
	    "refused", (json_int_t)report->refused, "unanswered", (json_int_t)report->unanswered, "requests",
	    (json_int_t)report->requests, "characters", (json_int_t)report->characters, "seconds", report->seconds));
}

static bool set_option(struct engine_options *options, struct engine_run *run, size_t *answers, const char *given)
{
	const struct argument arguments[] = {
		{ "name", &options->name, NULL },
		{ "url", &options->url, NULL },
		{ "key-env", &options->key_env, NULL },
		{ "key-file", &options->key_file, NULL },
		{ "certificates", &options->certificates, NULL },
		{ "model", &options->model, NULL },
		{ "formality", &options->formality, NULL },
		{ "glossary", &options->glossary, NULL },
		{ "region", &options->region, NULL },
		{ "project", &options->project, NULL },
		{ "style", &options->style, NULL },
		{ "command", &options->command, NULL },
		{ "timeout", NULL, &options->timeout },
		{ "deadline", NULL, &options->deadline },
		{ "concurrency", NULL, &options->concurrency },
		{ "batch", NULL, &options->batch },
		{ "limit", NULL, &options->limit },
		{ "month-limit", NULL, &options->month_limit },
		{ "attempts", NULL, &options->attempts },
		{ "retry-delay", NULL, &options->retry_delay },
		{ "source", &run->source, NULL },
		{ "target", &run->target, NULL },
		{ "title", &run->title, NULL },
		{ "cache", &run->cache, NULL },
		{ "stop-after", NULL, answers },
		{ NULL, NULL, NULL },
	};
	return set(arguments, given);
}

int main(int count, char **given)
{
	enum { ENGINES = 2 };
	struct engine_options options[ENGINES] = { 0 };
	size_t answers = 0, engines = 1;
	struct engine_run run = { .options = options, .find = find, .progress = stop_after, .context = &answers };
	bool probe = false;
	for (int i = 1; i < count; i++) {
		if (strcmp(given[i], "--dry-run") == 0)
			run.dry_run = true;
		else if (strcmp(given[i], "--probe") == 0)
			probe = true;
		else if (strcmp(given[i], "--then") == 0 && engines < ENGINES)
			engines++;
		else if (!set_option(&options[engines - 1], &run, &answers, given[i]))
			return fprintf(stderr, "engine_tool: what is %s?\n", given[i]), 2;
	}
	struct diagnostics *sink = diagnostics_create();
	struct texts texts = { 0 };
	run.arena = arena_create();
	int status = 0;
	struct engine_report reports[ENGINES] = { 0 };
	if (probe) {
		print_status(options, run.arena);
	} else if (!read_texts(run.arena, &texts)) {
		status = 2;
	} else {
		status = !(engines == 1 ? engine_translate(&run, texts.items, texts.count, reports, sink) :
		                          engine_translate_in_turn(&run, options, engines, NULL, texts.items,
		                                                   texts.count, reports, sink));
		for (size_t i = 0; i < texts.count; i++)
			print(json_pack("{s:o, s:s?}", "translation", string(texts.items[i].translation), "reason",
			                texts.items[i].reason));
		print_report(&reports[engines - 1]);
	}
	diagnostics_print(sink, stderr, SEVERITY_NOTE, false);
	diagnostics_destroy(sink);
	array_finish(&texts);
	arena_destroy(run.arena);
	return status;
}
