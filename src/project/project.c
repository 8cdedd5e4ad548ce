#include "project/project.h"

#include "base/array.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/message.h"
#include "base/table.h"
#include "text/utf8.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

/* Whether PATH has only parts that are names, as nearly all have. */
static bool is_plain(struct slice path)
{
	bool begins = true;
	for (size_t i = 0; i < path.size; i++) {
		if (begins && (path.data[i] == '/' || path.data[i] == '.'))
			return false;
		begins = path.data[i] == '/';
	}
	return !begins;
}

/* PATH without "." parts, and each "x/.." in it taken out; a path that leads out of its start keeps its "..". */
static struct slice normalize_path(struct slice path, struct arena *arena)
{
	if (is_plain(path))
		return arena_copy(arena, path);
	struct slices parts = { 0 };
	bool rooted = path.size && path.data[0] == '/';
	struct slice rest = path, part;
	while (slice_next_part(&rest, '/', &part)) {
		if (part.size == 0 || slice_equal(part, SLICE(".")))
			continue;
		if (slice_equal(part, SLICE("..")) && parts.count && !slice_equal(*array_last(&parts), SLICE("..")))
			parts.count--;
		else
			array_push(&parts, part);
	}
	struct buffer joined = { 0 };
	for (size_t i = 0; i < parts.count; i++) {
		if (i || rooted)
			buffer_append_byte(&joined, '/');
		buffer_append(&joined, parts.items[i]);
	}
	if (joined.size == 0)
		buffer_append_byte(&joined, rooted ? '/' : '.');
	struct slice normal = arena_copy(arena, buffer_slice(&joined));
	buffer_finish(&joined);
	array_finish(&parts);
	return normal;
}

/* PATH below FOLDER (both normal), as a path relative to it; false where it is not below. */
static bool path_below(struct slice path, struct slice folder, struct slice *below)
{
	if (slice_equal(folder, SLICE("."))) {
		*below = path;
		return path.size && path.data[0] != '/' && !slice_starts_with(path, SLICE(".."));
	}
	if (!slice_starts_with(path, folder) || path.size <= folder.size + 1 || path.data[folder.size] != '/')
		return false;
	*below = slice_from_offset(path, folder.size + 1);
	return true;
}

/* Make the project's root the current folder. *PREFIX is the old current folder as seen from it. */
static bool enter_root(struct project *project, struct slice *prefix, struct slice *root, struct diagnostics *sink)
{
	char old[PATH_MAX], new[PATH_MAX];
	if (!getcwd(old, sizeof old) || chdir(project->config.root) < 0 || !getcwd(new, sizeof new)) {
		diagnostics_error(sink, position_of_file(project->config.root), _("can't enter this folder: %s"), strerror(errno));
		return false;
	}
	*root = arena_copy(project->arena, slice_from(new));
	if (!path_below(slice_from(old), *root, prefix))
		*prefix = SLICE("");
	*prefix = arena_copy(project->arena, *prefix);
	return true;
}

static void add_language(struct project *project, struct slice spelling, struct position position, struct table *known,
                         struct diagnostics *sink)
{
	const struct language *language = language_find(spelling, project->arena, position, sink);
	if (!language || table_get(known, slice_from(language->spelling)) != TABLE_NONE)
		return;
	table_add(known, slice_from(language->spelling), 0);
	struct project_language added = { .language = language, .pseudo = pseudo_of_language(language->tag) };
	for (size_t i = 0; i < project->config.languages.count; i++) {
		const struct config_language *configured = &project->config.languages.items[i];
		if (configured->from.size && slice_equal(configured->spelling, spelling))
			added.from = language_find(configured->from, project->arena, configured->position, sink);
	}
	array_push(&project->languages, added);
}

/* The spellings the project has already: the configured ones, else the names of the folders of catalogs. */
static void list_spellings(struct project *project, struct slices *spellings, struct position *position)
{
	const struct config_languages *configured = &project->config.languages;
	for (size_t i = 0; i < configured->count; i++)
		array_push(spellings, configured->items[i].spelling);
	if (configured->count)
		return;
	struct slices folders = { 0 };
	const char *po = arena_copy(project->arena, project->config.po).data;
	file_list_folders(po, project->arena, &folders);
	for (size_t i = 0; i < folders.count; i++)
		if (!slice_equal(folders.items[i], SLICE("templates")))
			array_push(spellings, folders.items[i]);
	array_finish(&folders);
	*position = position_of_file(po);
}

