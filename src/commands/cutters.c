#include "commands/cutters.h"

#include "base/array.h"
#include "base/table.h"
#include "commands/pipeline.h"

#include <pthread.h>

struct cutters {
	const struct config *config;
	const struct segmenter *source;
	struct arena *arena;
	struct table languages; /* tag → index of made */
	struct { struct segmenter **items; size_t count, capacity; } made; /* NULL: the rules can't be used */
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
	for (size_t i = 0; i < cutters->made.count; i++)
		segmenter_destroy(cutters->made.items[i]);
	array_finish(&cutters->made);
	table_finish(&cutters->languages);
	arena_destroy(cutters->arena);
	pthread_mutex_destroy(&cutters->lock);
	free(cutters);
}

static const struct segmenter *find(struct cutters *cutters, struct slice language)
{
	size_t index = table_get(&cutters->languages, language);
	if (index == TABLE_NONE) {
		/* Whoever cuts the articles by them says what is wrong with the rules. */
		struct diagnostics *ignored = diagnostics_create();
		struct segmenter *made = pipeline_segmenter_of(cutters->config, language, ignored);
		diagnostics_destroy(ignored);
		index = cutters->made.count;
		array_push(&cutters->made, made);
		table_add(&cutters->languages, arena_copy(cutters->arena, language), index);
	}
	return cutters->made.items[index];
}

static const struct segmenter *get(void *context, bool target)
{
	const struct cutting *cutting = context;
	struct cutters *cutters = cutting->cutters;
	if (!target && cutters->source)
		return cutters->source;
	pthread_mutex_lock(&cutters->lock);
	const struct segmenter *segmenter = find(cutters, target ? slice_from(cutting->target) : cutters->config->source);
	pthread_mutex_unlock(&cutters->lock);
	return segmenter;
}

struct merge_options cutters_options(struct cutters *cutters, const struct article *article,
                                     const struct language *language, struct cutting *cutting)
{
	*cutting = (struct cutting){ cutters, language->tag };
	return (struct merge_options){ .find = article->format->find_placeables, .segmenter = get, .context = cutting };
}
