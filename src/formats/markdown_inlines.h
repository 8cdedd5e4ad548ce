/* markdown_inlines.h: the inline structure of Markdown (CommonMark 0.31, section 6; GFM's strikethrough, autolinks and
 * footnote references; and what the generators of sites add: templates, math, MDX), as placeables. */

#ifndef LOCALIZE_FORMATS_MARKDOWN_INLINES_H
#define LOCALIZE_FORMATS_MARKDOWN_INLINES_H

#include "base/arena.h"
#include "base/table.h"
#include "text/placeable.h"

/* A link or an image: its text stands between two placeables. */
struct markdown_link {
	size_t open, close;      /* offsets: the placeables [open, text) and [close, end) */
	size_t text, end;
	bool image;
	bool by_text;            /* a reference whose label is its text: `[text]`, `[text][]` */
	size_t title, title_end; /* without its quotes; empty if there is none */
};

enum markdown_references {
	MARKDOWN_DEFINED_REFERENCES,  /* those whose labels are in the table */
	MARKDOWN_LABELLED_REFERENCES, /* any but `[text]` */
	MARKDOWN_ALL_REFERENCES,
};

struct markdown_inline_options {
	enum markdown_references references;
	const struct table *labels; /* as in markdown_blocks; keys made in ARENA are looked up in it */
	struct arena *arena;
	bool mdx;
};

struct markdown_delimiter;
struct markdown_bracket;
struct markdown_tag;

/* What was found in one text, and the room for finding it, to be used again for the next one. Zeroed to begin with. */
struct markdown_inlines {
	/* In order. A hard line break is a placeable that ends with LF. */
	struct placeables placeables;
	struct { struct markdown_link *items; size_t count, capacity; } links; /* in the order of their ends */

	struct { struct markdown_delimiter *items; size_t count, capacity; } delimiters;
	struct { struct markdown_bracket *items; size_t count, capacity; } brackets;
	struct { struct markdown_tag *items; size_t count, capacity; } tags;
	struct { size_t *items; size_t count, capacity; } order;
	struct placeables sorted;
};

/* Find what is in TEXT, one block's content, its lines joined by LF. Linear but for a sort of what is found. */
void markdown_scan_inlines(struct slice text, const struct markdown_inline_options *options,
                           struct markdown_inlines *out);
void markdown_inlines_finish(struct markdown_inlines *inlines);

#endif
