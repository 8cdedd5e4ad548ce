/* html_reader.h: what the files that read HTML into units share. Nothing else includes it. */

#ifndef LOCALIZE_FORMATS_HTML_READER_H
#define LOCALIZE_FORMATS_HTML_READER_H

#include "document/document.h"
#include "formats/html.h"
#include "formats/html_elements.h"
#include "formats/html_tokenizer.h"
#include "formats/template_statement.h"

enum { HTML_HEADING_LEVELS = 7 };

/* Whether a text is translated. HTML_NEVER: nor is anything inside of it, whatever its author says. */
enum html_state { HTML_NEVER, HTML_NO, HTML_YES };

/* Blocks, and those inline elements that decide what is translated. */
struct html_open_element {
	const struct html_element *element;
	struct slice name;
	enum html_state state;
	size_t nested; /* open elements inside that have its name and are not on the stack */
	const char *role;
	struct slice note;
};

enum html_item_kind { HTML_ITEM_TEXT, HTML_ITEM_OPEN, HTML_ITEM_CLOSE, HTML_ITEM_ALONE, HTML_ITEM_BREAK };

#define HTML_OUTSIDE UINT32_MAX

/* A piece of a run. */
struct html_item {
	size_t begin, end; /* of the source */
	const struct html_element *element;
	struct slice name;
	uint32_t partner; /* an index into the run; its own where there is none */
	uint32_t placeable;
	uint32_t peer; /* as partner, of a statement of a template; HTML_OUTSIDE: it is in another run */
	uint32_t words, solids, marks; /* how many items before it are prose; that or code; that or any visible text */
	enum html_item_kind kind;
	struct template_statement statement; /* of a section of a template */
	enum html_state state; /* in it: of an element, between its tags */
	bool prose;  /* text that has a letter or a digit */
	bool blank;  /* text that has but white space */
	bool edge;   /* nothing of a sentence where it stands at its edge */
	bool sealed; /* a pair that is one placeable from end to end */
	bool nested; /* has units of its own, and is a token in the sentence around it */
	bool open;   /* html_run.c's own */
};

/* An attribute that is prose. */
struct html_pending_value {
	struct html_attribute attribute;
	const char *role;
	struct slice note;
};

struct html_range {
	size_t begin, end;
};

/* An element that is nested in a sentence, to be read later. */
struct html_nested {
	size_t begin, end;
	unsigned nesting; /* in how many it lies */
	struct slice section, language, note;
	const char *role;
};

struct html_nested_list {
	struct html_nested *items;
	size_t count, capacity;
	unsigned unended; /* how many had no end: to look for one may take long */
	const char *name; /* of the tokens, which no element of the page has; NULL before the first */
};

struct html_reader {
	struct document_builder *builder;
	struct slice source; /* up to the end of what is read */
	struct html_tokenizer tokenizer, scratch;
	bool xml;
	bool one_run; /* all of it is inline content */
	struct { struct html_open_element *items; size_t count, capacity; } stack;
	size_t open_in_group[HTML_HIDDEN + 1];
	size_t inline_count; /* elements on the stack that are no blocks */
	struct { struct html_item *items; size_t count, capacity; } run;
	enum html_state run_state; /* of what the run lies in */
	struct { uint32_t *items; size_t count, capacity; } opens;
	struct html_plain {
		bool on;
		const char *role;
		unsigned form;
		struct slice note;
	} plain; /* on: the run is text without tags, of this kind */
	struct { struct html_range *items; size_t count, capacity; } ranges;  /* of the run, still to be made units of */
	struct { struct html_range *items; size_t count, capacity; } covered; /* of the source, by units of the run */
	/* Attributes and slots since the run began: the run may become a unit that they lie in. */
	struct { struct html_pending_value *items; size_t count, capacity; } values;
	struct { struct slot *items; size_t count, capacity; } slots;
	struct html_nested_list *nested; /* NULL: they are inline like others */
	size_t nested_begin;             /* of that which is being read; the source's size for none */
	unsigned nesting;
	size_t run_nested; /* in the run */
	struct { struct hole *items; size_t count, capacity; } holes; /* of the unit being built */
	struct slice language; /* the document's own */
	struct slice tag_note;  /* what the tag just read says to translators */
	struct slice run_notes; /* what the inline elements of the run say, in lines */
	size_t go_depth;        /* statements of Go templates that are open */
	size_t parting_count;   /* elements on the stack that are HTML_PARTING */

	struct slice sections[HTML_HEADING_LEVELS]; /* the last heading of this level or a higher one */
	unsigned heading_level;                     /* of the heading that is being read; 0 for none */
	bool heading_begun;                         /* some of its text is there */
	struct buffer heading;
};

/* html_units.c: units built. */

/* Whether TEXT has a letter or a digit, perhaps as a character reference, whose own letters are none. */
bool html_has_prose(struct slice text);

/* [begin, end) of TEXT without the white space at its ends, such as does not break lines, too. */
struct html_range html_trim(struct slice text, size_t begin, size_t end);

