/* office_direction.h: text of both directions in one line. */

#ifndef LOCALIZE_FORMATS_OFFICE_DIRECTION_H
#define LOCALIZE_FORMATS_OFFICE_DIRECTION_H

#include "base/slice.h"

/* The end of the stretch of TEXT (UTF-8) from FROM on that runs one way, *RTL, in a paragraph that runs from right to left
 * where BASE_RTL. What has no direction of its own goes with the paragraph unless it stands inside of a stretch (as the
 * Unicode Bidirectional Algorithm resolves neutrals, UAX #9, N1 and N2); digits go with letters from left to right before
 * them (W7). */
size_t office_stretch_end(struct slice text, size_t from, bool base_rtl, bool *rtl);

#endif
