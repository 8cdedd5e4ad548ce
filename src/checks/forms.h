/* forms.h: how a language writes numbers and dates, by Unicode's CLDR. */

#ifndef LOCALIZE_CHECKS_FORMS_H
#define LOCALIZE_CHECKS_FORMS_H

#include "base/arena.h"

enum { MONTHS = 12 };

struct forms {
	uint32_t decimal, grouping; /* the marks in a number; 0: not known */
	struct slice months[MONTHS]; /* as they stand in a date; empty: not known */
	bool day_has_stop;          /* 23. novembar */
	bool year_has_stop;         /* 2026. */
	bool small_months;          /* they begin with small letters */
};

/* The forms of the language TAG (BCP 47), in ARENA. */
const struct forms *forms_find(const char *tag, struct arena *arena);

#endif
