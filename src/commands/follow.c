#include "commands/follow.h"

#include "base/file.h"
#include "base/message.h"
#include "catalog/references.h"
#include "commands/article.h"
#include "text/similarity.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	SHARE_LEAST = 300,            /* thousandths of the text in common */
	SHARE_LEAST_OF_NAMESAKE = 150,
	SHARE_LEAST_OF_ONE = 500,     /* of a single sentence */
	COMMON_MOST = 20,             /* a sentence of more catalogs than that tells nothing */
	ALIKE_LEAST = 50,             /* per cent; from here on a sentence that is like another counts, the more the liker */
	ALIKE_MOST = 4,               /* for so many others */
};

/* A catalog whose article is gone, or may be another one. */
struct orphan {
	const char *catalog;
	struct slice path;   /* its article's */
	size_t owner;        /* the article that has it now; TABLE_NONE: none */
	size_t owned;        /* the share in common with that */
	size_t weight;       /* bytes of its sentences in use */
	size_t shared, sentences; /* bytes and sentences in common with the article that is looked at, and */
	size_t seen_by;      /* which that is, counted from 1 */
	bool taken;
};

/* That a sentence is in an orphan; the next one that it is in. */
struct holder {
	size_t orphan, next;
	struct slice sentence;
};

struct candidate {
	size_t article, orphan;
	size_t share;
};

/* That a catalog gets another name. */
struct move {
	const char *from, *to;
	size_t article; /* whose it is then; TABLE_NONE: nobody's */
	size_t share;
	bool done;
};

struct following {
	const struct project *project;
	const struct options *options;
	const struct segmenter *segmenter;
	const struct language *language;
	size_t language_index;
	struct arena *arena;   /* what outlives the search */
	struct arena *scratch;
	struct diagnostics *sink;
	struct { size_t *items; size_t count, capacity; } articles; /* without a catalog */
	struct { struct orphan *items; size_t count, capacity; } orphans;
	struct table sentences; /* → index of holders */
	struct similarity_index *index; /* of the same; NULL until it is needed */
	struct { struct holder *items; size_t count, capacity; } holders;
	struct { size_t *items; size_t count, capacity; } seen; /* orphans that share something with the article looked at */
	struct { struct candidate *items; size_t count, capacity; } candidates;
	struct { struct move *items; size_t count, capacity; } moves;
};

static void find_articles(struct following *following)
{
	const struct project *project = following->project;
	for (size_t i = 0; i < project->articles.count; i++)
		if (!file_exists(project_catalog_path(project, &project->articles.items[i], following->language,
		                                      following->scratch)))
			array_push(&following->articles, i);
}

static void add_sentence(struct following *following, struct slice msgid, size_t orphan)
{
	size_t holder = following->holders.count, first = table_add(&following->sentences, msgid, holder);
	struct holder added = { orphan, TABLE_NONE, msgid };
	if (first != holder) {
		added.next = following->holders.items[first].next;
		following->holders.items[first].next = holder;
	}
	array_push(&following->holders, added);
}

/* Whether ENTRY is of an article that lies elsewhere, and was named on the command line. */
static bool is_from_elsewhere(const struct following *following, const struct entry *entry)
{
	struct slice file, input = following->project->config.input;
	size_t line;
	if (!references_first(entry->references, following->scratch, &file, &line))
		return false;
	bool is_below = slice_starts_with(file, input) && file.size > input.size && file.data[input.size] == '/';
	return !is_below && file_exists(file.data);
}

/* Note the catalog PATH as an orphan, with its sentences. OWNER is the article that has it; TABLE_NONE: none. */
static void add_orphan(struct following *following, const char *path, struct slice article, size_t owner)
{
	struct arena *scratch = following->scratch;
	struct diagnostics *ignored = diagnostics_create(); /* nothing follows from a catalog that can't be read */
	struct catalog catalog = { .arena = scratch };
	struct slice bytes;
	if (catalog_load(&catalog, path, &bytes, ignored)) {
		struct orphan orphan = { .catalog = path, .path = article, .owner = owner };
		for (size_t i = 0; i < catalog.count; i++) {
			const struct entry *entry = &catalog.items[i];
			if (entry->obsolete || entry_is_header(entry) || entry_context(entry).data)
				continue;
			if (!orphan.weight && owner == TABLE_NONE && is_from_elsewhere(following, entry))
				break;
			add_sentence(following, entry->msgid, following->orphans.count);
			orphan.weight += entry->msgid.size;
		}
		if (orphan.weight)
			array_push(&following->orphans, orphan);
	}
	catalog_finish(&catalog);
	diagnostics_destroy(ignored);
}

