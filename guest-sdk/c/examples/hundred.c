// Reports 100 metrics in each run: by handle in one batch, which is the fastest
// way. With -DBY_NAME they go by name in one batch, with -DSINGLE in a call for
// each; the bench measures all three.
#include "../sandpiper.h"

SP_MANIFEST({"name": "hundred", "version": "0.1.0", "abi": "check/v1", "description": "reports 100 metrics"});

enum { METRICS = 100 };

static const char pattern[] = "hundred.metric.no.00";
static char names[METRICS][sizeof pattern - 1];

static sp_text name(int i) {
	return (sp_text){names[i], sizeof names[i]};
}

static void write_names(void) {
	for (int i = 0; i < METRICS; i++) {
		__builtin_memcpy(names[i], pattern, sizeof names[i]);
		names[i][sizeof names[i] - 2] += i / 10;
		names[i][sizeof names[i] - 1] += i % 10;
	}
}

#if defined SINGLE

void _initialize(void) {
	write_names();
}

int32_t check_run(void) {
	int32_t status = SP_OK;
	for (int i = 0; i < METRICS && status == SP_OK; i++) {
		status = sp_gauge(name(i), i, SP_NO_TAGS, SP_NONE, SP_NONE, 0);
	}
	return status;
}

#elif defined BY_NAME

static sp_named_batch batch = {.kind = SP_KIND_GAUGE};

void _initialize(void) {
	write_names();
}

int32_t check_run(void) {
	for (int i = 0; i < METRICS; i++) {
		sp_add_named(&batch, name(i), i);
	}
	return sp_flush_named(&batch);
}

#else

static sp_batch batch;
static int32_t handles[METRICS];

void _initialize(void) {
	write_names();
	for (int i = 0; i < METRICS; i++) {
		handles[i] = sp_metric(SP_KIND_GAUGE, name(i), SP_NO_TAGS, SP_NONE, SP_NONE);
	}
}

int32_t check_run(void) {
	for (int i = 0; i < METRICS; i++) {
		sp_add(&batch, handles[i], i);
	}
	return sp_flush(&batch);
}

#endif
