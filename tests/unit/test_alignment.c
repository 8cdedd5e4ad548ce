/* Which sentences of a text translate which of another. */

#include "alignment/alignment.h"
#include "alignment/path.h"
#include "base/buffer.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* The segments of TEXT, one a line; an empty line parts units. */
static void read_text(struct aligned_text *text, const char *lines, const char *role)
{
	struct slice rest = slice_from(lines), line;
	size_t unit = 0;
	while (slice_next_part(&rest, '\n', &line)) {
		struct aligned_segment segment = { .text = line, .role = slice_from(role), .unit = unit };
		unit += line.size == 0;
		if (line.size)
			array_push(text, segment);
	}
}

/* The steps of an alignment as "1-1 1-2 …": a doubtful one has a "?", one out of order a "!". */
static void assert_steps(const char *source, const char *target, const char *expected)
{
	struct corpus corpus = { 0 };
	struct aligned_text one = { 0 }, other = { 0 };
	struct alignment steps = { 0 };
	struct buffer text = { 0 };
	read_text(&one, source, "paragraph");
	read_text(&other, target, "paragraph");
	alignment_find(&corpus, &one, &other, &steps);
	for (size_t i = 0; i < steps.count; i++)
		buffer_append_format(&text, "%s%d-%d%s%s", i ? " " : "", steps.items[i].source_count,
		                     steps.items[i].target_count, steps.items[i].moved ? "!" : "",
		                     steps.items[i].doubt ? "?" : "");
	assert_string_equal(buffer_string(&text), expected);
	buffer_finish(&text);
	array_finish(&one);
	array_finish(&other);
	array_finish(&steps);
	corpus_finish(&corpus);
}

static void aligns_one_by_one(void **state)
{
	(void)state;
	assert_steps("", "", "");
	assert_steps("Only here.", "", "1-0");
	assert_steps("", "Само овде.", "0-1");
	assert_steps("The library opened in 1923.\nIt has 14 rooms.\n\nVisitors come from Novi Sad every week.",
	             "Библиотека је отворена 1923.\nИма 14 соба.\n\nПосетиоци долазе из Новог Сада сваке недеље.",
	             "1-1 1-1 1-1");
}

static void aligns_split_and_joined_sentences(void **state)
{
	(void)state;
	assert_steps("The bridge, which was built in 1896, is closed until 15 May for repairs.\n\nBring 20 chairs to the hall.",
	             "Мост је изграђен 1896.\nЗатворен је до 15. маја због поправке.\n\nДонесите 20 столица у салу.",
	             "1-2 1-1");
	assert_steps("The bridge was built in 1896.\nIt is closed until 15 May for repairs.\n\nBring 20 chairs to the hall.",
	             "Мост, који је изграђен 1896, затворен је до 15. маја због поправке.\n\nДонесите 20 столица у салу.",
	             "2-1 1-1");
}

static void leaves_out_what_has_no_counterpart(void **state)
{
	(void)state;
	assert_steps("The library opened in 1923.\n\nThis paragraph about the weather in 2004 was added much later on.\n\n"
	             "It has 14 rooms on 3 floors.\n\nVisitors come from Novi Sad every week.",
	             "Библиотека је отворена 1923.\n\nИма 14 соба на 3 спрата.\n\n"
	             "Посетиоци долазе из Новог Сада сваке недеље.\n\nПревела Ана Марић, 2011.",
	             "1-1 1-0 1-1 1-1 0-1");
}

static void finds_what_was_moved(void **state)
{
	(void)state;
	assert_steps("The museum MSUV has 4,512 paintings since 1977.\n\nThe quiet garden opens at 8:30.\n\n"
	             "Tickets cost 350 dinars in advance.\n\nWrite to office@example.org with questions.\n\n"
	             "The café Koktel closes at 23:45.",
	             "Баштa се отвара у 8:30.\n\nУлазнице коштају 350 динара у претпродаји.\n\n"
	             "Пишите на office@example.org ако имате питања.\n\nКафе Koktel се затвара у 23:45.\n\n"
	             "Музеј MSUV од 1977. има 4.512 слика.",
	             "1-1! 1-1 1-1 1-1 1-1");
}

