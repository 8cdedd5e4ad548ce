#include "commands/keys.h"

#include "base/content.h"
#include "base/file.h"
#include "base/message.h"
#include "commands/pipeline.h"

#include <gettext-po.h>
#include <stdlib.h>
#include <unicode/uversion.h>
#include <unistring/version.h>

static void add_string(struct digest *digest, const char *string)
{
	digest_add_number(digest, string != NULL);
	digest_add(digest, slice_from(string));
}

static void add_list(struct digest *digest, const struct slices *list)
{
	digest_add_number(digest, list->count);
	for (size_t i = 0; i < list->count; i++)
		digest_add(digest, list->items[i]);
}

/* The content of the file PATH, whatever it is; whoever needs it says what is wrong with it. */
static void add_file(struct digest *digest, struct slice path)
{
	struct arena *arena = arena_create();
	struct diagnostics *ignored = diagnostics_create();
	struct slice bytes;
	bool done = file_read(arena_copy(arena, path).data, arena, &bytes, ignored);
	digest_add_number(digest, done);
	digest_add(digest, done ? bytes : SLICE(""));
	diagnostics_destroy(ignored);
	arena_destroy(arena);
}

/* The program, and the libraries that results depend on. */
static void add_program(struct digest *digest)
{
	UVersionInfo unicode;
	u_getVersion(unicode);
	add_string(digest, program_fingerprint);
	digest_add(digest, slice_make((const char *)unicode, sizeof unicode));
	digest_add_number(digest, (uint64_t)libgettextpo_version);
	digest_add_number(digest, (uint64_t)_libunistring_version);
}

/* How articles are read, cut and made into templates. */
static uint64_t load_key(const struct config *config)
{
	struct digest digest = { 0 };
	add_program(&digest);
	digest_add(&digest, config->source);
	digest_add_number(&digest, config->paragraphs);
	digest_add_number(&digest, config->segmentation.size > 0);
	if (config->segmentation.size)
		add_file(&digest, config->segmentation);
	add_string(&digest, config->input_encoding);
	for (size_t i = 0; i < config->formats.xml_rules.count; i++) {
		add_string(&digest, config->formats.xml_rules.items[i].name);
		digest_add(&digest, config->formats.xml_rules.items[i].text);
	}
	digest_add_number(&digest, config->reading_digest);
	add_string(&digest, getenv("SOURCE_DATE_EPOCH"));
	return digest.value;
}

static void add_language(struct digest *digest, const struct language *language)
{
	digest_add_number(digest, language != NULL);
	if (!language)
		return;
	add_string(digest, language->spelling);
	add_string(digest, language->tag);
	add_string(digest, language->gettext);
	add_string(digest, language->name);
	add_string(digest, language->plurals);
	add_string(digest, language->direction);
}

static uint64_t check_key(const struct digest *glossaries, const struct config *config, const struct options *options,
                          const struct language *language)
{
	const struct check_selection selection = pipeline_checks(config, options);
	if (selection_has(&selection, &check_spelling))
		return 0; /* on dictionaries of the system's */
	struct digest digest = *glossaries;
	add_program(&digest);
	add_language(&digest, language);
	add_list(&digest, &options->checks_only);
	add_list(&digest, &options->checks_off);
	digest_add_number(&digest, config->checks_digest);
	/* What is found is kept in the reader's language: the header of its catalog names that, and its revision. */
	add_string(&digest, gettext(""));
	return digest.value;
}

static uint64_t build_key(const struct digest *load, const struct config *config, const struct project_language *target)
{
	struct digest digest = *load;
	add_language(&digest, target->language);
	add_language(&digest, target->from);
	digest_add_number(&digest, target->pseudo);
	digest_add_number(&digest, config->accept_fuzzy);
	digest_add_number(&digest, config->accept_machine);
	digest_add_number(&digest, config->accept_outdated);
	add_string(&digest, config->outdated_class);
	digest_add_number(&digest, config->minimum);
	add_string(&digest, config->output_encoding);
	digest_add_number(&digest, config->lacking);
	return digest.value;
}

void keys_make(struct keys *keys, const struct project *project, const struct options *options, struct arena *arena)
{
	const struct config *config = &project->config;
	const struct digest load = { load_key(config) };
	struct digest glossaries = { 0 };
	digest_add(&glossaries, config->source);
	for (size_t i = 0; i < config->glossaries.count; i++) {
		digest_add(&glossaries, config->glossaries.items[i]);
		add_file(&glossaries, config->glossaries.items[i]);
	}
	keys->load = load.value;
	keys->languages = arena_allocate_zero(arena, project->languages.count, sizeof *keys->languages);
	for (size_t i = 0; i < project->languages.count; i++) {
		const struct project_language *target = &project->languages.items[i];
		const struct language *own = project_language_of_catalogs(target);
		struct digest language = { 0 }, update = load;
		add_string(&language, target->language->spelling);
		add_string(&language, target->from ? target->from->spelling : NULL);
		add_language(&update, own);
		digest_add_number(&update, glossaries.value);
		keys->languages[i] = (struct language_keys){
			.language = language.value,
			.update = config->show_matches ? 0 : update.value, /* 0: it is shown what else the memory has */
			.check = check_key(&glossaries, config, options, target->language),
			.build = build_key(&load, config, target),
		};
	}
}