/* Note the catalogs whose articles are gone. */
static void find_orphans(struct following *following)
{
	const struct project *project = following->project;
	const char *folder = project_catalog_folder(project, following->language, following->scratch);
	struct table known = { 0 };
	struct slices paths = { 0 };
	for (size_t i = 0; i < project->articles.count; i++)
		table_add(&known, project->articles.items[i].path, i);
	struct diagnostics *ignored = diagnostics_create();
	file_walk(folder, following->scratch, &paths, ignored);
	for (size_t i = 0; i < paths.count; i++) {
		const char *path = paths.items[i].data;
		struct slice article = project_article_of_catalog(project, path, following->language, following->scratch);
		if (article.data && table_get(&known, article) == TABLE_NONE &&
		    !file_exists(file_join(following->scratch, project->config.input, article)))
			add_orphan(following, path, article, TABLE_NONE);
	}
	diagnostics_destroy(ignored);
	array_finish(&paths);
	table_finish(&known);
}

static struct slice base_name(struct slice path)
{
	size_t begin = path.size;
	while (begin && path.data[begin - 1] != '/')
		begin--;
	return slice_from_offset(path, begin);
}

/* Count in the orphans that the sentence of HOLDER is in, unless they are too many, that SHARED bytes of it are in article
 * number SEEN. */
static void count_shared(struct following *following, size_t holder, size_t shared, size_t seen)
{
	size_t holders = 0;
	for (size_t h = holder; h != TABLE_NONE && holders <= COMMON_MOST; h = following->holders.items[h].next)
		holders++;
	for (size_t h = holder; h != TABLE_NONE && holders <= COMMON_MOST; h = following->holders.items[h].next) {
		struct orphan *orphan = &following->orphans.items[following->holders.items[h].orphan];
		if (orphan->seen_by != seen) {
			orphan->shared = orphan->sentences = 0;
			array_push(&following->seen, following->holders.items[h].orphan);
		}
		orphan->seen_by = seen;
		orphan->shared += shared;
		orphan->sentences++;
	}
}

static const struct similarity_index *index_sentences(struct following *following)
{
	if (following->index)
		return following->index;
	following->index = similarity_index_create();
	for (size_t i = 0; i < following->holders.count; i++)
		if (table_get(&following->sentences, following->holders.items[i].sentence) == i)
			similarity_index_add(following->index, following->holders.items[i].sentence, i);
	similarity_index_prepare(following->index);
	return following->index;
}

/* Count likewise what is like MSGID, which no orphan has as it is. */
static void count_alike(struct following *following, struct slice msgid, size_t seen)
{
	struct similarity_match matches[ALIKE_MOST];
	size_t count = similarity_index_search(index_sentences(following), msgid, ALIKE_LEAST + 1, matches, ALIKE_MOST);
	for (size_t i = 0; i < count; i++)
		count_shared(following, matches[i].number, msgid.size * (matches[i].score - ALIKE_LEAST) / (100 - ALIKE_LEAST), seen);
}

/* Find the orphans that have much in common with the article INDEX. */
static void compare_article(struct following *following, size_t index)
{
	const struct article *article = &following->project->articles.items[index];
	struct arena *arena = arena_create();
	struct diagnostics *ignored = diagnostics_create(); /* the run itself will say it */
	struct loaded_article loaded;
	size_t weight = 0;
	array_clear(&following->seen);
	if (article_load(&loaded, article, &following->project->config, following->segmenter, arena, ignored))
		for (size_t i = 0; i < loaded.template.count; i++) {
			struct slice msgid = loaded.template.items[i].msgid;
			size_t holder = msgid.size ? table_get(&following->sentences, msgid) : TABLE_NONE;
			weight += msgid.size;
			if (holder != TABLE_NONE)
				count_shared(following, holder, msgid.size, index + 1);
			else if (msgid.size)
				count_alike(following, msgid, index + 1);
		}
	for (size_t i = 0; weight && i < following->seen.count; i++) {
		struct orphan *orphan = &following->orphans.items[following->seen.items[i]];
		size_t share = orphan->shared * 2000 / (weight + orphan->weight);
		bool namesake = slice_equal(base_name(orphan->path), base_name(article->path));
		size_t least = orphan->sentences == 1 ? SHARE_LEAST_OF_ONE : namesake ? SHARE_LEAST_OF_NAMESAKE : SHARE_LEAST;
		if (orphan->owner == index)
			orphan->owned = share;
		else if (share >= least)
			array_push(&following->candidates, (struct candidate){ index, following->seen.items[i], share });
	}
	article_unload(&loaded);
	diagnostics_destroy(ignored);
	arena_destroy(arena);
}

