#include "formats/zip_text.h"

void zip_text_begin(struct zip_text *text, const struct zip_entry *entry, const struct encoding *encoding, struct slice old,
                    struct zip_content *content)
{
	*text = (struct zip_text){ .old = old, .encoding = encoding, .entry = entry, .content = content };
}

static bool is_utf8(const struct zip_text *text)
{
	return strcmp(text->encoding->name, "UTF-8") == 0;
}

static void pass_on(struct zip_text *text, struct slice piece)
{
	if (text->packer)
		zip_packer_add(text->packer, piece);
	else
		buffer_append(&text->whole, piece);
}

/* From here on the new text is another one. */
static void begin_difference(struct zip_text *text)
{
	text->differs = true;
	if (is_utf8(text)) {
		text->packer = zip_packer_create(text->entry, text->content);
		if (text->encoding->byte_order_mark)
			zip_packer_add(text->packer, SLICE("\xef\xbb\xbf"));
	}
	pass_on(text, slice_range(text->old, 0, text->same));
}

void zip_text_add(struct zip_text *text, struct slice piece)
{
	if (!text->differs && piece.size <= text->old.size - text->same &&
	    slice_equal(piece, slice_range(text->old, text->same, text->same + piece.size))) {
		text->same += piece.size;
		return;
	}
	if (!text->differs)
		begin_difference(text);
	pass_on(text, piece);
}

/* Encode and pack what was gathered. */
static bool pack_whole(struct zip_text *text, const char *file, struct diagnostics *sink)
{
	struct buffer encoded = { 0 };
	bool done = encoding_encode(buffer_slice(&text->whole), text->encoding, file, &encoded, sink);
	if (done) {
		struct zip_packer *packer = zip_packer_create(text->entry, text->content);
		zip_packer_add(packer, buffer_slice(&encoded));
		zip_packer_finish(packer, true);
	}
	buffer_finish(&encoded);
	return done;
}

bool zip_text_end(struct zip_text *text, bool keep, const char *file, struct diagnostics *sink)
{
	if (keep && !text->differs && text->same < text->old.size)
		begin_difference(text);
	bool done = keep;
	if (text->packer)
		zip_packer_finish(text->packer, keep);
	else if (keep && text->differs)
		done = pack_whole(text, file, sink);
	buffer_finish(&text->whole);
	return done;
}
