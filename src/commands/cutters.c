#include "commands/cutters.h"

#include "base/array.h"
#include "base/table.h"
#include "commands/pipeline.h"

#include <pthread.h>

/* What there is for a language, as far as it was asked for. */
struct made {
	bool has_segmenter, has_months;
	struct segmenter *segmenter; /* NULL: the rules can't be used */
	struct month_names *months;
};

struct cutters {
	const struct config *config;
	const struct segmenter *source;
	struct arena *arena;
	struct table languages; /* tag → index of made */
	struct { struct made *items; size_t count, capacity; } made;
	pthread_mutex_t lock;
};

struct cutters *cutters_create(const struct config *config, const struct segmenter *source)
{
	struct cutters *cutters = memory_allocate_zero(1, sizeof *cutters);
	cutters->config = config;
	cutters->source = source;
	cutters->arena = arena_create();
	pthread_mutex_init(&cutters->lock, NULL);
	return cutters;
}

void cutters_destroy(struct cutters *cutters)
{
	if (!cutters)
		return;
	for (size_t i = 0; i < cutters->made.count; i++) {
		segmenter_destroy(cutters->made.items[i].segmenter);
		month_names_destroy(cutters->made.items[i].months);
	}
	array_finish(&cutters->made);
	table_finish(&cutters->languages);
	arena_destroy(cutters->arena);
	pthread_mutex_destroy(&cutters->lock);
	free(cutters);
}

static struct segmenter *make_segmenter(const struct cutters *cutters, struct slice language)
{
	/* Whoever cuts the articles by them says what is wrong with the rules. */
	struct diagnostics *ignored = diagnostics_create();
	struct segmenter *segmenter = pipeline_segmenter_of(cutters->config, language, ignored);
	diagnostics_destroy(ignored);
	return segmenter;
}

/* What there is for LANGUAGE; to be called under the lock. */
static struct made *find(struct cutters *cutters, struct slice language)
{
	size_t index = table_get(&cutters->languages, language);
	if (index == TABLE_NONE) {
		index = cutters->made.count;
		array_push(&cutters->made, (struct made){ 0 });
		table_add(&cutters->languages, arena_copy(cutters->arena, language), index);
	}
	return &cutters->made.items[index];
}

static struct slice language_of(const struct cutting *cutting, bool target)
{
	return target ? slice_from(cutting->target) : cutting->cutters->config->source;
}

static const struct segmenter *get_segmenter(void *context, bool target)
{
	const struct cutting *cutting = context;
	struct cutters *cutters = cutting->cutters;
	if (!target && cutters->source)
		return cutters->source;
	pthread_mutex_lock(&cutters->lock);
	struct made *made = find(cutters, language_of(cutting, target));
	if (!made->has_segmenter)
		made->segmenter = make_segmenter(cutters, language_of(cutting, target));
	made->has_segmenter = true;
	const struct segmenter *segmenter = made->segmenter;
	pthread_mutex_unlock(&cutters->lock);
	return segmenter;
}

static const struct month_names *get_months(void *context, bool target)
{
	const struct cutting *cutting = context;
	struct cutters *cutters = cutting->cutters;
	pthread_mutex_lock(&cutters->lock);
	struct made *made = find(cutters, language_of(cutting, target));
	if (!made->has_months)
		made->months = month_names_create(arena_copy(cutters->arena, language_of(cutting, target)).data);
	made->has_months = true;
	const struct month_names *months = made->months;
	pthread_mutex_unlock(&cutters->lock);
	return months;
}

struct merge_options cutters_options(struct cutters *cutters, const struct article *article,
                                     const struct language *language, struct cutting *cutting)
{
	*cutting = (struct cutting){ cutters, language->tag };
	return (struct merge_options){
		.find = article->format->find_placeables, .character_references = article->format->character_references,
		.segmenter = get_segmenter, .months = get_months, .context = cutting,
	};
}
