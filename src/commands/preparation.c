/* preparation.c: what a run needs before its first article: the project as the command line has it, and the rules. */

#include "base/data.h"
#include "base/file.h"
#include "base/message.h"
#include "commands/pipeline.h"
#include "text/encoding.h"

struct segmenter *pipeline_segmenter_of(const struct config *config, struct slice language, struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct slice rules = data_find("segmentation.srx");
	const char *file = "segmentation.srx";
	bool done = true;
	if (config->segmentation.size) {
		file = arena_copy(arena, config->segmentation).data;
		done = file_read(file, arena, &rules, sink);
	}
	struct segmenter *segmenter = NULL;
	if (done)
		segmenter = segmenter_create(rules, file, arena_copy(arena, language).data, sink);
	arena_destroy(arena);
	return segmenter;
}

struct segmenter *pipeline_segmenter(const struct config *config, bool *done, struct diagnostics *sink)
{
	struct segmenter *segmenter = config->paragraphs ? NULL : pipeline_segmenter_of(config, config->source, sink);
	*done = config->paragraphs || segmenter;
	return segmenter;
}

struct check_selection pipeline_checks(const struct config *config, const struct options *options)
{
	return (struct check_selection){
		.only = &options->checks_only, .on = &config->checks_on,
		.off = &config->checks_off, .also_off = &options->checks_off,
	};
}

static bool read_accept(const struct options *options, struct config *config, struct diagnostics *sink)
{
	if (!options->accept.data)
		return true;
	config->accept_fuzzy = config->accept_machine = config->accept_outdated = false;
	struct slice rest = options->accept, part;
	while (slice_next_part(&rest, ',', &part)) {
		part = slice_trim(part);
		if (slice_equal(part, SLICE("fuzzy")))
			config->accept_fuzzy = true;
		else if (slice_equal(part, SLICE("machine")))
			config->accept_machine = true;
		else if (slice_equal(part, SLICE("outdated")))
			config->accept_outdated = true;
		else if (part.size && !slice_equal(part, SLICE("none"))) {
			diagnostics_error(sink, POSITION_NONE, _("--accept takes fuzzy, machine, outdated, several with commas, or none, not “%.*s”"),
			                  SLICE_ARG(part));
			return false;
		}
	}
	return true;
}

static bool check_encoding(const char *name, struct diagnostics *sink)
{
	if (!name || encoding_is_known(name))
		return true;
	diagnostics_error(sink, POSITION_NONE, _("no character set is known as “%s”; “iconv -l” lists them"), name);
	return false;
}

bool pipeline_open(struct project *project, const struct options *options, struct diagnostics *sink)
{
	const struct project_request request = {
		.config_file = options->config_file,
		.languages = options->languages,
		.articles = options->arguments,
		.needs_languages = true,
		.without_articles = options->files_from && !options->arguments.count, /* an empty list is not all of them */
	};
	if (!project_open(project, &request, sink))
		return false;
	struct config *config = &project->config;
	if (options->encoding)
		config->input_encoding = options->encoding;
	if (options->output_encoding)
		config->output_encoding = options->output_encoding;
	bool known = config->input_encoding && encoding_are_known(config->input_encoding);
	return (known || check_encoding(config->input_encoding, sink)) && check_encoding(config->output_encoding, sink) &&
	       read_accept(options, config, sink);
}