static int compare_candidates(const void *a, const void *b)
{
	const struct candidate *first = a, *second = b;
	if (first->share != second->share)
		return first->share > second->share ? -1 : 1;
	if (first->article != second->article)
		return first->article < second->article ? -1 : 1;
	return first->orphan < second->orphan ? -1 : first->orphan > second->orphan;
}

/* Give FROM the name TO, and remove the folders below ROOT that this leaves empty. */
static bool move_file(const char *from, const char *to, const char *root, struct arena *arena, struct diagnostics *sink)
{
	const char *slash = strrchr(to, '/');
	if (slash && !file_make_folder(arena_copy(arena, slice_make(to, (size_t)(slash - to))).data, sink))
		return false;
	/* Another run at the same time may have been quicker. */
	if (rename(from, to) < 0 && !(errno == ENOENT && file_exists(to))) {
		diagnostics_error(sink, position_of_file(from), _("can't be renamed to %s: %s"), to, strerror(errno));
		return false;
	}
	char *folder = slice_to_string(slice_from(from));
	for (char *end; (end = strrchr(folder, '/')) && (size_t)(end - folder) > strlen(root);) {
		*end = '\0';
		if (rmdir(folder) < 0)
			break;
	}
	free(folder);
	return true;
}

/* The template of the article PATH becomes that of ARTICLE. First, so that a run that is killed here is repeated. */
static void move_template(struct following *following, struct slice path, const struct article *article)
{
	const struct article gone = { .path = path };
	struct arena *scratch = following->scratch;
	const char *from = project_template_path(following->project, &gone, scratch);
	const char *to = project_template_path(following->project, article, scratch);
	struct diagnostics *ignored = diagnostics_create(); /* it is made anew in any case */
	if (file_exists(from) && !file_exists(to))
		move_file(from, to, arena_copy(scratch, following->project->config.po).data, scratch, ignored);
	diagnostics_destroy(ignored);
}

static void follow(struct following *following, const struct candidate *candidate, struct followed_catalogs *out)
{
	struct orphan *orphan = &following->orphans.items[candidate->orphan];
	const struct article *article = &following->project->articles.items[candidate->article];
	const char *to = project_catalog_path(following->project, article, following->language, following->arena);
	const char *folder = project_catalog_folder(following->project, following->language, following->scratch);
	struct followed followed = {
		.from = arena_copy(following->arena, slice_from(orphan->catalog)).data, .to = to,
		.article = candidate->article, .language = following->language_index,
	};
	orphan->taken = true;
	if (!following->options->dry_run) {
		move_template(following, orphan->path, article);
		followed.failed = !move_file(followed.from, to, folder, following->scratch, following->sink);
	}
	array_push(out, followed);
	if (!followed.failed)
		diagnostics_note(following->sink, position_of_file(to), _("was %s: the article was renamed, with %zu %% of its text"),
		                 followed.from, candidate->share / 10);
}

static void follow_language(struct following *following, struct followed_catalogs *out)
{
	/* Without any catalog it does not matter which articles have none. */
	if (!file_is_folder(project_catalog_folder(following->project, following->language, following->scratch)))
		return;
	find_articles(following);
	if (following->articles.count)
		find_orphans(following);
	if (following->orphans.count)
		for (size_t i = 0; i < following->articles.count; i++)
			compare_article(following, following->articles.items[i]);
	if (following->candidates.count)
		qsort(following->candidates.items, following->candidates.count, sizeof *following->candidates.items,
		      compare_candidates);
	bool *done = memory_allocate_zero(following->project->articles.count, sizeof *done);
	for (size_t i = 0; i < following->candidates.count; i++) {
		const struct candidate *candidate = &following->candidates.items[i];
		if (done[candidate->article] || following->orphans.items[candidate->orphan].taken)
			continue;
		follow(following, candidate, out);
		done[candidate->article] = true;
	}
	free(done);
}

