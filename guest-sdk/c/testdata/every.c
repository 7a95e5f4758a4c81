// Calls every function of the header once, so that a test can compare all of its
// imports with the table of the ABI.
#include "../sandpiper.h"

static const sp_text tags[] = {SP("env:test"), SP("role:all")};

static char buffer[256];

void _initialize(void) {
	sp_log(SP_LEVEL_INFO, SP("initialising"));
	sp_script(buffer, sizeof buffer);
}

static void metrics(void) {
	sp_gauge(SP("every.gauge"), 1, SP_TAGS(tags), SP("host"), SP("device"), 1e9);
	sp_rate(SP("every.rate"), 2, SP_NO_TAGS, SP_NONE, SP_NONE, 0);
	sp_count(SP("every.count"), 3, SP_NO_TAGS, SP_NONE, SP_NONE, 0);
	sp_monotonic_count(SP("every.monotonic_count"), 4, SP_NO_TAGS, SP_NONE, SP_NONE, 0);
	sp_increment(SP("every.counter"), 1, SP_NO_TAGS, SP_NONE, SP_NONE, 0);
	sp_decrement(SP("every.counter"), -1, SP_NO_TAGS, SP_NONE, SP_NONE, 0);
	sp_histogram(SP("every.histogram"), 5, SP_NO_TAGS, SP_NONE, SP_NONE, 0);
	sp_raw(SP("every.raw"), 6, SP_NO_TAGS, SP_NONE, SP_NONE, 1e9);

	static sp_batch batch;
	sp_add(&batch, sp_metric(SP_KIND_GAUGE, SP("every.handle"), SP_TAGS(tags), SP_NONE, SP_NONE), 7);
	sp_flush(&batch);
	static sp_named_batch named = {.kind = SP_KIND_COUNT};
	sp_add_named(&named, sp_string("every.name"), 8);
	sp_flush_named(&named);
}

static void topology(void) {
	const sp_text source = SP("{\"type\":\"every\",\"url\":\"c\"}");
	sp_snapshot(source, SP_PHASE_START);
	sp_component(source, SP("a"), SP("host"), SP("{\"name\":\"A\"}"));
	sp_component(source, SP("b"), SP("host"), SP_NONE);
	sp_relation(source, SP("a"), SP("b"), SP("uses"), SP_NONE);
	sp_snapshot(source, SP_PHASE_STOP);
}

static void state(void) {
	sp_state_set(SP("key"), SP("value"));
	sp_state_get(SP("key"), buffer, sizeof buffer);
	sp_state_delete(SP("key"));
}

static void http(void) {
	sp_http_get(SP("ftp://nowhere"), 1);
	int32_t response = sp_http_request(SP("{\"url\":\"ftp://nowhere\"}"), SP_NONE);
	sp_http_status(response);
	sp_http_headers(response, buffer, sizeof buffer);
	sp_http_body(response, buffer, sizeof buffer);
	sp_http_close(response);
}

int32_t check_run(void) {
	metrics();
	sp_event(SP("{\"msg_title\":\"every\"}"));
	sp_service_check(SP("every.up"), SP_SERVICE_OK, SP_TAGS(tags), SP_NONE, SP("fine"), 0, 42);
	topology();
	sp_warning(SP("every warning"));
	sp_service_metadata(SP("version"), SP("1"));
	sp_config(SP_SECTION_INSTANCE, buffer, sizeof buffer);
	state();
	http();
	int32_t len = sp_last_error(buffer, sizeof buffer);
	return sp_fail(SP("Every"), (sp_text){buffer, (size_t)len}, SP_NONE);
}
