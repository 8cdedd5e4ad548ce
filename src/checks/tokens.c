#include "checks/tokens.h"

#include "base/message.h"

static int compare(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static void sort(struct slices *tokens)
{
	if (tokens->count)
		qsort(tokens->items, tokens->count, sizeof *tokens->items, compare);
}

/* Leave in both what the other has not, in order. */
static void drop_common(struct slices *source, struct slices *translation,
                        bool (*same)(struct slice source, struct slice translation))
{
	size_t missing = 0, added = 0;
	for (size_t i = 0, j = 0; i < source->count || j < translation->count;) {
		int order = i == source->count        ? 1
		            : j == translation->count ? -1
		                                      : slice_compare(source->items[i], translation->items[j]);
		if (order < 0 && same && j < translation->count && same(source->items[i], translation->items[j]))
			order = 0;
		if (order < 0)
			source->items[missing++] = source->items[i];
		else if (order > 0)
			translation->items[added++] = translation->items[j];
		i += order <= 0;
		j += order >= 0;
	}
	source->count = missing;
	translation->count = added;
}

void tokens_compare(struct check_context *context, struct slices *source, struct slices *translation,
                    bool (*same)(struct slice source, struct slice translation), const struct token_texts *texts)
{
	if (!source->count && !translation->count)
		return;
	sort(source);
	sort(translation);
	drop_common(source, translation, same);
	for (size_t i = 0; i < source->count || i < translation->count; i++) {
		if (i >= translation->count) {
			bool again = i > translation->count && slice_equal(source->items[i], source->items[i - 1]);
			if (!again)
				check_report_whole(context, _(texts->missing), SLICE_ARG(source->items[i]));
			continue;
		}
		struct slice added = translation->items[i];
		size_t begin = (size_t)(added.data - context->translation.text.data);
		if (i < source->count)
			check_report(context, begin, begin + added.size, _(texts->changed), SLICE_ARG(added), SLICE_ARG(source->items[i]));
		else
			check_report(context, begin, begin + added.size, _(texts->added), SLICE_ARG(added));
	}
}
