#include "project/config.h"

#include "base/array.h"
#include "base/buffer.h"
#include "base/content.h"
#include "base/file.h"
#include "base/message.h"
#include "base/proposal.h"
#include "checks/check.h"
#include "formats/its_rules.h"
#include "project/config_tree.h"
#include "text/encoding.h"
#include "text/language.h"

#include <sys/stat.h>
#include <unistd.h>

enum { LANGUAGES_MOST = 1000, PATTERN_MOST = 1000 };

struct reading {
	struct config *config;
	struct arena *arena;
	struct diagnostics *sink;
};

/* A key of a mapping: its value is read into what lies OFFSET bytes into the structure that the mapping describes. */
struct key {
	const char *name;
	void (*read)(struct reading *reading, const struct config_node *value, void *target);
	size_t offset;
};

/* Say that WORD is none of NAMES, with the one that it is likely to mean, or all of them. */
static void report_unknown(struct reading *reading, const struct config_node *word, const char *what,
                           const struct slices *names)
{
	size_t meant = proposal_find(word->text, names);
	struct buffer all = { 0 };
	for (size_t i = 0; i < names->count; i++) {
		buffer_append_string(&all, i ? ", " : "");
		buffer_append(&all, names->items[i]);
	}
	if (meant < names->count)
		diagnostics_error(reading->sink, word->position, _("unknown %s “%.*s”; did you mean “%.*s”?"), what,
		                  SLICE_ARG(word->text), SLICE_ARG(names->items[meant]));
	else
		diagnostics_error(reading->sink, word->position, _("unknown %s “%.*s”; known here: %.*s"), what,
		                  SLICE_ARG(word->text), SLICE_ARG(buffer_slice(&all)));
	buffer_finish(&all);
}

static bool is_name_of(struct slice word, const char *const *names, size_t *index)
{
	for (*index = 0; names[*index]; ++*index)
		if (slice_equal_string(word, names[*index]))
			return true;
	return false;
}

/* The place of VALUE's text in NAMES, which a NULL ends, into INDEX. */
static bool choose(struct reading *reading, const struct config_node *value, const char *what, const char *const *names,
                   size_t *index)
{
	if (is_name_of(value->text, names, index))
		return true;
	struct slices known = { 0 };
	for (const char *const *name = names; *name; name++)
		array_push(&known, slice_from(*name));
	report_unknown(reading, value, what, &known);
	array_finish(&known);
	return false;
}

static bool expect(struct reading *reading, const struct config_node *value, enum config_kind kind)
{
	if (value->kind == kind)
		return true;
	const char *const wanted[] = {
		[CONFIG_SCALAR] = _("a single value is needed here; write it behind the colon"),
		[CONFIG_SEQUENCE] = _("a list is needed here; write [a, b], or each item in a line of its own behind a dash"),
		[CONFIG_MAPPING] = _("keys with values are needed here; write each as “key: value” in a line of its own"),
	};
	diagnostics_error(reading->sink, value->position, "%s", wanted[kind]);
	return false;
}

static void read_keys(struct reading *reading, const struct config_node *mapping, const struct key *keys, void *target)
{
	if (!expect(reading, mapping, CONFIG_MAPPING))
		return;
	for (const struct config_node *value = mapping->first; value; value = value->next) {
		const struct key *key = keys;
		while (key->name && !slice_equal_string(value->key->text, key->name))
			key++;
		if (key->name) {
			if (!value->empty)
				key->read(reading, value, (char *)target + key->offset);
			continue;
		}
		struct slices known = { 0 };
		for (key = keys; key->name; key++)
			array_push(&known, slice_from(key->name));
		report_unknown(reading, value->key, _("key"), &known);
		array_finish(&known);
	}
}

static bool has_text(struct reading *reading, const struct config_node *value)
{
	if (!expect(reading, value, CONFIG_SCALAR))
		return false;
	if (value->text.size)
		return true;
	diagnostics_error(reading->sink, value->position, _("an empty text; fill it in, or remove the line"));
	return false;
}

static void read_text(struct reading *reading, const struct config_node *value, void *target)
{
	if (has_text(reading, value))
		*(struct slice *)target = value->text;
}

static void read_string(struct reading *reading, const struct config_node *value, void *target)
{
	if (has_text(reading, value))
		*(const char **)target = value->text.data;
}

