#include "commands/article.h"

#include "base/file_pieces.h"
#include "base/message.h"
#include "catalog/template.h"
#include "text/utf8.h"

#include <errno.h>
#include <sys/stat.h>

enum { LONG_ARTICLE = 1 << 18, LONG_FILE = 1 << 20 };

static bool is_long(const char *path, off_t least)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= least;
}

/* Who takes units that were cut. */
struct taking {
	const struct segmenter *segmenter;
	struct diagnostics *sink;
	document_take *take;
	void *context;
};

static void cut_units(struct document *document, const struct segmenter *segmenter, struct diagnostics *sink)
{
	document_segment(document, segmenter);
	document_leave_unwritable(document, sink);
}

static void take_units(void *context, struct document *document)
{
	const struct taking *taking = context;
	cut_units(document, taking->segmenter, taking->sink);
	taking->take(taking->context, document);
}

static void add_to_template(void *context, struct document *document)
{
	template_add(context, document);
}

static void add_to_sentences(void *context, struct document *document)
{
	struct hashes *sentences = context;
	for (size_t u = 0; u < document->unit_count; u++)
		for (size_t s = 0; s < document->units[u].segment_count; s++) {
			struct slice text = unit_segment_text(&document->units[u], &document->units[u].segments[s]);
			if (template_takes(text))
				array_push(sentences, slice_hash(text));
		}
}

static bool open_article(struct loaded_article *loaded, const struct article *article, const struct config *config,
                         const struct segmenter *segmenter, struct arena *arena, struct diagnostics *sink)
{
	*loaded = (struct loaded_article){ .article = article, .segmenter = segmenter };
	loaded->template.arena = arena;
	loaded->document = (struct document){ .arena = arena, .name = article->source, .options = &config->formats,
	                                       .character_references = article->format->character_references };
	if (!file_read_stamped(article->source, arena, &loaded->bytes, &loaded->stamp, sink))
		return false;
	if (!loaded->bytes.data)
		return file_fail(article->source, ENOENT, sink);
	const struct format_expectation expectation = { config->input_encoding, arena_copy(arena, config->source).data };
	return format_decode(article->format, loaded->bytes, &expectation, article->source, arena, &loaded->encoding,
	                     &loaded->document.source, sink);
}

/* LOADED has its template, all but the header of which are sentences. */
static void note_template(struct loaded_article *loaded)
{
	loaded->has_template = true;
	loaded->sentence_count = loaded->template.count - 1;
}

bool article_load(struct loaded_article *loaded, const struct article *article, const struct config *config,
                  const struct segmenter *segmenter, struct arena *arena, struct diagnostics *sink)
{
	if (!open_article(loaded, article, config, segmenter, arena, sink) || !article->format->parse(&loaded->document, sink))
		return false;
	cut_units(&loaded->document, segmenter, sink);
	template_make(&loaded->template, &loaded->document);
	note_template(loaded);
	return true;
}

/* DOCUMENT's units as they are found, cut, to TAKE. */
static bool parse_parted(struct document *document, const struct format *format, const struct taking *taking)
{
	document->take = take_units;
	document->take_context = (void *)taking;
	bool done = format->parse(document, taking->sink);
	document->take = NULL;
	return done;
}

static bool read_template(struct loaded_article *loaded, struct diagnostics *sink)
{
	struct template_maker *maker = template_begin(&loaded->template, &loaded->document);
	const struct taking taking = { loaded->segmenter, sink, add_to_template, maker };
	bool done = parse_parted(&loaded->document, loaded->article->format, &taking);
	template_end(maker);
	note_template(loaded);
	return done;
}

static bool read_sentences(struct loaded_article *loaded, struct diagnostics *sink)
{
	const struct taking taking = { loaded->segmenter, sink, add_to_sentences, &loaded->sentences };
	bool done = parse_parted(&loaded->document, loaded->article->format, &taking);
	hashes_sort(&loaded->sentences);
	loaded->sentence_count = loaded->sentences.count;
	return done;
}

bool article_load_parted(struct loaded_article *loaded, const struct article *article, const struct config *config,
                         const struct segmenter *segmenter, bool with_template, struct arena *arena,
                         struct diagnostics *sink)
{
	if (!is_long(article->source, LONG_ARTICLE))
		return article_load(loaded, article, config, segmenter, arena, sink);
	if (!open_article(loaded, article, config, segmenter, arena, sink))
		return false;
	loaded->parted = true;
	return with_template ? read_template(loaded, sink) : read_sentences(loaded, sink);
}

bool article_take_units(const struct loaded_article *loaded, document_take *take, void *context, struct diagnostics *sink)
{
	struct document document = loaded->document;
	if (!loaded->parted) {
		take(context, &document);
		return true;
	}
	struct diagnostics *again = diagnostics_create(); /* it was all said when the article was loaded */
	struct arena *arena = arena_create();
	const struct taking taking = { loaded->segmenter, again, take, context };
	document.arena = arena;
	bool done = parse_parted(&document, loaded->article->format, &taking);
	if (!done)
		diagnostics_move(sink, again);
	diagnostics_destroy(again);
	arena_destroy(arena);
	return done;
}

void article_unload(struct loaded_article *loaded)
{
	catalog_finish(&loaded->template);
	array_finish(&loaded->sentences);
	catalog_text_finish(&loaded->text);
}

