#include "commands/plan.h"

#include "base/array.h"
#include "base/file.h"
#include "base/jobs.h"
#include "commands/findings_record.h"
#include "commands/output.h"

enum { CHUNK = 128, CHUNKS_KEPT = 32, FINDINGS_LARGEST = 1 << 20 };

/* An article while it is looked at. */
struct look {
	const struct plan *plan;
	const struct article *article;
	const struct state_article *known; /* NULL: nothing is */
	struct arena *arena;
	unsigned flags;
};

/* Whether the file PATH has the content KNOWN; what it has is noted in CONTENT. */
static bool is_same(struct look *look, const char *path, const struct state_content *known, struct content *content)
{
	const struct content before = { { known->stamp, 0 }, known->hash };
	bool same = content_look(path, &before, content) && hash_equal(content->hash, known->hash);
	if (content->stamp.value != known->stamp)
		look->flags |= PLAN_NOTE;
	return same;
}

static bool same_catalog(struct look *look, const struct project_language *target, const struct state_language *known,
                         struct content *content)
{
	if (target->pseudo) {
		*content = (struct content){ .stamp.value = STAMP_ABSENT };
		return true;
	}
	const char *path = project_catalog_path(look->plan->project, look->article, project_language_of_catalogs(target), look->arena);
	return is_same(look, path, &known->catalog, content);
}

static bool same_output(struct look *look, const struct project_language *target, const struct state_language *known,
                        struct content *content)
{
	return !known->built ||
	       is_same(look, project_output_path(look->plan->project, look->article, target->language, look->arena),
	               &known->output, content);
}

/* What is known to be so of the article in a language, into RESULT; false if it can't be used. */
static bool fill_result(struct look *look, const struct project_language *target, const struct state_language *known,
                        struct slice findings, unsigned needs, struct article_result *result)
{
	const struct project *project = look->plan->project;
	unsigned done = look->plan->steps & ~needs;
	result->units = known->units;
	result->translated = known->translated;
	result->fuzzy = known->fuzzy;
	result->machine = known->machine;
	result->outdated = known->outdated;
	result->obsolete = known->obsolete;
	if (project_language_has_catalogs(target)) {
		result->catalog = project_catalog_path(project, look->article, target->language, look->arena);
		/* To do it again would change nothing. */
		result->merge.kept = done & STEP_UPDATE ? known->units : 0;
	}
	if (done & STEP_BUILD && known->built)
		result->output = project_output_path(project, look->article, target->language, look->arena);
	else if (done & STEP_BUILD)
		result->below_minimum = output_is_below_minimum(&project->config, result);
	return !(done & STEP_CHECK) || !project_language_has_catalogs(target) ||
	       findings_read(findings, result->catalog, &result->findings, &result->entries);
}

static unsigned look_at_language(struct look *look, size_t index, bool same_article, bool same_template,
                                 struct language_evidence *evidence, struct article_result *result)
{
	const struct plan *plan = look->plan;
	const struct project_language *target = &plan->project->languages.items[index];
	const struct language_keys *keys = &plan->keys.languages[index];
	struct slice findings;
	const struct state_language *known = look->known ? state_language(look->known, keys->language, &findings) : NULL;
	const unsigned all = plan->steps | STEP_COUNT;
	if (!known)
		return all;
	unsigned needs = 0;
	bool same = same_catalog(look, target, known, &evidence->catalog);
	if (plan->steps & STEP_CHECK && !target->pseudo && (!same || !keys->check || known->check != keys->check))
		needs |= STEP_CHECK;
	if (plan->steps & STEP_UPDATE && (!same || !same_article || !same_template || !keys->update ||
	                                  known->update != keys->update))
		needs |= STEP_UPDATE;
	if (plan->steps & STEP_BUILD && (!same || !same_article || known->build != keys->build ||
	                                 !same_output(look, target, known, &evidence->output)))
		needs |= STEP_BUILD;
	if (needs & STEP_UPDATE || !same || !same_article)
		needs = all;
	if (needs != all && !fill_result(look, target, known, findings, needs, result)) {
		result_finish(result);
		*result = (struct article_result){ 0 };
		needs = all;
	}
	return needs;
}

