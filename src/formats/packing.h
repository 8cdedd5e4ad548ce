/* packing.h: an archive that is written again while its new text comes (format.h). */

#ifndef LOCALIZE_FORMATS_PACKING_H
#define LOCALIZE_FORMATS_PACKING_H

#include "base/buffer.h"

struct packing {
	struct outlet text; /* to which the new text is to be written, piece by piece */

	/* Write the archive, if KEEP, and free PACKING either way. False without KEEP, and after an error. */
	bool (*end)(struct packing *packing, bool keep);
};

enum { PACKING_PIECE = 1 << 16 }; /* bytes that are gathered before they are worked on */

#endif
