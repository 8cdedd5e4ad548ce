/* engines.c: list the machine-translation engines, with what is known of each. */

#include "base/file.h"
#include "base/message.h"
#include "commands/engine_choice.h"
#include "commands/run.h"
#include "engines/cache.h"

#include <jansson.h>

struct listing {
	const struct project *project;
	struct engine_choices choices;
	struct engine_status *statuses; /* of each */
	size_t *spent;                  /* characters of this month */
	struct diagnostics *sink;
};

/* Whether CHOICE is asked for one of the languages that --lang names, or none is named. */
static bool is_wanted(const struct engine_choice *choice, const struct project *project, const struct options *options)
{
	bool wanted = options->languages.count == 0;
	for (size_t i = 0; !wanted && i < project->languages.count; i++)
		wanted = engine_serves(choice, project->languages.items[i].language->tag);
	return wanted;
}

/* What a server said is a number of characters. */
static size_t to_count(double number)
{
	const double most = 1e15;
	return number > 0 ? (size_t)(number < most ? number : most) : 0;
}

/* Whether all that is known of an engine says that it can be asked. */
static bool can_be_asked(const struct engine_status *status)
{
	return status->configured && (!status->probed || status->reachable);
}

static const char *state_of(const struct engine_status *status)
{
	if (!status->configured)
		return _("not ready");
	if (!status->probed)
		return _("ready");
	return status->reachable ? _("reachable") : _("not reachable");
}

static void print_languages(const struct engine_choice *choice)
{
	if (choice->language_count == 0)
		fputs(_("all languages"), stdout);
	for (size_t i = 0; i < choice->language_count; i++)
		printf("%s%s", i ? ", " : "", choice->languages[i]);
}

static void print_engine(const struct engine_choice *choice, const struct engine_status *status, size_t spent)
{
	printf("%-15s %s, ", choice->options.name, state_of(status));
	print_languages(choice);
	if (status->has_quota)
		printf(ngettext("; %zu of %zu character used", "; %zu of %zu characters used", to_count(status->quota)),
		       to_count(status->used), to_count(status->quota));
	if (choice->options.month_limit)
		printf(ngettext("; %zu of %zu character of this month sent", "; %zu of %zu characters of this month sent",
		                choice->options.month_limit),
		       spent, choice->options.month_limit);
	else if (spent)
		printf(ngettext("; %zu character sent this month", "; %zu characters sent this month", spent), spent);
	if (status->note)
		printf("; %s", status->note);
	putchar('\n');
}

static bool is_listed(const struct engine_choices *choices, const char *name)
{
	for (size_t i = 0; i < choices->count; i++)
		if (strcmp(choices->items[i].options.name, name) == 0)
			return true;
	return false;
}

static void print_list(const struct listing *listing, const struct options *options)
{
	for (size_t i = 0; i < listing->choices.count; i++)
		print_engine(&listing->choices.items[i], &listing->statuses[i], listing->spent[i]);
	if (options->quiet)
		return;
	if (listing->choices.count == 0)
		puts(_("No engine is asked; list those that you want under “engines:” in localize.yaml."));
	bool first = true;
	for (const char *const *name = engine_names(); *name; name++) {
		if (is_listed(&listing->choices, *name))
			continue;
		printf(first ? _("Others that there are: %s") : ", %s", *name);
		first = false;
	}
	if (!first)
		putchar('\n');
}

static json_t *engine_to_json(const struct engine_choice *choice, const struct engine_status *status, size_t spent)
{
	json_t *languages = json_array();
	for (size_t i = 0; i < choice->language_count; i++)
		json_array_append_new(languages, json_string(choice->languages[i]));
	/* One that can't be used may hold a password. */
	const char *url = status->configured ? choice->options.url : NULL;
	json_t *object =
	    json_pack("{s:s, s:s?, s:o, s:b, s:b, s:b, s:I, s:I, s:I, s:s?}", "engine", choice->options.name, "url",
	              url, "languages", languages, "configured", status->configured, "probed", status->probed,
	              "reachable", status->reachable, "limit", (json_int_t)choice->options.limit, "month_limit",
	              (json_int_t)choice->options.month_limit, "month_sent", (json_int_t)spent, "note", status->note);
	if (status->has_quota)
		json_object_set_new(object, "quota", json_pack("{s:I, s:I}", "used", (json_int_t)to_count(status->used),
		                                               "limit", (json_int_t)to_count(status->quota)));
	return object;
}

static void print_json(const struct listing *listing)
{
	json_t *engines = json_array(), *others = json_array();
	for (size_t i = 0; i < listing->choices.count; i++)
		json_array_append_new(engines, engine_to_json(&listing->choices.items[i], &listing->statuses[i],
		                                              listing->spent[i]));
	for (const char *const *name = engine_names(); *name; name++)
		if (!is_listed(&listing->choices, *name))
			json_array_append_new(others, json_string(*name));
	json_t *list = json_pack("{s:o, s:o}", "engines", engines, "others", others);
	json_dumpf(list, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(list);
}

/* Keep the engines that are wanted, and ask each whether it is there. */
static void look(struct listing *listing, const struct options *options)
{
	struct arena *arena = listing->project->arena;
	struct engine_choices *choices = &listing->choices;
	struct cache *cache = file_exists(".localize/engines.sqlite") ? cache_open(".localize", listing->sink) : NULL;
	listing->statuses = arena_allocate_zero(arena, choices->count, sizeof *listing->statuses);
	listing->spent = arena_allocate_zero(arena, choices->count, sizeof *listing->spent);
	size_t count = 0;
	for (size_t i = 0; i < choices->count; i++) {
		if (!is_wanted(&choices->items[i], listing->project, options))
			continue;
		choices->items[count] = choices->items[i];
		const struct engine_options *engine = &choices->items[count].options;
		engine_probe(engine, arena, &listing->statuses[count]);
		listing->spent[count] = cache_spend(cache, engine->name, 0);
		count++;
	}
	choices->count = count;
	cache_close(cache);
}

static bool all_can_be_asked(const struct listing *listing)
{
	for (size_t i = 0; i < listing->choices.count; i++)
		if (!can_be_asked(&listing->statuses[i]))
			return false;
	return true;
}

int command_engines(struct options *options, struct diagnostics *sink)
{
	int status = STATUS_DONE;
	struct project project;
	const struct project_request request = {
		.config_file = options->config_file,
		.languages = options->languages,
		.needs_languages = options->languages.count > 0,
		.without_articles = true,
	};
	struct listing listing = { .project = &project, .sink = sink };
	if (options->arguments.count)
		diagnostics_error(sink, POSITION_NONE, _("“localize engines” takes no names; choose by --engine or --lang"));
	else {
		if (project_open(&project, &request, sink) &&
		    engines_choose(&project.config, options, &listing.choices, project.arena, sink)) {
			look(&listing, options);
			if (options->json)
				print_json(&listing);
			else
				print_list(&listing, options);
			status = all_can_be_asked(&listing) ? STATUS_DONE : STATUS_FINDINGS;
		}
		project_close(&project);
	}
	return status;
}