/* The one of SPELLINGS that names the language that ASKED does, so that --lang pt-BR does not begin a second translation
 * beside po/pt_BR; ASKED itself if there is none. */
static struct slice spelling_in_use(struct slice asked, const struct slices *spellings, struct arena *arena)
{
	for (size_t i = 0; i < spellings->count; i++)
		if (slice_equal(spellings->items[i], asked))
			return asked;
	struct diagnostics *ignored = diagnostics_create();
	const struct language *wanted = language_find(asked, arena, POSITION_NONE, ignored);
	struct slice found = asked;
	for (size_t i = 0; wanted && i < spellings->count; i++) {
		const struct language *language = language_find(spellings->items[i], arena, POSITION_NONE, ignored);
		if (language && strcmp(language->tag, wanted->tag) == 0) {
			found = spellings->items[i];
			break;
		}
	}
	diagnostics_destroy(ignored);
	return found;
}

static void find_languages(struct project *project, const struct project_request *request, struct diagnostics *sink)
{
	struct table known = { 0 };
	struct slices spellings = { 0 };
	struct position position = position_of_file(project->config.file);
	list_spellings(project, &spellings, &position);
	for (size_t i = 0; i < request->languages.count; i++)
		add_language(project, spelling_in_use(request->languages.items[i], &spellings, project->arena), POSITION_NONE,
		             &known, sink);
	for (size_t i = 0; !request->languages.count && i < spellings.count; i++) {
		const struct config_languages *configured = &project->config.languages;
		add_language(project, spellings.items[i], configured->count ? configured->items[i].position : position, &known, sink);
	}
	array_finish(&spellings);
	table_finish(&known);
}

static bool is_wanted(const struct config *config, struct slice path)
{
	bool wanted = config->articles.count == 0;
	for (size_t i = 0; !wanted && i < config->articles.count; i++)
		wanted = config_matches(config->articles.items[i].text, path);
	for (size_t i = 0; wanted && i < config->exclude.count; i++)
		wanted = !config_matches(config->exclude.items[i].text, path);
	return wanted;
}

/* Whether the name SOURCE can stand in a catalog, which refers to it. */
static bool check_name(const char *source, struct diagnostics *sink)
{
	struct slice name = slice_from(source);
	bool good = utf8_find_invalid(name) == name.size;
	if (!good)
		diagnostics_error(sink, position_of_file(source), _("its name is not UTF-8, as catalogs are that refer to it; rename it"));
	return good;
}

static void report_formats(const char *file, enum severity severity, const char *format, struct diagnostics *sink)
{
	struct buffer extensions = { 0 };
	format_append_extensions(&extensions);
	(severity == SEVERITY_ERROR ? diagnostics_error : diagnostics_note)(sink, position_of_file(file), format,
	                                                                   buffer_string(&extensions));
	buffer_finish(&extensions);
}

/* What PATTERN would be below INPUT, if it is written as if it began outside of it; else empty. */
static struct slice pattern_below(struct slice pattern, struct slice input)
{
	struct slice below = SLICE("");
	while (slice_starts_with(pattern, SLICE("./")) || slice_starts_with(pattern, SLICE("/")))
		below = pattern = slice_from_offset(pattern, pattern.data[0] == '/' ? 1 : 2);
	if (slice_starts_with(pattern, input) && pattern.size > input.size + 1 && pattern.data[input.size] == '/')
		below = slice_from_offset(pattern, input.size + 1);
	return below;
}

/* Warn of each of PATTERNS that is no path's of PATHS (from the byte BELOW on) since it is written as if it began
 * outside of the input folder. Whether there is one. */