static void assert_each_is_in_one_step(const struct alignment *steps, size_t source, size_t target)
{
	unsigned char *seen = memory_allocate_zero(source + target, 1);
	for (size_t s = 0; s < steps->count; s++) {
		const struct alignment_step *step = &steps->items[s];
		assert_true(step->source + step->source_count <= source && step->target + step->target_count <= target);
		for (size_t i = 0; i < step->source_count; i++)
			assert_int_equal(seen[step->source + i]++, 0);
		for (size_t j = 0; j < step->target_count; j++)
			assert_int_equal(seen[source + step->target + j]++, 0);
	}
	assert_null(memchr(seen, 0, source + target));
	free(seen);
}

/* Numbers that are the same in every run. */
static uint32_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33);
}

/* Neighbours that changed places, again and again: what one sentence was parted from is what another one looks for. */
static void swapped_neighbours_stay_in_one_step_each(void **state)
{
	(void)state;
	static const char *const ones[] = { "the", "old", "bridge", "river", "stands", "in", "a", "town", "and", "waits", "for", "rain" };
	static const char *const others[] = { "stari", "most", "reka", "stoji", "u", "jednom", "gradu", "i", "čeka", "na", "kišu", "danas" };
	static const char *const names[] = { "Baku", "Ganja", "Paris", "Madrid", "London", "Berlin", "Lima", "Quito", "Lagos", "Tokyo" };
	enum { RUNS = 150, WORDS = sizeof ones / sizeof *ones, NAMES = sizeof names / sizeof *names };
	for (uint64_t run = 0; run < RUNS; run++) {
		uint64_t random = run;
		struct corpus corpus = { 0 };
		struct aligned_text one = { 0 }, other = { 0 };
		struct alignment steps = { 0 };
		struct arena *arena = arena_create();
		size_t count = 8 + next_random(&random) % 16, words = 1 + next_random(&random) % 10;
		for (size_t i = 0; i < count; i++) {
			struct buffer text = { 0 };
			struct aligned_segment segment = { .role = SLICE("paragraph"), .unit = i };
			size_t swapped = (i ^ 1) < count && next_random(&random) % 4 ? i ^ 1 : i;
			for (size_t w = 0; w < words; w++)
				buffer_append_format(&text, "%s ", ones[next_random(&random) % WORDS]);
			buffer_append_format(&text, "%s %zu", names[i % NAMES], 100 + i * 7);
			segment.text = arena_copy(arena, buffer_slice(&text));
			array_push(&one, segment);
			buffer_clear(&text);
			for (size_t w = 0; w < words; w++)
				buffer_append_format(&text, "%s ", others[next_random(&random) % WORDS]);
			buffer_append_format(&text, "%s %zu", names[swapped % NAMES], 100 + swapped * 7);
			segment.text = arena_copy(arena, buffer_slice(&text));
			array_push(&other, segment);
			buffer_finish(&text);
		}
		alignment_find(&corpus, &one, &other, &steps);
		assert_each_is_in_one_step(&steps, one.count, other.count);
		array_finish(&one);
		array_finish(&other);
		array_finish(&steps);
		corpus_finish(&corpus);
		arena_destroy(arena);
	}
}

