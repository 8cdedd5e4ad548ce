/* unwritable.c: translations that the article's format cannot take, so that a build leaves their sentences as they are. */

#include "base/message.h"
#include "checks/check.h"

/* Whether the check of markup has told of this translation: then that is what is to be mended. */
static bool is_told(const struct check_context *context)
{
	for (size_t i = context->out->count; i--;) {
		const struct finding *finding = &context->out->items[i];
		if (finding->msgid.data != context->entry->msgid.data || finding->form != context->form)
			return false;
		if (finding->check == check_markup.name)
			return true;
	}
	return false;
}

static void run(struct check_context *context)
{
	struct buffer why = { 0 };
	if (context->accept && context->form == 0 && !is_told(context) &&
	    !context->accept(context->source.text, context->translation.text, &why))
		check_report_whole(context, _("the article cannot take it: %.*s"), SLICE_ARG(buffer_slice(&why)));
	buffer_finish(&why);
}

const struct check check_unwritable = {
	"unwritable", N_("the article cannot take the translation"), SEVERITY_ERROR, CHECK_TRANSLATION, run, false,
};
