/* memory.c: the translation memory: files in, a file out, a sentence looked up. */

#include "base/file.h"
#include "base/file_writer.h"
#include "base/message.h"
#include "base/table.h"
#include "catalog/template.h"
#include "commands/memory_files.h"
#include "commands/run.h"
#include "commands/show.h"
#include "commands/user_path.h"
#include "memory/exchange.h"
#include "memory/key.h"
#include "text/utf8.h"

#include <jansson.h>

enum { MATCHES_MOST = 5 };

static const char *const format_names[] = {
	[EXCHANGE_TMX] = "tmx", [EXCHANGE_PO] = "po", [EXCHANGE_CSV] = "csv", [EXCHANGE_TSV] = "tsv",
	[EXCHANGE_TBX] = "tbx", [EXCHANGE_XLIFF] = "xlf",
};

/* The format of the file NAME, or that --format names; EXCHANGE_NONE after an error in SINK. */
static enum exchange_format choose_format(const struct options *options, const char *name, struct diagnostics *sink)
{
	enum exchange_format format = exchange_format_of(slice_from(options->format ? options->format : name));
	if (format != EXCHANGE_NONE)
		return format;
	if (options->format)
		diagnostics_error(sink, POSITION_NONE, _("--format takes tmx, po, csv, tsv, or xlf to import, not “%s”"), options->format);
	else
		diagnostics_error(sink, position_of_file(name),
		                  _("is no file of translations by its name; say with --format tmx, xlf, po, csv or tsv"));
	return format;
}

static bool open_project(struct project *project, const struct options *options, bool needs_languages,
                         struct diagnostics *sink)
{
	const struct project_request request = {
		.config_file = options->config_file, .languages = options->languages, .needs_languages = needs_languages,
	};
	return project_open(project, &request, sink);
}

/* Where the file NAME is to be kept: below the folder of its language if one is given. A name that another file has
 * gets a number; *THERE tells that the same file is there already. */
static const char *place_import(const char *name, enum exchange_format format, const char *language,
                                struct arena *arena, bool *there)
{
	const char *slash = strrchr(name, '/');
	struct slice base = slice_from(slash ? slash + 1 : name);
	const char *dot = strrchr(base.data, '.');
	/* A file that is called as a format is has no ending: "tmx". */
	bool known = dot && exchange_format_of(base) == format;
	struct slice stem = known ? slice_make(base.data, (size_t)(dot - base.data)) : base;
	while (stem.size && stem.data[0] == '.')
		stem = slice_from_offset(stem, 1);
	const char *ending = known ? dot + 1 : format_names[format];
	for (size_t number = 1;; number++) {
		const char *file = number == 1
		                       ? arena_format(arena, "%.*s.%s", SLICE_ARG(stem), ending).data
		                       : arena_format(arena, "%.*s-%zu.%s", SLICE_ARG(stem), number, ending).data;
		const char *path = language ? arena_format(arena, MEMORY_FOLDER "/%s/%s", language, file).data
		                            : arena_format(arena, MEMORY_FOLDER "/%s", file).data;
		*there = file_same(path, name);
		if (*there || !file_exists(path))
			return path;
	}
}

static void count_unit(void *context, const struct memory_unit *unit)
{
	(void)unit;
	++*(size_t *)context;
}

