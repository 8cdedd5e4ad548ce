/* The configuration's YAML and its globs: the first line is a path to match, the rest a localize.yaml. */

#include "project/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char file[64];
	struct slice text = slice_make(size ? (const char *)data : "", size), path;
	slice_next_part(&text, '\n', &path);
	text = text.data ? text : SLICE("");
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	if (!file[0])
		snprintf(file, sizeof file, "/tmp/localize-fuzz-config-%ld.yaml", (long)getpid());
	FILE *stream = fopen(file, "wb");
	if (!stream || fwrite(text.data, 1, text.size, stream) != text.size || fclose(stream) != 0)
		abort();
	struct config config;
	bool good = config_read(&config, file, arena, sink);
	if (good != (diagnostics_count(sink, SEVERITY_ERROR) == 0))
		abort();
	for (size_t i = 0; i < config.articles.count; i++) {
		config_matches(config.articles.items[i].text, path);
		config_matches(path, config.articles.items[i].text);
	}
	if (!config_matches(SLICE("**"), path))
		abort();
	config_finish(&config);
	remove(file);
	diagnostics_destroy(sink);
	arena_destroy(arena);
	return 0;
}
