/* Serbian from one script to the other, in context, and the lists that tell words apart. */

#include "base/data.h"
#include "text/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_converted(const char *from, enum script_direction direction, const char *to)
{
	struct buffer out = { 0 };
	script_convert(slice_from(from), direction, NULL, 0, &out);
	assert_string_equal(buffer_string(&out), to);
	buffer_finish(&out);
}

struct pair {
	const char *cyrillic, *latin;
};

static void converts_both_ways(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
		{ "", "" },
		{ "Ђурђевак, чџћшж.", "Đurđevak, čdžćšž." },
		{ "Љубав и Џон и Његош", "Ljubav i Džon i Njegoš" },
		{ "ЉУБАВ, НАЈЏЕЛ, КОЊ, ЊЕГОШ", "LJUBAV, NAJDŽEL, KONJ, NJEGOŠ" },
		{ "„Љиљан“ – п. Џ. М.", "„Ljiljan“ – p. Dž. M." },
		{ "Инјекција, реинјекција, ИНЈЕКТОР", "Injekcija, reinjekcija, INJEKTOR" },
		{ "надживети, наджњети, одживљен", "nadživeti, nadžnjeti, odživljen" },
		{ "оџак, Оџаци, наџак", "odžak, Odžaci, nadžak" },
		{ "конјугација, конјунктура, деконјугација", "konjugacija, konjunktura, dekonjugacija" },
		{ "ванјезички, Танјуг, анјон, кањон, коњак", "vanjezički, Tanjug, anjon, kanjon, konjak" },
		{ "поджанр, предживот, одјек, пођачки, подјела", "podžanr, predživot, odjek, pođački, podjela" },
		{ "НАТО, ЕУ, САД, АССР", "NATO, EU, SAD, ASSR" },
		{ "Петар I је 25 km далеко", "Petar I je 25 km daleko" },
		{ "XIX век, II светски рат, III и IV", "XIX vek, II svetski rat, III i IV" },
		{ "И он и ви. И ви!", "I on i vi. I vi!" },
		{ "И ВИ СТЕ ТУ, VI разред", "I VI STE TU, VI razred" },
		{ "5 km/h и 10 GB, 25 °C, 3 kg/m3, 2,5 MW", "5 km/h i 10 GB, 25 °C, 3 kg/m3, 2,5 MW" },
		{ "5 с друге, а 6 и 7", "5 s druge, a 6 i 7" },
		{ "New York, YouTube-у, WiFi, Google-ом", "New York, YouTube-u, WiFi, Google-om" },
		{ "Facebook је, Sainsbury's, e-mail, Wi-Fi", "Facebook je, Sainsbury's, e-mail, Wi-Fi" },
		{ "на https://sr.wikipedia.org/wiki/Njegoš, и", "na https://sr.wikipedia.org/wiki/Njegoš, i" },
		{ "и (www.rts.rs/x).", "i (www.rts.rs/x)." },
		{ "пиши на ana.nj@primer.rs.", "piši na ana.nj@primer.rs." },
		{ "види rts.rs, b92.net-у и index.html;", "vidi rts.rs, b92.net-u i index.html;" },
		{ "па д.о.о. и нпр.како", "pa d.o.o. i npr.kako" },
		{ "у /usr/bin/injekt, C:\\dom и ime_promenljive", "u /usr/bin/injekt, C:\\dom i ime_promenljive" },
		{ "и/или, плеј-оф, тзв. тетка", "i/ili, plej-of, tzv. tetka" },
		{ "еУправа, најјачи, ваннаставни, транссибирски", "eUprava, najjači, vannastavni, transsibirski" },
		{ "日本 и ελ и 😀", "日本 i ελ i 😀" },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		assert_converted(pairs[i].cyrillic, SCRIPT_TO_LATIN, pairs[i].latin);
		assert_converted(pairs[i].latin, SCRIPT_TO_CYRILLIC, pairs[i].cyrillic);
	}
}

