/* address.h: URLs and mail addresses in text, which no translation and no change of script touches. */

#ifndef LOCALIZE_TEXT_ADDRESS_H
#define LOCALIZE_TEXT_ADDRESS_H

#include "base/slice.h"

/* The next places of what marks an address, each looked for once. */
struct address_search {
	struct slice text;
	size_t begin, end; /* nothing outside is part of an address */
	size_t scheme, at, www;
};

/* Begin to look for the addresses in bytes [begin, end) of TEXT (UTF-8). */
void address_search_begin(struct address_search *search, struct slice text, size_t begin, size_t end);

/* The first address at FROM or later, [*begin, *end): "https://…", "www.…", "name@host", "@name". False, and these are
 * nothing, if there is none. FROM never goes back; then all calls together are linear. */
bool address_find(struct address_search *search, size_t from, size_t *begin, size_t *end);

#endif
