#include "engines/provider.h"

/* The one request of a probe. */
struct probe {
	struct provider_session session;
	struct engine_status *status;
	bool asked;
};

static bool next_probe(void *context, struct client_request *request)
{
	struct probe *probe = context;
	if (probe->asked)
		return false;
	probe->asked = true;
	*request = (struct client_request){ 0 };
	probe->session.provider->probe(&probe->session, request);
	return true;
}

static enum client_verdict read_probe(void *context, void *item, const struct client_answer *answer)
{
	(void)item;
	struct probe *probe = context;
	json_t *root = answer->status ? provider_load_json(answer->body) : NULL;
	if (answer->status == 200 && root) {
		probe->status->reachable = true;
		if (probe->session.provider->read_probe)
			probe->session.provider->read_probe(root, probe->status);
	} else {
		struct slice words = answer->fault ? slice_from(answer->fault) : provider_error(root);
		const char *said = provider_blot(&probe->session, words, probe->session.arena);
		probe->status->note =
		    answer->status ? arena_format(probe->session.arena, "%ld: %s", answer->status, said).data : said;
	}
	json_decref(root);
	return CLIENT_DONE;
}

static void probe_given_up(void *context, void *item, const struct client_answer *answer)
{
	(void)item;
	struct probe *probe = context;
	probe->status->note = arena_copy(probe->session.arena, slice_from(answer->fault)).data;
}

void engine_probe(const struct engine_options *options, struct arena *arena, struct engine_status *status)
{
	*status = (struct engine_status){ 0 };
	struct engine_run run = { .options = options, .arena = arena };
	struct probe probe = { .status = status };
	const struct provider *provider = provider_find(options->name);
	if (!provider)
		status->note = provider_unknown(options->name, arena);
	status->configured =
	    provider && provider_session_begin(&probe.session, provider, &run, arena, true, &status->note);
	if (!status->configured || !provider->probe)
		return;
	status->probed = true;
	struct client_driver driver = { next_probe, read_probe, probe_given_up, NULL, &probe };
	struct client_options client = provider_client_options(&probe.session);
	client.concurrency = client.attempts = 1;
	client.timeout = client.timeout < 10 ? client.timeout : 10;
	probe.session.client->run(&client, &driver, &(struct client_report){ 0 });
}
