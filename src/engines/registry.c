#include "engines/provider.h"

#include "base/message.h"

static const struct provider *const providers[] = {
	&provider_libretranslate, &provider_deepl,    &provider_google,    &provider_google_v3, &provider_azure,
	&provider_amazon,         &provider_apertium, &provider_modernmt, &provider_openai,    &provider_command,
};

/* For who chooses one by its name before there is anything to ask it. */
static const char *const names[] = { "libretranslate", "deepl",    "google", "google-v3", "azure", "amazon",
	                             "apertium",       "modernmt", "openai", "command",   NULL };

enum { PROVIDERS = sizeof providers / sizeof *providers };
_Static_assert(sizeof names / sizeof *names == PROVIDERS + 1, "every provider has its name in the list of names");

const char *const *engine_names(void)
{
	return names;
}

const struct provider *provider_find(const char *name)
{
	for (size_t i = 0; name && i < PROVIDERS; i++)
		if (strcmp(providers[i]->name, name) == 0)
			return providers[i];
	return NULL;
}

const char *provider_unknown(const char *name, struct arena *arena)
{
	struct buffer known = { 0 };
	for (size_t i = 0; i < PROVIDERS; i++)
		buffer_append_format(&known, "%s%s", known.size ? ", " : "", names[i]);
	const char *text = arena_format(arena, _("there is no engine “%s”; there are %s"), name ? name : "",
	                                buffer_string(&known)).data;
	buffer_finish(&known);
	return text;
}