/* Call ADD for each text in VALUE: one, or a list of them. */
static void read_texts(struct reading *reading, const struct config_node *value, void *target,
                       void (*add)(struct reading *reading, const struct config_node *text, void *target))
{
	if (value->kind == CONFIG_SCALAR) {
		if (has_text(reading, value))
			add(reading, value, target);
		return;
	}
	if (!expect(reading, value, CONFIG_SEQUENCE))
		return;
	for (const struct config_node *item = value->first; item; item = item->next)
		if (has_text(reading, item))
			add(reading, item, target);
}

static void add_text(struct reading *reading, const struct config_node *text, void *target)
{
	struct slices *list = target;
	(void)reading;
	array_push(list, text->text);
}

static void read_list(struct reading *reading, const struct config_node *value, void *target)
{
	read_texts(reading, value, target, add_text);
}

static void add_pattern(struct reading *reading, const struct config_node *text, void *target)
{
	struct config_patterns *patterns = target;
	struct config_pattern pattern = { text->text, text->position };
	size_t unclosed = config_find_unclosed(text->text);
	if (text->text.size > PATTERN_MOST)
		diagnostics_error(reading->sink, text->position, _("a pattern of more than %d bytes; write several"), PATTERN_MOST);
	else if (unclosed != SLICE_NONE)
		diagnostics_error(reading->sink, text->position,
		                  _("nothing closes the “%c” in “%.*s”; close it, or write a backslash before it if a name has it"),
		                  text->text.data[unclosed], SLICE_ARG(text->text));
	else
		array_push(patterns, pattern);
}

static void read_patterns(struct reading *reading, const struct config_node *value, void *target)
{
	read_texts(reading, value, target, add_pattern);
}

static bool parse_number(struct slice text, size_t most, size_t *number)
{
	*number = 0;
	for (size_t i = 0; i < text.size; i++) {
		size_t digit = (size_t)(text.data[i] - '0');
		if (!is_ascii_digit(text.data[i]) || *number > (most - digit) / 10)
			return false;
		*number = *number * 10 + digit;
	}
	return text.size > 0;
}

static bool number_in_range(struct reading *reading, const struct config_node *value, size_t most, size_t *number)
{
	if (!expect(reading, value, CONFIG_SCALAR))
		return false;
	if (parse_number(value->text, most, number))
		return true;
	diagnostics_error(reading->sink, value->position, _("“%.*s” is no number from 0 to %zu; write it in digits"),
	                  SLICE_ARG(value->text), most);
	return false;
}

static void read_count(struct reading *reading, const struct config_node *value, void *target)
{
	size_t number;
	if (number_in_range(reading, value, 1000000000, &number))
		*(size_t *)target = number;
}

static void read_minimum(struct reading *reading, const struct config_node *value, void *target)
{
	size_t number;
	if (number_in_range(reading, value, 100, &number))
		*(unsigned *)target = (unsigned)number;
}

static void read_encoding(struct reading *reading, const struct config_node *value, void *target)
{
	if (!has_text(reading, value))
		return;
	if (encoding_is_known(value->text.data))
		*(const char **)target = value->text.data;
	else
		diagnostics_error(reading->sink, value->position, _("no character set is known as “%.*s”; “iconv -l” lists them"),
		                  SLICE_ARG(value->text));
}

/* One name, or a list of them to be tried in turn. */
static void read_input_encodings(struct reading *reading, const struct config_node *value, void *target)
{
	const char **names = target;
	if (value->kind != CONFIG_SEQUENCE) {
		read_encoding(reading, value, target);
		return;
	}
	for (const struct config_node *item = value->first; item; item = item->next) {
		const char *name = NULL;
		read_encoding(reading, item, &name);
		if (name)
			*names = *names ? arena_format(reading->arena, "%s,%s", *names, name).data : name;
	}
}

static void read_unit(struct reading *reading, const struct config_node *value, void *target)
{
	static const char *const units[] = { "sentence", "paragraph", NULL };
	size_t unit;
	if (expect(reading, value, CONFIG_SCALAR) && choose(reading, value, _("unit"), units, &unit))
		*(bool *)target = unit == 1;
}

/* The keys of front matter that hold prose: a list of all of them, or what to add to the usual ones and what to leave. */
static void read_front_matter(struct reading *reading, const struct config_node *value, void *target)
{
	static const struct key keys[] = {
		{ "add", read_list, offsetof(struct format_options, front_matter_add) },
		{ "leave", read_list, offsetof(struct format_options, front_matter_leave) },
		{ 0 },
	};
	struct format_options *formats = target;
	formats->front_matter_only = value->kind != CONFIG_MAPPING;
	if (formats->front_matter_only)
		read_list(reading, value, &formats->front_matter_add);
	else
		read_keys(reading, value, keys, formats);
}

