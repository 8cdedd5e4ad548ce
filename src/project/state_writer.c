/* state_writer.c: what a run adds to the state. */

#include "base/array.h"
#include "base/file.h"
#include "base/memory.h"
#include "project/state_format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

enum { BLOCK = 1 << 18, LET_GO_RECORDS = 1 << 12 };

struct change {
	size_t record; /* its offset in the records */
	size_t times;  /* and that of its files' times */
	struct slice path;
};

struct state_changes {
	struct buffer records;
	struct { int64_t *items; size_t count, capacity; } times; /* when each file was changed, in the records' order */
	struct { struct change *items; size_t count, capacity; } articles;
};

struct saving {
	int fd;
	struct buffer block;
	XXH3_state_t *checksum;
	uint64_t offset;
	struct { uint64_t *items; size_t count, capacity; } offsets;
	int64_t now; /* by the file system's clock */
	bool failed;
};

struct state_changes *state_changes_create(void)
{
	return memory_allocate_zero(1, sizeof(struct state_changes));
}

void state_changes_destroy(struct state_changes *changes)
{
	if (!changes)
		return;
	buffer_finish(&changes->records);
	array_finish(&changes->times);
	array_finish(&changes->articles);
	free(changes);
}

size_t state_changes_size(const struct state_changes *changes)
{
	return changes->records.size;
}

static void append(struct buffer *buffer, const void *bytes, size_t size)
{
	static const char zeros[8];
	buffer_append(buffer, slice_make(bytes, size));
	buffer_append(buffer, slice_make(zeros, (8 - size % 8) % 8));
}

static struct state_content content_to_state(struct state_changes *changes, const struct content *content)
{
	array_push(&changes->times, content->stamp.changed);
	return (struct state_content){ content->stamp.value, content->hash };
}

static struct state_article *last_article(struct state_changes *changes)
{
	return (void *)(changes->records.data + array_last(&changes->articles)->record);
}

void state_change(struct state_changes *changes, struct slice path, uint64_t load, const struct content *source,
                  const struct content *template)
{
	array_push(&changes->articles, (struct change){ .record = changes->records.size, .times = changes->times.count });
	struct state_article article = { .load = load, .path_size = (uint32_t)path.size };
	article.source = content_to_state(changes, source);
	article.template = content_to_state(changes, template);
	append(&changes->records, &article, sizeof article);
	append(&changes->records, path.data, path.size);
	last_article(changes)->size = changes->records.size - array_last(&changes->articles)->record;
}

void state_change_language(struct state_changes *changes, const struct state_language *language,
                           const struct content *catalog, const struct content *output, struct slice findings)
{
	struct state_language record = *language;
	record.catalog = content_to_state(changes, catalog);
	record.output = content_to_state(changes, output);
	record.findings_size = (uint32_t)findings.size;
	append(&changes->records, &record, sizeof record);
	append(&changes->records, findings.data, findings.size);
	struct state_article *article = last_article(changes);
	article->language_count++;
	article->size = changes->records.size - array_last(&changes->articles)->record;
}

static void flush(struct saving *saving)
{
	struct slice bytes = buffer_slice(&saving->block);
	while (bytes.size && !saving->failed) {
		ssize_t written = write(saving->fd, bytes.data, bytes.size);
		if (written < 0 && errno == EINTR)
			continue;
		saving->failed = written < 0;
		bytes = slice_from_offset(bytes, written < 0 ? bytes.size : (size_t)written);
	}
	buffer_clear(&saving->block);
}

static void put(struct saving *saving, const void *bytes, size_t size)
{
	XXH3_64bits_update(saving->checksum, bytes, size);
	append(&saving->block, bytes, size);
	saving->offset += size;
	if (saving->block.size >= BLOCK)
		flush(saving);
}

/* A file's stamp is relied on only if it can't have changed again within the same tick of the clock. */
static void settle(struct state_content *content, int64_t changed, const struct saving *saving)
{
	if (content->stamp > STAMP_ABSENT && !stamp_is_settled(changed, saving->now))
		content->stamp = STAMP_UNSETTLED;
}

/* Settle the stamps of the record of CHANGE, which becomes its own. */
static struct state_article *settle_record(struct state_changes *changes, const struct change *change,
                                           const struct saving *saving)
{
	struct state_article *article = (void *)(changes->records.data + change->record);
	const int64_t *times = &changes->times.items[change->times];
	settle(&article->source, *times++, saving);
	settle(&article->template, *times++, saving);
	uint64_t at = state_first_language(article);
	struct slice findings;
	for (uint32_t i = 0; i < article->language_count; i++) {
		struct state_language *language = (void *)((char *)article + at);
		settle(&language->catalog, *times++, saving);
		settle(&language->output, *times++, saving);
		state_next_language(article, &at, &findings);
	}
	return article;
}

/* What is known of LANGUAGE besides, from OLD, if that speaks of the same catalog. */
static void complete(struct state_language *language, const struct state_language *old, struct slice *findings,
                     struct slice old_findings)
{
	if (!hash_equal(language->catalog.hash, old->catalog.hash))
		return;
	if (!language->update)
		language->update = old->update;
	if (!language->check) {
		language->check = old->check;
		*findings = old_findings;
	}
	if (!language->build) {
		language->build = old->build;
		if (!hash_equal(language->output.hash, old->output.hash))
			language->output = old->output;
		language->built = old->built;
	}
}

