/* The memory: keys, look-ups, files that change, a damaged index, and files in and out. */

#define _DEFAULT_SOURCE /* usleep, mkdtemp */
#include "memory/memory.h"

#include "base/file.h"
#include "memory/exchange.h"
#include "memory/key.h"
#include "memory/postings.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	struct arena *arena;
	struct diagnostics *sink;
	struct memory_file files[3];
	struct memory_match matches[8];
	char folder[64];
};

/* SLICE, for what is initialized at compile time. */
#define TEXT(literal) { literal, sizeof literal - 1 }

static const char index_file[] = ".localize/memory.sqlite";

static int set_up(void **state)
{
	static struct fixture fixture;
	fixture = (struct fixture){
		.arena = arena_create(), .sink = diagnostics_create(), .folder = "/tmp/test_memory-XXXXXX",
	};
	*state = &fixture;
	return mkdtemp(fixture.folder) && chdir(fixture.folder) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	static const char *const names[] = {
		".localize/memory.sqlite", ".localize/memory.sqlite-wal", ".localize/memory.sqlite-shm",
		"a.csv", "b.csv", "c.tmx", "out",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(names[i]);
	rmdir(".localize");
	rmdir(fixture->folder);
	arena_destroy(fixture->arena);
	diagnostics_destroy(fixture->sink);
	return chdir("/");
}

static void write_file(struct fixture *fixture, const char *path, const char *text)
{
	assert_true(file_replace(path, slice_from(text), NULL, fixture->sink));
}

/* The memory of the imported files a.csv, b.csv and c.tmx, as far as they are there. */
static struct memory *open_memory(struct fixture *fixture)
{
	static const char *const names[] = { "a.csv", "b.csv", "c.tmx" };
	struct memory_files files = { fixture->files, 0, 3 };
	for (size_t i = 0; i < 3; i++)
		if (file_exists(names[i]))
			fixture->files[files.count++] = (struct memory_file){ .path = names[i], .language = "sr", .imported = true };
	struct memory *memory = memory_open(index_file, "en", fixture->sink);
	memory_refresh(memory, &files, fixture->sink);
	return memory;
}

static size_t find(struct fixture *fixture, struct memory *memory, const char *text, unsigned least)
{
	const struct memory_query query = { .source = slice_from(text), .language = "sr" };
	return memory_find(memory, &query, least, fixture->matches, 8, fixture->arena);
}

static void assert_slice(struct slice text, const char *expected)
{
	assert_int_equal(text.size, strlen(expected));
	assert_memory_equal(text.data, expected, text.size);
}

static void assert_key(const char *text, const char *expected)
{
	struct buffer key = { 0 };
	key_append(&key, slice_from(text));
	assert_string_equal(buffer_string(&key), expected);
	buffer_finish(&key);
}

static void keys_leave_out_what_does_not_count(void **state)
{
	(void)state;
	assert_key("  The\tCat \n sat. ", "the cat sat.");
	assert_key("“Don’t”\u00a0— he said…", "\"don't\" - he said...");
	assert_key("Cafe\u0301 \u00c9", "caf\u00e9 \u00e9");
	assert_key("Мачка \u00abСедИ\u00bb", "мачка \"седи\"");
	assert_key("a\u200bb\u00ad", "ab");
	assert_key("\u00a0", "");
	assert_key("→ e\u0301 \U0001f600", "→ \u00e9 \U0001f600");
	assert_key("\u2adc \u2329", "\u2add\u0338 \u3008");
	assert_key("\u3042\u302b\u302a", "\u3042\u302a\u302b");
}

static void tokens_are_stems_numbers_and_pairs(void **state)
{
	(void)state;
	struct key_tokens first, second;
	key_find_tokens(SLICE("translations of 12 files"), &first);
	key_find_tokens(SLICE("the 1999 translated files"), &second);
	assert_int_equal(first.length, 4);
	size_t common = 0;
	for (size_t i = 0; i < first.count; i++)
		for (size_t j = 0; j < second.count; j++)
			common += first.items[i] == second.items[j];
	assert_int_equal(common, 3);
	key_find_tokens(SLICE("日本語の本"), &first);
	assert_int_equal(first.length, 5);
	key_find_tokens(SLICE(""), &first);
	assert_int_equal(first.length, 0);
	struct buffer many = { 0 };
	for (int i = 0; i < 1000; i++)
		buffer_append_format(&many, "w%x ", (unsigned)i);
	key_find_tokens(buffer_slice(&many), &first);
	assert_int_equal(first.count, KEY_TOKENS_MOST);
	assert_int_equal(first.length, 1000);
	buffer_finish(&many);
}

static void families_are_languages_and_scripts(void **state)
{
	(void)state;
	static const struct {
		const char *tag, *family, *region;
	} cases[] = {
		{ "sr", "sr", "" },
		{ "sr-Cyrl-RS", "sr", "RS" },
		{ "sr@latin", "sr-Latn", "" },
		{ "sr_RS@latin", "sr-Latn", "RS" },
		{ "pt_BR.UTF-8", "pt", "BR" },
		{ "zh-TW", "zh-Hant", "TW" },
		{ "EN-us", "en", "US" },
	};
	char family[KEY_LANGUAGE_SIZE], region[KEY_LANGUAGE_SIZE];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(language_family(slice_from(cases[i].tag), family, region));
		assert_string_equal(family, cases[i].family);
		assert_string_equal(region, cases[i].region);
	}
	assert_false(language_family(SLICE(""), family, region));
	assert_false(language_family(SLICE("no language at all"), family, region));
	assert_false(language_family(SLICE("*all*"), family, region));
}