static void read_flag(struct reading *reading, const struct config_node *value, void *target)
{
	static const char *const answers[] = { "false", "true", NULL };
	size_t answer;
	if (expect(reading, value, CONFIG_SCALAR) && choose(reading, value, _("answer"), answers, &answer))
		*(bool *)target = answer == 1;
}

static void read_markdown(struct reading *reading, const struct config_node *value, void *target)
{
	static const struct key keys[] = {
		{ "code_comments", read_flag, offsetof(struct format_options, code_comments) },
		{ 0 },
	};
	read_keys(reading, value, keys, target);
}

static void read_plain_unit(struct reading *reading, const struct config_node *value, void *target)
{
	static const char *const units[] = { "sentence", "line", NULL };
	size_t unit;
	if (expect(reading, value, CONFIG_SCALAR) && choose(reading, value, _("unit"), units, &unit))
		*(bool *)target = unit == 1;
}

static void read_plain(struct reading *reading, const struct config_node *value, void *target)
{
	static const struct key keys[] = {
		{ "unit", read_plain_unit, offsetof(struct format_options, plain_lines) },
		{ 0 },
	};
	read_keys(reading, value, keys, target);
}

/* A file of rules is read here, once, so that what is wrong in it is said once. What it links to is read again with each
 * article, from the project's folder. */
static void add_rules(struct reading *reading, struct slice name, struct position position)
{
	struct config *config = reading->config;
	const char *path = name.data[0] == '/' ? name.data : file_join(reading->arena, slice_from(config->root), name);
	struct slice bytes;
	struct format_file file = { .name = name.data };
	if (!file_exists(path)) {
		diagnostics_error(reading->sink, position, _("there is no file “%s”; mend the name, which is relative to this file"),
		                  path);
		return;
	}
	if (!file_read(path, reading->arena, &bytes, reading->sink))
		return;
	struct encoding encoding = encoding_detect(bytes, NULL, true, reading->arena);
	if (!encoding_decode(bytes, &encoding, path, reading->arena, &file.text, reading->sink))
		return;
	struct its_rules rules;
	its_rules_init(&rules, reading->arena);
	if (its_rules_read(&rules, file.text, path, reading->sink))
		array_push(&config->formats.xml_rules, file);
	its_rules_finish(&rules);
}

static void read_rules(struct reading *reading, const struct config_node *value, void *target)
{
	struct slices names = { 0 };
	(void)target;
	read_list(reading, value, &names);
	for (size_t i = 0; i < names.count; i++)
		add_rules(reading, names.items[i], value->position);
	array_finish(&names);
}

static void read_xml(struct reading *reading, const struct config_node *value, void *target)
{
	static const struct key keys[] = {
		{ "rules", read_rules, 0 },
		{ 0 },
	};
	read_keys(reading, value, keys, target);
}

static void read_accept(struct reading *reading, const struct config_node *value, void *target)
{
	static const char *const states[] = { "translated", "fuzzy", "machine", "outdated", NULL };
	struct config *config = target;
	const struct config_node *item = value->kind == CONFIG_SCALAR ? value : value->first;
	if (value->kind == CONFIG_MAPPING && !expect(reading, value, CONFIG_SEQUENCE))
		return;
	for (; item; item = item == value ? NULL : item->next) {
		size_t state;
		if (!expect(reading, item, CONFIG_SCALAR) || !choose(reading, item, _("kind of translation"), states, &state))
			continue;
		config->accept_fuzzy |= state == 1;
		config->accept_machine |= state == 2;
		config->accept_outdated |= state == 3;
	}
}

static void read_class(struct reading *reading, const struct config_node *value, void *target)
{
	if (!has_text(reading, value))
		return;
	for (size_t i = 0; i < value->text.size; i++)
		if (!is_ascii_alphanumeric(value->text.data[i]) && !strchr("-_ ", value->text.data[i])) {
			diagnostics_error(reading->sink, value->position,
			                  _("“%.*s” is no name of a class; write it in letters, digits, “-” and “_”"),
			                  SLICE_ARG(value->text));
			return;
		}
	*(const char **)target = value->text.data;
}

/* Whether TEXT can be the name of a language and of its folder; which one it is, the project finds out. */
static bool is_language(struct slice text)
{
	bool good = text.size > 0 && text.size <= 64 && is_ascii_letter(text.data[0]);
	for (size_t i = 0; good && i < text.size; i++)
		good = is_ascii_alphanumeric(text.data[i]) || memchr("-_@.", text.data[i], 4);
	return good;
}