/* Of each language, whether the folder is there that all of its catalogs are in. */
static const bool *find_folders(const struct project *project, struct arena *arena)
{
	bool *folders = arena_allocate_zero(arena, project->languages.count, sizeof *folders);
	for (size_t i = 0; i < project->languages.count; i++) {
		const struct language *own = project_language_of_catalogs(&project->languages.items[i]);
		folders[i] = file_is_folder(project_catalog_folder(project, own, arena));
	}
	return folders;
}

unsigned plan_look(const struct plan *plan, size_t index, struct article_evidence *evidence,
                   struct article_result *results, struct arena *arena)
{
	const struct project *project = plan->project;
	struct look look = { .plan = plan, .article = &project->articles.items[index], .arena = arena };
	size_t languages = project->languages.count;
	const bool *left_out = plan->left_out ? plan->left_out + index * languages : NULL;
	look.known = plan->known[index];
	if (look.known && look.known->load != plan->keys.load)
		look.known = NULL;
	*evidence = (struct article_evidence){ .languages = arena_allocate_zero(arena, languages, sizeof *evidence->languages) };
	bool same_article = look.known && is_same(&look, look.article->source, &look.known->source, &evidence->source);
	bool same_template = true;
	if (look.known && plan->steps & STEP_UPDATE) {
		const char *path = project_template_path(project, look.article, arena);
		same_template = is_same(&look, path, &look.known->template, &evidence->template);
	}
	for (size_t i = 0; i < languages; i++) {
		results[i].failed = left_out && left_out[i];
		if (results[i].failed)
			continue;
		struct language_evidence *language = &evidence->languages[i];
		language->needs = look_at_language(&look, i, same_article, same_template, language, &results[i]);
		if (!language->needs)
			continue;
		look.flags |= PLAN_WORK;
		look.flags |= language->needs & STEP_UPDATE ? PLAN_UPDATE : 0;
		look.flags |= language->needs & ~(unsigned)STEP_CHECK ? PLAN_LOAD : 0;
	}
	return look.flags;
}

/* What plan_look has not seen: whether there are the catalogs that are to be updated, as one of another name may be one
 * that is not. The flags that tell of it. */
static unsigned look_for_catalogs(const struct plan *plan, size_t index, const bool *folders,
                                  const struct article_evidence *evidence, const struct article_result *results,
                                  struct arena *arena)
{
	const struct project *project = plan->project;
	const struct article *article = &project->articles.items[index];
	unsigned flags = PLAN_COMPLETE;
	for (size_t i = 0; i < project->languages.count; i++) {
		const struct language_evidence *language = &evidence->languages[i];
		const struct project_language *target = &project->languages.items[i];
		if (results[i].failed || target->pseudo)
			continue;
		const struct language *own = project_language_of_catalogs(target);
		if (language->needs & STEP_UPDATE &&
		    (!folders[i] || stamp_file(project_catalog_path(project, article, own, arena)).value == STAMP_ABSENT))
			flags = (flags | PLAN_WITHOUT_CATALOG) & ~(unsigned)PLAN_COMPLETE;
		else if (language->catalog.stamp.value == STAMP_ABSENT)
			flags &= ~(unsigned)PLAN_COMPLETE;
	}
	return flags;
}

void plan_recall(const struct plan *plan, size_t index, struct article_result *results, struct arena *arena)
{
	const struct project *project = plan->project;
	struct look look = { .plan = plan, .article = &project->articles.items[index], .arena = arena };
	size_t languages = project->languages.count;
	if (index % ((size_t)CHUNK * CHUNKS_KEPT) == 0)
		state_let_go(plan->state);
	look.known = plan->known[index];
	for (size_t i = 0; i < languages; i++) {
		struct slice findings;
		results[i].failed = plan->left_out && plan->left_out[index * languages + i];
		const struct state_language *known =
		    look.known && !results[i].failed ? state_language(look.known, plan->keys.languages[i].language, &findings) : NULL;
		if (known)
			fill_result(&look, &project->languages.items[i], known, findings, 0, &results[i]);
	}
}