struct list {
	uint32_t key, ids[8];
	size_t count;
};

static bool take_list(void *context, uint32_t key, uint32_t first, uint32_t count, struct slice packed)
{
	struct list *list = context;
	size_t offset = 0;
	if (key != 7)
		return true;
	list->ids[list->count++] = first;
	for (uint32_t id = first; postings_next(packed, &offset, &id);)
		list->ids[list->count++] = id;
	assert_int_equal(list->count, count);
	return true;
}

static void postings_come_back(void **state)
{
	(void)state;
	struct postings postings = { 0 };
	struct list list = { 0 };
	static const uint32_t ids[] = { 3, 3, 4, 200, 70000, UINT32_C(4000000000) };
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		postings_add(&postings, UINT32_C(0xffffffff), ids[i]);
		postings_add(&postings, 7, ids[i]);
	}
	assert_true(postings_flush(&postings, take_list, &list));
	assert_int_equal(list.count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(list.ids[i], ids[i + 1]);
	postings_finish(&postings);
}

static void same_sentences_are_found(void **state)
{
	struct fixture *fixture = *state;
	write_file(fixture, "a.csv", "en,sr,az\r\n\"The cat \"\"sat\"\" here, too.\",Мачка.,Pişik.\r\nOther,Друго,\r\n");
	struct memory *memory = open_memory(fixture);
	assert_int_equal(memory_count(memory), 3);
	assert_int_equal(find(fixture, memory, "The cat \"sat\" here, too.", 99), 1);
	assert_int_equal(fixture->matches[0].score, 99);
	assert_slice(fixture->matches[0].target, "Мачка.");
	assert_string_equal(fixture->matches[0].origin, "a.csv");
	assert_true(fixture->matches[0].imported);
	assert_int_equal(find(fixture, memory, "the  CAT “sat” here, too.", 90), 1);
	assert_int_equal(fixture->matches[0].score, 98);
	assert_int_equal(find(fixture, memory, "A quite different text", 75), 0);
	assert_int_equal(find(fixture, memory, "\xff", 75), 0);
	const struct memory_query query = { .source = SLICE("Other"), .language = "az" };
	assert_int_equal(memory_find(memory, &query, 75, fixture->matches, 8, fixture->arena), 0);
	memory_close(memory);
}

static void similar_sentences_are_scored(void **state)
{
	struct fixture *fixture = *state;
	write_file(fixture, "a.csv",
	           "en,sr\n"
	           "The committee met on Monday to discuss the new budget for 2019.,А\n"
	           "The committee met on Tuesday to discuss the new budget for schools.,Б\n"
	           "Nothing like it at all.,В\n");
	struct memory *memory = open_memory(fixture);
	size_t count = find(fixture, memory, "The committee met on Monday to discuss the new budget for 2020.", 75);
	assert_true(count >= 1);
	assert_slice(fixture->matches[0].target, "А");
	assert_in_range(fixture->matches[0].score, 75, 97);
	for (size_t i = 1; i < count; i++)
		assert_true(fixture->matches[i].score <= fixture->matches[i - 1].score);
	memory_close(memory);
}

