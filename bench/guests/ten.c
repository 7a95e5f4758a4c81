// Reports 10 metrics with two tags each, by handle in one batch.
#include "../../guest-sdk/c/sandpiper.h"

SP_MANIFEST({"name": "ten", "version": "0.1.0", "abi": "check/v1", "description": "reports 10 tagged metrics"});

enum { METRICS = 10 };

static sp_batch batch;
static int32_t handles[METRICS];

void _initialize(void) {
	static const sp_text tags[] = {{"role:frontend", 13}, {"zone:eu-west-1a", 15}};
	for (int i = 0; i < METRICS; i++) {
		char name[] = "ten.metric.no.0";
		name[sizeof name - 2] += i;
		handles[i] = sp_metric(SP_KIND_GAUGE, (sp_text){name, sizeof name - 1}, (sp_texts){tags, 2}, SP_NONE, SP_NONE);
	}
}

int32_t check_run(void) {
	for (int i = 0; i < METRICS; i++) {
		sp_add(&batch, handles[i], i);
	}
	return sp_flush(&batch);
}
