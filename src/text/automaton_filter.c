#include "text/automaton_table.h"

#include <string.h>

/* What can stand near the place of a match, found by looking along the edges of the first states. */

/* Whether a state whose row of the table is NEXT goes on from SYMBOL; 0 is that of categories which an interval lacks. */
static bool goes_on(const uint16_t *next, uint8_t symbol)
{
	return symbol != 0 && next[symbol] != STATE_DEAD;
}

/* The part beyond ASCII of interval NUMBER; false if there is none, or if STATE goes on from none of it. */
static bool wide_part(const struct automaton *automaton, size_t state, size_t number, struct code_range *range)
{
	const struct interval *interval = &automaton->intervals[number];
	const uint16_t *next = &automaton->next[state * automaton->symbol_count];
	bool alive = false;
	for (size_t category = 0; category < U_CHAR_CATEGORY_COUNT; category++)
		alive = alive || goes_on(next, interval->symbols[category]);
	range->first = interval->first < ASCII ? ASCII : interval->first;
	range->last = number + 1 < automaton->interval_count ? interval[1].first - 1 : CODE_POINTS - 1;
	return alive && range->last >= range->first && interval->first < CODE_POINTS;
}

/* Whether STATE goes on in interval NUMBER from category Z alone: what is in it is known, however long the interval. */
static bool goes_on_from_spaces_alone(const struct automaton *automaton, size_t state, size_t number)
{
	const uint16_t *next = &automaton->next[state * automaton->symbol_count];
	for (size_t category = 0; category < U_CHAR_CATEGORY_COUNT; category++)
		if (goes_on(next, automaton->intervals[number].symbols[category]) && !(U_MASK(category) & U_GC_Z_MASK))
			return false;
	return true;
}

/* Whether interval NUMBER has code points that are not looked up directly. */
static bool reaches_far(const struct automaton *automaton, size_t number)
{
	return number + 1 == automaton->interval_count || automaton->intervals[number + 1].first > NEAR;
}

enum { MOST_POINTS = 1024 };

/* The code points beyond ASCII of interval NUMBER from which STATE goes on, or more of them, into POINTS. Returns
 * their number; SIZE_MAX if they are too many. */
static size_t list_points(const struct automaton *automaton, size_t state, size_t number, uint32_t points[MOST_POINTS])
{
	static const struct code_range spaces[] = { /* category Z */
		{ 0xa0, 0xa0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200a }, { 0x2028, 0x2029 }, { 0x202f, 0x202f },
		{ 0x205f, 0x205f }, { 0x3000, 0x3000 },
	};
	struct code_range part;
	size_t count = 0;
	if (!wide_part(automaton, state, number, &part))
		return 0;
	if (goes_on_from_spaces_alone(automaton, state, number)) {
		for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
			for (uint32_t c = spaces[i].first; c <= spaces[i].last; c++)
				if (c >= part.first && c <= part.last)
					points[count++] = c;
		return count;
	}
	if (part.last - part.first >= MOST_POINTS)
		return SIZE_MAX;
	for (uint32_t c = part.first; c <= part.last; c++)
		points[count++] = c;
	return count;
}

/* Add the bytes nearest to the place (the last byte backward, the first one forward) of the code points from which
 * STATE goes on. Where it goes on at the text's edge, there is no byte. */
static void add_bytes(const struct automaton *automaton, size_t state, bool bytes[256])
{
	const uint16_t *next = &automaton->next[state * automaton->symbol_count];
	if (state == STATE_ACCEPT)
		memset(bytes, true, 256 * sizeof *bytes);
	for (size_t c = 0; c < ASCII; c++)
		bytes[c] = bytes[c] || next[automaton->near[c]] != STATE_DEAD;
	uint32_t points[MOST_POINTS];
	for (size_t i = 0; i < automaton->interval_count; i++) {
		size_t count = list_points(automaton, state, i, points);
		if (count == SIZE_MAX)
			memset(bytes + ASCII, true, ASCII * sizeof *bytes);
		for (size_t k = 0; k < count && count != SIZE_MAX; k++) {
			uint32_t c = points[k];
			if (automaton->backward)
				bytes[0x80 | (c & 0x3f)] = true;
			else
				bytes[lead_byte(c)] = true;
		}
	}
}

void automaton_characters(const struct automaton *automaton, uint64_t *bits, uint32_t size)
{
	uint32_t points[MOST_POINTS];
	bool all = automaton->start == STATE_ACCEPT;
	for (size_t i = 0; i < automaton->interval_count && !all; i++) {
		size_t count = list_points(automaton, automaton->start, i, points);
		all = count == SIZE_MAX;
		for (size_t k = 0; k < count && !all; k++)
			bits[points[k] % size / 64] |= UINT64_C(1) << (points[k] % 64);
	}
	if (all)
		memset(bits, 0xff, size / 8);
}