/* NEW with what OLD knows besides of the same article, into RECORD. */
static void merge_records(const struct state_article *new, const struct state_article *old, struct buffer *record)
{
	struct state_article article = *new;
	bool same = hash_equal(new->source.hash, old->source.hash) && new->load == old->load;
	if (same && new->template.stamp == STAMP_UNSETTLED && !new->template.hash.low)
		article.template = old->template;
	buffer_clear(record);
	append(record, &article, sizeof article);
	append(record, state_path(new).data, new->path_size);
	uint64_t at = state_first_language(new);
	for (uint32_t i = 0; i < new->language_count; i++) {
		struct slice findings, old_findings;
		const struct state_language *own = state_next_language(new, &at, &findings);
		const struct state_language *known = same ? state_language(old, own->language, &old_findings) : NULL;
		struct state_language language = *own;
		if (known)
			complete(&language, known, &findings, old_findings);
		language.findings_size = (uint32_t)findings.size;
		append(record, &language, sizeof language);
		append(record, findings.data, findings.size);
	}
	at = state_first_language(old);
	for (uint32_t i = 0; same && i < old->language_count; i++) {
		struct slice findings, ignored;
		const struct state_language *known = state_next_language(old, &at, &findings);
		if (!known)
			break;
		if (state_language(new, known->language, &ignored))
			continue;
		append(record, known, sizeof *known);
		append(record, findings.data, findings.size);
		article.language_count++;
	}
	article.size = record->size;
	memcpy(record->data, &article, sizeof article);
}

static void put_article(struct saving *saving, const struct state_article *article)
{
	array_push(&saving->offsets, saving->offset);
	put(saving, article, (size_t)article->size);
}

static int compare_changes(const void *a, const void *b)
{
	const struct change *first = a, *second = b;
	int order = slice_compare(first->path, second->path);
	return order ? order : first->record < second->record ? -1 : first->record > second->record;
}

/* The changes in the order of their paths, each once. */
static void sort_changes(struct state_changes *changes)
{
	for (size_t i = 0; i < changes->articles.count; i++) {
		struct change *change = &changes->articles.items[i];
		change->path = state_path((const void *)(changes->records.data + change->record));
	}
	if (changes->articles.count)
		qsort(changes->articles.items, changes->articles.count, sizeof *changes->articles.items, compare_changes);
	size_t count = 0;
	for (size_t i = 0; i < changes->articles.count; i++) {
		const struct change *change = &changes->articles.items[i];
		if (count && slice_equal(changes->articles.items[count - 1].path, change->path))
			count--;
		changes->articles.items[count++] = *change;
	}
	changes->articles.count = count;
}

static void put_all(struct saving *saving, struct state_changes *changes, const struct state *old,
                    bool (*keep)(void *context, struct slice path), void *context)
{
	struct buffer record = { 0 };
	size_t new = 0, known = 0;
	while (new < changes->articles.count || known < state_count(old)) {
		const struct state_article *article = known < state_count(old) ? state_at(old, known) : NULL;
		if (known < state_count(old) && !article) {
			known++;
			continue;
		}
		const struct change *change = new < changes->articles.count ? &changes->articles.items[new] : NULL;
		int order = !article ? -1 : !change ? 1 : slice_compare(change->path, state_path(article));
		known += order >= 0;
		if (order >= 0 && known % LET_GO_RECORDS == 0)
			state_let_go(old);
		new += order <= 0;
		const struct state_article *put = article;
		if (order <= 0)
			put = settle_record(changes, change, saving);
		else if (keep && !keep(context, state_path(article)))
			continue;
		if (order == 0) {
			merge_records(put, article, &record);
			put = (const void *)record.data;
		}
		put_article(saving, put);
	}
	buffer_finish(&record);
}

bool state_save(const char *path, struct state_changes *changes, bool (*keep)(void *context, struct slice path),
                void *context, uint64_t *whole)
{
	char *name;
	struct saving saving = { .checksum = XXH3_createState(), .offset = sizeof(struct state_header) };
	saving.fd = file_open_beside(path, 0666, &name);
	struct stat status;
	saving.failed = saving.fd < 0 || fstat(saving.fd, &status) < 0;
	if (!saving.failed) {
		struct state_header header = { .magic = STATE_MAGIC, .version = STATE_VERSION, .order = STATE_ORDER };
		saving.now = stamp_time(&status.st_mtim);
		XXH3_64bits_reset(saving.checksum);
		buffer_append(&saving.block, slice_make((const char *)&header, sizeof header));
		struct state *old = state_open(path, whole);
		sort_changes(changes);
		put_all(&saving, changes, old, keep, context);
		state_close(old);
		header.index = saving.offset;
		header.count = saving.offsets.count;
		if (saving.offsets.count)
			put(&saving, saving.offsets.items, saving.offsets.count * sizeof *saving.offsets.items);
		flush(&saving);
		header.size = saving.offset;
		header.checksum = XXH3_64bits_digest(saving.checksum);
		saving.failed |= pwrite(saving.fd, &header, sizeof header, 0) != (ssize_t)sizeof header;
		saving.failed |= rename(name, path) < 0;
		if (saving.failed)
			unlink(name);
		else if (whole && fstat(saving.fd, &status) == 0)
			*whole = stamp_of(&status).value;
	}
	if (saving.fd >= 0)
		close(saving.fd);
	XXH3_freeState(saving.checksum);
	buffer_finish(&saving.block);
	array_finish(&saving.offsets);
	free(name);
	return !saving.failed;
}
