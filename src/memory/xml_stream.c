#include "memory/xml_stream.h"

#include "base/memory.h"
#include "base/message.h"

#include <errno.h>
#include <stdlib.h>

enum { BLOCK = 1 << 18 };

struct slice xml_attribute(int count, const xmlChar **attributes, const char *name)
{
	for (int i = 0; i < count; i++, attributes += 5)
		if (strcmp((const char *)attributes[0], name) == 0)
			return slice_make((const char *)attributes[3], (size_t)(attributes[4] - attributes[3]));
	return slice_make(NULL, 0);
}

static xmlEntityPtr find_entity(void *context, const xmlChar *name)
{
	(void)context;
	return xmlGetPredefinedEntity(name);
}

static void report_fault(void *context, xmlErrorPtr error)
{
	struct xml_stream *stream = context;
	if (stream->failed || error->level < XML_ERR_ERROR)
		return;
	stream->failed = true;
	struct slice text = slice_trim(slice_from(error->message));
	diagnostics_error(stream->sink,
	                  (struct position){ .file = stream->path, .line = error->line > 0 ? (size_t)error->line : 0 },
	                  _("is not well-formed XML (%.*s); export it anew"), SLICE_ARG(text));
}

static void cannot_read(const struct xml_stream *stream)
{
	diagnostics_error(stream->sink, position_of_file(stream->path), _("can't be read: %s; check its name and mode"),
	                  strerror(errno));
}

/* Give the parser the file, block by block. */
static bool parse(struct xml_stream *stream, FILE *file)
{
	char *block = memory_allocate(BLOCK);
	size_t got;
	while (!stream->failed && (got = fread(block, 1, BLOCK, file)) > 0)
		xmlParseChunk(stream->parser, block, (int)got, 0);
	if (ferror(file))
		cannot_read(stream);
	else if (!stream->failed)
		xmlParseChunk(stream->parser, "", 0, 1);
	bool done = !ferror(file) && !stream->failed;
	free(block);
	return done;
}

bool xml_stream_read(struct xml_stream *stream, const xmlSAXHandler *handlers)
{
	FILE *file = fopen(stream->path, "rb");
	if (!file) {
		cannot_read(stream);
		return false;
	}
	/* No handler for entities, declarations or external subsets: there are none for us. */
	xmlSAXHandler all = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = handlers->startElementNs,
		.endElementNs = handlers->endElementNs,
		.characters = handlers->characters,
		.ignorableWhitespace = handlers->characters,
		.cdataBlock = handlers->characters,
		.getEntity = find_entity,
		.serror = report_fault,
	};
	stream->parser = xmlCreatePushParserCtxt(&all, stream, NULL, 0, stream->path);
	bool done = stream->parser != NULL;
	if (done) {
		xmlCtxtUseOptions(stream->parser, XML_PARSE_NONET | XML_PARSE_HUGE);
		done = parse(stream, file);
		xmlFreeDoc(stream->parser->myDoc); /* where libxml2 puts declarations of entities, asked or not */
		xmlFreeParserCtxt(stream->parser);
		stream->parser = NULL;
	}
	fclose(file);
	return done;
}
