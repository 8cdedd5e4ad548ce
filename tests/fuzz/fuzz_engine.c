/* fuzz_engine.c: hostile answers: every provider's reader, protected markup on its way back, the quality gates.
 *
 * The first byte chooses what is tried; the rest is parted by its first NUL byte into a source and an answer. */

#include "base/array.h"
#include "engines/gates.h"
#include "engines/provider.h"
#include "engines/secret.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* Bytes below 8 in SOURCE become placeables of one byte: pairs of 1 and 2 as they nest, all others alone. */
static void find_placeables(struct slice source, struct placeables *out)
{
	struct { size_t *items; size_t count, capacity; } open = { 0 };
	for (size_t i = 0; i < source.size; i++) {
		size_t own = out->count;
		if ((unsigned char)source.data[i] >= 8)
			continue;
		array_push(out, placeable_make(i, i + 1, PLACEABLE_ALONE, own));
		if (source.data[i] == 1) {
			array_push(&open, own);
		} else if (source.data[i] == 2 && open.count) {
			size_t partner = open.items[--open.count];
			out->items[partner] = (struct placeable){ out->items[partner].begin, out->items[partner].end,
				                                  PLACEABLE_OPEN, (uint32_t)own };
			out->items[own].kind = PLACEABLE_CLOSE;
			out->items[own].partner = (uint32_t)partner;
		}
	}
	array_finish(&open);
}

static bool same_but_for_space(struct slice a, struct slice b)
{
	size_t i = 0, k = 0;
	for (;;) {
		while (i < a.size && is_ascii_space(a.data[i]))
			i++;
		while (k < b.size && is_ascii_space(b.data[k]))
			k++;
		if (i == a.size || k == b.size)
			return i == a.size && k == b.size;
		if (a.data[i++] != b.data[k++])
			return false;
	}
}

/* What was accepted has all of the source's markup, once, in nested pairs. */
static void check_accepted(const struct protected_text *text, struct slice translation, const struct placeables *found)
{
	require(utf8_find_invalid(translation) == translation.size);
	require(found->count == text->count);
	size_t at = 0, counts[8] = { 0 }, depth = 0;
	for (size_t i = 0; i < found->count; i++) {
		const struct placeable *placeable = &found->items[i];
		require(placeable->begin >= at && placeable->end == placeable->begin + 1 &&
		        placeable->end <= translation.size);
		at = placeable->end;
		counts[(unsigned char)translation.data[placeable->begin] & 7]++;
		require(placeable->partner < found->count && found->items[placeable->partner].partner == i);
		if (placeable->kind == PLACEABLE_OPEN)
			depth++;
		if (placeable->kind == PLACEABLE_CLOSE)
			require(placeable->partner < i && depth-- > 0);
	}
	for (size_t i = 0; i < text->source.size; i++)
		if ((unsigned char)text->source.data[i] < 8)
			require(counts[(unsigned char)text->source.data[i]]-- > 0);
}

static void try_protection(struct slice source, struct slice answer, enum protection form)
{
	struct placeables placeables = { 0 }, found = { 0 };
	if (utf8_find_invalid(source) < source.size)
		return;
	find_placeables(source, &placeables);
	struct protected_text text = { source, placeables.items, placeables.count, form, 3 };
	struct buffer out = { 0 }, encoded = { 0 };
	const char *reason = NULL;
	if (protect_decode(&text, answer, &out, &found, &reason))
		check_accepted(&text, buffer_slice(&out), &found);
	else
		require(reason && out.size == 0 && found.count == 0);
	array_clear(&found);
	buffer_clear(&out);
	protect_encode(&text, &encoded);
	if (protect_decode(&text, buffer_slice(&encoded), &out, &found, &reason)) {
		check_accepted(&text, buffer_slice(&out), &found);
		require(same_but_for_space(source, buffer_slice(&out)));
	} else {
		/* Only a text that has every kind of bracket may be lost. */
		require(form == PROTECTION_TEXT && (slice_find_byte(source, '[', 0) != SLICE_NONE ||
		                                    slice_find_byte(source, ']', 0) != SLICE_NONE));
	}
	buffer_finish(&out);
	buffer_finish(&encoded);
	array_finish(&placeables);
	array_finish(&found);
}

static void try_reader(const struct provider *provider, struct slice answer, size_t count)
{
	struct arena *arena = arena_create();
	struct engine_options options = { .glossary = "g" };
	struct engine_run run = { .options = &options };
	struct provider_session session = { .provider = provider, .run = &run, .options = &options, .arena = arena };
	struct provider_text *texts = arena_allocate_zero(arena, count, sizeof *texts);
	struct provider_batch batch = { .arena = arena, .texts = texts, .count = count };
	struct slice *answers = arena_allocate_zero(arena, count, sizeof *answers), one = { 0 };
	json_t *root = json_loadb(answer.data, answer.size, JSON_REJECT_DUPLICATES, NULL);
	size_t number = 0;
	struct engine_status status = { 0 };
	if (root && provider->read && provider->read(&session, &batch, root, answers))
		for (size_t i = 0; i < count; i++)
			require(!answers[i].data || utf8_find_invalid(answers[i]) == answers[i].size);
	if (root && provider->read_line && provider->read_line(&batch, root, &number, &one))
		require(number < count && one.data);
	if (provider->judge)
		require(provider->judge(400 + (long)answer.size % 130, root) <= PROVIDER_STOP);
	if (root && provider->read_probe)
		provider->read_probe(root, &status);
	struct slice words = provider_error(root);
	const char *said = secret_blot(words, 100, (const char *[]){ "secret" }, 1, arena);
	require(!strstr(said, "secret") && utf8_find_invalid(slice_from(said)) == strlen(said));
	json_decref(root);
	arena_destroy(arena);
}

static void try_gates(struct slice source, struct slice translation, bool chatty)
{
	static const char *const languages[] = { "en", "sr", "sr-Latn", "az", "ja", "ar", "zh-Hant", "x" };
	if (utf8_find_invalid(source) < source.size || utf8_find_invalid(translation) < translation.size)
		return;
	struct glossary *glossary = glossary_create("en", languages[source.size % 8]);
	glossary_add(glossary, &(struct term){ source, translation, false });
	glossary_seal(glossary);
	struct gate_question question = { source, translation, "en", languages[source.size % 8], chatty, !chatty, glossary };
	gates_refuse(&question);
	glossary_destroy(glossary);
	gates_has_words(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	unsigned which = data[0], count = data[1] % 4 + 1U;
	/* Copies of their own size, so that a read beyond them is seen. */
	struct slice all = slice_make((const char *)data + 2, size - 2);
	size_t nul = slice_find_byte(all, '\0', 0), half = nul == SLICE_NONE ? all.size : nul;
	char *source = slice_to_string(slice_range(all, 0, half));
	size_t answer_size = half < all.size ? all.size - half - 1 : 0;
	char *answer = malloc(answer_size ? answer_size : 1);
	if (answer_size)
		memcpy(answer, all.data + half + 1, answer_size);
	struct slice first = slice_make(source, half), second = slice_make(answer, answer_size);
	if (which < 96)
		try_protection(first, second, (enum protection)(which % 3));
	else if (which < 128)
		try_gates(first, second, which % 2);
	else
		try_reader(provider_find(engine_names()[which % 10]), all, count);
	free(source);
	free(answer);
	return 0;
}
