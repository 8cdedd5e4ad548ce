/* transliteration.h: letters that look or sound like another, by ICU: "đ" or "dj" for "ђ". */

#ifndef LOCALIZE_TEXT_TRANSLITERATION_H
#define LOCALIZE_TEXT_TRANSLITERATION_H

#include "base/slice.h"

enum { TRANSLITERATION_WAYS = 2, TRANSLITERATION_LONGEST = 192 };

struct transliterator; /* not for several threads at once */

/* What the module "transliteration" offers (base/module.h). */
struct transliteration {
	struct transliterator *(*create)(void);
	void (*destroy)(struct transliterator *transliterator); /* takes NULL */

	/* LETTER (UTF-8, one character) written in the way WAY, the first to the nearest letters, the last to the plainest,
	 * into TEXT; the size, 0 if there is no such way. */
	size_t (*write)(struct transliterator *transliterator, size_t way, struct slice letter, char text[TRANSLITERATION_LONGEST]);
};

extern const struct transliteration localize_transliteration;

#endif
