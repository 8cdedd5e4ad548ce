/* office_text.h: an office document as a text, one paragraph a line.
 *
 * Formats that are archives of XML (DOCX, ODT, …) hand their prose on in this form, and write it back from it. A line is
 *
 *	role TAB text LF
 *
 * The text is what is read on the page: no entities, no elements. What is more than text is a tag: `<b>…</b>` and
 * `<1>…</1>` for formatting, `<a>…</a>` for a link, `<note/>` for the reference to a footnote; which is which, the
 * document knows. A `<` that would read as the beginning of a tag is written `&lt;`, and the `&` of what would read as
 * `&lt;` or `&amp;` is `&amp;`; all others stand for themselves. Before the first line, without a line break, so that a
 * line's number is that of its paragraph, stands the head: OFFICE_LANGUAGE, the document's own language (BCP 47; empty: not
 * known), OFFICE_DIRECTION, its direction, OFFICE_HEAD_END. */

#ifndef LOCALIZE_FORMATS_OFFICE_TEXT_H
#define LOCALIZE_FORMATS_OFFICE_TEXT_H

#include "base/buffer.h"
#include "base/diagnostics.h"
#include "document/document.h"

#define OFFICE_LANGUAGE '\1'
#define OFFICE_DIRECTION '\2'
#define OFFICE_HEAD_END '\3'

/* What stands in the head of a text. */
struct office_head {
	struct slice language, direction;
	size_t end; /* where the first line begins */
};

/* The head of TEXT; false where it is not whole. */
bool office_read_head(struct slice text, struct office_head *head);

struct office_tag {
	size_t begin, end;
	enum placeable_kind kind;
	struct slice name; /* "b", "note2" */
};

/* The next tag at FROM or later of TEXT; false where there is none. */
bool office_next_tag(struct slice text, size_t from, struct office_tag *tag);

/* Whether NAME, of a pair, is formatting, which a translation may use as often as it needs. */
bool office_tag_is_formatting(struct slice name);

/* TEXT, a piece of a paragraph, appended to OUT as it stands in a line, white space that is no space as one. */
void office_escape(struct slice text, struct buffer *out);

/* TEXT, a piece of a line without tags, appended to OUT as it is meant. */
void office_unescape(struct slice text, struct buffer *out);

/* The functions of a format whose documents' source is such a text (format.h). */
bool office_parse(struct document *document, struct diagnostics *sink);
document_fit office_fit;
void office_find_placeables(struct slice text, struct placeables *out);
bool office_accept(struct slice text, struct slice translation, struct buffer *why);

#endif
