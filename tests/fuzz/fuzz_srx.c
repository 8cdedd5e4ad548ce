/* Any bytes are read as rules or refused with an error; what was read cuts a text. After a NUL byte stand the
 * beforebreak and the afterbreak of a rule, a NUL between them. */

#include "base/buffer.h"
#include "text/segment.h"

#include <stdint.h>
#include <stdlib.h>

static void append_escaped(struct buffer *out, struct slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (strchr("<&>", text.data[i]))
			buffer_append_format(out, "&#%d;", text.data[i]);
		else
			buffer_append_byte(out, text.data[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = slice_make((const char *)data, size), before;
	struct buffer rules = { 0 };
	if (size && data[0] == 0) {
		input = slice_from_offset(input, 1);
		slice_next_part(&input, '\0', &before);
		buffer_append_string(&rules, "<srx version=\"2.0\"><header/><body><languagerules><languagerule languagerulename=\"a\">"
		                             "<rule break=\"yes\"><beforebreak>");
		append_escaped(&rules, before);
		buffer_append_string(&rules, "</beforebreak><afterbreak>");
		append_escaped(&rules, input);
		buffer_append_string(&rules, "</afterbreak></rule></languagerule></languagerules><maprules>"
		                             "<languagemap languagepattern=\".*\" languagerulename=\"a\"/></maprules></body></srx>");
	} else {
		buffer_append(&rules, input);
	}
	struct diagnostics *sink = diagnostics_create();
	struct segmenter *segmenter = segmenter_create(buffer_slice(&rules), "fuzz.srx", "en-GB", sink);
	if (!segmenter != (diagnostics_count(sink, SEVERITY_ERROR) > 0))
		abort();
	struct segments segments = { 0 };
	if (segmenter)
		segmenter_run(segmenter, SLICE("Dr. A. Smith, 3.5 m. „Ćao!“ rekla je. The end… 他。「好」 aaaa  bbbb"), NULL, 0, &segments);
	for (size_t i = 1; i < segments.count; i++)
		if (segments.items[i].begin < segments.items[i - 1].end)
			abort();
	array_finish(&segments);
	segmenter_destroy(segmenter);
	diagnostics_destroy(sink);
	buffer_finish(&rules);
	return 0;
}
