#include "checks/speller.h"

#include "base/message.h"

#ifdef LOCALIZE_HUNSPELL

#include "base/arena.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/table.h"
#include "text/script.h"

#include <hunspell.h>
#include <iconv.h>
#include <pthread.h>
#include <stdlib.h>
#include <unicode/uloc.h>

/* As many words are remembered; the rest is asked for again. */
enum { REMEMBERED_MOST = 1 << 20, WORD_LONGEST = 200 };

struct speller {
	Hunhandle *dictionary; /* not safe for threads, so LOCK is held */
	iconv_t converter;     /* from UTF-8; (iconv_t)-1: the dictionary is in UTF-8 */
	bool convert;          /* Serbian words are asked for in the dictionary's script */
	enum script_direction direction;
	struct arena *arena;
	struct table known;    /* word → 1 where it is right, 0 where not */
	pthread_mutex_t lock;
};

static const char *const system_folders[] = {
	"/usr/share/hunspell", "/usr/share/myspell", "/usr/share/myspell/dicts", "/usr/local/share/hunspell",
	"/opt/homebrew/share/hunspell", "/Library/Spelling",
};

struct names {
	const char *items[8];
	size_t count;
};

static void add_name(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0)
			return;
	if (name[0] && names->count < sizeof names->items / sizeof *names->items)
		names->items[names->count++] = name;
}

/* The names that a dictionary of TAG may have, the closest first. */
static void find_names(const char *tag, struct names *names, struct arena *arena)
{
	UErrorCode status = U_ZERO_ERROR;
	char locale[ULOC_FULLNAME_CAPACITY], full[ULOC_FULLNAME_CAPACITY], language[ULOC_LANG_CAPACITY];
	char script[ULOC_SCRIPT_CAPACITY] = "", country[ULOC_COUNTRY_CAPACITY] = "", own_script[ULOC_SCRIPT_CAPACITY] = "";
	uloc_forLanguageTag(tag, locale, sizeof locale, NULL, &status);
	uloc_addLikelySubtags(locale, full, sizeof full, &status);
	uloc_getLanguage(locale, language, sizeof language, &status);
	uloc_getScript(full, script, sizeof script, &status);
	uloc_getCountry(full, country, sizeof country, &status);
	if (U_FAILURE(status))
		return;
	add_name(names, arena_format(arena, "%s_%s_%s", language, script, country).data);
	add_name(names, arena_format(arena, "%s_%s", language, script).data);
	/* One without a script is in the usual one. */
	uloc_addLikelySubtags(language, full, sizeof full, &status);
	uloc_getScript(full, own_script, sizeof own_script, &status);
	if (U_FAILURE(status) || strcmp(script, own_script) != 0)
		return;
	add_name(names, arena_format(arena, "%s_%s", language, country).data);
	add_name(names, arena_copy(arena, slice_from(language)).data);
}

static Hunhandle *open_in(struct slice folder, const struct names *names, struct arena *arena)
{
	for (size_t i = 0; i < names->count; i++) {
		const char *affixes = file_join(arena, folder, arena_format(arena, "%s.aff", names->items[i]));
		const char *words = file_join(arena, folder, arena_format(arena, "%s.dic", names->items[i]));
		if (file_exists(affixes) && file_exists(words))
			return Hunspell_create(affixes, words);
	}
	return NULL;
}

static Hunhandle *open_named(const char *tag, const struct slices *folders, struct arena *arena)
{
	struct names names = { .count = 0 };
	Hunhandle *dictionary = NULL;
	find_names(tag, &names, arena);
	for (size_t i = 0; !dictionary && folders && i < folders->count; i++)
		dictionary = open_in(folders->items[i], &names, arena);
	struct slice rest = slice_from(getenv("DICPATH")), folder;
	while (!dictionary && slice_next_part(&rest, ':', &folder))
		if (folder.size)
			dictionary = open_in(folder, &names, arena);
	for (size_t i = 0; !dictionary && i < sizeof system_folders / sizeof *system_folders; i++)
		dictionary = open_in(slice_from(system_folders[i]), &names, arena);
	return dictionary;
}

static bool is_serbian(const char *tag)
{
	return strncmp(tag, "sr", 2) == 0 && (!tag[2] || tag[2] == '-');
}

