/* Globs, run as a nondeterministic automaton whose states are the places of the pattern: no pattern takes longer than
 * its size times the path's. */

#include "project/config.h"

#include "base/array.h"
#include "text/utf8.h"

enum role { ROLE_LITERAL, ROLE_ESCAPE, ROLE_ANY, ROLE_STAR, ROLE_STARS, ROLE_CLASS, ROLE_OPEN, ROLE_COMMA, ROLE_CLOSE };

/* What begins at a place of the pattern. */
struct place {
	enum role role;
	size_t next;  /* of '[' its ']'; of '{' and its commas the next comma, or the '}' */
	size_t close; /* of a comma its group's '}' */
};

struct glob {
	struct slice pattern;
	struct place *places; /* one for each byte */
	size_t unclosed;      /* the first '{' or '[' that nothing closes; SLICE_NONE: none */
};

/* The states that the path so far has led to. */
struct states {
	size_t *items;
	size_t count, capacity;
	size_t *seen, round; /* a place is among the items if it was seen in this round */
};

struct braces {
	struct { size_t open, last; } *items; /* of a group: its '{', and the latest '{' or ',' */
	size_t count, capacity;
};

/* The code point at OFFSET of TEXT, and its SIZE; a byte that is none, as names of files may have, stands for itself. */
static uint32_t letter_at(struct slice text, size_t offset, size_t *size)
{
	unsigned char byte = (unsigned char)text.data[offset];
	size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
	if (length <= text.size - offset && utf8_find_invalid(slice_range(text, offset, offset + length)) == length)
		return utf8_decode(text, offset, size);
	*size = 1;
	return UINT32_C(0x110000) + byte;
}

/* The ']' that ends the class at BEGIN; one that comes first, or first behind '!', is a member of it. */
static size_t end_of_class(struct slice pattern, size_t begin)
{
	size_t first = begin + 1;
	if (first < pattern.size && pattern.data[first] == '!')
		first++;
	return slice_find_byte(pattern, ']', first + 1);
}

/* A group is known to be one when its '}' comes: until then its '{' and commas are letters. */
static void close_group(struct glob *glob, struct braces *braces, size_t end)
{
	size_t open = array_last(braces)->open;
	glob->places[array_last(braces)->last].next = end;
	glob->places[open].role = ROLE_OPEN;
	for (size_t comma = glob->places[open].next; comma != end; comma = glob->places[comma].next) {
		glob->places[comma].role = ROLE_COMMA;
		glob->places[comma].close = end;
	}
	glob->places[end].role = ROLE_CLOSE;
	braces->count--;
}

static void glob_init(struct glob *glob, struct slice pattern)
{
	struct braces braces = { 0 };
	bool classes = true;
	*glob = (struct glob){ pattern, memory_allocate_zero(pattern.size, sizeof *glob->places), SLICE_NONE };
	for (size_t i = 0; i < pattern.size; i++) {
		struct place *place = &glob->places[i];
		switch (pattern.data[i]) {
		case '\\':
			if (i + 1 < pattern.size) {
				place->role = ROLE_ESCAPE;
				i++;
			}
			break;
		case '?':
			place->role = ROLE_ANY;
			break;
		case '*':
			place->role = i + 1 < pattern.size && pattern.data[i + 1] == '*' ? ROLE_STARS : ROLE_STAR;
			i += place->role == ROLE_STARS;
			break;
		case '[':
			place->next = classes ? end_of_class(pattern, i) : SLICE_NONE;
			if (place->next != SLICE_NONE) {
				place->role = ROLE_CLASS;
				i = place->next;
			} else if (classes) {
				classes = false;
				glob->unclosed = i;
			}
			break;
		case '{':
			array_reserve(&braces);
			braces.items[braces.count].open = braces.items[braces.count].last = i;
			braces.count++;
			break;
		case ',':
			if (braces.count) {
				glob->places[array_last(&braces)->last].next = i;
				array_last(&braces)->last = i;
			}
			break;
		case '}':
			if (braces.count)
				close_group(glob, &braces, i);
			break;
		}
	}
	if (braces.count && braces.items[0].open < glob->unclosed)
		glob->unclosed = braces.items[0].open;
	array_finish(&braces);
}