static bool check_patterns(const struct project *project, const struct config_patterns *patterns,
                           const struct slices *paths, size_t below, struct diagnostics *sink)
{
	struct slice input = normalize_path(project->config.input, project->arena);
	bool told = false;
	for (size_t i = 0; i < patterns->count; i++) {
		const struct config_pattern *pattern = &patterns->items[i];
		struct slice meant = pattern_below(pattern->text, input);
		bool matches = meant.size == 0;
		for (size_t p = 0; !matches && p < paths->count; p++)
			matches = config_matches(pattern->text, slice_from_offset(paths->items[p], below));
		if (matches)
			continue;
		diagnostics_warning(sink, pattern->position,
		                    _("“%.*s” is no path in “%.*s”, below which patterns begin; write “%.*s”"),
		                    SLICE_ARG(pattern->text), SLICE_ARG(input), SLICE_ARG(meant));
		told = true;
	}
	return told;
}

static void find_articles(struct project *project, struct diagnostics *sink)
{
	struct slice input = project->config.input;
	const char *folder = arena_copy(project->arena, input).data;
	if (!file_exists(folder)) {
		diagnostics_error(sink, position_of_file(folder),
		                  _("there is no such folder; put your articles there, or run “localize init” to start a project"));
		return;
	}
	struct slices paths = { 0 };
	size_t bad = 0, known = 0, below = file_walk(folder, project->arena, &paths, sink);
	for (size_t i = 0; i < paths.count; i++) {
		struct article article = { .source = paths.items[i].data, .path = slice_from_offset(paths.items[i], below) };
		article.format = format_for_file(article.path.data);
		known += article.format != NULL;
		if (!article.format || !is_wanted(&project->config, article.path))
			continue;
		if (check_name(article.source, sink))
			array_push(&project->articles, article);
		else
			bad++;
	}
	bool told = check_patterns(project, &project->config.articles, &paths, below, sink);
	told |= check_patterns(project, &project->config.exclude, &paths, below, sink);
	if (known == 0)
		report_formats(folder, SEVERITY_NOTE, _("there are no articles in it; known formats are %s and their kin"), sink);
	else if (project->articles.count + bad == 0 && !told)
		diagnostics_warning(sink, position_of_file(project->config.file),
		                    _("“articles” and “exclude” leave no article of what is in “%s”; their patterns are of paths below "
		                      "it, as “news/*.md”"),
		                    folder);
	array_finish(&paths);
}

/* The article that the user named NAME, from the folder PREFIX below the root ROOT. */
static void add_article(struct project *project, struct slice name, struct slice prefix, struct slice root,
                        struct table *known, struct diagnostics *sink)
{
	struct arena *arena = project->arena;
	struct slice path = name, below;
	if (name.size && name.data[0] != '/')
		path = slice_from(file_join(arena, prefix, name));
	path = normalize_path(path, arena);
	if (path_below(path, root, &below))
		path = arena_copy(arena, below);
	struct article article = { .source = path.data };
	struct slice input = normalize_path(project->config.input, arena);
	if (!file_exists(article.source) && name.size && name.data[0] != '/') {
		const char *inside = file_join(arena, input, normalize_path(name, arena));
		if (file_exists(inside))
			article.source = inside;
	}
	path = slice_from(article.source);
	if (path_below(path, input, &below))
		article.path = below;
	else {
		const char *slash = strrchr(article.source, '/');
		article.path = slice_from(slash ? slash + 1 : article.source);
	}
	article.format = format_for_file(article.source);
	if (file_is_folder(article.source))
		diagnostics_error(sink, position_of_file(article.source), _("is a folder, not an article; name the articles in it"));
	else if (!article.format && !file_exists(article.source))
		diagnostics_error(sink, position_of_file(article.source), _("no such file or folder; check its name"));
	else if (!article.format)
		report_formats(article.source, SEVERITY_ERROR, _("no format is known for this name; known are %s and their kin"), sink);
	else if (check_name(article.source, sink)) {
		size_t other = table_add(known, article.path, project->articles.count);
		if (other == project->articles.count)
			array_push(&project->articles, article);
		else if (strcmp(project->articles.items[other].source, article.source) != 0)
			diagnostics_error(sink, position_of_file(article.source),
			                  _("has the same name as %s, and so the same catalogs; put both below %.*s"),
			                  project->articles.items[other].source, SLICE_ARG(input));
	}
}