/* Add the last but one bytes of the code points beyond ASCII from which the start goes on. */
static void add_seconds(const struct automaton *automaton, bool seconds[256])
{
	uint32_t points[MOST_POINTS];
	for (size_t i = 0; i < automaton->interval_count; i++) {
		size_t count = list_points(automaton, automaton->start, i, points);
		if (count == SIZE_MAX) {
			memset(seconds, true, 256 * sizeof *seconds);
			return;
		}
		for (size_t k = 0; k < count; k++)
			seconds[points[k] < 0x800 ? 0xc0 | points[k] >> 6 : 0x80 | (points[k] >> 6 & 0x3f)] = true;
	}
}

/* Add the second bytes of the code points that begin with LEAD and from which the start goes on. */
static void add_seconds_after(const struct automaton *automaton, unsigned char lead, bool seconds[256])
{
	uint32_t points[MOST_POINTS];
	for (size_t i = 0; i < automaton->interval_count; i++) {
		size_t count = list_points(automaton, automaton->start, i, points);
		if (count == SIZE_MAX)
			memset(seconds + 0x80, true, 0x40 * sizeof *seconds);
		for (size_t k = 0; k < count && count != SIZE_MAX; k++)
			if (lead_byte(points[k]) == lead)
				seconds[0x80 | (points[k] >> (lead < 0xe0 ? 0 : lead < 0xf0 ? 6 : 12) & 0x3f)] = true;
	}
}

/* The thirds from which STATE goes on. */
static uint64_t thirds_of(const struct automaton *automaton, size_t state)
{
	const uint16_t *next = &automaton->next[state * automaton->symbol_count];
	uint64_t thirds = state == STATE_ACCEPT ? UINT64_MAX : 0;
	for (uint32_t c = 0; c < NEAR; c++)
		thirds |= (uint64_t)(next[automaton->near[c]] != STATE_DEAD) << automaton_third(c);
	bool far = false;
	for (size_t i = 0; i < automaton->interval_count && !far; i++)
		for (size_t category = 0; category < U_CHAR_CATEGORY_COUNT && reaches_far(automaton, i); category++)
			far = far || goes_on(next, automaton->intervals[i].symbols[category]);
	return thirds | (far ? UINT64_MAX << automaton_third(ASCII) : 0);
}

/* Add to PAIRS what STATE, reached by the nearest byte, goes on with. */
static void add_pairs(const struct automaton *automaton, size_t state, uint64_t pairs[AUTOMATON_SECONDS])
{
	const uint16_t *next = &automaton->next[state * automaton->symbol_count];
	uint64_t thirds[MOST_SYMBOLS + 1] = { 0 };
	for (size_t symbol = 0; symbol < automaton->symbol_count; symbol++)
		if (goes_on(next, (uint8_t)symbol))
			thirds[symbol] = thirds_of(automaton, next[symbol]);
	for (uint32_t c = 0; c < NEAR; c++)
		pairs[automaton_second(c)] |= thirds[automaton->near[c]];
	for (size_t i = 0; i < automaton->interval_count; i++)
		for (size_t category = 0; category < U_CHAR_CATEGORY_COUNT && reaches_far(automaton, i); category++)
			pairs[automaton_second(NEAR)] |= thirds[automaton->intervals[i].symbols[category]];
}

void automaton_filter(const struct automaton *automaton, struct automaton_filter *filter)
{
	bool all = automaton->start == STATE_ACCEPT;
	memset(filter->nearest, all, sizeof filter->nearest);
	memset(filter->pairs, all ? 0xff : 0, sizeof filter->pairs);
	if (!all)
		add_bytes(automaton, automaton->start, filter->nearest);
	const uint16_t *next = &automaton->next[automaton->start * automaton->symbol_count];
	bool done[MOST_SYMBOLS + 1] = { 0 };
	for (size_t c = 0; c < ASCII && !all; c++) {
		size_t symbol = automaton->near[c];
		if (next[symbol] == STATE_ACCEPT)
			memset(filter->pairs, 0xff, sizeof filter->pairs);
		else if (next[symbol] != STATE_DEAD && !done[symbol])
			add_pairs(automaton, next[symbol], filter->pairs);
		done[symbol] = true;
	}
}

bool automaton_takes_one(const struct automaton *automaton)
{
	const uint16_t *next = &automaton->next[automaton->start * automaton->symbol_count];
	for (size_t symbol = 0; symbol < automaton->symbol_count; symbol++)
		if (next[symbol] == STATE_ACCEPT)
			return true;
	return automaton->start == STATE_ACCEPT;
}

void automaton_beyond(const struct automaton *automaton, unsigned char nearest, bool bytes[256])
{
	if (automaton->start == STATE_ACCEPT)
		memset(bytes, true, 256 * sizeof *bytes);
	else if (nearest >= ASCII && automaton->backward)
		add_seconds(automaton, bytes);
	else if (nearest >= ASCII)
		add_seconds_after(automaton, nearest, bytes);
	else
		add_bytes(automaton, automaton->next[automaton->start * automaton->symbol_count + automaton->near[nearest]], bytes);
}
