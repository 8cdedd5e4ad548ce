/* ooxml_vocabulary.h: the namespaces of Office Open XML (ECMA-376, transitional and strict). */

#ifndef LOCALIZE_FORMATS_OOXML_VOCABULARY_H
#define LOCALIZE_FORMATS_OOXML_VOCABULARY_H

#include "base/slice.h"

enum ooxml_vocabulary {
	OOXML_OTHER,
	OOXML_WORD,
	OOXML_DRAWING,    /* text and shapes in all of them */
	OOXML_SLIDE,
	OOXML_SHEET,
	OOXML_PICTURE,    /* where a drawing stands in a text or on a sheet */
	OOXML_PROPERTIES, /* of the document */
};

enum ooxml_vocabulary ooxml_vocabulary_of(struct slice namespace);

#endif