static void converts_one_way(void **state)
{
	(void)state;
	static const struct pair to_latin[] = {
		{ "съешь ы Ё ѓќ", "sъešь ы Ё ѓќ" },
		{ "сѐ, нѝ, ѐ, Ѐ", "sè, nì, è, È" },
		{ "http://пример.срб/Љ ана@пример.срб љ", "http://пример.срб/Љ ана@пример.срб lj" },
		{ "АЉ-а Љ1 Љ А", "ALJ-a Lj1 Lj A" },
	};
	static const struct pair to_cyrillic[] = {
		{ "ђак и чамац", "đak i c\xcc\x8c" "amac" },
		{ "шћжџ", "s\xcc\x8c" "c\xcc\x81" "z\xcc\x8c" "dz\xcc\x8c" },
		{ "Љубав ЊЊ џ Џ", "ǈubav ǊNj ǆ ǅ" },
		{ "гра̑д, во̏да, кӯћа", "grȃd, vȍda, kūća" },
		{ "нЈ лЈ", "nJ lJ" },
		{ "Већ ћирилица", "Već ćirilica" },
		{ "Већ ћирилица", "Већ ћирилица" },
		{ "ин‌јак", "in‌jak" },
	};
	for (size_t i = 0; i < sizeof to_latin / sizeof *to_latin; i++)
		assert_converted(to_latin[i].cyrillic, SCRIPT_TO_LATIN, to_latin[i].latin);
	for (size_t i = 0; i < sizeof to_cyrillic / sizeof *to_cyrillic; i++)
		assert_converted(to_cyrillic[i].latin, SCRIPT_TO_CYRILLIC, to_cyrillic[i].cyrillic);
}

static void converts_azerbaijani(void **state)
{
	(void)state;
	static const struct { const char *cyrillic, *latin; } pairs[] = {
		{ "Азәрбајҹан Республикасынын Ҝәнҹә шәһәри", "Azərbaycan Respublikasının Gəncə şəhəri" },
		{ "Бүтүн инсанлар ләјагәт вә һүгугларына ҝөрә азад доғулурлар.", "Bütün insanlar ləyaqət və hüquqlarına görə azad doğulurlar." },
		{ "ИСТИГЛАЛ ЫШЫҒЫ, Ишыг", "İSTİQLAL IŞIĞI, İşıq" },
		{ "ЮНЕСКО, Юрд, ЮЮ, БОРЩ, Щедрин, ЩЕДРИН", "YUNESKO, Yurd, YUYU, BORŞÇ, Şçedrin, ŞÇEDRİN" },
		{ "ЮНЕСКО, Юрий вә маяк; Я", "YUNESKO, Yuriy və mayak; Ya" },
		{ "Чөрәк, Өзбәкистан, Үзејир, Җ", "Çörək, Özbəkistan, Üzeyir, Җ" },
		{ "XIX әсрдә: https://example.org/әср вә a@бир.az", "XIX əsrdə: https://example.org/әср və a@бир.az" },
		{ "Artıq latın.", "Artıq latın." },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_converted(pairs[i].cyrillic, SCRIPT_AZERBAIJANI_TO_LATIN, pairs[i].latin);
}

static void leaves_placeables_alone(void **state)
{
	(void)state;
	struct slice text = SLICE("<b>Konj</b> `konj` konj");
	static const struct placeable placeables[] = {
		{ 0, 3, PLACEABLE_OPEN, 1 }, { 7, 11, PLACEABLE_CLOSE, 0 }, { 12, 18, PLACEABLE_ALONE, 2 },
	};
	struct buffer out = { 0 };
	script_convert(text, SCRIPT_TO_CYRILLIC, placeables, 3, &out);
	assert_string_equal(buffer_string(&out), "<b>Коњ</b> `konj` коњ");
	buffer_finish(&out);
}

/* A list that is out of order would be searched in vain. */
static void lists_are_in_order(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		bool beginnings;
	} lists[] = {
		{ "serbian-digraphs.txt", true },
		{ "serbian-foreign.txt", true },
		{ "serbian-endings.txt", false },
		{ "serbian-units.txt", false },
	};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct slice rest = data_find(lists[i].name), line;
		struct buffer last = { 0 }, word = { 0 };
		assert_non_null(rest.data);
		while (slice_next_part(&rest, '\n', &line)) {
			if (line.size == 0 || line.data[0] == '#')
				continue;
			buffer_clear(&word);
			for (size_t j = 0; j < line.size; j++)
				if (line.data[j] != '|')
					buffer_append_byte(&word, line.data[j]);
			if (last.size) {
				assert_true(slice_compare(buffer_slice(&last), buffer_slice(&word)) < 0);
				if (lists[i].beginnings)
					assert_false(slice_starts_with(buffer_slice(&word), buffer_slice(&last)));
			}
			buffer_clear(&last);
			buffer_append(&last, buffer_slice(&word));
		}
		buffer_finish(&last);
		buffer_finish(&word);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(converts_both_ways),
		cmocka_unit_test(converts_one_way),
		cmocka_unit_test(converts_azerbaijani),
		cmocka_unit_test(leaves_placeables_alone),
		cmocka_unit_test(lists_are_in_order),
	};
	return cmocka_run_group_tests_name("script", tests, NULL, NULL);
}
