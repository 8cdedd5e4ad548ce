/* How alike sentences are, and that the index finds the one that is meant. */

#include "base/arena.h"
#include "base/array.h"
#include "base/buffer.h"
#include "text/similarity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static unsigned score(const char *a, const char *b)
{
	unsigned score = similarity_score(slice_from(a), slice_from(b), 0);
	assert_int_equal(score, similarity_score(slice_from(b), slice_from(a), 0));
	assert_int_equal(similarity_score(slice_from(a), slice_from(b), score), score);
	if (score < 100)
		assert_int_equal(similarity_score(slice_from(a), slice_from(b), score + 1), 0);
	return score;
}

static void scores_as_translators_expect(void **state)
{
	(void)state;
	assert_int_equal(score("", ""), 100);
	assert_int_equal(score("", "a"), 0);
	assert_int_equal(score("Save the file.", "Save the file."), 100);
	assert_int_equal(score("Save the file.", "save the  file!"), 99);
	assert_int_equal(score("Save the open file.", "Save the configuration file."), 75);
	assert_int_equal(score("Save the file.", "Close a window."), 0);
	assert_int_equal(score("one two three four five six seven eight", "one two three four five six VII 8"), 75);
	assert_int_equal(score("one two three four", "one two four"), 75);
	assert_int_equal(score("Chapter 12", "Chapter 13"), 85);
	assert_int_equal(score("colour", "color"), 75);
	assert_int_equal(score("Contents", "Comments"), 62);
	assert_true(score("Отворите датотеку и сачувајте је", "Отвори датотеку и сачувај је") >= SIMILARITY_FUZZY_LEAST);
	assert_int_equal(score("保存文件吗", "保存文档吗"), 80);
	assert_int_equal(score("Name – value", "Name — value"), 87);
}

/* The plain table of Levenshtein's distance, over bytes. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[1000];
	size_t a_size = strlen(a), b_size = strlen(b);
	for (size_t i = 0; i <= a_size; i++)
		row[i] = (unsigned)i;
	for (size_t j = 1; j <= b_size; j++) {
		unsigned diagonal = row[0];
		row[0] = (unsigned)j;
		for (size_t i = 1; i <= a_size; i++) {
			unsigned least = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[i];
			least = row[i] + 1 < least ? row[i] + 1 : least;
			row[i] = row[i - 1] + 1 < least ? row[i - 1] + 1 : least;
		}
	}
	return row[a_size];
}

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

/* Single words, so that the score is that of the characters: several blocks of 64, and bands of every width. */
static void agrees_with_plain_table(void **state)
{
	(void)state;
	unsigned seed = 1;
	for (int round = 0; round < 3000; round++) {
		char a[500], b[600];
		size_t a_size = 1 + next_random(&seed) % 450, b_size = 0;
		unsigned changes = next_random(&seed) % 30;
		for (size_t i = 0; i < a_size; i++)
			a[i] = (char)('a' + next_random(&seed) % 4);
		for (size_t i = 0; i < a_size; i++) {
			unsigned choice = next_random(&seed) % 100;
			if (choice < changes && choice % 3 == 0)
				continue;
			if (choice < changes && choice % 3 == 1)
				b[b_size++] = 'z';
			b[b_size++] = choice < changes && choice % 3 == 2 ? 'y' : a[i];
		}
		a[a_size] = b[b_size] = '\0';
		size_t longer = a_size > b_size ? a_size : b_size;
		size_t lost = (distance(a, b) * 150 + longer - 1) / longer;
		unsigned expected = strcmp(a, b) == 0 ? 100 : lost < 100 ? (unsigned)(100 - lost) : 0;
		assert_int_equal(score(a, b), expected < 99 || lost == 0 ? expected : 99);
	}
}

static void long_texts_take_no_long(void **state)
{
	(void)state;
	struct buffer a = { 0 }, b = { 0 };
	for (unsigned i = 0; i < 200000; i++) {
		buffer_append_format(&a, "%u ", i % 7919);
		buffer_append_format(&b, "%u ", i % 10 ? i % 7919 : i % 7907 + 8000);
	}
	assert_true(similarity_score(buffer_slice(&a), buffer_slice(&b), 0) >= 85);
	buffer_finish(&a);
	buffer_finish(&b);
}

static void index_finds_what_is_meant(void **state)
{
	(void)state;
	enum { SENTENCES = 3000 };
	static const char *const subjects[] = { "the reader", "a translator", "our team", "this page", "every article" };
	static const char *const verbs[] = { "opens", "changes", "explains", "follows", "replaces", "needs", "loses" };
	struct arena *arena = arena_create();
	struct slices texts = { 0 };
	struct similarity_index *index = similarity_index_create();
	unsigned seed = 7;
	for (size_t i = 0; i < SENTENCES; i++) {
		const char *subject = subjects[next_random(&seed) % 5], *verb = verbs[next_random(&seed) % 7];
		unsigned word = next_random(&seed) % 4000, link = (unsigned)i * 7 % 5000;
		array_push(&texts, arena_format(arena, "In case %u%s %s %s the word%u near link%u.", (unsigned)i,
		                                i % 3 ? "," : "", subject, verb, word, link));
		similarity_index_add(index, texts.items[i], i + 10);
	}
	similarity_index_add(index, SLICE("Click on the button"), 1);
	similarity_index_add(index, SLICE(""), 2);
	similarity_index_prepare(index);

	struct similarity_match matches[4];
	for (size_t i = 0; i < SENTENCES; i++) {
		assert_true(similarity_index_search(index, texts.items[i], SIMILARITY_FUZZY_LEAST, matches, 4) >= 1);
		assert_int_equal(matches[0].number, i + 10);
		assert_int_equal(matches[0].score, 100);
	}
	struct slice query = SLICE("In case 77, our dog opens the word1 near link539.");
	size_t count = similarity_index_search(index, query, 50, matches, 4);
	assert_true(count == 4);
	for (size_t i = 1; i < count; i++)
		assert_true(matches[i - 1].score > matches[i].score ||
		            (matches[i - 1].score == matches[i].score && matches[i - 1].number < matches[i].number));
	assert_int_equal(similarity_index_search(index, SLICE("Click on the image"), 75, matches, 4), 1);
	assert_int_equal(matches[0].number, 1);
	assert_int_equal(similarity_index_search(index, SLICE("Click on that button"), 75, matches, 4), 1);
	assert_int_equal(similarity_index_search(index, SLICE("Nothing of the kind was ever said"), 75, matches, 4), 0);
	assert_int_equal(similarity_index_search(index, SLICE(""), 75, matches, 4), 0);
	assert_int_equal(similarity_index_search(index, texts.items[0], 75, matches, 0), 0);
	similarity_index_destroy(index);
	array_finish(&texts);
	arena_destroy(arena);
}

static void empty_index_finds_nothing(void **state)
{
	(void)state;
	struct similarity_match match;
	struct similarity_index *index = similarity_index_create();
	similarity_index_prepare(index);
	assert_int_equal(similarity_index_search(index, SLICE("a b c d"), 0, &match, 1), 0);
	similarity_index_destroy(index);
	similarity_index_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_as_translators_expect),
		cmocka_unit_test(agrees_with_plain_table),
		cmocka_unit_test(long_texts_take_no_long),
		cmocka_unit_test(index_finds_what_is_meant),
		cmocka_unit_test(empty_index_finds_nothing),
	};
	return cmocka_run_group_tests_name("similarity", tests, NULL, NULL);
}
