/* export.c: catalogs out as XLIFF, for translators' tools. */

#include "base/file_writer.h"
#include "base/message.h"
#include "commands/opened_catalog.h"
#include "commands/pipeline.h"
#include "commands/run.h"
#include "commands/user_path.h"
#include "memory/xliff.h"

#include <stdio.h>

static bool choose_version(const struct options *options, enum xliff_version *version, struct diagnostics *sink)
{
	*version = XLIFF_1_2;
	if (!options->format || strcmp(options->format, "xliff") == 0)
		return true;
	*version = XLIFF_2_1;
	if (strcmp(options->format, "xliff2") == 0)
		return true;
	diagnostics_error(sink, POSITION_NONE, _("--format takes xliff (1.2) or xliff2 (2.1), not “%s”"), options->format);
	return false;
}

/* Write the catalogs of all articles to STREAM; the number of sentences. */
static size_t export_catalogs(const struct project *project, enum xliff_version version,
                              const struct segmenter *segmenter, FILE *stream, struct diagnostics *sink)
{
	struct cutters *cutters = cutters_create(&project->config, segmenter);
	struct buffer out = { 0 };
	const char *source = arena_copy(project->arena, project->config.source).data;
	const char *target = project->languages.items[0].language->tag;
	size_t sentences = 0;
	xliff_write_begin(version, source, target, &out);
	for (size_t i = 0; i < project->articles.count; i++) {
		const struct article *article = &project->articles.items[i];
		struct opened_catalog opened;
		if (open_catalog(&opened, project, article, segmenter, cutters, sink)) {
			for (size_t e = 0; e < opened.merged.count; e++)
				sentences += xliff_is_sentence(&opened.merged.items[e]);
			xliff_write_catalog(version, source, target, article->source, article->format->name, i + 1,
			                    &opened.merged, article->format->find_placeables, &out);
			fwrite(out.data, 1, out.size, stream);
			buffer_clear(&out);
		}
		close_catalog(&opened);
	}
	xliff_write_end(version, &out);
	fwrite(out.data, 1, out.size, stream);
	buffer_finish(&out);
	cutters_destroy(cutters);
	return sentences;
}

static void export_to(const struct project *project, const struct options *options, enum xliff_version version,
                      const char *place, struct diagnostics *sink)
{
	bool done;
	struct segmenter *segmenter = pipeline_segmenter(&project->config, &done, sink);
	if (!done)
		return;
	bool standard = !place || strcmp(place, "-") == 0;
	struct file_writer file = { .stream = stdout };
	if (standard)
		export_catalogs(project, version, segmenter, stdout, sink);
	else if (options->dry_run) {
		FILE *nowhere = fopen("/dev/null", "wb");
		if (nowhere) {
			size_t count = export_catalogs(project, version, segmenter, nowhere, sink);
			fclose(nowhere);
			printf(ngettext("%zu sentence would be written to %s\n", "%zu sentences would be written to %s\n", count), count,
			       place);
		}
	} else if (file_writer_open(&file, place, sink)) {
		size_t count = export_catalogs(project, version, segmenter, file.stream, sink);
		if (file_writer_close(&file, true, sink) && !options->quiet)
			printf(ngettext("%zu sentence written to %s\n", "%zu sentences written to %s\n", count), count, place);
	}
	segmenter_destroy(segmenter);
}

int command_export(struct options *options, struct diagnostics *sink)
{
	enum xliff_version version;
	struct slice folder = user_folder(options->arena);
	if (!choose_version(options, &version, sink))
		return STATUS_ERROR;
	struct project project;
	if (pipeline_open(&project, options, sink) && check_one_language(&project, sink))
		export_to(&project, options, version,
		          options->output ? user_path(folder, options->output, options->arena) : NULL, sink);
	project_close(&project);
	return STATUS_DONE;
}