static void neighbours_decide(void **state)
{
	struct fixture *fixture = *state;
	write_file(fixture, "c.tmx",
	           "<tmx version='1.4'><header srclang='en'/><body>"
	           "<tu><prop type='prev'>One.</prop><prop type='next'>Two.</prop>"
	           "<tuv xml:lang='en'><seg>Yes.</seg></tuv><tuv xml:lang='sr'><seg>Јесте.</seg></tuv></tu>"
	           "<tu><prop type='prev'>Three.</prop><prop type='next'>Four.</prop>"
	           "<tuv xml:lang='en'><seg>Yes.</seg></tuv><tuv xml:lang='sr'><seg>Да.</seg></tuv></tu>"
	           "</body></tmx>");
	struct memory *memory = open_memory(fixture);
	struct memory_query query = {
		.source = SLICE("Yes."), .before = SLICE("Three."), .after = SLICE("Four."), .language = "sr",
	};
	assert_int_equal(memory_find(memory, &query, 75, fixture->matches, 8, fixture->arena), 2);
	assert_slice(fixture->matches[0].target, "Да.");
	assert_int_equal(fixture->matches[0].score, 100); /* 101, but imported */
	assert_int_equal(fixture->matches[1].score, 99);
	query.after = SLICE("");
	query.before = SLICE("one.");
	assert_int_equal(memory_find(memory, &query, 75, fixture->matches, 8, fixture->arena), 2);
	assert_slice(fixture->matches[0].target, "Јесте.");
	memory_close(memory);
}

static void changed_files_are_read_again(void **state)
{
	struct fixture *fixture = *state;
	write_file(fixture, "a.csv", "en,sr\nOne,Један\nTwo,Два\n");
	write_file(fixture, "b.csv", "en,sr\nThree,Три\n");
	struct memory *memory = open_memory(fixture);
	assert_int_equal(memory_count(memory), 3);
	memory_close(memory);
	write_file(fixture, "a.csv", "en,sr\nOne,Први\nTwo,Два\n");
	unlink("b.csv");
	memory = open_memory(fixture);
	assert_int_equal(memory_count(memory), 2);
	assert_int_equal(find(fixture, memory, "One", 99), 1);
	assert_slice(fixture->matches[0].target, "Први");
	assert_int_equal(find(fixture, memory, "Two", 99), 1);
	assert_int_equal(find(fixture, memory, "Three", 75), 0);
	memory_close(memory);
	assert_int_equal(diagnostics_count(fixture->sink, SEVERITY_NOTE), 0);
}

static void broken_file_leaves_what_was_there(void **state)
{
	struct fixture *fixture = *state;
	write_file(fixture, "a.csv", "en,sr\nOne,Један\n");
	memory_close(open_memory(fixture));
	write_file(fixture, "a.csv", "en,sr\nTwo,Два\n\"Three,Три\n");
	struct memory *memory = open_memory(fixture);
	assert_int_equal(diagnostics_count(fixture->sink, SEVERITY_ERROR), 1);
	assert_int_equal(find(fixture, memory, "One", 99), 1);
	assert_int_equal(find(fixture, memory, "Two", 99), 0);
	memory_close(memory);
}

/* Overwrite SIZE bytes of the index at OFFSET. */
static void damage(off_t offset, size_t size)
{
	int fd = open(index_file, O_WRONLY);
	assert_true(fd >= 0);
	char *junk = malloc(size);
	memset(junk, 0xa5, size);
	assert_int_equal(pwrite(fd, junk, size, offset), (ssize_t)size);
	free(junk);
	close(fd);
}

