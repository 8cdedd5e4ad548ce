/* html_tokenizer.h: the tokens of HTML as ranges of its bytes (HTML Living Standard, section 13.2.5).
 *
 * Nothing is decoded or copied: names are as they are spelt, text holds its character references, and every byte of
 * the input lies in exactly one token. Any bytes are some HTML; none is refused. */

#ifndef LOCALIZE_FORMATS_HTML_TOKENIZER_H
#define LOCALIZE_FORMATS_HTML_TOKENIZER_H

#include "base/array.h"
#include "base/slice.h"

enum html_token_kind {
	HTML_END, /* of the input */
	HTML_TEXT,
	HTML_START_TAG,
	HTML_END_TAG,
	HTML_COMMENT, /* and what browsers take for one: `<?…>`, `<!…>`, `</ …>` */
	HTML_DOCTYPE,
	HTML_CDATA,
	HTML_TEMPLATE,   /* a section of a template language, if HTML_TEMPLATES are read */
	HTML_UNFINISHED, /* a tag that the end of the input cuts short: browsers drop it */
};

struct html_attribute {
	size_t name_begin, name_end;
	size_t value_begin, value_end; /* without the quotes; both name_end where there is no value */
	char quote;                    /* '"', '\'', or 0 for none */
};

struct html_token {
	enum html_token_kind kind;
	size_t begin, end;
	struct slice name; /* of a tag, as it is spelt */
	bool self_closing;
};

/* How the text after a start tag is read. */
enum html_content { HTML_DATA, HTML_RCDATA, HTML_RAWTEXT, HTML_SCRIPT, HTML_PLAINTEXT };

enum html_options {
	/* `{{ … }}`, `{% … %}`, `{# … #}`, `<% … %>`, `<?php … ?>` and `<?= … ?>` in text are tokens where they are closed
	 * and look like sections of a template language, and so is math: `$$ … $$`, `\( … \)`, `\[ … \]`,
	 * `\begin{align} … \end{align}`. */
	HTML_TEMPLATES = 1,
	/* The file is XHTML: `<script/>` is an empty element, and CDATA sections are known everywhere. */
	HTML_XML = 2,
};

struct html_tokenizer {
	struct slice text;
	size_t offset; /* where the next token begins */
	unsigned options;
	bool foreign; /* set by the caller between the tags of `<svg>` and `<math>`: CDATA, and no raw text elements */
	enum html_content content;
	struct slice raw_name; /* the element whose end tag ends content that is not HTML_DATA */

	/* Of the last tag; overwritten by the next. */
	struct { struct html_attribute *items; size_t count, capacity; } attributes;

	/* What was searched for already: nothing of this kind lies in [from, at), and one does at `at`, if not at
	 * SLICE_NONE. It keeps the search for what never comes linear. */
	struct html_found { size_t from, at; bool known; } closers[19], markup;
	unsigned regions_missing; /* as in template_region_end */
};

/* Begin to read TEXT at OFFSET. A tokenizer is finished before it is begun again; zeroed ones need no finishing. */
void html_tokenizer_init(struct html_tokenizer *tokenizer, struct slice text, size_t offset, unsigned options);
void html_tokenizer_finish(struct html_tokenizer *tokenizer);

/* The next token into *TOKEN; false at the end of the input. Linear over all calls. */
bool html_tokenizer_next(struct html_tokenizer *tokenizer, struct html_token *token);

/* The end of the section of a template language that begins at OFFSET of the text, or 0 where none does. */
size_t html_template_end(struct html_tokenizer *tokenizer, size_t offset);

/* The attribute NAME (in small letters) of the last tag; NULL where it has none. The first counts, as in
 * browsers. */
const struct html_attribute *html_find_attribute(const struct html_tokenizer *tokenizer, const char *name);

static inline struct slice html_attribute_name(const struct html_tokenizer *tokenizer,
                                               const struct html_attribute *attribute)
{
	return slice_range(tokenizer->text, attribute->name_begin, attribute->name_end);
}

static inline struct slice html_attribute_value(const struct html_tokenizer *tokenizer,
                                                const struct html_attribute *attribute)
{
	return slice_range(tokenizer->text, attribute->value_begin, attribute->value_end);
}

/* HTML's white space: that of ASCII without the vertical tab (a CR is a line end like LF). */
static inline bool is_html_space(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r' || byte == '\f';
}

#endif