void html_push_placeable(struct placeables *out, size_t begin, size_t end, enum placeable_kind kind);

/* The next section of a template language in SCANNER's text, which has no tags, behind SECTION; empty, at its end, if there is
 * none. False if one goes on outside of the text. */
bool html_next_section(struct html_tokenizer *scanner, struct html_range *section);

/* Add bytes [begin, end) of the source, the value of an attribute or the text of <title>, as a unit if it is prose; NULL if
 * not. */
struct unit *html_add_plain_unit(struct html_reader *reader, size_t begin, size_t end, const char *role, unsigned form);

/* Add items [begin, end) of the run as a unit. */
void html_add_run_unit(struct html_reader *reader, size_t begin, size_t end);

/* What follows stands in the section of the heading just read. */
void html_end_heading(struct html_reader *reader);

/* html_run.c: the run of inline content. */

/* Append [begin, end) of the source to the run: text; a section of a template; or another piece that stands alone, EDGE if it is
 * nothing of a sentence where it stands at its edge. */
void html_push_text(struct html_reader *reader, size_t begin, size_t end, enum html_state state);
void html_push_section(struct html_reader *reader, size_t begin, size_t end);
void html_push_alone(struct html_reader *reader, size_t begin, size_t end, bool edge);

/* Pair the run's tags, seal the pairs that are not translated where what they lie in is, and count what lies before
 * each item. */
void html_measure_run(struct html_reader *reader);

/* The run so far is a block of its own: make its units, and begin another. */
void html_end_run(struct html_reader *reader);

/* Add [begin, end) of the source, the value of an attribute or the text of <title>, as one unit or, where a template has
 * several values there, as more. NOTE, if not empty, takes the place of the element's. There must be no run. */
void html_add_plain_units(struct html_reader *reader, size_t begin, size_t end, const char *role, unsigned form,
                          struct slice note);

/* html_stack.c: the open elements. */

enum html_state html_current_state(const struct html_reader *reader);
const char *html_current_role(const struct html_reader *reader);
struct slice html_current_note(const struct html_reader *reader);

/* What an inline element is that its author says parts sentences (ITS 2.0, section 8.6: withinText), and a component that holds
 * blocks. */
extern const struct html_element html_parting_element;

/* Whether the end tag NAME of an inline element ends an open html_parting_element; then that is closed, and the run
 * in it before. */
bool html_close_parting(struct html_reader *reader, struct slice name);

/* An element has begun that is a block, or an inline element (html_open_inline notes it only if that decides what is
 * translated). */
void html_open_element(struct html_reader *reader, const struct html_element *element, struct slice name,
                       enum html_state state);
void html_open_inline(struct html_reader *reader, const struct html_element *element, struct slice name,
                      enum html_state state);
void html_close_inline(struct html_reader *reader, struct slice name);

/* Close the open elements from the last that is GROUP's (or, if not NULL, ELEMENT) on, unless it lies outside of what
 * keeps end tags inside. */
void html_close_elements(struct html_reader *reader, enum html_group group, const struct html_element *element);

/* Close what the start tag of ELEMENT ends without an end tag. */
void html_close_implied(struct html_reader *reader, const struct html_element *element);

/* html_nested.c: elements that are nested in a sentence. */

/* Whether the start tag TOKEN, just read, begins an element that is nested here. */
bool html_nests(const struct html_reader *reader, const struct html_token *token);

/* Push that element to the run as a whole, to be read later; false if it is to be read now, as there are too many or it has
 * no end. */
bool html_nest_element(struct html_reader *reader, const struct html_token *token);

/* ITEM, nested, as a token of the unit being built, and whether TOKEN, a start tag, is such a one. */
void html_take_nested(struct html_reader *reader, const struct html_item *item);
bool html_is_nested_token(const struct html_token *token);

/* html_attributes.c: the attributes of the tag just read. */

/* Whether the element is translated: what its attributes say (HTML, section 3.2.6.1; ITS 2.0, section 8.1), else
 * STATE. */
enum html_state html_stated_state(const struct html_reader *reader, enum html_state state);

/* Whether the tag just read says that its element is WITHIN text: "no", it parts sentences; "nested", it stands in one that it is
 * no part of (ITS 2.0, section 8.6). */
bool html_is_within(const struct html_reader *reader, const char *within);

/* The note to translators in the tag just read (ITS 2.0, section 8.3), as a line in the document's arena; empty: none. */
struct slice html_stated_note(const struct html_reader *reader);

/* Whether the content of ELEMENT is translated; by nature, code isn't. */
enum html_state html_element_state(const struct html_reader *reader, const struct html_element *element);

/* Gather the slot of the XML declaration [begin, end) of the source. */
void html_read_xml_declaration(struct html_reader *reader, size_t begin, size_t end);

/* Gather the slots, and the prose if STATE is HTML_YES. */
void html_read_attributes(struct html_reader *reader, const struct html_element *element, enum html_state state);

/* Add what was gathered and lies in no unit of the run. */
void html_add_pending(struct html_reader *reader);

#endif
