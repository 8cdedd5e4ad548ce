/* xml_scanner.h: the tokens of XML as ranges of its bytes (XML 1.0, fifth edition; Namespaces in XML 1.0).
 *
 * Nothing is decoded, copied or expanded, and nothing is opened: a token says where it stands, and every byte of the
 * source lies in exactly one token, so that what is not touched can be written as it was. What is not well-formed is an
 * error with its line and column. Linear, without recursion, at a few hundred megabytes a second.
 *
 *	struct xml_scanner scanner;
 *	struct xml_token token;
 *	xml_scanner_init(&scanner, source, XML_DOCUMENT, "word/document.xml", sink);
 *	while (xml_scanner_next(&scanner, &token))
 *		if (token.kind == XML_START_TAG && slice_equal(token.local, SLICE("t")) &&
 *		    slice_equal(xml_namespace(&scanner, token.prefix), SLICE("http://…/main"))) {
 *			const struct xml_attribute *space = xml_find_attribute(&scanner, "space", XML_NAMESPACE);
 *			…
 *		}
 *	bool good = !scanner.failed;
 *	xml_scanner_finish(&scanner);
 *
 * An empty-element tag (`<a/>`) is one start tag with `empty` set, and no end tag comes after it. Where an element's
 * content begins and ends: at the end of its start tag and the beginning of its end tag, which is the one that is read
 * when scanner.depth has come back to what it was before the start tag. */

#ifndef LOCALIZE_FORMATS_XML_SCANNER_H
#define LOCALIZE_FORMATS_XML_SCANNER_H

#include "base/arena.h"
#include "base/array.h"
#include "base/diagnostics.h"
#include "base/table.h"
#include "formats/xml_characters.h"

#define XML_NAMESPACE "http://www.w3.org/XML/1998/namespace"

enum {
	XML_DEPTH_MOST = 1 << 16,      /* open elements */
	XML_ATTRIBUTES_MOST = 1 << 16, /* of one tag */
};

enum xml_token_kind {
	XML_TEXT,        /* character data without references */
	XML_REFERENCE,   /* `&name;`, `&#38;` in content */
	XML_CDATA,       /* `<![CDATA[…]]>` */
	XML_START_TAG,   /* `<a>`, `<a/>` */
	XML_END_TAG,
	XML_COMMENT,
	XML_INSTRUCTION, /* `<?target data?>` */
	XML_DECLARATION, /* `<?xml version="1.0" encoding="…"?>`; what it says is found as attributes */
	XML_DOCTYPE,     /* with its internal subset, whose declarations are taken as they stand */
};

struct xml_attribute {
	struct slice name;              /* as it is spelt, namespace declarations included */
	struct slice prefix, local;     /* its parts; prefix is empty where there is none */
	size_t begin, end;              /* of all of it, `a="b"` */
	size_t value_begin, value_end;  /* without the quotes; references stand as they are */
};

struct xml_token {
	enum xml_token_kind kind;
	size_t begin, end;                 /* of all of it */
	size_t content_begin, content_end; /* of text: all; of a CDATA section, a comment: without the delimiters; of an
	                                    * instruction: its data; of a doctype: its internal subset */
	struct slice name;          /* of a tag; the target of an instruction; what stands between `&` and `;` of a
	                             * reference; the root element's name in a doctype. As it is spelt. */
	struct slice prefix, local; /* the parts of a tag's name */
	bool empty;                 /* a start tag that is the end tag, too */
};

enum xml_extent {
	XML_DOCUMENT, /* one root element; comments and instructions around it */
	XML_CONTENT,  /* balanced content: any number of elements, and text between them (XML 1.0, section 4.3.2) */
	XML_FRAGMENT, /* a piece cut out of content: tags need not be balanced, and namespaces are unknown */
};

struct xml_open {
	struct slice name;
	size_t begin;
};

struct xml_binding {
	struct slice prefix, namespace;
	size_t depth; /* of the element that declares it */
	size_t outer; /* the prefix's binding outside of it, or TABLE_NONE */
};

struct xml_scanner {
	struct slice source; /* UTF-8 without a byte order mark */
	size_t offset;       /* where the next token begins */
	size_t depth;        /* open elements, behind the last token */
	bool failed;
	enum xml_extent extent;
	const char *file;
	struct diagnostics *sink;
	bool more;           /* the source goes on; see xml_scanner_go_on */

	/* Of the last start tag or XML declaration; overwritten by the next. */
	struct { struct xml_attribute *items; size_t count, capacity; } attributes;

	bool doctype_read, root_read;
	size_t closed_depth; /* depth to which the namespaces' scopes are to be closed before the next token */
	struct { struct xml_open *items; size_t count, capacity; } open;
	struct { struct xml_binding *items; size_t count, capacity; } bindings;
	struct table prefixes; /* prefix -> its binding that is in force */
	struct arena *kept;    /* for names that outlive the piece of the source that they stand in; NULL: there are no pieces */
	size_t kept_open;      /* open elements whose names are there */
};

/* Begin to read SOURCE. Errors go to SINK, with places in FILE; where SINK is NULL, they only end the tokens. */
void xml_scanner_init(struct xml_scanner *scanner, struct slice source, enum xml_extent extent, const char *file,
                      struct diagnostics *sink);
void xml_scanner_finish(struct xml_scanner *scanner); /* takes a zeroed one */

/* The next token into *TOKEN. False at the end of the source, and after an error, which sets scanner.failed. */
bool xml_scanner_next(struct xml_scanner *scanner, struct xml_token *token);

/* A source that comes in pieces, without a sink: errors would be told with places in a piece. Where MORE is set,
 * xml_scanner_next returns false, and has not failed, before a token that may go on behind the source. Then, or between two
 * tokens, the source becomes SOURCE, the old one without its first DROPPED bytes, which were read, and with others behind
 * it; offsets count from there. What stands in the old one may be used by then, but not the scanner. Names that are still
 * needed are kept in scanner.kept, which is to be set at the beginning. */
void xml_scanner_go_on(struct xml_scanner *scanner, struct slice source, size_t dropped, bool more);

/* The namespace that PREFIX (empty: none) stands for at the last token, as its declaration spells it; empty where none
 * is declared. For a tag, whether at its beginning or its end, the element's own declarations count. A name of an
 * attribute without a prefix is in no namespace. */
struct slice xml_namespace(const struct xml_scanner *scanner, struct slice prefix);

/* The attribute of the last start tag with this LOCAL name in NAMESPACE (NULL: in any, or none; "": in none). NULL
 * where there is none. */
const struct xml_attribute *xml_find_attribute(const struct xml_scanner *scanner, const char *local,
                                               const char *namespace);

static inline struct slice xml_attribute_value(const struct xml_scanner *scanner, const struct xml_attribute *attribute)
{
	return slice_range(scanner->source, attribute->value_begin, attribute->value_end);
}

static inline struct slice xml_token_content(const struct xml_scanner *scanner, const struct xml_token *token)
{
	return slice_range(scanner->source, token->content_begin, token->content_end);
}

#endif
