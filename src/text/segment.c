#include "text/segment.h"

struct segmenter {
	char unused;
};

struct segmenter *segmenter_create(struct slice rules, const char *file, const char *language, struct diagnostics *sink)
{
	(void)rules, (void)file, (void)language, (void)sink;
	return memory_allocate_zero(1, sizeof(struct segmenter));
}

void segmenter_destroy(struct segmenter *segmenter)
{
	free(segmenter);
}

void segmenter_run(const struct segmenter *segmenter, struct slice text, const struct placeable *placeables,
                   size_t placeable_count, struct segments *out)
{
	(void)segmenter, (void)placeables, (void)placeable_count;
	size_t begin = 0;
	for (size_t i = 0; i < text.size; i++)
		if (i + 1 == text.size || (text.data[i] == '.' && is_ascii_space(text.data[i + 1]))) {
			array_push(out, (struct segment){ begin, i + 1 });
			for (i++; i < text.size && is_ascii_space(text.data[i]); i++)
				;
			begin = i--;
		}
}
