/* side.h: one side of an entry, the sentence or its translation, as the checks look at it.
 *
 * It is taken apart once, and then seen by every check: characters with what they are, and words. Inline markup counts
 * as no text, and a character reference as its character. */

#ifndef LOCALIZE_CHECKS_SIDE_H
#define LOCALIZE_CHECKS_SIDE_H

#include "base/buffer.h"
#include "base/hashes.h"
#include "text/placeable.h"

enum character_kind {
	CHARACTER_OTHER, CHARACTER_SPACE, CHARACTER_PUNCTUATION, CHARACTER_DIGIT,
	CHARACTER_LETTER, /* of a script without case */
	CHARACTER_LOWER, CHARACTER_UPPER,
	CHARACTER_ACCENT, /* a combining mark */
};

enum script_bit { SCRIPT_NONE = 0, SCRIPT_LATIN = 1, SCRIPT_CYRILLIC = 2, SCRIPT_GREEK = 4, SCRIPT_OTHER = 8 };

struct character {
	uint32_t code, offset; /* in bytes */
	unsigned char kind;    /* an enum character_kind */
	unsigned char script;  /* an enum script_bit */
	bool markup;           /* inside a placeable or an address */
	bool reference;        /* written as a character reference: it takes more bytes than its own */
};

/* Letters, with the apostrophes between them. */
struct word {
	uint32_t begin, end;   /* characters */
	uint64_t hash;         /* the same for any case */
	unsigned char scripts; /* enum script_bit, added up */
};

struct side {
	struct slice text;
	struct placeables placeables;
	struct { struct character *items; size_t count, capacity; } characters;
	struct { struct word *items; size_t count, capacity; } words;
	struct slices addresses; /* web and mail addresses in the text; the check of them sorts them */
	struct hashes word_hashes; /* sorted; none as long as nobody has asked */
	size_t letters;
};

/* Make SIDE, zeroed or used before, that of TEXT (valid UTF-8 of less than 4 GB), with the placeables that FIND (may be
 * NULL) finds in it, and its character references if REFERENCES. Linear in TEXT. */
void side_set(struct side *side, struct slice text, placeable_find *find, bool references);
void side_finish(struct side *side);

/* Append the web and mail addresses outside SIDE's markup to ADDRESSES. Needs its characters alone. */
void addresses_find(const struct side *side, struct slices *addresses);

/* Whether TRANSLATED is ADDRESS, perhaps with a suffix of the language: "…/a-da". */
bool addresses_are_same(struct slice address, struct slice translated);

/* The offset in bytes of the character at INDEX, or of the end. */
static inline size_t side_offset(const struct side *side, size_t index)
{
	return index < side->characters.count ? side->characters.items[index].offset : side->text.size;
}

/* The bytes of characters [BEGIN, END). */
static inline struct slice side_range(const struct side *side, size_t begin, size_t end)
{
	return slice_range(side->text, side_offset(side, begin), side_offset(side, end));
}

/* The code point at INDEX and its kind; 0 before the beginning (SIZE_MAX) and behind the end. */
static inline uint32_t side_code(const struct side *side, size_t index)
{
	return index < side->characters.count ? side->characters.items[index].code : 0;
}

static inline enum character_kind side_kind(const struct side *side, size_t index)
{
	return index < side->characters.count ? (enum character_kind)side->characters.items[index].kind : CHARACTER_OTHER;
}

/* The bytes of a word; and the word as it is read, in SPARE if that is other bytes. */
struct slice side_word(const struct side *side, const struct word *word);
struct slice side_word_as_read(const struct side *side, const struct word *word, struct buffer *spare);

/* The code point at OFFSET of TEXT, a reference's if REFERENCES and there is one that is known, and the number of its bytes in
 * *SIZE. */
uint32_t side_decode(struct slice text, size_t offset, bool references, size_t *size);

/* The number of words that begin in lower case and have at least two letters. */
size_t side_count_lower(const struct side *side);

/* The number of marks of double quotation outside SIDE's markup. */
size_t side_count_quotation_marks(const struct side *side);

/* Whether SIDE has CODE outside its markup. Linear: not to be asked for each of many characters. */
bool side_has(const struct side *side, uint32_t code);

/* Whether SIDE has WORD, of any side, in any case. The first time its words are sorted, then it is a binary search. */
bool side_has_word(struct side *side, const struct word *word);

static inline bool is_letter_kind(enum character_kind kind)
{
	return kind == CHARACTER_LETTER || kind == CHARACTER_LOWER || kind == CHARACTER_UPPER;
}

/* Whether CODE is a mark of double quotation. */
static inline bool is_double_quotation_mark(uint32_t code)
{
	return code == '"' || code == 0xab || code == 0xbb || (code >= 0x201c && code <= 0x201f) ||
	       (code >= 0x300c && code <= 0x300f);
}

/* Whether CODE is a mark of quotation, single or double. */
static inline bool is_quotation_mark(uint32_t code)
{
	return is_double_quotation_mark(code) || code == '\'' || (code >= 0x2018 && code <= 0x201b) || code == 0x2039 ||
	       code == 0x203a;
}

#endif
