#include "engines/work.h"

#include "base/message.h"
#include "engines/process.h"

/* What a user's command is being given. */
struct conversation {
	struct work *work;
	struct batch *batch;
	bool *seen; /* the texts that were answered */
};

static bool take_line(void *context, struct slice line)
{
	struct conversation *conversation = context;
	struct work *work = conversation->work;
	struct batch *batch = conversation->batch;
	json_t *root = provider_load_json(line);
	size_t number;
	struct slice answer;
	bool taken = root && work->session.provider->read_line(&batch->texts, root, &number, &answer) &&
	             !conversation->seen[number];
	if (taken) {
		conversation->seen[number] = true;
		answer_take(work, batch->sentences[number], batch->texts.form, batch->firsts[number], answer);
	}
	json_decref(root);
	return taken;
}

void work_ask_command(struct work *work)
{
	const struct engine_options *options = work->run->options;
	const struct provider *provider = work->session.provider;
	for (struct batch *batch; !work->stopped && (batch = batch_next(work));) {
		struct buffer input = { 0 };
		struct conversation conversation = { work, batch,
			                             arena_allocate_zero(batch->arena, batch->texts.count, 1) };
		provider->write(&work->session, &batch->texts, &input);
		struct process process = {
			.command = options->command,
			.input = buffer_slice(&input),
			.timeout = provider_client_options(&work->session).timeout,
			.line_most = 1 << 20,
			.take_line = take_line,
			.progress = work_progress,
			.line_context = &conversation,
			.progress_context = work,
		};
		work->report->requests++;
		const char *fault = process_run(&process, batch->arena);
		batch_count_characters(work, batch);
		for (size_t i = 0; i < batch->texts.count; i++)
			if (!conversation.seen[i])
				sentence_settle_unanswered(work, &work->sentences.items[batch->sentences[i]],
				                  fault ? arena_copy(work->arena, slice_from(fault)).data :
				                          _("the engine gave no answer"));
		if (fault)
			work_stop(work, _("the command “%s” failed: %s; try it by hand"), options->command, fault);
		buffer_finish(&input);
		batch_destroy(work, batch);
	}
}
