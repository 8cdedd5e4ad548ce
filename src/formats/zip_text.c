#include "formats/zip_text.h"

void zip_text_begin(struct zip_text *text, struct zip *zip, size_t index, const struct encoding *encoding,
                    struct zip_content *content)
{
	*text = (struct zip_text){ .zip = zip, .index = index, .encoding = encoding, .content = content };
}

/* Pack what was the same so far, as it stands in the archive. */
static void pack_same(struct zip_text *text)
{
	enum { BLOCK = 1 << 14 };
	char block[BLOCK];
	struct zip_reader *reader = zip_reader_create_again(text->zip, text->index);
	size_t left = text->same + (text->encoding->byte_order_mark ? 3 : 0), size;
	while (left && (size = zip_reader_read(reader, block, left < BLOCK ? left : BLOCK)) > 0) {
		zip_packer_add(text->packer, slice_make(block, size));
		left -= size;
	}
	zip_reader_finish(reader);
}

void zip_text_add(struct zip_text *text, struct slice piece, bool same)
{
	bool utf8 = strcmp(text->encoding->name, "UTF-8") == 0;
	same = same && !text->differs;
	if (!same && !text->differs && utf8) {
		text->packer = zip_packer_create(&text->zip->entries[text->index], text->content);
		pack_same(text);
	}
	text->differs = !same;
	text->same += same ? piece.size : 0;
	if (!utf8)
		buffer_append(&text->whole, piece);
	else if (!same)
		zip_packer_add(text->packer, piece);
}

static bool pack_whole(struct zip_text *text, const char *file, struct diagnostics *sink)
{
	struct buffer encoded = { 0 };
	bool done = encoding_encode(buffer_slice(&text->whole), text->encoding, file, &encoded, sink);
	if (done) {
		struct zip_packer *packer = zip_packer_create(&text->zip->entries[text->index], text->content);
		zip_packer_add(packer, buffer_slice(&encoded));
		zip_packer_finish(packer, true);
	}
	buffer_finish(&encoded);
	return done;
}

bool zip_text_end(struct zip_text *text, bool keep, const char *file, struct diagnostics *sink)
{
	bool done = keep;
	if (text->packer)
		zip_packer_finish(text->packer, keep);
	else if (keep && text->differs)
		done = pack_whole(text, file, sink);
	buffer_finish(&text->whole);
	return done;
}
