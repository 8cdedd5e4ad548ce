#include "checks/mend.h"

#include "base/message.h"
#include "catalog/written.h"
#include "text/difference.h"
#include "text/utf8.h"

/* One mend may make another possible; the bound is for checks that don't agree. */
enum { ROUNDS_MOST = 8 };

static int compare_places(const void *a, const void *b)
{
	const struct finding *first = *(const struct finding *const *)a, *second = *(const struct finding *const *)b;
	if (first->begin != second->begin)
		return first->begin < second->begin ? -1 : 1;
	if (first->end != second->end)
		return first->end < second->end ? -1 : 1;
	return first < second ? -1 : 1;
}

struct offers {
	const struct finding **items;
	size_t count, capacity;
};

static bool names_have(struct slice names, struct slice name)
{
	struct slice part;
	while (slice_next_part(&names, ',', &part))
		if (slice_equal(slice_trim(part), name))
			return true;
	return false;
}

/* TEXT with the offers, all for it, that don't meet one another; their checks' names are added to NAMES. */
static struct slice apply(struct slice text, struct offers *offers, struct slice *names, struct arena *arena)
{
	struct buffer mended = { 0 };
	size_t copied = 0;
	bool touched = false;
	qsort(offers->items, offers->count, sizeof *offers->items, compare_places);
	for (size_t i = 0; i < offers->count; i++) {
		const struct finding *offer = offers->items[i];
		/* What meets the last one has its turn in the next round, if it is still to be said then. */
		if (offer->begin < copied || (touched && offer->begin == copied))
			continue;
		touched = true;
		buffer_append(&mended, slice_range(text, copied, offer->begin));
		buffer_append(&mended, offer->mend);
		copied = offer->end;
		if (!names_have(*names, slice_from(offer->check)))
			*names = arena_format(arena, "%.*s%s%s", SLICE_ARG(*names), names->size ? ", " : "", offer->check);
	}
	buffer_append(&mended, slice_from_offset(text, copied));
	struct slice after = arena_copy(arena, buffer_slice(&mended));
	buffer_finish(&mended);
	return after;
}

static int compare_mended(const void *a, const void *b)
{
	const struct mended *first = a, *second = b;
	if (first->entry != second->entry)
		return first->entry < second->entry ? -1 : 1;
	return first->form < second->form ? -1 : first->form > second->form;
}

/* One round over FINDINGS, which are in the order of the catalog; the number of translations that changed. */
static size_t mend_round(struct catalog *catalog, const struct findings *findings, struct arena *arena,
                         struct mendeds *out)
{
	struct offers offers = { 0 };
	size_t changed = 0, entry = 0, known = 0, before_round = out->count;
	for (size_t i = 0; i < findings->count;) {
		const struct finding *first = &findings->items[i];
		array_clear(&offers);
		for (; i < findings->count && findings->items[i].msgid.data == first->msgid.data &&
		       findings->items[i].position.line == first->position.line && findings->items[i].form == first->form; i++)
			if (findings->items[i].mend.data)
				array_push(&offers, &findings->items[i]);
		if (!offers.count)
			continue;
		while (entry < catalog->count && (catalog->items[entry].msgid.data != first->msgid.data ||
		                                  catalog->items[entry].line != first->position.line))
			entry++;
		if (entry == catalog->count)
			break;
		while (known < before_round && (out->items[known].entry < entry ||
		                                (out->items[known].entry == entry && out->items[known].form < first->form)))
			known++;
		struct slice translation = catalog->items[entry].msgstr[first->form];
		if (known == before_round || out->items[known].entry != entry || out->items[known].form != first->form)
			array_push(out, (struct mended){ entry, first->form, translation, translation, SLICE("") });
		struct mended *mended = known < before_round && out->items[known].entry == entry && out->items[known].form == first->form
		                            ? &out->items[known] : array_last(out);
		struct slice after = apply(translation, &offers, &mended->checks, arena);
		changed += !slice_equal(after, translation);
		mended->after = after;
		entry_set_form(&catalog->items[entry], first->form, after, arena);
	}
	array_finish(&offers);
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, compare_mended);
	return changed;
}