static bool check_language(struct reading *reading, const struct config_node *value)
{
	if (!expect(reading, value, CONFIG_SCALAR))
		return false;
	if (is_language(value->text))
		return true;
	diagnostics_error(reading->sink, value->position,
	                  _("“%.*s” is no language; write it as sr, sr-Latn, sr@latin or pt_BR"), SLICE_ARG(value->text));
	return false;
}

static void read_source(struct reading *reading, const struct config_node *value, void *target)
{
	if (check_language(reading, value) && language_find(value->text, reading->arena, value->position, reading->sink))
		*(struct slice *)target = value->text;
}

/* Call ADD for each name in VALUE, and what is set for it (NULL: nothing): a list of names, in which a name with
 * settings is a mapping of its own; or a mapping from names to their settings. */
static void read_named(struct reading *reading, const struct config_node *value, void *target,
                       void (*add)(struct reading *reading, const struct config_node *name,
                                   const struct config_node *settings, void *target))
{
	if (value->kind == CONFIG_SCALAR) {
		add(reading, value, NULL, target);
		return;
	}
	for (const struct config_node *item = value->first; item; item = item->next) {
		if (value->kind == CONFIG_MAPPING)
			add(reading, item->key, item->empty ? NULL : item, target);
		else if (item->kind == CONFIG_SCALAR)
			add(reading, item, NULL, target);
		else if (item->kind == CONFIG_MAPPING && item->first && !item->first->next)
			add(reading, item->first->key, item->first->empty ? NULL : item->first, target);
		else
			diagnostics_error(reading->sink, item->position, _("a name is needed here; write “- name”, or “- name: {…}”"));
	}
}

static void add_language(struct reading *reading, const struct config_node *name, const struct config_node *settings,
                         void *target)
{
	static const struct key keys[] = {
		{ "from", read_source, offsetof(struct config_language, from) },
		{ 0 },
	};
	struct config_languages *languages = target;
	struct config_language language = { .spelling = name->text, .position = name->position };
	if (!check_language(reading, name))
		return;
	for (size_t i = 0; i < languages->count; i++)
		if (slice_equal(languages->items[i].spelling, name->text)) {
			diagnostics_error(reading->sink, name->position, _("the language “%.*s” is listed twice; remove one of them"),
			                  SLICE_ARG(name->text));
			return;
		}
	if (languages->count == LANGUAGES_MOST) {
		diagnostics_error(reading->sink, name->position, _("more than %d languages; remove some"), LANGUAGES_MOST);
		return;
	}
	if (settings)
		read_keys(reading, settings, keys, &language);
	array_push(languages, language);
}

/* The language alone of a tag: "sr" of "sr-Latn". */
static struct slice primary_part(struct slice tag)
{
	size_t end = 0;
	while (end < tag.size && is_ascii_alphanumeric(tag.data[end]))
		end++;
	return slice_range(tag, 0, end);
}

static void check_derived(struct reading *reading, const struct config_language *language)
{
	const struct config_languages *languages = &reading->config->languages;
	const struct config_language *from = NULL;
	for (size_t i = 0; i < languages->count; i++)
		if (slice_equal(languages->items[i].spelling, language->from))
			from = &languages->items[i];
	if (!from)
		diagnostics_error(reading->sink, language->position,
		                  _("“%.*s” is derived from “%.*s”, which is not listed; add it to the languages"),
		                  SLICE_ARG(language->spelling), SLICE_ARG(language->from));
	else if (from->from.size)
		diagnostics_error(reading->sink, language->position,
		                  _("“%.*s” is derived from “%.*s”, which has no catalogs of its own; name the language that has"),
		                  SLICE_ARG(language->spelling), SLICE_ARG(language->from));
	else if (!slice_equal_ignoring_case(primary_part(language->spelling), primary_part(language->from)))
		diagnostics_error(reading->sink, language->position,
		                  _("“%.*s” can't be derived from “%.*s”; only the script of one language is converted"),
		                  SLICE_ARG(language->spelling), SLICE_ARG(language->from));
}

static void read_languages(struct reading *reading, const struct config_node *value, void *target)
{
	struct config_languages *languages = target;
	read_named(reading, value, languages, add_language);
	for (size_t i = 0; i < languages->count; i++)
		if (languages->items[i].from.size)
			check_derived(reading, &languages->items[i]);
}

