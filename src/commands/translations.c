#include "commands/translations.h"

#include "base/array.h"
#include "base/memory.h"

#include <stdlib.h>

/* The slot of the sentence of HASH, or the free one where it belongs. */
static uint32_t *find_slot(const struct translations *translations, struct hash hash)
{
	size_t mask = translations->slot_count - 1;
	for (size_t i = hash.low & mask;; i = (i + 1) & mask) {
		uint32_t *slot = &translations->slots[i];
		if (!*slot || hash_equal(translations->items[*slot - 1].sentence, hash))
			return slot;
	}
}

static void grow(struct translations *translations)
{
	free(translations->slots);
	translations->slot_count = translations->slot_count ? translations->slot_count * 2 : 64;
	translations->slots = memory_allocate_zero(translations->slot_count, sizeof *translations->slots);
	for (size_t i = 0; i < translations->count; i++)
		*find_slot(translations, translations->items[i].sentence) = (uint32_t)i + 1;
}

void translations_add(struct translations *translations, struct slice sentence, struct slice text, bool outdated)
{
	/* Neither a text of 4 GiB nor the four billionth of an article is a sentence of anybody's. */
	if (text.size > UINT32_MAX || translations->count == UINT32_MAX)
		return;
	if ((translations->count + 1) * 4 > translations->slot_count * 3)
		grow(translations);
	struct hash hash = hash_of(sentence);
	uint32_t *slot = find_slot(translations, hash);
	if (*slot)
		return;
	array_push(translations, (struct translation){ hash, text.data, (uint32_t)text.size, outdated });
	*slot = (uint32_t)translations->count;
}

const struct translation *translations_find(const struct translations *translations, struct slice sentence)
{
	if (!translations->count)
		return NULL;
	uint32_t number = *find_slot(translations, hash_of(sentence));
	return number ? &translations->items[number - 1] : NULL;
}

void translations_finish(struct translations *translations)
{
	free(translations->slots);
	array_finish(translations);
	*translations = (struct translations){ 0 };
}