void mend_catalog(struct catalog *catalog, const char *file, const struct language *language, placeable_find *find,
                  const struct check_selection *selection, struct arena *arena, struct mendeds *out)
{
	struct check_selection every = *selection;
	struct findings findings = { 0 };
	every.every = true;
	for (size_t round = 0; round < ROUNDS_MOST; round++) {
		array_clear(&findings);
		checks_run(catalog, file, language, find, &every, arena, &findings);
		if (!mend_round(catalog, &findings, arena, out))
			break;
	}
	array_finish(&findings);
	size_t kept = 0;
	for (size_t i = 0; i < out->count; i++)
		if (!slice_equal(out->items[i].before, out->items[i].after))
			out->items[kept++] = out->items[i];
	out->count = kept;
}

struct edits {
	struct written_edit *items;
	size_t count, capacity;
};

/* The way from MENDED's text before to that after, word by word. */
static void add_edits(struct edits *edits, const struct mended *mended, size_t line)
{
	struct differences differences = { 0 };
	size_t at = 0;
	difference_find(mended->before, mended->after, &differences);
	for (size_t i = 0; i < differences.count; i++) {
		const struct difference *difference = &differences.items[i];
		struct written_edit edit = { line, mended->form, at, at, SLICE("") };
		if (difference->kind == DIFFERENCE_ADDED)
			edit.text = difference->text;
		else
			at += difference->text.size;
		edit.end = at;
		if (difference->kind == DIFFERENCE_SAME)
			continue;
		struct written_edit *last = edits->count ? array_last(edits) : NULL;
		if (last && last->line == line && last->form == edit.form && last->end == edit.begin && !last->text.size)
			*last = (struct written_edit){ line, edit.form, last->begin, edit.end, edit.text };
		else
			array_push(edits, edit);
	}
	array_finish(&differences);
}

/* Whether BYTES, read again, are CATALOG: then nothing went wrong on the way. */
static bool reads_as(const struct catalog *catalog, struct slice bytes, const char *file, struct arena *arena)
{
	struct catalog again = { .arena = arena };
	struct diagnostics *ignored = diagnostics_create();
	bool same = catalog_read(&again, bytes, file, ignored) && again.count == catalog->count;
	for (size_t i = 0; same && i < again.count; i++) {
		const struct entry *a = &again.items[i], *b = &catalog->items[i];
		same = slice_equal(a->msgid, b->msgid) && slice_equal(entry_context(a), entry_context(b)) && a->fuzzy == b->fuzzy &&
		       a->obsolete == b->obsolete && a->msgstr_count == b->msgstr_count;
		for (size_t form = 0; same && form < a->msgstr_count; form++)
			same = slice_equal(a->msgstr[form], b->msgstr[form]);
	}
	catalog_finish(&again);
	diagnostics_destroy(ignored);
	return same;
}

static bool is_canonical(struct slice bytes, const char *file, struct arena *arena, struct diagnostics *sink)
{
	struct catalog old = { .arena = arena };
	struct buffer text = { 0 };
	bool canonical = catalog_read(&old, bytes, file, sink) && catalog_write(&old, file, &text, sink) &&
	                 slice_equal(bytes, buffer_slice(&text));
	buffer_finish(&text);
	catalog_finish(&old);
	return canonical;
}

bool mend_file(const struct catalog *catalog, struct slice bytes, const char *file, const struct mendeds *mended,
               struct arena *arena, struct buffer *out, struct diagnostics *sink)
{
	bool done;
	if (is_canonical(bytes, file, arena, sink)) {
		done = catalog_write(catalog, file, out, sink);
	} else {
		struct edits edits = { 0 };
		for (size_t i = 0; i < mended->count; i++)
			add_edits(&edits, &mended->items[i], catalog->items[mended->items[i].entry].line);
		done = utf8_find_invalid(bytes) == bytes.size && written_replace(bytes, edits.items, edits.count, out);
		array_finish(&edits);
	}
	if (done && reads_as(catalog, buffer_slice(out), file, arena))
		return true;
	diagnostics_error(sink, position_of_file(file),
	                  _("can't be mended in this form; run “localize update”, which writes it anew, or edit it by hand"));
	return false;
}