/* Copy the file that the user named NAME, and that is at PLACE, into the project, if it can be read. */
static void import_file(const struct project *project, const struct options *options, const char *name,
                        const char *place, struct diagnostics *sink)
{
	enum exchange_format format = choose_format(options, name, sink);
	if (format == EXCHANGE_NONE)
		return;
	/* A TMX or XLIFF file says its languages itself. */
	const char *language = NULL;
	if (project->languages.count && format != EXCHANGE_TMX && format != EXCHANGE_XLIFF)
		language = project->languages.items[0].language->spelling;
	const struct exchange_languages languages = {
		.source = arena_copy(project->arena, project->config.source).data, .target = language,
	};
	size_t count = 0;
	bool there;
	if (!exchange_read(place, format, &languages, count_unit, &count, sink))
		return;
	const char *path = place_import(place, format, language, project->arena, &there);
	if (!there && !options->dry_run && !file_copy(place, path, sink))
		return;
	if (there)
		printf(_("%s is there already as %s\n"), name, path);
	else if (options->dry_run)
		printf(ngettext("%s: %zu translation, would be copied to %s\n", "%s: %zu translations, would be copied to %s\n", count),
		       name, count, path);
	else if (!options->quiet)
		printf(ngettext("%s: %zu translation, copied to %s\n", "%s: %zu translations, copied to %s\n", count), name, count,
		       path);
}

static int import_files(struct options *options, const struct slices *names, struct diagnostics *sink)
{
	struct project project;
	struct slice folder = user_folder(options->arena);
	if (names->count == 0 || options->languages.count > 1) {
		diagnostics_error(sink, POSITION_NONE,
		                  _("name the files to import, and with --lang at most one language"));
		return STATUS_ERROR;
	}
	if (open_project(&project, options, options->languages.count > 0, sink)) {
		for (size_t i = 0; i < names->count; i++) {
			const char *name = names->items[i].data;
			import_file(&project, options, name, user_path(folder, name, options->arena), sink);
		}
		if (!options->dry_run)
			memory_close(memory_of_project(&project, sink));
	}
	project_close(&project);
	return STATUS_DONE;
}

/* An export: translations into one language, each once. */
struct export {
	struct exchange_writer writer;
	char family[KEY_LANGUAGE_SIZE];
	struct table known; /* hashes of what was written */
	struct arena *arena;
	size_t count;
};

