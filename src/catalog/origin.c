#include "catalog/origin.h"

static const struct {
	enum origin origin;
	const char *line;
} origins[] = {
	{ ORIGIN_SIMILAR, "suggested: similar sentence" },
	{ ORIGIN_SPLIT, "suggested: split sentence" },
	{ ORIGIN_JOINED, "suggested: joined sentences" },
	{ ORIGIN_RECUT, "suggested: from another unit" },
	{ ORIGIN_MACHINE, "suggested: machine translation" },
	{ ORIGIN_MEMORY, "suggested: memory" },
	{ ORIGIN_ADOPTED, "suggested: translated article" },
};

/* The line of origin in COMMENT; an empty slice where there is none. */
static struct slice origin_line(struct slice comment, enum origin *origin)
{
	struct slice rest = comment, line;
	while (slice_next_part(&rest, '\n', &line))
		for (size_t i = 0; i < sizeof origins / sizeof *origins; i++)
			if (slice_starts_with(line, slice_from(origins[i].line))) {
				*origin = origins[i].origin;
				return line;
			}
	*origin = ORIGIN_TRANSLATOR;
	return slice_make(NULL, 0);
}

enum origin entry_origin(const struct entry *entry)
{
	enum origin origin;
	origin_line(entry->extracted, &origin);
	return entry->fuzzy ? origin : ORIGIN_TRANSLATOR;
}

bool entry_is_outdated(const struct entry *entry)
{
	enum origin origin;
	struct slice line = origin_line(entry->extracted, &origin);
	return entry->fuzzy && entry_previous_msgid(entry).size && !slice_ends_with(line, SLICE(ORIGIN_UNCONFIRMED)) &&
	       (origin == ORIGIN_TRANSLATOR || origin == ORIGIN_SIMILAR || origin == ORIGIN_JOINED);
}

/* ENTRY's comment with LINE as its line of origin, which comes last. */
static void set_line(struct entry *entry, struct slice line, struct arena *arena)
{
	struct buffer comment = { 0 };
	struct slice rest = entry->extracted, part;
	enum origin ignored;
	struct slice old = origin_line(entry->extracted, &ignored);
	while (slice_next_part(&rest, '\n', &part)) {
		if (old.data == part.data && old.data)
			continue;
		buffer_append(&comment, part);
		buffer_append_byte(&comment, '\n');
	}
	buffer_append(&comment, line);
	entry->extracted = arena_copy(arena, buffer_slice(&comment));
	buffer_finish(&comment);
}

void entry_set_origin(struct entry *entry, enum origin origin, struct slice detail, struct arena *arena)
{
	for (size_t i = 0; i < sizeof origins / sizeof *origins; i++)
		if (origins[i].origin == origin)
			set_line(entry, arena_format(arena, "%s, %.*s", origins[i].line, SLICE_ARG(detail)), arena);
}

void entry_drop_origin(struct entry *entry, struct arena *arena)
{
	enum origin ignored;
	if (!origin_line(entry->extracted, &ignored).data)
		return;
	set_line(entry, SLICE(""), arena);
	/* Without the line break before the line. */
	if (entry->extracted.size)
		entry->extracted.size--;
	else
		entry->extracted.data = NULL;
}

void entry_keep_origin(struct entry *entry, const struct entry *old, struct arena *arena)
{
	enum origin origin;
	struct slice line = origin_line(old->extracted, &origin);
	if (old->fuzzy && line.data)
		set_line(entry, line, arena);
}