static void damaged_index_is_made_anew(void **state)
{
	struct fixture *fixture = *state;
	struct buffer text = { 0 };
	buffer_append_string(&text, "en,sr\n");
	for (int i = 0; i < 2000; i++)
		buffer_append_format(&text, "Sentence number %d of the file,Реченица %d\n", i, i);
	assert_true(file_replace("a.csv", buffer_slice(&text), NULL, fixture->sink));
	buffer_finish(&text);
	memory_close(open_memory(fixture));
	struct stat status;
	assert_int_equal(stat(index_file, &status), 0);
	for (off_t offset = 0; offset < status.st_size; offset += 8192 * 3) {
		damage(offset, offset ? 8192 : 100);
		/* The first run may find out only when it comes to the page; the next one has it all again. */
		struct memory *memory = open_memory(fixture);
		find(fixture, memory, "Sentence number 77 of the file", 75);
		for (int i = 0; i < 2000; i += 10) {
			struct slice wanted = arena_format(fixture->arena, "Sentence number %d of the file", i);
			find(fixture, memory, wanted.data, 99);
		}
		memory_close(memory);
		memory = open_memory(fixture);
		find(fixture, memory, "Sentence number 77 of the file", 99);
		memory_close(memory);
	}
	unlink(index_file);
	write_file(fixture, index_file, "This is no database, and longer than the header of one: sixteen bytes, and more.");
	struct memory *memory = open_memory(fixture);
	assert_int_equal(memory_count(memory), 2000);
	assert_int_equal(find(fixture, memory, "Sentence number 77 of the file", 99), 1);
	memory_close(memory);
	assert_true(diagnostics_count(fixture->sink, SEVERITY_NOTE) >= 1);
	assert_int_equal(diagnostics_count(fixture->sink, SEVERITY_ERROR), 0);
}

static void write_sentences(struct fixture *fixture, const char *path, int count, const char *word)
{
	struct buffer text = { 0 };
	buffer_append_string(&text, "en,sr\n");
	for (int i = 0; i < count; i++)
		buffer_append_format(&text, "Sentence %d of the file of %s,Реченица %d\n", i, word, i);
	assert_true(file_replace(path, buffer_slice(&text), NULL, fixture->sink));
	buffer_finish(&text);
}

/* In a process of its own: bring the memory up to date and look something up; the exit status tells how it went. */
static pid_t start_user(struct fixture *fixture, const char *wanted)
{
	pid_t child = fork();
	if (child == 0) {
		struct memory *memory = open_memory(fixture);
		size_t found = find(fixture, memory, wanted, 99);
		memory_close(memory);
		_exit(found == 1 && diagnostics_count(fixture->sink, SEVERITY_NOTE) == 0 ? 0 : 1);
	}
	return child;
}

static void several_processes_share_an_index(void **state)
{
	struct fixture *fixture = *state;
	/* Few sentences: what counts is that all come at once, and on a busy machine each has to wait for the others. */
	for (int round = 0; round < 5; round++) {
		char word[16];
		snprintf(word, sizeof word, "words%d", round);
		write_sentences(fixture, "a.csv", 130, word);
		struct slice wanted = arena_format(fixture->arena, "Sentence 123 of the file of %s", word);
		pid_t users[4];
		for (size_t i = 0; i < 4; i++)
			users[i] = start_user(fixture, wanted.data);
		for (size_t i = 0; i < 4; i++) {
			int status = -1;
			waitpid(users[i], &status, 0);
			assert_int_equal(status, 0);
		}
	}
}

static void killed_process_leaves_a_sound_index(void **state)
{
	struct fixture *fixture = *state;
	for (int round = 0; round < 40; round++) {
		write_sentences(fixture, "a.csv", 3000, round % 2 ? "one kind" : "another kind");
		pid_t user = start_user(fixture, "Sentence 7 of the file of one kind");
		usleep((useconds_t)round * 1500);
		kill(user, SIGKILL);
		waitpid(user, NULL, 0);
		struct memory *memory = open_memory(fixture);
		assert_int_equal(memory_count(memory), 3000);
		assert_int_equal(find(fixture, memory, "Sentence 7 of the file of one kind", 99), round % 2);
		memory_close(memory);
	}
	assert_int_equal(diagnostics_count(fixture->sink, SEVERITY_NOTE), 0);
}

static void index_that_cannot_be_written_is_in_memory(void **state)
{
	struct fixture *fixture = *state;
	write_file(fixture, "a.csv", "en,sr\nOne,Један\n");
	write_file(fixture, "out", "a file where a folder is needed");
	struct memory *memory = memory_open("out/memory.sqlite", "en", fixture->sink);
	struct memory_file file = { .path = "a.csv", .imported = true };
	struct memory_files files = { &file, 1, 1 };
	assert_true(memory_refresh(memory, &files, fixture->sink));
	assert_int_equal(find(fixture, memory, "One", 99), 1);
	memory_close(memory);
	assert_int_equal(diagnostics_count(fixture->sink, SEVERITY_NOTE), 1);
}

struct taken {
	struct arena *arena;
	struct { struct memory_unit *items; size_t count, capacity; } units;
};