static void export_unit(void *context, const struct memory_unit *unit)
{
	struct export *export = context;
	char family[KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	if (!language_family(unit->language, family, region) || strcmp(family, export->family) != 0 ||
	    utf8_find_invalid(unit->source) != unit->source.size || utf8_find_invalid(unit->target) != unit->target.size)
		return;
	const uint64_t hashes[] = { slice_hash(unit->source), slice_hash(unit->target) };
	struct slice key = slice_make((const char *)hashes, sizeof hashes);
	if (table_get(&export->known, key) != TABLE_NONE)
		return;
	table_add(&export->known, arena_copy(export->arena, key), 0);
	exchange_add(&export->writer, unit);
	export->count++;
}

/* What finds the markup in the catalog PATH: that of its article's format. */
static void (*markup_of(const char *path))(struct slice text, struct placeables *out)
{
	struct slice name = slice_from(path);
	if (!slice_ends_with(name, SLICE(".po")))
		return NULL;
	char *article = slice_to_string(slice_range(name, 0, name.size - 3));
	const struct format *format = format_for_file(article);
	free(article);
	return format ? format->find_placeables : NULL;
}

/* All that is the project's; with OWN, only what its own catalogs have. */
static void export_files(struct export *export, const struct project *project, bool own, struct diagnostics *sink)
{
	struct memory_files files = { 0 };
	memory_files_find(project, &files, export->arena, sink);
	for (size_t i = 0; i < files.count; i++) {
		const struct memory_file *file = &files.items[i];
		if (file->outside || (own && file->imported))
			continue;
		const struct exchange_languages languages = { export->writer.source, file->language };
		export->writer.find = file->imported ? NULL : markup_of(file->path);
		enum exchange_format format = file->imported ? exchange_format_of(slice_from(file->path)) : EXCHANGE_PO;
		exchange_read(file->path, format, &languages, export_unit, export, sink);
	}
	array_finish(&files);
}

/* Begin to write to PLACE: to standard output for "-", to nowhere in a dry run. */
static bool open_output(struct file_writer *file, const char *place, bool dry_run, struct diagnostics *sink)
{
	*file = (struct file_writer){ .stream = dry_run ? fopen("/dev/null", "wb") : stdout };
	return dry_run || strcmp(place, "-") == 0 ? file->stream != NULL : file_writer_open(file, place, sink);
}

static bool close_output(struct file_writer *file, bool keep, struct diagnostics *sink)
{
	if (file->path)
		return file_writer_close(file, keep, sink) && keep;
	if (file->stream != stdout)
		fclose(file->stream);
	return keep;
}

/* To the file that the user named NAME, and that is at PLACE. */
static void export_language(const struct project *project, const struct options *options,
                            const struct language *language, const char *name, const char *place,
                            enum exchange_format format, bool own, struct diagnostics *sink)
{
	struct file_writer file;
	if (!open_output(&file, place, options->dry_run, sink))
		return;
	struct export export = {
		.arena = arena_create(),
		.writer = {
			.format = format,
			.source = arena_copy(project->arena, project->config.source).data,
			.target = format == EXCHANGE_PO ? language->gettext : language->tag,
		},
	};
	char region[KEY_LANGUAGE_SIZE];
	language_family(slice_from(language->tag), export.family, region);
	exchange_begin(&export.writer, file.stream);
	if (format == EXCHANGE_PO)
		template_complete_header(&export.writer.catalog, language);
	export_files(&export, project, own, sink);
	bool standard = file.stream == stdout;
	bool done = close_output(&file, exchange_end(&export.writer, name, sink), sink);
	if (done && !options->quiet && !standard)
		printf(options->dry_run ? ngettext("%zu translation would be written to %s\n",
		                                   "%zu translations would be written to %s\n", export.count)
		                        : ngettext("%zu translation written to %s\n", "%zu translations written to %s\n", export.count),
		       export.count, name);
	exchange_finish(&export.writer);
	table_finish(&export.known);
	arena_destroy(export.arena);
}

static int export_file(struct options *options, const struct slices *names, struct diagnostics *sink)
{
	const char *name = names->count ? names->items[0].data : "-";
	enum exchange_format format =
	    strcmp(name, "-") == 0 && !options->format ? EXCHANGE_TMX : choose_format(options, name, sink);
	struct slice folder = user_folder(options->arena);
	if (format == EXCHANGE_NONE)
		return STATUS_ERROR;
	if (format == EXCHANGE_XLIFF) {
		diagnostics_error(sink, POSITION_NONE,
		                  _("a memory is written as tmx, po, csv or tsv; “localize export” writes catalogs as XLIFF"));
		return STATUS_ERROR;
	}
	struct project project;
	if (open_project(&project, options, true, sink)) {
		if (project.languages.count == 1 && names->count < 2)
			export_language(&project, options, project.languages.items[0].language, name,
			                user_path(folder, name, options->arena), format, false, sink);
		else
			diagnostics_error(sink, POSITION_NONE,
			                  _("name one language with --lang, and one file; a file has one language"));
	}
	project_close(&project);
	return STATUS_DONE;
}

static void print_match(const struct memory_match *match, const char *language, struct slice text, bool color)
{
	struct buffer shown = { 0 };
	buffer_append_format(&shown, "%s%3u %%%s  %s  %s%s\n  ", color ? "\033[1m" : "", match->score, color ? "\033[0m" : "",
	                     language, match->origin, match->obsolete ? _(" (no longer in use)") : "");
	show_difference(match->source, text, color, &shown);
	buffer_append_string(&shown, "\n  ");
	show_text(match->target, &shown);
	buffer_append_byte(&shown, '\n');
	fwrite(shown.data, 1, shown.size, stdout);
	buffer_finish(&shown);
}

/* Write the project's own translations to the shared memories that take them. */
static int share(struct options *options, const struct slices *names, struct diagnostics *sink)
{
	struct project project;
	if (names->count) {
		diagnostics_error(sink, POSITION_NONE, _("“share” takes no names; localize.yaml says under “memories” where to write"));
		return STATUS_ERROR;
	}
	if (open_project(&project, options, true, sink)) {
		size_t written = 0;
		for (size_t i = 0; i < project.config.memories.count; i++) {
			const struct config_memory *memory = &project.config.memories.items[i];
			for (size_t l = 0; memory->write && l < project.languages.count; l++) {
				if (!project_language_has_catalogs(&project.languages.items[l]))
					continue;
				const struct language *language = project.languages.items[l].language;
				const char *path = memory_files_shared(memory, language, project.arena);
				export_language(&project, options, language, path, path, EXCHANGE_TMX, true, sink);
			}
			written += memory->write != NULL;
		}
		if (!written)
			diagnostics_error(sink, POSITION_NONE,
			                  _("no memory takes translations; list one in localize.yaml: “memories: [{FOLDER: {write: NAME}}]”"));
	}
	project_close(&project);
	return STATUS_DONE;
}

static json_t *match_to_json(const struct memory_match *match, const char *language)
{
	return json_pack("{s:s, s:i, s:s%, s:s%, s:s, s:s, s:b, s:b, s:s%}", "language", language, "score",
	                 (int)match->score, "source", match->source.data, match->source.size, "target", match->target.data,
	                 match->target.size, "origin", match->origin, "file", match->file, "imported", match->imported,
	                 "obsolete", match->obsolete, "comment", match->comment.data, match->comment.size);
}

/* Print what MEMORY has for TEXT in the languages of PROJECT. */
static void print_matches(struct memory *memory, const struct project *project, const struct options *options,
                          struct slice text, struct diagnostics *sink)
{
	bool color = options_color_output(options);
	json_t *list = json_array();
	size_t found = 0;
	for (size_t l = 0; l < project->languages.count; l++) {
		const char *language = project->languages.items[l].language->spelling;
		struct memory_match matches[MATCHES_MOST];
		const struct memory_query query = { .source = text, .language = language };
		size_t count = memory_find(memory, &query, MEMORY_LEAST, matches, MATCHES_MOST, project->arena);
		found += count;
		for (size_t i = 0; i < count; i++) {
			if (options->json)
				json_array_append_new(list, match_to_json(&matches[i], language));
			else
				print_match(&matches[i], language, text, color);
		}
	}
	if (options->json) {
		json_t *report = json_pack("{s:s%, s:O}", "text", text.data, text.size, "matches", list);
		json_dumpf(report, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(report);
	} else if (!found)
		diagnostics_note(sink, POSITION_NONE, _("the memory has nothing like it"));
	json_decref(list);
}

static int look_up(struct options *options, const struct slices *texts, struct diagnostics *sink)
{
	struct slice text = texts->count == 1 ? slice_trim(texts->items[0]) : SLICE("");
	if (text.size == 0 || utf8_find_invalid(text) != text.size) {
		diagnostics_error(sink, POSITION_NONE,
		                  _("name one text to look up, in quotes and in UTF-8; see “localize memory --help”"));
		return STATUS_ERROR;
	}
	struct project project;
	if (open_project(&project, options, true, sink)) {
		struct memory *memory = memory_of_project(&project, sink);
		print_matches(memory, &project, options, text, sink);
		memory_close(memory);
	}
	project_close(&project);
	return STATUS_DONE;
}

int command_memory(struct options *options, struct diagnostics *sink)
{
	static const struct {
		const char *name;
		int (*run)(struct options *options, const struct slices *arguments, struct diagnostics *sink);
	} actions[] = {
		{ "import", import_files }, { "export", export_file }, { "lookup", look_up }, { "share", share },
	};
	struct slices arguments = options->arguments;
	for (size_t i = 0; arguments.count && i < sizeof actions / sizeof *actions; i++)
		if (slice_equal_string(arguments.items[0], actions[i].name)) {
			arguments.items++;
			arguments.count--;
			return actions[i].run(options, &arguments, sink);
		}
	diagnostics_error(sink, POSITION_NONE,
	                  _("say what to do: import, export, lookup or share; see “localize memory --help”"));
	return STATUS_ERROR;
}
