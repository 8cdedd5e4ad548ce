/* config.h: localize.yaml, and what holds without one. */

#ifndef LOCALIZE_PROJECT_CONFIG_H
#define LOCALIZE_PROJECT_CONFIG_H

#include "base/arena.h"
#include "base/diagnostics.h"
#include "engines/engine.h"
#include "formats/options.h"
#include "text/encoding.h"

enum { CONFIG_ENGINES_MOST = 16 };

struct config_language {
	struct slice spelling;   /* "sr-Latn": its folder */
	struct slice from;       /* derived by script conversion from this language's catalogs; empty: it has its own */
	struct position position;
};

struct config_languages {
	struct config_language *items;
	size_t count, capacity;
};

/* A memory outside of the project. */
struct config_memory {
	struct slice path;       /* a folder, or a file */
	const char *write;       /* the name under which the project's own translations are written there; NULL: they are not */
	struct position position;
};

struct config_memories {
	struct config_memory *items;
	size_t count, capacity;
};

/* A glob of paths below the input folder. */
struct config_pattern {
	struct slice text;
	struct position position;
};

struct config_patterns {
	struct config_pattern *items;
	size_t count, capacity;
};

/* The marks of quotation that a project has chosen for a language. */
struct config_quote {
	struct slice language, marks;
};

struct config_quotes {
	struct config_quote *items;
	size_t count, capacity;
};

struct config {
	const char *file;         /* localize.yaml as found; NULL: none */
	const char *root;         /* the project's folder, to which all others are relative: that of localize.yaml, else "." */
	struct slice source;      /* source: en — the language of the articles */
	struct config_languages languages; /* languages: [sr, {sr-Latn: {from: sr}}, az] */

	struct slice input;       /* folders: input: input */
	struct slice po;          /*          po: po */
	struct slice output;      /*          output: output */
	struct config_patterns articles; /* articles: ["*.md"] — which files below input are articles; none: all known formats */
	struct config_patterns exclude;  /* exclude: ["draft-*"] */
	struct slice catalog_name;  /* names: catalog: "{po}/{lang}/{path}.po" */
	struct slice template_name; /*        template: "{po}/templates/{path}.pot" */
	struct slice output_name;   /*        output: "{output}/{lang}/{path}" */
	const char *input_encoding;  /* encoding: input: — names with commas between; NULL: detected, else UTF-8 */
	const char *output_encoding; /* encoding: output: — NULL: the article's own */
	enum encoding_lacking lacking; /* encoding: lacking: error | reference | transliterate */

	bool paragraphs;          /* unit: sentence | paragraph */
	struct format_options formats; /* front_matter: [title, …]; plain: {unit: line}; xml: {rules: […]} */
	bool accept_fuzzy;        /* accept: [fuzzy, machine] — what counts for the output beside translated */
	bool accept_machine;
	bool accept_outdated;     /* the previous translation of an edited sentence */
	const char *outdated_class; /* outdated_class: — of the element around one; NULL: “outdated”, in HTML only */
	unsigned minimum;         /* minimum: 0 — per cent of units that must be translated for an article to be built */

	struct engine_options engines[CONFIG_ENGINES_MOST]; /* engines: {libretranslate: {url: …}}, in their order */
	size_t engine_count;
	struct slices glossaries; /* glossaries: [terms.csv] */
	unsigned show_matches;    /* show_matches: 75 — least score of a match that is shown on a missing entry; 0: none is */
	struct config_memories memories; /* memories: [../shared, {/srv/team: {write: handbook}}] */
	struct slices checks_off; /* checks: {off: [numbers], on: [reused]} */
	struct slices checks_on;
	struct config_quotes quotes; /* checks: {quotation_marks: {az: «…»}} */
	struct slices spelling_dictionaries; /* spelling: {dictionaries: [dicts], words: [words.txt]} */
	struct slices spelling_words;
	uint64_t reading_digest;  /* of the settings of how articles are read, but for those that are looked at one by one */
	uint64_t checks_digest;   /* of “checks” and “spelling” */
	struct slice segmentation; /* segmentation: rules.srx — a user's own SRX file; empty: ours */
};

/* The configuration of the project around the current folder, into CONFIG, its texts in ARENA: the file PATH, or where
 * that is NULL localize.yaml here or in a folder above, unless it is there another user's than root's, ours or the current
 * folder's. False after errors in SINK, each with its line and column: not YAML, an unknown key (with the nearest known
 * one), a wrong value. A key without a value has its default. */
bool config_read(struct config *config, const char *path, struct arena *arena, struct diagnostics *sink);

/* The marks of quotation chosen for a language, spelt as in CONFIG, or for its base: "sr" for "sr-Latn"; empty: none. */
struct slice config_quotes_of(const struct config *config, struct slice language);

/* Free CONFIG's arrays. */
void config_finish(struct config *config);

/* Whether PATTERN, a glob, matches the whole of PATH: * and ? stop at '/', ** does not (and with the slash behind it
 * stands for no folder too), [a-z] and [!a-z] are one letter, {a,b} one of these, and \ takes a letter as it is. Costs
 * at most the size of PATTERN times that of PATH. */
bool config_matches(struct slice pattern, struct slice path);

/* Where in PATTERN the first '{' or '[' is that nothing closes, and that would stand for itself; SLICE_NONE: there is none. */
size_t config_find_unclosed(struct slice pattern);

#endif
