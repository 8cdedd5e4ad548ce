/* Any bytes in any character set: what decodes is UTF-8, encodes again, and is then the same text. The first byte
 * chooses the set, or detection. */

#include "text/encoding.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {
		"UTF-8",        "UTF-16",     "UTF-16LE",  "UTF-32",       "UTF-32BE", "UTF-7",  "ASCII",   "ISO-8859-5",
		"WINDOWS-1250", "WINDOWS-1258", "WINDOWS-1255", "SHIFT_JIS", "EUC-JP", "ISO-2022-JP", "GB18030", "GBK",
		"BIG5-HKSCS",   "EUC-KR",     "CP949",     "EUC-JISX0213", "TCVN",     "TSCII",  "ISO_6937", "IBM1047",
		"UCS-4LE",      "UCS-2LE",    "UNICODE",   "HZ-GB-2312",   "JOHAB",    "T.61",   "IBM930",  "MACINTOSH",
	};
	enum { NAME_COUNT = sizeof names / sizeof *names };
	if (size == 0)
		return 0;
	struct arena *arena = arena_create();
	struct diagnostics *sink = diagnostics_create();
	struct slice bytes = slice_make((const char *)data + 1, size - 1), text, again;
	size_t choice = data[0] % (NAME_COUNT * 2);
	const char *declared = choice < NAME_COUNT ? names[choice] : NULL;
	struct encoding encoding = encoding_detect(bytes, declared, true, arena);
	if (encoding_decode(bytes, &encoding, "fuzz", arena, &text, sink)) {
		struct buffer out = { 0 };
		if (utf8_find_invalid(text) < text.size)
			abort();
		/* Some sets have bytes for letters that iconv will not write back; but what it writes means the same. */
		if (encoding_encode(text, &encoding, "fuzz", &out, sink) &&
		    encoding_decode(buffer_slice(&out), &encoding, "fuzz", arena, &again, sink) &&
		    !slice_equal(text, again) && strncmp(encoding.name, "UTF-", 4) == 0)
			abort();
		const struct encoding latin = { .name = "ISO-8859-2", .lacking = size % 2 ? LACKING_REFERENCE : LACKING_TRANSLITERATE };
		if (!encoding_encode(text, &latin, "fuzz", &out, sink) && latin.lacking == LACKING_REFERENCE)
			abort();
		buffer_finish(&out);
	} else if (diagnostics_count(sink, SEVERITY_ERROR) != 1) {
		abort();
	}
	diagnostics_destroy(sink);
	arena_destroy(arena);
	return 0;
}