/* The pattern of all that is built in LANGUAGE, as far as it lies below INPUT. */
static struct slice pattern_of_outputs(const struct project *project, const struct language *language, struct slice input)
{
	const struct article any = { .path = SLICE("**/*.*") };
	struct slice pattern = slice_from(project_output_path(project, &any, language, project->arena)), below;
	if (!path_below(pattern, input, &below))
		return pattern;
	size_t slash = slice_find_byte(below, '/', 0), star = slice_find_byte(below, '*', 0);
	if (slash < star)
		return arena_format(project->arena, "%.*s/**", SLICE_ARG(slice_range(below, 0, slash)));
	return below;
}

/* Whether localized articles don't come to lie where the next run would take them for articles. */
static bool check_outputs(const struct project *project, struct diagnostics *sink)
{
	const struct config *config = &project->config;
	struct slice input = normalize_path(config->input, project->arena), below;
	bool good = true;
	for (size_t i = 0; project->articles.count && i < project->languages.count; i++) {
		const struct language *language = project->languages.items[i].language;
		struct slice path = slice_from(project_output_path(project, &project->articles.items[0], language, project->arena));
		if (!path_below(path, input, &below) || !format_for_file(below.data) || !is_wanted(config, below))
			continue;
		struct slice pattern = pattern_of_outputs(project, language, input);
		diagnostics_error(sink, position_of_file(config->file),
		                  _("%.*s would itself be an article at the next run; add “%.*s” to “exclude”"), SLICE_ARG(path),
		                  SLICE_ARG(pattern));
		good = false;
	}
	return good;
}

bool project_open(struct project *project, const struct project_request *request, struct diagnostics *sink)
{
	*project = (struct project){ .arena = arena_create() };
	struct slice prefix, root;
	if (!config_read(&project->config, request->config_file, project->arena, sink) ||
	    !enter_root(project, &prefix, &root, sink))
		return false;
	if (request->needs_languages) {
		size_t errors = diagnostics_count(sink, SEVERITY_ERROR);
		find_languages(project, request, sink);
		if (project->languages.count == 0) {
			if (diagnostics_count(sink, SEVERITY_ERROR) == errors)
				diagnostics_error(sink, POSITION_NONE,
				                  _("no language to work on; name one with --lang, or list them in localize.yaml"));
			return false;
		}
	}
	if (request->articles.count) {
		struct table known = { 0 };
		for (size_t i = 0; i < request->articles.count; i++)
			add_article(project, request->articles.items[i], prefix, root, &known, sink);
		table_finish(&known);
	} else if (!request->without_articles) {
		find_articles(project, sink);
		return check_outputs(project, sink);
	}
	return true;
}

void project_close(struct project *project)
{
	array_finish(&project->articles);
	array_finish(&project->languages);
	config_finish(&project->config);
	arena_destroy(project->arena);
}

/* Where the extension of the file NAME begins: behind its last full stop; at its end if it has none. */
static size_t find_extension(struct slice name)
{
	for (size_t i = name.size; i > 1; i--)
		if (name.data[i - 1] == '.')
			return i;
	return name.size;
}

/* NAME with its fields filled in. */
static const char *fill_name(const struct project *project, struct slice name, const struct article *article,
                             const char *language, struct arena *arena)
{
	const char *slash = NULL;
	for (size_t i = 0; i < article->path.size; i++)
		if (article->path.data[i] == '/')
			slash = article->path.data + i;
	size_t folder = slash ? (size_t)(slash - article->path.data) : 0;
	struct slice file = slice_from_offset(article->path, slash ? folder + 1 : 0);
	size_t extension = find_extension(file);
	const struct { struct slice name, value; } fields[] = {
		{ SLICE("{input}"), project->config.input },
		{ SLICE("{po}"), project->config.po },
		{ SLICE("{output}"), project->config.output },
		{ SLICE("{lang}"), slice_from(language) },
		{ SLICE("{path}"), article->path },
		{ SLICE("{folder}"), slice_range(article->path, 0, folder) },
		{ SLICE("{name}"), file },
		{ SLICE("{stem}"), slice_range(file, 0, extension < file.size ? extension - 1 : file.size) },
		{ SLICE("{extension}"), slice_from_offset(file, extension) },
	};
	struct buffer filled = { 0 };
	buffer_reserve(&filled, name.size + 2 * article->path.size);
	for (size_t i = 0; i < name.size;) {
		size_t f = 0, count = name.data[i] == '{' ? sizeof fields / sizeof *fields : 0;
		while (f < count && !slice_starts_with(slice_from_offset(name, i), fields[f].name))
			f++;
		if (f < count) {
			buffer_append(&filled, fields[f].value);
			i += fields[f].name.size;
			continue;
		}
		size_t brace = slice_find_byte(name, '{', i + 1);
		buffer_append(&filled, slice_range(name, i, brace == SLICE_NONE ? name.size : brace));
		i = brace == SLICE_NONE ? name.size : brace;
	}
	const char *path = normalize_path(buffer_slice(&filled), arena).data;
	buffer_finish(&filled);
	return path;
}