/* The language whose catalogs language INDEX of PROJECT needs; NULL where it needs none, or one before it has the same. */
static const struct language *language_to_follow(const struct project *project, size_t index)
{
	const struct project_language *wanted = &project->languages.items[index];
	const struct language *own = project_language_of_catalogs(wanted);
	if (wanted->pseudo)
		return NULL;
	for (size_t i = 0; i < index; i++) {
		const struct project_language *before = &project->languages.items[i];
		if (strcmp(project_language_of_catalogs(before)->spelling, own->spelling) == 0)
			return NULL;
	}
	return own;
}

static struct following begin_following(const struct project *project, const struct options *options,
                                        const struct segmenter *segmenter, size_t language, struct arena *arena,
                                        struct diagnostics *sink)
{
	return (struct following){
		.project = project, .options = options, .segmenter = segmenter, .arena = arena, .sink = sink,
		.language = language_to_follow(project, language), .language_index = language, .scratch = arena_create(),
	};
}

static void end_following(struct following *following)
{
	array_finish(&following->articles);
	array_finish(&following->orphans);
	array_finish(&following->holders);
	array_finish(&following->candidates);
	array_finish(&following->seen);
	array_finish(&following->moves);
	similarity_index_destroy(following->index);
	table_finish(&following->sentences);
	arena_destroy(following->scratch);
}

void catalogs_follow(const struct project *project, const struct options *options, const struct segmenter *segmenter,
                     struct followed_catalogs *followed, struct arena *arena, struct diagnostics *sink)
{
	for (size_t l = 0; l < project->languages.count; l++) {
		struct following following = begin_following(project, options, segmenter, l, arena, sink);
		if (following.language)
			follow_language(&following, followed);
		end_following(&following);
	}
}

/* ---- Exchanged names ---- */

static const char *catalog_of(const struct following *following, size_t article)
{
	return project_catalog_path(following->project, &following->project->articles.items[article], following->language,
	                            following->arena);
}

/* A name for the catalog of PATH that none has: that of "a~1.md" for "a.md". */
static const char *free_catalog(const struct following *following, struct slice path)
{
	size_t stem = path.size - base_name(path).size;
	while (stem < path.size && path.data[stem] != '.')
		stem++;
	for (unsigned number = 1;; number++) {
		const struct article article = {
			.path = arena_format(following->scratch, "%.*s~%u%.*s", (int)stem, path.data, number,
			                     SLICE_ARG(slice_from_offset(path, stem))),
		};
		const char *catalog = project_catalog_path(following->project, &article, following->language, following->arena);
		if (!file_exists(catalog))
			return catalog;
	}
}

static void add_held(struct following *following, const struct held_catalogs *held)
{
	for (size_t i = 0; i < held->count; i++) {
		if (held->items[i].language != following->language_index)
			continue;
		size_t article = held->items[i].article;
		const char *catalog = catalog_of(following, article);
		array_push(&following->articles, article);
		if (file_exists(catalog))
			add_orphan(following, catalog, following->project->articles.items[article].path, article);
	}
}

/* Whether the catalog that CANDIDATE is of is sooner that of its article than of the one that has it. */
static bool is_sooner_his(const struct following *following, const struct candidate *candidate)
{
	const struct orphan *orphan = &following->orphans.items[candidate->orphan];
	return orphan->owner == TABLE_NONE || candidate->share > 2 * orphan->owned;
}

static void plan_move(struct following *following, const char *from, const char *to, size_t article, size_t share)
{
	array_push(&following->moves, (struct move){ from, to, article, share, false });
}

/* Give articles the catalogs that are theirs, the likest first; a catalog that loses its name to another's gets a free
 * one. */
static void plan_moves(struct following *following)
{
	bool *done = memory_allocate_zero(following->project->articles.count, sizeof *done);
	for (size_t i = 0; i < following->candidates.count; i++) {
		const struct candidate *candidate = &following->candidates.items[i];
		struct orphan *orphan = &following->orphans.items[candidate->orphan];
		if (done[candidate->article] || orphan->taken || !is_sooner_his(following, candidate))
			continue;
		done[candidate->article] = orphan->taken = true;
		plan_move(following, arena_copy(following->arena, slice_from(orphan->catalog)).data,
		          catalog_of(following, candidate->article), candidate->article, candidate->share);
	}
	for (size_t i = 0; i < following->orphans.count; i++) {
		const struct orphan *orphan = &following->orphans.items[i];
		if (orphan->owner != TABLE_NONE && !orphan->taken && done[orphan->owner])
			plan_move(following, arena_copy(following->arena, slice_from(orphan->catalog)).data,
			          free_catalog(following, orphan->path), TABLE_NONE, 0);
	}
	free(done);
}

