#include "commands/engine_choice.h"

#include "base/array.h"
#include "base/message.h"

static bool choose(struct engine_choice *choice, const struct engine_options *options, const struct config *config,
                   struct arena *arena, struct diagnostics *sink)
{
	const struct slices *spelt = &options->languages;
	*choice = (struct engine_choice){ .options = *options };
	choice->languages = arena_allocate_zero(arena, spelt->count + 1, sizeof *choice->languages);
	for (size_t i = 0; i < spelt->count; i++) {
		const struct language *language =
		    language_find(spelt->items[i], arena, position_of_file(config->file), sink);
		if (!language)
			return false;
		choice->languages[choice->language_count++] = language->tag;
	}
	return true;
}

/* The one that --engine names. It was asked for by name, so it is asked for any language. */
static bool choose_named(const struct config *config, const char *name, struct engine_choice *choice,
                         struct diagnostics *sink)
{
	*choice = (struct engine_choice){ .options.name = name };
	for (size_t i = 0; i < config->engine_count; i++)
		if (strcmp(config->engines[i].name, name) == 0) {
			choice->options = config->engines[i];
			return true;
		}
	for (const char *const *known = engine_names(); *known; known++)
		if (strcmp(*known, name) == 0)
			return true;
	diagnostics_error(sink, POSITION_NONE, _("there is no engine “%s”; “localize engines” lists those that there are"),
	                  name);
	return false;
}

bool engines_choose(const struct config *config, const struct options *options, struct engine_choices *out,
                    struct arena *arena, struct diagnostics *sink)
{
	out->items = arena_allocate_zero(arena, config->engine_count + 1, sizeof *out->items);
	out->count = options->engine ? 1 : config->engine_count;
	if (options->engine)
		return choose_named(config, options->engine, out->items, sink);
	bool done = true;
	for (size_t i = 0; i < config->engine_count; i++)
		done &= choose(&out->items[i], &config->engines[i], config, arena, sink);
	return done;
}

bool engine_serves(const struct engine_choice *choice, const char *tag)
{
	for (size_t i = 0; i < choice->language_count; i++) {
		size_t size = strlen(choice->languages[i]);
		if (strncmp(tag, choice->languages[i], size) == 0 && (!tag[size] || tag[size] == '-'))
			return true;
	}
	return choice->language_count == 0;
}