size_t config_find_unclosed(struct slice pattern)
{
	struct glob glob;
	glob_init(&glob, pattern);
	free(glob.places);
	return glob.unclosed;
}

static void add_state(struct states *states, size_t place)
{
	if (states->seen[place] == states->round)
		return;
	states->seen[place] = states->round;
	array_push(states, place);
}

/* Add what the states lead to without a letter. AT_FOLDER: the path is at the beginning of a name. */
static void follow(const struct glob *glob, struct states *states, bool at_folder)
{
	for (size_t i = 0; i < states->count; i++) {
		size_t at = states->items[i];
		if (at == glob->pattern.size)
			continue;
		const struct place *place = &glob->places[at];
		switch (place->role) {
		case ROLE_STAR:
			add_state(states, at + 1);
			break;
		case ROLE_STARS:
			add_state(states, at + 2);
			/* No folder at all: a pattern that begins with two stars and a slash is also for names at the top. */
			if (at_folder && at + 2 < glob->pattern.size && glob->pattern.data[at + 2] == '/')
				add_state(states, at + 3);
			break;
		case ROLE_OPEN:
			add_state(states, at + 1);
			for (size_t comma = place->next; glob->places[comma].role == ROLE_COMMA; comma = glob->places[comma].next)
				add_state(states, comma + 1);
			break;
		case ROLE_COMMA:
			add_state(states, place->close + 1);
			break;
		case ROLE_CLOSE:
			add_state(states, at + 1);
			break;
		default:
			break;
		}
	}
}

static bool class_has(struct slice members, uint32_t letter)
{
	bool negated = members.size && members.data[0] == '!';
	for (size_t i = negated; i < members.size;) {
		size_t size;
		uint32_t low = letter_at(members, i, &size);
		uint32_t high = low;
		i += size;
		if (i + 1 < members.size && members.data[i] == '-') {
			high = letter_at(members, i + 1, &size);
			i += 1 + size;
		}
		if (low <= letter && letter <= high)
			return !negated;
	}
	return negated;
}

/* Add to NEXT where the state AT leads with the LETTER at the beginning of REST. */
static void step(const struct glob *glob, size_t at, struct slice rest, uint32_t letter, size_t size,
                 struct states *next)
{
	const struct place *place = &glob->places[at];
	switch (place->role) {
	case ROLE_ANY:
		if (letter != '/')
			add_state(next, at + 1);
		break;
	case ROLE_STAR:
		if (letter != '/')
			add_state(next, at);
		break;
	case ROLE_STARS:
		add_state(next, at);
		break;
	case ROLE_CLASS:
		if (letter != '/' && class_has(slice_range(glob->pattern, at + 1, place->next), letter))
			add_state(next, place->next + 1);
		break;
	case ROLE_LITERAL:
	case ROLE_ESCAPE:
		at += place->role == ROLE_ESCAPE;
		if (slice_starts_with(slice_from_offset(glob->pattern, at), slice_range(rest, 0, size)))
			add_state(next, at + size);
		break;
	default:
		break;
	}
}

bool config_matches(struct slice pattern, struct slice path)
{
	struct glob glob;
	glob_init(&glob, pattern);
	struct states now = { .seen = memory_allocate_zero(pattern.size + 1, sizeof(size_t)), .round = 1 };
	struct states next = { .seen = memory_allocate_zero(pattern.size + 1, sizeof(size_t)), .round = 1 };
	add_state(&now, 0);
	follow(&glob, &now, true);
	for (size_t i = 0, size; i < path.size && now.count; i += size) {
		uint32_t letter = letter_at(path, i, &size);
		array_clear(&next);
		next.round++;
		for (size_t s = 0; s < now.count; s++)
			if (now.items[s] < pattern.size)
				step(&glob, now.items[s], slice_from_offset(path, i), letter, size, &next);
		follow(&glob, &next, letter == '/');
		struct states swapped = now;
		now = next;
		next = swapped;
	}
	bool matches = now.count > 0 && now.seen[pattern.size] == now.round;
	free(glob.places);
	free(now.items);
	free(now.seen);
	free(next.items);
	free(next.seen);
	return matches;
}