static void read_formality(struct reading *reading, const struct config_node *value, void *target)
{
	static const char *const degrees[] = { "more", "less", NULL };
	size_t degree;
	if (expect(reading, value, CONFIG_SCALAR) && choose(reading, value, _("formality"), degrees, &degree))
		*(const char **)target = degrees[degree];
}

static void read_engine_languages(struct reading *reading, const struct config_node *value, void *target)
{
	read_list(reading, value, target);
	for (const struct config_node *item = value->kind == CONFIG_SCALAR ? value : value->first; item; item = item->next) {
		if (item->kind == CONFIG_SCALAR && item->text.size)
			check_language(reading, item);
		if (item == value)
			break;
	}
}

static void add_engine(struct reading *reading, const struct config_node *name, const struct config_node *settings,
                       void *target)
{
	static const struct key keys[] = {
		{ "url", read_string, offsetof(struct engine_options, url) },
		{ "key_env", read_string, offsetof(struct engine_options, key_env) },
		{ "key_file", read_string, offsetof(struct engine_options, key_file) },
		{ "certificates", read_string, offsetof(struct engine_options, certificates) },
		{ "model", read_string, offsetof(struct engine_options, model) },
		{ "formality", read_formality, offsetof(struct engine_options, formality) },
		{ "glossary", read_string, offsetof(struct engine_options, glossary) },
		{ "region", read_string, offsetof(struct engine_options, region) },
		{ "project", read_string, offsetof(struct engine_options, project) },
		{ "style", read_string, offsetof(struct engine_options, style) },
		{ "command", read_string, offsetof(struct engine_options, command) },
		{ "timeout", read_count, offsetof(struct engine_options, timeout) },
		{ "deadline", read_count, offsetof(struct engine_options, deadline) },
		{ "concurrency", read_count, offsetof(struct engine_options, concurrency) },
		{ "batch", read_count, offsetof(struct engine_options, batch) },
		{ "limit", read_count, offsetof(struct engine_options, limit) },
		{ "month_limit", read_count, offsetof(struct engine_options, month_limit) },
		{ "attempts", read_count, offsetof(struct engine_options, attempts) },
		{ "retry_delay", read_count, offsetof(struct engine_options, retry_delay) },
		{ "languages", read_engine_languages, offsetof(struct engine_options, languages) },
		{ 0 },
	};
	struct config *config = target;
	struct engine_options options = { 0 };
	size_t index;
	if (!choose(reading, name, _("engine"), engine_names(), &index))
		return;
	options.name = engine_names()[index];
	for (size_t i = 0; i < config->engine_count; i++)
		if (config->engines[i].name == options.name) {
			diagnostics_error(reading->sink, name->position, _("the engine “%s” is listed twice; remove one of them"),
			                  options.name);
			return;
		}
	if (settings)
		read_keys(reading, settings, keys, &options);
	if (config->engine_count < CONFIG_ENGINES_MOST) {
		config->engines[config->engine_count++] = options;
		return;
	}
	diagnostics_error(reading->sink, name->position, _("more than %d engines; remove some"), CONFIG_ENGINES_MOST);
	array_finish(&options.languages);
}

static void read_engines(struct reading *reading, const struct config_node *value, void *target)
{
	read_named(reading, value, target, add_engine);
}

static void read_write(struct reading *reading, const struct config_node *value, void *target)
{
	if (!has_text(reading, value))
		return;
	for (size_t i = 0; i < value->text.size; i++)
		if (!is_ascii_alphanumeric(value->text.data[i]) && !strchr("-_", value->text.data[i])) {
			diagnostics_error(reading->sink, value->position,
			                  _("“%.*s” can't be a part of a file's name here; write it in letters, digits, “-” and “_”"),
			                  SLICE_ARG(value->text));
			return;
		}
	*(const char **)target = value->text.data;
}

static void add_memory(struct reading *reading, const struct config_node *name, const struct config_node *settings,
                       void *target)
{
	static const struct key keys[] = {
		{ "write", read_write, offsetof(struct config_memory, write) },
		{ 0 },
	};
	struct config_memories *memories = target;
	struct config_memory memory = { .path = name->text, .position = name->position };
	if (!has_text(reading, name))
		return;
	if (settings)
		read_keys(reading, settings, keys, &memory);
	array_push(memories, memory);
}

static void read_memories(struct reading *reading, const struct config_node *value, void *target)
{
	read_named(reading, value, target, add_memory);
}

