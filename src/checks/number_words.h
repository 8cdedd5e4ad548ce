/* number_words.h: numbers in words. */

#ifndef LOCALIZE_CHECKS_NUMBER_WORDS_H
#define LOCALIZE_CHECKS_NUMBER_WORDS_H

#include "base/slice.h"

/* Whether TEXT, in the language CODE ("sr"), has the number VALUE in words, in the compounds that its language makes too:
 * "četrdesetdvogodišnji" for 42. Known for tens, Serbian's from 13 on, and round hundreds and thousands. */
bool number_is_in_words(struct slice text, const char *code, size_t value);

/* Whether TEXT may have a word for half of something: it has one, or it is in no language whose words are known. */
bool number_may_be_half(struct slice text, const char *code);

#endif
