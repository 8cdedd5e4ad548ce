#include "base/message.h"

#include "base/buffer.h"
#include "base/file.h"

#include <locale.h>
#include <stdlib.h>

#define LOCALE_DOMAIN "localize"

/* Where the translations are if the program PATH stands where it was built, in FOLDER/src: FOLDER/locale. False where it
 * is installed, that is, without what builds it beside it. */
static bool find_built(const char *path, struct buffer *folder)
{
	const struct slice program = SLICE("/src/localize");
	char *real = realpath("/proc/self/exe", NULL); /* Linux */
	if (!real && strchr(path, '/'))
		real = realpath(path, NULL);
	struct slice place = slice_from(real ? real : "");
	bool built = false;
	if (slice_ends_with(place, program)) {
		place.size -= program.size;
		buffer_append_format(folder, "%.*s/build.ninja", SLICE_ARG(place));
		built = file_exists(buffer_string(folder));
		buffer_clear(folder);
		buffer_append_format(folder, "%.*s/locale", SLICE_ARG(place));
	}
	free(real);
	return built;
}

void message_begin(const char *path, const char *installed)
{
	setlocale(LC_MESSAGES, "");
	struct buffer built = { 0 };
	bindtextdomain(LOCALE_DOMAIN, find_built(path, &built) ? buffer_string(&built) : installed);
	textdomain(LOCALE_DOMAIN);
	buffer_finish(&built);
	/* All output is UTF-8, the words of the C library and of GNU gettext in it too. */
	static const char *const domains[] = { LOCALE_DOMAIN, "libc", "gettext-tools", "bison-runtime" };
	for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
		bind_textdomain_codeset(domains[i], "UTF-8");
}

void message_end(void)
{
	setlocale(LC_MESSAGES, "C");
}