static void take(void *context, const struct memory_unit *unit)
{
	struct taken *taken = context;
	struct memory_unit copy = { .source = arena_copy(taken->arena, unit->source) };
	copy.target = arena_copy(taken->arena, unit->target);
	copy.language = arena_copy(taken->arena, unit->language);
	copy.comment = arena_copy(taken->arena, unit->comment);
	if (unit->before.data)
		copy.before = arena_copy(taken->arena, unit->before);
	array_push(&taken->units, copy);
}

static struct taken read_file(struct fixture *fixture, const char *path)
{
	struct taken taken = { .arena = fixture->arena };
	const struct exchange_languages languages = { "en", "sr" };
	exchange_read(path, exchange_format_of(slice_from(path)), &languages, take, &taken, fixture->sink);
	return taken;
}

static void inline_codes_become_what_they_stand_for(void **state)
{
	struct fixture *fixture = *state;
	write_file(fixture, "c.tmx",
	           "<?xml version='1.0'?><!DOCTYPE tmx SYSTEM 'tmx14.dtd'>\n"
	           "<tmx version='1.4'><header srclang='en'><note>none</note></header><body><tu><note>A note.</note>"
	           "<tuv xml:lang='en-US'><seg>A <bpt i='1'>&lt;b></bpt>bold<ept i='1'>&lt;/b></ept> "
	           "<hi>word<ph>&lt;img alt=\"<sub>cat</sub>\"></ph></hi> &amp; <![CDATA[<x>]]></seg></tuv>"
	           "<tuv xml:lang='sr-Latn'><seg>R</seg></tuv><tuv lang='az'><seg>S</seg></tuv></tu>"
	           "<tu><tuv xml:lang='de'><seg>x</seg></tuv><tuv xml:lang='sr'><seg>y</seg></tuv></tu></body></tmx>");
	struct taken taken = read_file(fixture, "c.tmx");
	assert_int_equal(taken.units.count, 2);
	assert_slice(taken.units.items[0].source, "A <b>bold</b> word<img alt=\"cat\"> & <x>");
	assert_slice(taken.units.items[0].language, "sr-Latn");
	assert_slice(taken.units.items[0].comment, "A note.");
	assert_slice(taken.units.items[1].language, "az");
	assert_null(taken.units.items[0].before.data);
	assert_int_equal(diagnostics_count(fixture->sink, SEVERITY_NOTE), 1);
	array_finish(&taken.units);
}

static void entities_are_not_expanded(void **state)
{
	struct fixture *fixture = *state;
	write_file(fixture, "c.tmx",
	           "<!DOCTYPE tmx [<!ENTITY a 'aaaaaaaaaa'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>\n"
	           "<tmx><body><tu><tuv xml:lang='en'><seg>&a;&f;</seg></tuv><tuv xml:lang='sr'><seg>y</seg></tuv></tu>"
	           "</body></tmx>");
	struct taken taken = read_file(fixture, "c.tmx");
	for (size_t i = 0; i < taken.units.count; i++)
		assert_int_equal(taken.units.items[i].source.size, 0);
	array_finish(&taken.units);
	write_file(fixture, "c.tmx", "<tmx><body><tu><tuv xml:lang='en'>\n<seg>");
	taken = read_file(fixture, "c.tmx");
	assert_int_equal(taken.units.count, 0);
	assert_true(diagnostics_count(fixture->sink, SEVERITY_ERROR) >= 1);
	const struct diagnostic *pending;
	size_t count = diagnostics_all(fixture->sink, &pending);
	assert_int_equal(pending[count - 1].position.line, 2);
	write_file(fixture, "c.tmx", "<html/>");
	taken = read_file(fixture, "c.tmx");
	array_finish(&taken.units);
}