static void look_at_chunk(void *context, size_t number)
{
	struct plan *plan = context;
	const struct project *project = plan->project;
	struct arena *arena = arena_create();
	const bool *folders = find_folders(project, arena);
	size_t end = (number + 1) * CHUNK < project->articles.count ? (number + 1) * CHUNK : project->articles.count;
	for (size_t i = number * CHUNK; i < end; i++) {
		struct article_evidence evidence;
		struct article_result *results = arena_allocate_zero(arena, project->languages.count, sizeof *results);
		plan->known[i] = state_find(plan->state, slice_from(project->articles.items[i].source));
		unsigned flags = plan_look(plan, i, &evidence, results, arena);
		plan->flags[i] = (unsigned char)(flags | look_for_catalogs(plan, i, folders, &evidence, results, arena));
		for (size_t j = 0; j < project->languages.count; j++)
			result_finish(&results[j]);
	}
	arena_destroy(arena);
}

/* What was gone through of the state does not stay in memory. */
static void forget(void *context, size_t number)
{
	const struct plan *plan = context;
	if (number % CHUNKS_KEPT == 0)
		state_let_go(plan->state);
}

void plan_make(struct plan *plan)
{
	size_t count = plan->project->articles.count;
	plan->flags = memory_allocate_zero(count, sizeof *plan->flags);
	plan->known = memory_allocate_zero(count, sizeof(struct state_article *));
	jobs_run((count + CHUNK - 1) / CHUNK, plan->options->jobs ? plan->options->jobs : jobs_default(), look_at_chunk, forget,
	         plan);
	state_let_go(plan->state);
}

void plan_finish(struct plan *plan)
{
	free(plan->flags);
	free(plan->known);
}

uint64_t plan_catalog_stamp(const struct plan *plan, size_t index, size_t language)
{
	const struct project *project = plan->project;
	bool left_out = plan->left_out && plan->left_out[index * project->languages.count + language];
	if (left_out || plan->flags[index] & (PLAN_WORK | PLAN_NOTE))
		return STAMP_UNSETTLED;
	struct slice findings;
	const struct state_language *known =
	    plan->known[index] ? state_language(plan->known[index], plan->keys.languages[language].language, &findings) : NULL;
	return known ? known->catalog.stamp : STAMP_UNSETTLED;
}

static void note_language(const struct plan *plan, size_t index, const struct language_evidence *evidence,
                          const struct article_result *result, struct state_changes *changes)
{
	const struct language_keys *keys = &plan->keys.languages[index];
	struct buffer findings = { 0 };
	bool checked = evidence->needs & STEP_CHECK;
	if (checked)
		findings_write(&result->findings, &result->entries, &findings);
	/* Who has so many of them is better off without. */
	checked = checked && findings.size <= FINDINGS_LARGEST;
	const struct state_language language = {
		.language = keys->language,
		.update = evidence->needs & STEP_UPDATE ? keys->update : 0,
		.check = checked ? keys->check : 0,
		.build = evidence->needs & STEP_BUILD ? keys->build : 0,
		.built = result->output != NULL,
		.units = (uint32_t)result->units,
		.translated = (uint32_t)result->translated,
		.fuzzy = (uint32_t)result->fuzzy,
		.machine = (uint32_t)result->machine,
		.outdated = (uint32_t)result->outdated,
		.obsolete = (uint32_t)result->obsolete,
	};
	state_change_language(changes, &language, &evidence->catalog, &evidence->output,
	                      checked ? buffer_slice(&findings) : SLICE(""));
	buffer_finish(&findings);
}

void plan_note(const struct plan *plan, size_t index, const struct article_evidence *evidence,
               const struct article_result *results, struct state_changes *changes)
{
	const struct project *project = plan->project;
	state_change(changes, slice_from(project->articles.items[index].source), plan->keys.load, &evidence->source,
	             &evidence->template);
	for (size_t i = 0; i < project->languages.count; i++)
		if (!results[i].failed)
			note_language(plan, i, &evidence->languages[i], &results[i], changes);
}
