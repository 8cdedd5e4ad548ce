#include "commands/fix.h"

#include "base/array.h"
#include "base/content.h"
#include "base/file.h"
#include "base/message.h"
#include "checks/mend.h"
#include "commands/article.h"
#include "commands/pipeline.h"
#include "commands/waiting.h"
#include "text/difference.h"
#include "text/utf8.h"

#include <unistd.h>

/* A catalog that is to be written. */
struct fixed {
	const struct article *article;
	const char *path;
	struct hash read; /* of what it was made from */
	struct slice bytes;
};

struct fixes {
	struct fixed *items;
	size_t count, capacity;
	size_t mended; /* translations */
};

/* The parts of DIFFERENCES that are not LEFT_OUT, as one line that begins with SIGN; those of the other kind in COLOR. */
static void print_side(const struct differences *differences, enum difference_kind left_out, char sign, const char *color)
{
	printf("%s%c%s ", color, sign, color[0] ? "\033[0m" : "");
	for (size_t i = 0; i < differences->count; i++) {
		const struct difference *part = &differences->items[i];
		if (part->kind == left_out)
			continue;
		bool marked = part->kind != DIFFERENCE_SAME && color[0];
		fputs(marked ? color : "", stdout);
		fputs(marked ? "\033[7m" : "", stdout);
		for (size_t at = 0; at < part->text.size; at++) {
			unsigned char byte = (unsigned char)part->text.data[at];
			if (byte == '\n')
				fputs("\\n", stdout);
			else
				putchar(byte < 0x20 || byte == 0x7f ? ' ' : byte);
		}
		fputs(marked ? "\033[0m" : "", stdout);
	}
	putchar('\n');
}

static void print_mended(const struct catalog *catalog, const char *path, const struct mended *mended, bool color)
{
	struct differences differences = { 0 };
	difference_find(mended->before, mended->after, &differences);
	printf("%s:%u: %.*s\n", path, catalog->items[mended->entry].line, SLICE_ARG(mended->checks));
	print_side(&differences, DIFFERENCE_ADDED, '-', color ? "\033[31m" : "");
	print_side(&differences, DIFFERENCE_REMOVED, '+', color ? "\033[32m" : "");
	array_finish(&differences);
}

static void fix_catalog(const struct project *project, const struct options *options, const struct article *article,
                        const struct language *language, struct fixes *fixes, struct arena *arena,
                        struct diagnostics *sink)
{
	struct arena *own = arena_create();
	const char *path = arena_copy(arena, slice_from(project_catalog_path(project, article, language, own))).data;
	struct check_selection selection = pipeline_checks(&project->config, options);
	selection.character_references = article->format->character_references;
	selection.quotes = config_quotes_of(&project->config, slice_from(language->spelling));
	struct catalog catalog = { .arena = own };
	struct mendeds mended = { 0 };
	struct buffer text = { 0 };
	struct slice bytes;
	if (catalog_load(&catalog, path, &bytes, sink) && bytes.data)
		mend_catalog(&catalog, path, language, article->format->find_placeables, &selection, own, &mended);
	if (mended.count && mend_file(&catalog, bytes, path, &mended, own, &text, sink)) {
		for (size_t i = 0; i < mended.count && !options->json; i++)
			print_mended(&catalog, path, &mended.items[i], options_color_output(options));
		array_push(fixes, (struct fixed){ article, path, hash_of(bytes), arena_copy(arena, buffer_slice(&text)) });
		fixes->mended += mended.count;
	}
	buffer_finish(&text);
	array_finish(&mended);
	catalog_finish(&catalog);
	arena_destroy(own);
}

static bool is_yes(const char *answer)
{
	/* TRANSLATORS: the letters that an answer may begin with that says “yes”, capital and small. */
	struct slice yes = slice_from(_("yY"));
	for (size_t i = 0, size; i < yes.size; i += size) {
		utf8_decode(yes, i, &size);
		if (strncmp(answer, yes.data + i, size) == 0)
			return true;
	}
	return false;
}

/* Whether the fixes are to be written: said on the command line, or at the terminal. */
static bool is_wanted(const struct fixes *fixes, const struct options *options, struct diagnostics *sink)
{
	if (options->dry_run)
		return false;
	if (options->yes)
		return true;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || options->json) {
		diagnostics_note(sink, POSITION_NONE, _("nothing was written; “localize check --fix --yes” writes these changes"));
		return false;
	}
	printf(ngettext("Mend %zu translation", "Mend %zu translations", fixes->mended), fixes->mended);
	printf(ngettext(" in %zu catalog? [y/N] ", " in %zu catalogs? [y/N] ", fixes->count), fixes->count);
	fflush(stdout);
	char answer[64];
	return fgets(answer, sizeof answer, stdin) && is_yes(answer);
}

/* Write FIXED, unless the catalog was changed since it was read: whoever was asked may have taken their time. */
static void write_fixed(const struct fixed *fixed, struct locks *locks, const struct options *options, struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct slice now;
	waiting_take(locks, slice_from(fixed->article->source), options);
	if (file_read_if_there(fixed->path, arena, &now, sink)) {
		if (now.data && hash_equal(hash_of(now), fixed->read))
			file_replace(fixed->path, fixed->bytes, NULL, sink);
		else
			diagnostics_warning(sink, position_of_file(fixed->path),
			                    _("was changed while it was being mended, and is left so; run “localize check --fix” again"));
	}
	locks_give(locks, slice_from(fixed->article->source));
	arena_destroy(arena);
}

static void write_all(const struct fixes *fixes, const struct options *options, struct diagnostics *sink)
{
	struct locks *locks = locks_open();
	for (size_t i = 0; i < fixes->count; i++)
		write_fixed(&fixes->items[i], locks, options, sink);
	locks_close(locks);
}

void fix_catalogs(const struct project *project, const struct options *options, struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct fixes fixes = { 0 };
	for (size_t i = 0; i < project->articles.count; i++)
		for (size_t j = 0; j < project->languages.count; j++)
			if (!project->languages.items[j].from)
				fix_catalog(project, options, &project->articles.items[i], project->languages.items[j].language, &fixes, arena,
				            sink);
	if (fixes.count && is_wanted(&fixes, options, sink))
		write_all(&fixes, options, sink);
	array_finish(&fixes);
	arena_destroy(arena);
}
