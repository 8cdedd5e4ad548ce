/* Any bytes as the state of earlier runs: either they are refused, or everything in them can be read. What is said of
 * articles in them survives being added to and written again. */

#include "base/memory.h"
#include "project/state.h"

#include <stdlib.h>
#include <unistd.h>

#include "project/state_format.h"
#include <xxhash.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t sum(struct slice text)
{
	size_t total = 0;
	for (size_t i = 0; i < text.size; i++)
		total += (unsigned char)text.data[i];
	return total;
}

/* Read all there is. */
static size_t read_all(const struct state *state)
{
	size_t total = 0;
	for (size_t i = 0; i < state_count(state); i++) {
		const struct state_article *article = state_at(state, i);
		if (!article)
			continue;
		total += sum(state_path(article));
		state_find(state, state_path(article));
		uint64_t at = state_first_language(article);
		struct slice findings;
		const struct state_language *language;
		for (uint32_t j = 0; j < article->language_count && (language = state_next_language(article, &at, &findings)); j++) {
			total += sum(findings);
			if (!state_language(article, language->language, &findings))
				abort();
		}
	}
	return total;
}

/* What the header says made true, so that what lies behind it is looked at too. */
static void mend_header(char *bytes, size_t size)
{
	struct state_header header;
	memcpy(&header, bytes, sizeof header);
	header = (struct state_header){
		.magic = STATE_MAGIC, .version = STATE_VERSION, .order = STATE_ORDER, .size = size, .index = header.index,
	};
	if (header.index >= sizeof header && header.index <= size)
		header.count = (size - header.index) / sizeof(uint64_t);
	header.checksum = XXH3_64bits(bytes + sizeof header, size - sizeof header);
	memcpy(bytes, &header, sizeof header);
}

static void add_to(const char *path)
{
	uint64_t whole = 0;
	struct state_changes *changes = state_changes_create();
	const struct content content = { { 7, 0 }, { 1, 2 } };
	state_change(changes, SLICE("input/a.md"), 1, &content, &content);
	state_change_language(changes, &(struct state_language){ .language = 3, .check = 4 }, &content, &content, SLICE("found"));
	if (!state_save(path, changes, NULL, NULL, &whole))
		abort();
	state_changes_destroy(changes);
	struct state *state = state_open(path, &whole);
	const struct state_article *article = state_find(state, SLICE("input/a.md"));
	struct slice findings;
	read_all(state);
	/* Records that are not sorted can't be found, and can hide others. */
	if (state_count(state) == 1 && (!article || !state_language(article, 3, &findings) ||
	                                !slice_equal(findings, SLICE("found"))))
		abort();
	state_close(state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = memory_allocate(size);
	memcpy(bytes, data, size);
	for (int mended = 0; mended < 2; mended++) {
		if (mended && size >= sizeof(struct state_header))
			mend_header(bytes, size);
		struct state *state = state_of(slice_make(bytes, size));
		read_all(state);
		state_close(state);
	}
	char path[] = "/tmp/localize-fuzz-XXXXXX";
	int fd = mkstemp(path);
	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size || close(fd) < 0)
		abort();
	add_to(path);
	unlink(path);
	free(bytes);
	return 0;
}
