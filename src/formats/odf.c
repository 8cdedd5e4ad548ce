/* odf.c: ODT, ODS and ODP files (OASIS OpenDocument 1.3, part 2: packages). */

#include "base/message.h"
#include "formats/format.h"
#include "formats/odf_reader.h"
#include "formats/office_package.h"
#include "formats/office_text.h"
#include "formats/xml_scanner.h"

static bool report(const struct office_package *package, const char *text, struct diagnostics *sink)
{
	diagnostics_error(sink, (struct position){ package->zip.file, 1, 1 }, "%s", text);
	return false;
}

/* The language that styles.xml gives to text that says nothing of its own. */
static bool read_language(struct office_package *package, size_t entry, struct diagnostics *sink)
{
	struct arena *arena = arena_create();
	struct slice source;
	struct encoding encoding;
	if (!office_package_read(package, entry, arena, &source, &encoding, sink)) {
		arena_destroy(arena);
		return false;
	}
	struct xml_scanner scanner;
	struct xml_token token;
	const char *file = arena_format(package->arena, "%s: styles.xml", package->zip.file).data;
	xml_scanner_init(&scanner, source, XML_DOCUMENT, file, sink);
	while (!package->language.size && xml_scanner_next(&scanner, &token)) {
		if (token.kind != XML_START_TAG || !slice_equal(token.local, SLICE("text-properties")))
			continue;
		const struct xml_attribute *language = xml_find_attribute(&scanner, "language", NULL);
		const struct xml_attribute *country = xml_find_attribute(&scanner, "country", NULL);
		if (language && !slice_equal(xml_attribute_value(&scanner, language), SLICE("zxx")) &&
		    !slice_equal(xml_attribute_value(&scanner, language), SLICE("none")))
			package->language = arena_format(package->arena, "%.*s%s%.*s", SLICE_ARG(xml_attribute_value(&scanner, language)),
			                                 country ? "-" : "",
			                                 SLICE_ARG(country ? xml_attribute_value(&scanner, country) : SLICE("")));
	}
	bool done = !scanner.failed;
	xml_scanner_finish(&scanner);
	arena_destroy(arena);
	return done;
}

static bool find_parts(struct office_package *package, struct diagnostics *sink)
{
	struct zip *zip = &package->zip;
	struct slice manifest;
	size_t index = zip_find(zip, SLICE("META-INF/manifest.xml"));
	if (index != SIZE_MAX) {
		if (!zip_read(zip, index, package->arena, &manifest, sink))
			return false;
		if (slice_find(manifest, SLICE("encryption-data"), 0) != SLICE_NONE)
			return report(package, _("it is protected by a password; save it without one"), sink);
	}
	if (zip_find(zip, SLICE("content.xml")) == SIZE_MAX)
		return report(package, _("not an OpenDocument file: the archive has no content.xml; save it anew"), sink);
	for (size_t i = 0; i < zip->count; i++) {
		struct slice name = zip->entries[i].name;
		unsigned rank = slice_equal(name, SLICE("meta.xml"))           ? 0
		                : slice_equal(name, SLICE("content.xml"))      ? 1
		                : slice_ends_with(name, SLICE("/content.xml")) ? 2
		                : slice_equal(name, SLICE("styles.xml"))       ? 3
		                                                               : 4;
		if (rank == 3 && !read_language(package, i, sink))
			return false;
		if (rank < 4)
			array_push(&package->parts, (struct office_package_part){ i, NULL, rank });
	}
	return true;
}

static const struct office_kind odf = { find_parts, odf_read, NULL };

static bool unpack(const char *file, struct slice bytes, struct arena *arena, struct slice *text,
                   struct diagnostics *sink)
{
	return office_unpack(&odf, file, bytes, arena, text, sink);
}

static struct packing *pack(const char *file, struct slice bytes, struct slice source, const struct outlet *out,
                            struct diagnostics *sink)
{
	return office_pack(&odf, file, bytes, source, out, sink);
}

static const char *const extensions[] = { "odt", "ott", "ods", "ots", "odp", "otp", NULL };

const struct format format_odf = {
	.name = "odf", .extensions = extensions, .parse = office_parse, .fit = office_fit,
	.find_placeables = office_find_placeables, .unpack = unpack, .pack = pack, .accept = office_accept,
};
