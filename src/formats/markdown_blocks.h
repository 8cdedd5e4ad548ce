/* markdown_blocks.h: the block structure of Markdown (CommonMark 0.31, sections 4 and 5; GFM's tables, task lists and
 * footnotes; and what the generators of sites add), as leaf blocks of prose with the bytes of each of their lines.
 *
 * Code, math, thematic breaks and the lines of templates and attributes make no block. */

#ifndef LOCALIZE_FORMATS_MARKDOWN_BLOCKS_H
#define LOCALIZE_FORMATS_MARKDOWN_BLOCKS_H

#include "base/arena.h"
#include "base/array.h"
#include "base/table.h"

enum markdown_block_kind {
	MARKDOWN_PARAGRAPH,
	MARKDOWN_HEADING,
	MARKDOWN_TABLE_HEADING,
	MARKDOWN_TABLE_CELL,
	MARKDOWN_TITLE,      /* of an admonition: its line is the title alone */
	MARKDOWN_LINK_TITLE, /* of a link reference definition, without the quotes */
	MARKDOWN_PARAMETER,  /* of a shortcode or a tag of a template, without the quotes */
	MARKDOWN_ATTRIBUTE,  /* of a JSX tag, without the quotes */
	MARKDOWN_PROPERTIES, /* of a component, in YAML: its line is all of them */
	MARKDOWN_COMMENT,    /* in fenced code, without the mark of a comment; its line is the words alone */
	MARKDOWN_HTML,       /* an HTML block that may hold prose, its lines with all of their bytes */
};

/* What a block stands in: the nearest container that says something about it. */
enum markdown_place {
	MARKDOWN_BODY,
	MARKDOWN_LIST_ITEM,
	MARKDOWN_QUOTATION,
	MARKDOWN_FOOTNOTE,
	MARKDOWN_DEFINITION,
};

/* A line of a block: its content is [begin, end), without the prefixes of its containers and its line ending; START is
 * where the line begins in the source. */
struct markdown_line {
	size_t start, begin, end;
};

struct markdown_block {
	enum markdown_block_kind kind;
	enum markdown_place place;
	unsigned char level; /* of a heading: 1 to 6; of an HTML block: its kind, 1 to 7 */
	char quote;          /* of a title: what ends it: '"', '\'', ')', ']', or 0 for the end of the line */
	const char *role;    /* of a parameter or an attribute */
	bool setext;
	bool opens_item;     /* the first block of a list item */
	bool opens_line;     /* other block markup could be read where its first line begins */
	size_t line, line_count; /* in lines */
};

struct markdown_blocks {
	struct { struct markdown_block *items; size_t count, capacity; } blocks;
	struct { struct markdown_line *items; size_t count, capacity; } lines;
	struct table labels; /* of link reference definitions, as markdown_normalize_label (markdown_link.h) makes them */
	bool mdx; /* it was to be read so, or there was JSX in it */
};

enum markdown_reading {
	MARKDOWN_MDX = 1,          /* read JSX, import, export and expressions as MDX does */
	MARKDOWN_CODE_COMMENTS = 2, /* find the comments in fenced code */
};

/* The blocks of SOURCE from BEGIN on, read as READING says, appended to OUT (zeroed to begin with), whose labels live in
 * ARENA. Linear in SOURCE, whatever its depth. */
void markdown_scan_blocks(struct slice source, size_t begin, unsigned reading, struct arena *arena,
                          struct markdown_blocks *out);
void markdown_blocks_finish(struct markdown_blocks *blocks);

#endif
