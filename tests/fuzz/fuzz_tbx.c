/* Any bytes as a TBX file, and what is read of it as a glossary: what is found with it lies inside the text. */

#include "memory/exchange.h"
#include "terms/glossary.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take(void *context, const struct memory_unit *unit)
{
	if (!unit->source.size || !unit->target.size || utf8_find_invalid(unit->source) != unit->source.size ||
	    utf8_find_invalid(unit->target) != unit->target.size)
		abort();
	glossary_add(context, &(struct term){ unit->source, unit->target, unit->forbidden });
}

static void search(const struct glossary *glossary, struct slice text)
{
	struct term_words words = { 0 };
	struct term_matches matches = { 0 };
	term_words_find(text, NULL, glossary_target_rules(glossary), &words);
	glossary_find_in(glossary, text, &matches);
	glossary_find_banned(glossary, &words, &matches);
	for (size_t i = 0; i < matches.count; i++) {
		size_t begin, end;
		if (matches.items[i].begin >= matches.items[i].end || matches.items[i].end > text.size)
			abort();
		if (glossary_has_target(glossary, matches.items[i].term, text, &words, NULL, &begin, &end) && (begin >= end || end > text.size))
			abort();
	}
	array_finish(&matches);
	term_words_finish(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const targets[] = { "sr", "az", "fr" };
	struct slice text = slice_make((const char *)data, size);
	for (size_t i = 0; i < 3; i++) {
		struct diagnostics *sink = diagnostics_create();
		const struct exchange_languages languages = { "en", targets[i] };
		struct glossary *glossary = glossary_create("en", targets[i]);
		tbx_read(text, "a.tbx", &languages, take, glossary, sink);
		if (utf8_find_invalid(text) == size) {
			size_t middle = size / 2;
			while (middle < size && ((unsigned char)text.data[middle] & 0xc0) == 0x80)
				middle++;
			glossary_add(glossary, &(struct term){ slice_range(text, 0, middle), slice_from_offset(text, middle), false });
			glossary_add(glossary, &(struct term){ SLICE(""), slice_range(text, 0, middle), true });
		}
		glossary_seal(glossary);
		if (utf8_find_invalid(text) == size)
			search(glossary, text);
		glossary_destroy(glossary);
		diagnostics_destroy(sink);
	}
	return 0;
}