/* The move that is still to be made of the file PATH; NULL for none. */
static struct move *find_move(const struct following *following, const char *path)
{
	for (size_t i = 0; i < following->moves.count; i++)
		if (!following->moves.items[i].done && strcmp(following->moves.items[i].from, path) == 0)
			return &following->moves.items[i];
	return NULL;
}

/* Whether some move makes the file PATH. */
static bool find_target(const struct following *following, const char *path)
{
	for (size_t i = 0; i < following->moves.count; i++)
		if (strcmp(following->moves.items[i].to, path) == 0)
			return true;
	return false;
}

/* Rename what is in the way of MOVE, then what it is about; once around a circle, the first is put aside. */
static bool make_moves(struct following *following, struct move *move, const char *root)
{
	struct move *first = move, *next;
	/* The last one in the row is made first. */
	struct { struct move **items; size_t count, capacity; } row = { 0 };
	for (next = move; next; next = find_move(following, next->to)) {
		next->done = true;
		array_push(&row, next);
	}
	bool made = true, circle = row.count && strcmp((*array_last(&row))->to, first->from) == 0;
	const char *aside = NULL;
	if (circle) {
		struct slice path = project_article_of_catalog(following->project, first->from, following->language, following->scratch);
		aside = free_catalog(following, path);
		made = move_file(first->from, aside, root, following->scratch, following->sink);
	}
	for (size_t i = row.count; made && i-- > 0;) {
		const struct move *current = row.items[i];
		made = move_file(current == first && aside ? aside : current->from, current->to, root, following->scratch,
		                 following->sink);
	}
	array_finish(&row);
	return made;
}

static void note_moves(const struct following *following, bool made, struct followed_catalogs *out)
{
	for (size_t i = 0; i < following->moves.count; i++) {
		const struct move *move = &following->moves.items[i];
		if (move->article != TABLE_NONE)
			array_push(out, (struct followed){ move->from, move->to, move->article, following->language_index, !made });
		if (move->article != TABLE_NONE && made)
			diagnostics_note(following->sink, position_of_file(move->to),
			                 _("was %s: the article was renamed, with %zu %% of its text"), move->from, move->share / 10);
		/* What is begun anew in its place is not made of it. */
		if (following->options->dry_run && !find_target(following, move->from))
			array_push(out, (struct followed){ "", move->from, 0, following->language_index, false });
	}
}

static void regroup_language(struct following *following, const struct held_catalogs *held, struct followed_catalogs *out)
{
	add_held(following, held);
	if (!following->articles.count ||
	    !file_is_folder(project_catalog_folder(following->project, following->language, following->scratch)))
		return;
	find_orphans(following);
	for (size_t i = 0; i < following->articles.count && following->orphans.count; i++)
		compare_article(following, following->articles.items[i]);
	if (following->candidates.count)
		qsort(following->candidates.items, following->candidates.count, sizeof *following->candidates.items,
		      compare_candidates);
	plan_moves(following);
	const char *root = project_catalog_folder(following->project, following->language, following->scratch);
	bool made = true;
	for (size_t i = 0; i < following->moves.count && !following->options->dry_run; i++)
		if (!following->moves.items[i].done)
			made = make_moves(following, &following->moves.items[i], root) && made;
	note_moves(following, made, out);
}

void catalogs_regroup(const struct project *project, const struct options *options, const struct segmenter *segmenter,
                      const struct held_catalogs *held, struct followed_catalogs *followed, struct arena *arena,
                      struct diagnostics *sink)
{
	for (size_t l = 0; l < project->languages.count; l++) {
		struct following following = begin_following(project, options, segmenter, l, arena, sink);
		if (following.language)
			regroup_language(&following, held, followed);
		end_following(&following);
	}
}

const char *followed_source(const struct followed_catalogs *followed, const char *path)
{
	for (size_t i = 0; i < followed->count; i++)
		if (strcmp(followed->items[i].to, path) == 0)
			return followed->items[i].from;
	return path;
}
