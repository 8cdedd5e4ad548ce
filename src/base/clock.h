/* clock.h: how long something takes. */

#ifndef LOCALIZE_BASE_CLOCK_H
#define LOCALIZE_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds on a clock that never goes back. */
uint64_t clock_now(void);

#endif