bool catalog_load(struct catalog *catalog, const char *path, struct slice *bytes, struct diagnostics *sink)
{
	struct stamp ignored;
	return catalog_load_stamped(catalog, path, bytes, &ignored, sink);
}

bool catalog_load_stamped(struct catalog *catalog, const char *path, struct slice *bytes, struct stamp *stamp,
                          struct diagnostics *sink)
{
	if (!file_read_stamped(path, catalog->arena, bytes, stamp, sink))
		return false;
	return !bytes->data || catalog_read(catalog, *bytes, path, sink);
}

struct content content_of(struct stamp stamp, struct slice bytes)
{
	if (!bytes.data)
		return (struct content){ .stamp.value = STAMP_ABSENT };
	return (struct content){ stamp, hash_of(bytes) };
}

/* What a long file has, before it is read in another way. */
static bool look_at_long(const char *path, struct slice *bytes, struct content *content)
{
	static const struct content unknown;
	*bytes = SLICE("");
	return is_long(path, LONG_FILE) && content_look(path, &unknown, content) && content->stamp.value != STAMP_ABSENT;
}

bool file_read_short(const char *path, struct arena *arena, struct slice *bytes, struct content *content,
                     struct diagnostics *sink)
{
	struct stamp stamp;
	if (look_at_long(path, bytes, content))
		return true;
	if (!file_read_stamped(path, arena, bytes, &stamp, sink))
		return false;
	*content = content_of(stamp, *bytes);
	return true;
}

bool catalog_load_like(struct catalog *catalog, const char *path, const struct catalog *like, struct slice *bytes,
                       struct content *content, struct diagnostics *sink)
{
	struct stamp stamp;
	struct content looked_at;
	/* Looked at first: should the file be replaced by then, it is taken for changed next time. */
	if (look_at_long(path, bytes, &looked_at) && catalog_read_like(catalog, path, like)) {
		*content = looked_at;
		return true;
	}
	if (!catalog_load_stamped(catalog, path, bytes, &stamp, sink))
		return false;
	*content = content_of(stamp, *bytes);
	return true;
}

bool catalog_go_through(const char *path, void (*restart)(void *context), catalog_visitor *visit, void *context,
                        struct content *content, struct diagnostics *sink)
{
	struct slice bytes;
	restart(context);
	if (look_at_long(path, &bytes, content) && catalog_visit(path, visit, context))
		return true;
	struct arena *arena = arena_create();
	struct catalog catalog = { .arena = arena };
	struct stamp stamp;
	bool done = catalog_load_stamped(&catalog, path, &bytes, &stamp, sink);
	restart(context);
	for (size_t i = 0; done && i < catalog.count; i++)
		done = visit(context, &catalog.items[i]);
	if (done)
		*content = content_of(stamp, bytes);
	catalog_finish(&catalog);
	arena_destroy(arena);
	return done;
}

bool catalog_save(const struct catalog *catalog, const char *path, struct slice bytes, const struct catalog *old,
                  bool dry_run, bool *changed, struct diagnostics *sink)
{
	struct content content = content_of((struct stamp){ .value = STAMP_UNSETTLED }, bytes);
	const struct catalog_text none = { 0 };
	return catalog_keep(catalog, &none, path, bytes, old, dry_run, changed, &content, sink);
}

/* Whether the file PATH still holds what was READ of it. What somebody has saved there meanwhile counts more than what was
 * made of what it replaced. */
static bool is_as_read(const char *path, const struct content *read, struct diagnostics *sink)
{
	struct content now;
	if (content_look(path, read, &now) && hash_equal(now.hash, read->hash))
		return true;
	diagnostics_error(sink, position_of_file(path), _("was changed while this ran, and is left so; run again"));
	return false;
}

bool catalog_keep(const struct catalog *catalog, const struct catalog_text *like, const char *path, struct slice bytes,
                  const struct catalog *old, bool dry_run, bool *changed, struct content *content,
                  struct diagnostics *sink)
{
	*changed = false;
	if (bytes.data && old && catalog_equal(catalog, old) && !catalog_has_mark(bytes))
		return true;
	struct file_pieces pieces;
	enum file_change change = FILE_UNCHANGED;
	file_pieces_begin(&pieces, path, bytes, dry_run, sink);
	pieces.is_new = !bytes.data;
	const struct outlet outlet = file_pieces_outlet(&pieces);
	bool written = catalog_write_like(catalog, like, path, &outlet, sink) && (dry_run || is_as_read(path, content, sink));
	bool done = file_pieces_end(&pieces, written, bytes.data != NULL, &change, content);
	*changed = change != FILE_UNCHANGED;
	return done;
}

bool template_keep(struct loaded_article *loaded, const char *path, struct slice bytes, bool dry_run,
                   struct content *content, struct diagnostics *sink)
{
	enum { SHARED_MOST = 1 << 20 }; /* of longer ones each catalog's entries are written anew */
	struct file_pieces pieces;
	file_pieces_begin(&pieces, path, bytes, dry_run, sink);
	pieces.is_new = !bytes.data;
	pieces.most = SHARED_MOST;
	const struct outlet outlet = file_pieces_outlet(&pieces);
	bool written = catalog_write_first(&loaded->template, &loaded->text, path, &outlet, sink);
	if (loaded->text.places.count)
		file_pieces_lend(&pieces, &loaded->text.bytes);
	return file_pieces_end(&pieces, written, bytes.data != NULL, NULL, content);
}