static void read_check_names(struct reading *reading, const struct config_node *value, void *target)
{
	struct slices known = { 0 };
	for (const struct check *const *check = checks; *check; check++)
		array_push(&known, slice_from((*check)->name));
	struct slices *off = target;
	const struct config_node *item = value->kind == CONFIG_SCALAR ? value : value->first;
	read_list(reading, value, off);
	for (; value->kind != CONFIG_MAPPING && item; item = item == value ? NULL : item->next) {
		bool found = item->kind != CONFIG_SCALAR || item->text.size == 0;
		for (size_t i = 0; !found && i < known.count; i++)
			found = slice_equal(known.items[i], item->text);
		if (!found)
			report_unknown(reading, item, _("check"), &known);
	}
	array_finish(&known);
}

static void read_quotes(struct reading *reading, const struct config_node *value, void *target)
{
	struct config_quotes *quotes = target;
	if (!expect(reading, value, CONFIG_MAPPING))
		return;
	for (const struct config_node *item = value->first; item; item = item->next) {
		if (!has_text(reading, item) || !check_language(reading, item->key))
			continue;
		if (habits_are_quotes(item->text))
			array_push(quotes, (struct config_quote){ item->key->text, item->text });
		else
			diagnostics_error(reading->sink, item->position,
			                  _("“%.*s” is no pair of quotation marks; write it as «…», or „…“ ’…’ with those inside of them"),
			                  SLICE_ARG(item->text));
	}
}

struct slice config_quotes_of(const struct config *config, struct slice language)
{
	struct slice base = primary_part(language), found = SLICE("");
	for (size_t i = 0; i < config->quotes.count; i++) {
		if (slice_equal(config->quotes.items[i].language, language))
			return config->quotes.items[i].marks;
		if (slice_equal(config->quotes.items[i].language, base))
			found = config->quotes.items[i].marks;
	}
	return found;
}

static void read_checks(struct reading *reading, const struct config_node *value, void *target)
{
	static const struct key keys[] = {
		{ "off", read_check_names, offsetof(struct config, checks_off) },
		{ "on", read_check_names, offsetof(struct config, checks_on) },
		{ "quotation_marks", read_quotes, offsetof(struct config, quotes) },
		{ 0 },
	};
	read_keys(reading, value, keys, target);
}

static void read_spelling(struct reading *reading, const struct config_node *value, void *target)
{
	static const struct key keys[] = {
		{ "dictionaries", read_list, offsetof(struct config, spelling_dictionaries) },
		{ "words", read_list, offsetof(struct config, spelling_words) },
		{ 0 },
	};
	struct config *config = target;
	read_keys(reading, value, keys, target);
	/* Who says so much of it wants it. */
	array_push(&config->checks_on, SLICE("spelling"));
}

static void read_folders(struct reading *reading, const struct config_node *value, void *target)
{
	static const struct key keys[] = {
		{ "input", read_text, offsetof(struct config, input) },
		{ "po", read_text, offsetof(struct config, po) },
		{ "output", read_text, offsetof(struct config, output) },
		{ 0 },
	};
	read_keys(reading, value, keys, target);
}

static void read_lacking(struct reading *reading, const struct config_node *value, void *target)
{
	static const char *const ways[] = { "error", "reference", "transliterate", NULL };
	size_t way;
	if (expect(reading, value, CONFIG_SCALAR) && choose(reading, value, _("way"), ways, &way))
		*(enum encoding_lacking *)target = (enum encoding_lacking)way;
}

static void read_encodings(struct reading *reading, const struct config_node *value, void *target)
{
	static const struct key keys[] = {
		{ "input", read_input_encodings, offsetof(struct config, input_encoding) },
		{ "output", read_encoding, offsetof(struct config, output_encoding) },
		{ "lacking", read_lacking, offsetof(struct config, lacking) },
		{ 0 },
	};
	read_keys(reading, value, keys, target);
}

static bool has_field(struct slice name, const char *field)
{
	return slice_find(name, slice_from(field), 0) != SLICE_NONE;
}

/* Whether each {…} in the file name's template VALUE is a field that there is. The parts of a name are for what is BUILT:
 * of a catalog's name, it must be seen which article is meant. */