const char *project_template_path(const struct project *project, const struct article *article, struct arena *arena)
{
	return fill_name(project, project->config.template_name, article, "", arena);
}

const char *project_catalog_path(const struct project *project, const struct article *article,
                                 const struct language *language, struct arena *arena)
{
	return fill_name(project, project->config.catalog_name, article, language->spelling, arena);
}

const char *project_output_path(const struct project *project, const struct article *article,
                                const struct language *language, struct arena *arena)
{
	return fill_name(project, project->config.output_name, article, language->spelling, arena);
}

/* The name of the catalog in LANGUAGE of an article whose folder is the byte 2, and whose name is the byte 3. */
static struct slice catalog_shape(const struct project *project, const struct language *language, struct arena *arena)
{
	const struct article article = { .path = SLICE("\2/\3") };
	return slice_from(project_catalog_path(project, &article, language, arena));
}

const char *project_catalog_folder(const struct project *project, const struct language *language, struct arena *arena)
{
	struct slice shape = catalog_shape(project, language, arena);
	size_t end = 0;
	for (size_t i = 0; i < shape.size && shape.data[i] != '\2' && shape.data[i] != '\3'; i++)
		if (shape.data[i] == '/')
			end = i;
	return end ? arena_copy(arena, slice_range(shape, 0, end)).data : ".";
}

/* Whether PATH is that of the article whose catalog is CATALOG. */
static bool has_catalog(const struct project *project, struct slice path, const char *catalog,
                        const struct language *language, struct arena *arena)
{
	const struct article article = { .path = path };
	return strcmp(project_catalog_path(project, &article, language, arena), catalog) == 0;
}

struct slice project_article_of_catalog(const struct project *project, const char *catalog,
                                        const struct language *language, struct arena *arena)
{
	struct slice shape = catalog_shape(project, language, arena), file = slice_from(catalog), none = { 0 };
	size_t folder = slice_find_byte(shape, '\2', 0), name = slice_find_byte(shape, '\3', 0);
	if (folder == SLICE_NONE || name == SLICE_NONE || slice_find_byte(shape, '\2', folder + 1) != SLICE_NONE ||
	    slice_find_byte(shape, '\3', name + 1) != SLICE_NONE)
		return none;
	size_t first = folder < name ? folder : name, second = folder < name ? name : folder;
	struct slice before = slice_range(shape, 0, first), after = slice_from_offset(shape, second + 1);
	if (file.size <= before.size + after.size || !slice_starts_with(file, before) || !slice_ends_with(file, after))
		return none;
	struct slice between = slice_range(file, before.size, file.size - after.size);
	if (name == folder + 2)
		return has_catalog(project, between, catalog, language, arena) ? arena_copy(arena, between) : none;
	struct slice middle = slice_range(shape, first + 1, second);
	for (size_t i = 0; i + middle.size < between.size; i++) {
		if (!slice_starts_with(slice_from_offset(between, i), middle))
			continue;
		struct slice left = slice_range(between, 0, i), right = slice_from_offset(between, i + middle.size);
		struct slice path = slice_from(folder < name ? file_join(arena, left, right) : file_join(arena, right, left));
		if (has_catalog(project, path, catalog, language, arena))
			return path;
	}
	return none;
}
