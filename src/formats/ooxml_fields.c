#include "formats/ooxml_fields.h"

bool ooxml_field_is_link(struct slice instruction)
{
	return slice_starts_with(slice_trim(instruction), SLICE("HYPERLINK"));
}

struct open_field {
	size_t begin, separate, depth;
	bool crossed; /* pairs are cut by it */
	char instruction[32];
	size_t size;
};

/* A field from its beginning to its end is one tag, or a pair around what it shows. */
static void end_field(struct office_paragraph *paragraph, const struct open_field *field, size_t end)
{
	struct office_item *begin = &paragraph->items[field->begin];
	if (field->separate != OFFICE_NONE && ooxml_field_is_link(slice_make(field->instruction, field->size))) {
		begin->kind = OFFICE_OPEN;
		begin->text = SLICE("a");
		begin->last = field->separate;
		paragraph->items[end].kind = OFFICE_CLOSE;
	} else {
		begin->last = end;
	}
}

void ooxml_resolve_fields(struct office_paragraph *paragraph)
{
	struct { struct open_field *items; size_t count, capacity; } open = { 0 };
	size_t depth = 0;
	for (size_t i = 0; i < paragraph->count; i++) {
		struct office_item *item = &paragraph->items[i];
		struct open_field *field = open.count ? array_last(&open) : NULL;
		if (item->kind == OFFICE_OPEN) {
			depth++;
		} else if (item->kind == OFFICE_CLOSE) {
			if (field && field->depth == depth)
				field->crossed = true;
			depth -= depth > 0;
		}
		switch (item->detail) {
		case OOXML_FIELD_BEGIN:
			array_push(&open, (struct open_field){ .begin = i, .separate = OFFICE_NONE, .depth = depth });
			break;
		case OOXML_FIELD_INSTRUCTION:
			if (field && field->separate == OFFICE_NONE) {
				size_t room = sizeof field->instruction - field->size;
				size_t size = item->text.size < room ? item->text.size : room;
				memcpy(field->instruction + field->size, item->text.data, size);
				field->size += size;
			}
			item->text = SLICE("field");
			break;
		case OOXML_FIELD_SEPARATE:
			if (field && field->separate == OFFICE_NONE && field->depth == depth)
				field->separate = i;
			break;
		case OOXML_FIELD_END:
			if (!field)
				break;
			if (!field->crossed && field->depth == depth) {
				end_field(paragraph, field, i);
			} else if (open.count > 1) {
				field[-1].crossed = true;
			}
			open.count--;
			break;
		default:
			break;
		}
	}
	/* One that ends in another paragraph: how it begins is one tag. */
	for (size_t i = 0; i < open.count; i++) {
		const struct open_field *field = &open.items[i];
		bool whole = field->separate != OFFICE_NONE && !field->crossed;
		for (size_t k = field->begin; whole && k < field->separate; k++)
			whole = paragraph->items[k].kind != OFFICE_OPEN && paragraph->items[k].kind != OFFICE_CLOSE;
		if (whole)
			paragraph->items[field->begin].last = field->separate;
		if (whole)
			break; /* an inner one may lie in it */
	}
	array_finish(&open);
}