static bool has_known_fields(struct reading *reading, const struct config_node *value, bool built)
{
	static const char *const known[] = {
		"{stem}", "{extension}", "{input}", "{po}", "{output}", "{lang}", "{path}", "{folder}", "{name}", NULL,
	};
	const char *const *fields = built ? known : known + 2;
	struct slice name = value->text;
	for (size_t begin = 0; (begin = slice_find_byte(name, '{', begin)) != SLICE_NONE;) {
		size_t end = slice_find_byte(name, '}', begin), index;
		struct config_node field = *value;
		field.text = slice_range(name, begin, end == SLICE_NONE ? name.size : end + 1);
		if (!choose(reading, &field, _("field"), fields, &index))
			return false;
		begin += field.text.size;
	}
	return true;
}

/* Whether NAME is another one for each article. */
static bool tells_articles_apart(struct slice name)
{
	return has_field(name, "{path}") ||
	       (has_field(name, "{folder}") &&
	        (has_field(name, "{name}") || (has_field(name, "{stem}") && has_field(name, "{extension}"))));
}

/* A template of file names, of what is BUILT or not; with LANGUAGES, it must have a different name for each language. */
static void read_name(struct reading *reading, const struct config_node *value, struct slice *target, bool languages,
                      bool built)
{
	if (!has_text(reading, value) || !has_known_fields(reading, value, built))
		return;
	if (!tells_articles_apart(value->text))
		diagnostics_error(reading->sink, value->position,
		                  _("all articles would get this one name; put {path} into it, or {folder} and {name}"));
	else if (languages != has_field(value->text, "{lang}"))
		diagnostics_error(reading->sink, value->position,
		                  languages ? _("all languages would get this one name; put {lang} into it")
		                            : _("a template is the same for all languages; take {lang} out of its name"));
	else
		*target = value->text;
}

static void read_catalog_name(struct reading *reading, const struct config_node *value, void *target)
{
	read_name(reading, value, target, true, false);
}

static void read_output_name(struct reading *reading, const struct config_node *value, void *target)
{
	read_name(reading, value, target, true, true);
}

static void read_template_name(struct reading *reading, const struct config_node *value, void *target)
{
	read_name(reading, value, target, false, false);
}

static void read_names(struct reading *reading, const struct config_node *value, void *target)
{
	static const struct key keys[] = {
		{ "catalog", read_catalog_name, offsetof(struct config, catalog_name) },
		{ "template", read_template_name, offsetof(struct config, template_name) },
		{ "output", read_output_name, offsetof(struct config, output_name) },
		{ 0 },
	};
	struct config *config = target;
	read_keys(reading, value, keys, target);
	if (slice_equal(config->catalog_name, config->output_name))
		diagnostics_error(reading->sink, value->position,
		                  _("catalogs and localized articles would get the same names; change one of them"));
}

static const struct key config_keys[] = {
	{ "source", read_source, offsetof(struct config, source) },
	{ "languages", read_languages, offsetof(struct config, languages) },
	{ "folders", read_folders, 0 },
	{ "articles", read_patterns, offsetof(struct config, articles) },
	{ "exclude", read_patterns, offsetof(struct config, exclude) },
	{ "names", read_names, 0 },
	{ "encoding", read_encodings, 0 },
	{ "unit", read_unit, offsetof(struct config, paragraphs) },
	{ "front_matter", read_front_matter, offsetof(struct config, formats) },
	{ "markdown", read_markdown, offsetof(struct config, formats) },
	{ "plain", read_plain, offsetof(struct config, formats) },
	{ "xml", read_xml, 0 },
	{ "accept", read_accept, 0 },
	{ "outdated_class", read_class, offsetof(struct config, outdated_class) },
	{ "minimum", read_minimum, offsetof(struct config, minimum) },
	{ "show_matches", read_minimum, offsetof(struct config, show_matches) },
	{ "engines", read_engines, 0 },
	{ "glossaries", read_list, offsetof(struct config, glossaries) },
	{ "memories", read_memories, offsetof(struct config, memories) },
	{ "checks", read_checks, 0 },
	{ "segmentation", read_text, offsetof(struct config, segmentation) },
	{ "spelling", read_spelling, 0 },
	{ 0 },
};

/* Add NODE, its keys and values, to DIGEST. The tree is of bounded depth. */
static void digest_node(struct digest *digest, const struct config_node *node)
{
	digest_add_number(digest, (uint64_t)node->kind);
	digest_add(digest, node->kind == CONFIG_SCALAR ? node->text : SLICE(""));
	for (const struct config_node *item = node->kind == CONFIG_SCALAR ? NULL : node->first; item; item = item->next) {
		if (item->key)
			digest_add(digest, item->key->text);
		digest_node(digest, item);
	}
	digest_add_number(digest, node->kind == CONFIG_SCALAR);
}