static void rows_are_read_as_they_are_written_in_practice(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		const char *text, *source, *target;
	} cases[] = {
		{ "a;b\n", "a", "b" },
		{ "source,comment,target\r\na,,b\r\n", "a", "b" },
		{ "\xef\xbb\xbf\"en\",\"sr\"\r\n\"a\r\n\"\"b\"\"\",\"c,\"", "a\r\n\"b\"", "c," },
		{ "\"a\" b,\"c\" \"d\"\n", "\"a\" b", "\"c\" \"d\"" },
		{ "id,en,sr\n1,a,b\n", "a", "b" },
		{ "a,b", "a", "b" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		write_file(fixture, "a.csv", cases[i].text);
		struct taken taken = read_file(fixture, "a.csv");
		assert_int_equal(taken.units.count, 1);
		assert_slice(taken.units.items[0].source, cases[i].source);
		assert_slice(taken.units.items[0].target, cases[i].target);
		array_finish(&taken.units);
	}
	struct taken taken = { .arena = fixture->arena };
	const struct exchange_languages languages = { "en", "sr" };
	assert_true(csv_read(SLICE("\"He\" said\t\"x\n\"a\tb\n\"c \"\"d\"\"\"\te"), "t.tsv", true, &languages, take, &taken,
	                     fixture->sink));
	assert_int_equal(taken.units.count, 3);
	assert_slice(taken.units.items[0].source, "\"He\" said");
	assert_slice(taken.units.items[0].target, "\"x");
	assert_slice(taken.units.items[1].source, "\"a");
	assert_slice(taken.units.items[2].source, "c \"d\"");
	array_finish(&taken.units);
}

static void find_stars(struct slice text, struct placeables *out)
{
	size_t open = SIZE_MAX;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] != '*')
			continue;
		struct placeable star = placeable_make(i, i + 1, open == SIZE_MAX ? PLACEABLE_OPEN : PLACEABLE_CLOSE, out->count);
		if (open != SIZE_MAX) {
			star.partner = (uint32_t)open;
			out->items[open].partner = (uint32_t)out->count;
		}
		open = open == SIZE_MAX ? out->count : SIZE_MAX;
		array_push(out, star);
	}
}

static void what_is_written_comes_back(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		enum exchange_format format;
		const char *name;
	} formats[] = { { EXCHANGE_TMX, "c.tmx" }, { EXCHANGE_CSV, "a.csv" }, { EXCHANGE_TSV, "out" } };
	const struct memory_unit units[] = {
		{ SLICE("A *bold* <word> & \"x\","), SLICE("Једна *масна* <реч>;"), SLICE("sr"), SLICE("Before"), SLICE(""), SLICE("note"), false, false },
		{ SLICE("*odd\nline\ttab\r"), SLICE("\"q\" и*"), SLICE("sr"), { 0 }, { 0 }, { 0 }, false, false },
	};
	for (size_t f = 0; f < 3; f++) {
		struct exchange_writer writer = {
			.format = formats[f].format, .source = "en", .target = "sr", .find = find_stars,
		};
		FILE *file = fopen(formats[f].name, "wb");
		exchange_begin(&writer, file);
		for (size_t i = 0; i < 2; i++)
			exchange_add(&writer, &units[i]);
		assert_true(exchange_end(&writer, formats[f].name, fixture->sink));
		exchange_finish(&writer);
		fclose(file);
		struct taken taken = { .arena = fixture->arena };
		const struct exchange_languages languages = { "en", "sr" };
		assert_true(exchange_read(formats[f].name, formats[f].format, &languages, take, &taken, fixture->sink));
		assert_int_equal(taken.units.count, 2);
		for (size_t i = 0; i < 2; i++) {
			assert_true(slice_equal(taken.units.items[i].source, units[i].source));
			assert_true(slice_equal(taken.units.items[i].target, units[i].target));
			assert_true(slice_equal(taken.units.items[i].comment, units[i].comment));
			if (f == 0)
				assert_true(slice_equal(taken.units.items[i].before, units[i].before));
		}
		array_finish(&taken.units);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_leave_out_what_does_not_count),
		cmocka_unit_test(tokens_are_stems_numbers_and_pairs),
		cmocka_unit_test(families_are_languages_and_scripts),
		cmocka_unit_test(postings_come_back),
		cmocka_unit_test_setup_teardown(same_sentences_are_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(similar_sentences_are_scored, set_up, tear_down),
		cmocka_unit_test_setup_teardown(neighbours_decide, set_up, tear_down),
		cmocka_unit_test_setup_teardown(changed_files_are_read_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(broken_file_leaves_what_was_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(damaged_index_is_made_anew, set_up, tear_down),
		cmocka_unit_test_setup_teardown(several_processes_share_an_index, set_up, tear_down),
		cmocka_unit_test_setup_teardown(killed_process_leaves_a_sound_index, set_up, tear_down),
		cmocka_unit_test_setup_teardown(index_that_cannot_be_written_is_in_memory, set_up, tear_down),
		cmocka_unit_test_setup_teardown(inline_codes_become_what_they_stand_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(entities_are_not_expanded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rows_are_read_as_they_are_written_in_practice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_written_comes_back, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
