/* code_comments.h: comments in code that is shown. */

#ifndef LOCALIZE_FORMATS_CODE_COMMENTS_H
#define LOCALIZE_FORMATS_CODE_COMMENTS_H

#include "base/slice.h"

/* Where the words of LINE begin if it is nothing but a comment in the language that a fence names in INFO ("python",
 * "js title=x"); 0 if it is none, or the language is not known. */
size_t code_comment_begin(struct slice info, struct slice line);

#endif