/* Results of earlier runs count only for the same settings. Who adds a key need not think of that: it counts for all. */
static void digest_settings(struct config *config, const struct config_node *root)
{
	static const char *const others[] = {
		"languages", "folders", "articles", "exclude", "names", "accept", "outdated_class", "minimum", "show_matches",
		"engines", "glossaries", "memories", "checks", "spelling", "source", "unit", "segmentation", NULL,
	};
	static const char *const of_checks[] = { "checks", "spelling", NULL };
	struct digest reading = { 0 }, checking = { 0 };
	for (const struct config_node *value = root->kind == CONFIG_MAPPING ? root->first : NULL; value; value = value->next) {
		size_t index;
		struct digest *digest = is_name_of(value->key->text, of_checks, &index) ? &checking
		                        : is_name_of(value->key->text, others, &index) ? NULL : &reading;
		if (!digest)
			continue;
		digest_add(digest, value->key->text);
		digest_node(digest, value);
	}
	config->reading_digest = reading.value;
	config->checks_digest = checking.value;
}

/* localize.yaml in the current folder or the nearest one above it that has one, as a relative path; NULL: none has. */
static const char *find_file(struct arena *arena)
{
	struct slice folder = SLICE("");
	for (struct stat here, above;;) {
		const char *file = file_join(arena, folder, SLICE("localize.yaml"));
		if (file_exists(file))
			return file;
		const char *parent = file_join(arena, folder, SLICE(".."));
		if (stat(folder.size ? folder.data : ".", &here) < 0 || stat(parent, &above) < 0 ||
		    (here.st_dev == above.st_dev && here.st_ino == above.st_ino))
			return NULL;
		folder = slice_from(parent);
	}
}

/* Whether FILE, found above the current folder, is one that nobody else could have put there: it may name commands to run. It is
 * the user's, root's or, as in a checkout that is another user's as a whole, of who has the current folder. */
static bool is_trusted(const char *file)
{
	struct stat found, here;
	if (lstat(file, &found) < 0 || stat(".", &here) < 0)
		return false;
	return found.st_uid == geteuid() || found.st_uid == 0 || found.st_uid == here.st_uid;
}

static const char *folder_of(const char *file, struct arena *arena)
{
	const char *slash = strrchr(file, '/');
	if (!slash)
		return ".";
	return arena_copy(arena, slice_make(file, slash == file ? 1 : (size_t)(slash - file))).data;
}

bool config_read(struct config *config, const char *path, struct arena *arena, struct diagnostics *sink)
{
	*config = (struct config){
		.file = path ? arena_copy(arena, slice_from(path)).data : find_file(arena),
		.root = ".",
		.source = SLICE("en"),
		.input = SLICE("input"),
		.po = SLICE("po"),
		.output = SLICE("output"),
		.catalog_name = SLICE("{po}/{lang}/{path}.po"),
		.template_name = SLICE("{po}/templates/{path}.pot"),
		.output_name = SLICE("{output}/{lang}/{path}"),
	};
	if (!config->file)
		return true;
	if (!path && strchr(config->file, '/') && !is_trusted(config->file)) {
		diagnostics_error(sink, position_of_file(config->file),
		                  _("belongs to another user, and may name commands to run; if you trust it, name it with --config"));
		return false;
	}
	config->root = folder_of(config->file, arena);
	struct slice text;
	const struct config_node *root;
	if (!file_read(config->file, arena, &text, sink) || !config_tree_read(config->file, text, arena, &root, sink))
		return false;
	struct reading reading = { config, arena, sink };
	size_t errors = diagnostics_count(sink, SEVERITY_ERROR);
	if (root && !root->empty)
		read_keys(&reading, root, config_keys, config);
	if (root)
		digest_settings(config, root);
	return diagnostics_count(sink, SEVERITY_ERROR) == errors;
}

void config_finish(struct config *config)
{
	array_finish(&config->languages);
	array_finish(&config->articles);
	array_finish(&config->exclude);
	array_finish(&config->formats.front_matter_add);
	array_finish(&config->formats.front_matter_leave);
	array_finish(&config->formats.xml_rules);
	array_finish(&config->glossaries);
	array_finish(&config->memories);
	array_finish(&config->checks_off);
	array_finish(&config->checks_on);
	array_finish(&config->spelling_dictionaries);
	array_finish(&config->spelling_words);
	array_finish(&config->quotes);
	for (size_t i = 0; i < config->engine_count; i++)
		array_finish(&config->engines[i].languages);
}
