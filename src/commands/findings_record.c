#include "commands/findings_record.h"

#include "base/array.h"

struct numbers {
	uint64_t line, column, form, begin, end, severity;
};

struct packed_entry {
	uint64_t source, translation;
	uint32_t line, ignores; /* a bit each */
};

static void put_text(struct buffer *out, struct slice text)
{
	uint64_t size = text.data ? text.size : UINT64_MAX;
	buffer_append(out, slice_make((const char *)&size, sizeof size));
	if (text.data)
		buffer_append(out, text);
}

static bool get(struct slice *rest, void *to, size_t size)
{
	if (rest->size < size)
		return false;
	memcpy(to, rest->data, size);
	*rest = slice_from_offset(*rest, size);
	return true;
}

static bool get_text(struct slice *rest, struct slice *text)
{
	uint64_t size;
	*text = slice_make(NULL, 0);
	if (!get(rest, &size, sizeof size))
		return false;
	if (size == UINT64_MAX)
		return true;
	if (size > rest->size)
		return false;
	*text = slice_make(rest->data, (size_t)size);
	*rest = slice_from_offset(*rest, (size_t)size);
	return true;
}

static void put_entries(const struct consistency_entries *entries, struct buffer *out)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct consistency_entry *entry = &entries->items[i];
		const struct packed_entry packed = {
			entry->source, entry->translation, entry->line,
			(uint32_t)entry->ignores[0] | (uint32_t)entry->ignores[1] << 1,
		};
		buffer_append(out, slice_make((const char *)&packed, sizeof packed));
	}
}

void findings_write(const struct findings *findings, const struct consistency_entries *entries, struct buffer *out)
{
	const uint64_t count = entries->count;
	buffer_append(out, slice_make((const char *)&count, sizeof count));
	put_entries(entries, out);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];
		const struct numbers numbers = {
			finding->position.line, finding->position.column, finding->form, finding->begin, finding->end,
			(uint64_t)finding->severity,
		};
		buffer_append(out, slice_make((const char *)&numbers, sizeof numbers));
		put_text(out, slice_from(finding->check));
		put_text(out, finding->text);
		put_text(out, finding->msgid);
		put_text(out, finding->translation);
		put_text(out, finding->mend);
	}
}

static bool get_entries(struct slice *record, struct consistency_entries *entries)
{
	uint64_t count;
	if (!get(record, &count, sizeof count) || count > record->size / sizeof(struct packed_entry))
		return false;
	for (uint64_t i = 0; i < count; i++) {
		struct packed_entry packed;
		if (!get(record, &packed, sizeof packed))
			return false;
		const struct consistency_entry entry = {
			.source = packed.source, .translation = packed.translation, .line = packed.line,
			.ignores = { (packed.ignores & 1) != 0, (packed.ignores & 2) != 0 },
		};
		array_push(entries, entry);
	}
	return true;
}

bool findings_read(struct slice record, const char *file, struct findings *findings, struct consistency_entries *entries)
{
	if (!get_entries(&record, entries))
		return false;
	while (record.size) {
		struct numbers numbers;
		struct slice name;
		struct finding finding = { 0 };
		if (!get(&record, &numbers, sizeof numbers) || !get_text(&record, &name) || !get_text(&record, &finding.text) ||
		    !get_text(&record, &finding.msgid) || !get_text(&record, &finding.translation) ||
		    !get_text(&record, &finding.mend))
			return false;
		const struct check *check = check_find(name);
		if (!check || numbers.severity > SEVERITY_ERROR || numbers.begin > numbers.end ||
		    numbers.end > finding.translation.size)
			return false;
		finding.check = check->name;
		finding.severity = (enum severity)numbers.severity;
		finding.position = (struct position){ file, (size_t)numbers.line, (size_t)numbers.column };
		finding.form = (size_t)numbers.form;
		finding.begin = (size_t)numbers.begin;
		finding.end = (size_t)numbers.end;
		array_push(findings, finding);
	}
	return true;
}