struct speller *speller_open(const struct language *language, const struct slices *folders, struct diagnostics *sink)
{
	struct speller *speller = memory_allocate_zero(1, sizeof *speller);
	speller->arena = arena_create();
	speller->converter = (iconv_t)-1;
	speller->dictionary = open_named(language->tag, folders, speller->arena);
	if (!speller->dictionary && is_serbian(language->tag)) {
		bool latin = strstr(language->tag, "Latn") != NULL;
		speller->dictionary = open_named(latin ? "sr-Cyrl" : "sr-Latn", folders, speller->arena);
		speller->convert = speller->dictionary != NULL;
		speller->direction = latin ? SCRIPT_TO_CYRILLIC : SCRIPT_TO_LATIN;
	}
	if (!speller->dictionary) {
		diagnostics_note(sink, POSITION_NONE, _("no dictionary for %s (%s); install one for hunspell, or name its folder in “spelling”"),
		                 language->name, language->spelling);
		arena_destroy(speller->arena);
		free(speller);
		return NULL;
	}
	const char *encoding = Hunspell_get_dic_encoding(speller->dictionary), *makers = "microsoft-";
	/* As hunspell itself calls them: microsoft-cp1251. */
	if (strncmp(encoding, makers, strlen(makers)) == 0)
		encoding += strlen(makers);
	if (strcmp(encoding, "UTF-8") != 0)
		speller->converter = iconv_open(encoding, "UTF-8");
	pthread_mutex_init(&speller->lock, NULL);
	return speller;
}

void speller_close(struct speller *speller)
{
	if (!speller)
		return;
	if (speller->converter != (iconv_t)-1)
		iconv_close(speller->converter);
	Hunspell_destroy(speller->dictionary);
	pthread_mutex_destroy(&speller->lock);
	table_finish(&speller->known);
	arena_destroy(speller->arena);
	free(speller);
}

/* WORD in the dictionary's script and charset, with a NUL, into OUT; false if it can't be written so. */
static bool append_word(struct speller *speller, struct slice word, struct buffer *out)
{
	struct buffer converted = { 0 };
	if (speller->convert)
		script_convert(word, speller->direction, NULL, 0, &converted);
	else
		buffer_append(&converted, word);
	bool done = true;
	if (speller->converter == (iconv_t)-1) {
		buffer_append(out, buffer_slice(&converted));
	} else {
		char *from = converted.data, bytes[WORD_LONGEST * 4], *to = bytes;
		size_t left = converted.size, room = sizeof bytes;
		iconv(speller->converter, NULL, NULL, NULL, NULL);
		done = iconv(speller->converter, &from, &left, &to, &room) != (size_t)-1;
		buffer_append(out, slice_make(bytes, sizeof bytes - room));
	}
	buffer_finish(&converted);
	return done;
}

void speller_add(struct speller *speller, struct slice text)
{
	struct slice line;
	while (slice_next_part(&text, '\n', &line)) {
		line = slice_trim(line);
		if (!line.size || line.data[0] == '#' || line.size > WORD_LONGEST)
			continue;
		size_t slash = slice_find_byte(line, '/', 0);
		struct buffer word = { 0 }, model = { 0 };
		bool done = append_word(speller, slice_range(line, 0, slash == SLICE_NONE ? line.size : slash), &word);
		if (done && slash != SLICE_NONE && append_word(speller, slice_from_offset(line, slash + 1), &model) && model.size)
			Hunspell_add_with_affix(speller->dictionary, buffer_string(&word), buffer_string(&model));
		else if (done && word.size)
			Hunspell_add(speller->dictionary, buffer_string(&word));
		buffer_finish(&word);
		buffer_finish(&model);
	}
}

bool speller_knows(struct speller *speller, struct slice word)
{
	/* No word of a language is so long. */
	if (word.size > WORD_LONGEST)
		return true;
	pthread_mutex_lock(&speller->lock);
	size_t known = table_get(&speller->known, word);
	if (known == TABLE_NONE) {
		struct buffer written = { 0 };
		known = append_word(speller, word, &written) && Hunspell_spell(speller->dictionary, buffer_string(&written)) != 0;
		buffer_finish(&written);
		if (speller->known.count < REMEMBERED_MOST)
			table_add(&speller->known, arena_copy(speller->arena, word), known);
	}
	pthread_mutex_unlock(&speller->lock);
	return known != 0;
}

#else

struct speller *speller_open(const struct language *language, const struct slices *folders, struct diagnostics *sink)
{
	(void)language, (void)folders;
	diagnostics_note(sink, POSITION_NONE, _("spelling is not checked: this program was built without hunspell"));
	return NULL;
}

void speller_close(struct speller *speller)
{
	(void)speller;
}

void speller_add(struct speller *speller, struct slice text)
{
	(void)speller, (void)text;
}

bool speller_knows(struct speller *speller, struct slice word)
{
	(void)speller, (void)word;
	return true;
}

#endif