/* Whatever the texts are, each segment is in one step. */
static void covers_every_segment_of_long_texts(void **state)
{
	(void)state;
	enum { SEGMENTS = 4000 };
	struct corpus corpus = { 0 };
	struct aligned_text one = { 0 }, other = { 0 };
	struct alignment steps = { 0 };
	struct arena *arena = arena_create();
	size_t right = 0;
	for (size_t i = 0; i < SEGMENTS; i++) {
		struct aligned_segment segment = { .unit = i };
		segment.text = arena_format(arena, "Row %zu holds %zu parts and weighs %zu grams.", i, i * 7919 % 1000, i % 97);
		if (i % 50 != 7)
			array_push(&one, segment);
		segment.text = arena_format(arena, "Ред %zu садржи %zu делова и тежи %zu грама.", i, i * 7919 % 1000, i % 97);
		if (i % 50 != 31)
			array_push(&other, segment);
	}
	alignment_find(&corpus, &one, &other, &steps);
	assert_each_is_in_one_step(&steps, one.count, other.count);
	for (size_t i = 0; i < steps.count; i++) {
		const struct alignment_step *step = &steps.items[i];
		right += step->source_count == 1 && step->target_count == 1 && step->doubt == DOUBT_NONE &&
		         one.items[step->source].unit == other.items[step->target].unit;
	}
	assert_true(right >= SEGMENTS * 95 / 100);
	array_finish(&one);
	array_finish(&other);
	array_finish(&steps);
	corpus_finish(&corpus);
	arena_destroy(arena);
}

static void straightens_anchors(void **state)
{
	(void)state;
	struct anchors anchors = { 0 };
	static const struct anchor given[] = { { 5, 6 }, { 0, 0 }, { 1, 9 }, { 2, 2 }, { 2, 3 }, { 3, 1 }, { 4, 4 } };
	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		array_push(&anchors, given[i]);
	anchors_straighten(&anchors);
	assert_int_equal(anchors.count, 4);
	for (size_t i = 1; i < anchors.count; i++) {
		assert_true(anchors.items[i].source > anchors.items[i - 1].source);
		assert_true(anchors.items[i].target > anchors.items[i - 1].target);
	}
	array_finish(&anchors);
}

/* The same name in two scripts, and the same number in two kinds of digits, have something in common. */
static void knows_words_again(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "Belgrade and Milos", "Милош" }, { "in 2027", "٢٠٢٧" }, { "the Tesla works", "Тесла" }, { "to Şəki", "из Шекија" },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct vocabulary vocabulary = { 0 };
		struct aligned_words one = { 0 }, other = { 0 };
		bool shared = false;
		words_find(slice_from(pairs[i][0]), NULL, 0, &vocabulary, &one);
		words_find(slice_from(pairs[i][1]), NULL, 0, &vocabulary, &other);
		for (size_t a = 0; a < one.count; a++)
			for (size_t b = 0; b < other.count; b++)
				shared |= one.items[a].number == other.items[b].number;
		assert_true(shared);
		array_finish(&one);
		array_finish(&other);
		vocabulary_finish(&vocabulary);
	}
}

static void references_are_no_words(void **state)
{
	(void)state;
	struct vocabulary vocabulary = { 0 };
	struct aligned_words words = { 0 };
	words_find(SLICE("&#8212; &mdash;&nbsp;&hellip;"), NULL, 0, &vocabulary, &words);
	assert_int_equal(words.count, 0);
	words_find(SLICE("AT&T; &#8212 &mdash"), NULL, 0, &vocabulary, &words);
	assert_true(words.count >= 4);
	array_finish(&words);
	vocabulary_finish(&vocabulary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aligns_one_by_one),
		cmocka_unit_test(aligns_split_and_joined_sentences),
		cmocka_unit_test(leaves_out_what_has_no_counterpart),
		cmocka_unit_test(finds_what_was_moved),
		cmocka_unit_test(swapped_neighbours_stay_in_one_step_each),
		cmocka_unit_test(covers_every_segment_of_long_texts),
		cmocka_unit_test(straightens_anchors),
		cmocka_unit_test(knows_words_again),
		cmocka_unit_test(references_are_no_words),
	};
	return cmocka_run_group_tests_name("alignment", tests, NULL, NULL);
}
