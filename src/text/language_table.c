#include "text/language_table.h"

#include "base/data.h"

bool language_table_find(struct slice code, struct slice fields[LANGUAGE_FIELDS])
{
	struct slice rest = data_find(LANGUAGE_TABLE), line;
	while (slice_next_part(&rest, '\n', &line)) {
		size_t count = 0;
		if (!slice_starts_with(line, code))
			continue;
		while (count < LANGUAGE_FIELDS && slice_next_part(&line, '\t', &fields[count]))
			count++;
		if (count == LANGUAGE_FIELDS && slice_equal(fields[LANGUAGE_CODE], code))
			return true;
	}
	return false;
}
