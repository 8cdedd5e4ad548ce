#include "formats/ooxml_vocabulary.h"

enum ooxml_vocabulary ooxml_vocabulary_of(struct slice namespace)
{
	static const struct { const char *name; enum ooxml_vocabulary vocabulary; } known[] = {
		{ "http://schemas.openxmlformats.org/wordprocessingml/2006/main", OOXML_WORD },
		{ "http://schemas.openxmlformats.org/drawingml/2006/main", OOXML_DRAWING },
		{ "http://schemas.openxmlformats.org/spreadsheetml/2006/main", OOXML_SHEET },
		{ "http://schemas.openxmlformats.org/presentationml/2006/main", OOXML_SLIDE },
		{ "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", OOXML_PICTURE },
		{ "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing", OOXML_PICTURE },
		{ "http://schemas.openxmlformats.org/package/2006/metadata/core-properties", OOXML_PROPERTIES },
		{ "http://purl.org/dc/elements/1.1/", OOXML_PROPERTIES },
		{ "http://purl.oclc.org/ooxml/wordprocessingml/main", OOXML_WORD },
		{ "http://purl.oclc.org/ooxml/drawingml/main", OOXML_DRAWING },
		{ "http://purl.oclc.org/ooxml/spreadsheetml/main", OOXML_SHEET },
		{ "http://purl.oclc.org/ooxml/presentationml/main", OOXML_SLIDE },
		{ "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", OOXML_PICTURE },
		{ "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing", OOXML_PICTURE },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (slice_equal_string(namespace, known[i].name))
			return known[i].vocabulary;
	return OOXML_OTHER;
}
