// Reports that it runs.
#include "../sandpiper.h"

SP_MANIFEST({"name": "hello", "version": "0.1.0", "abi": "check/v1", "description": "reports that it runs"});

int32_t check_run(void) {
	return sp_gauge(SP("hello.world"), 1, SP_NO_TAGS, SP_NONE, SP_NONE, 0);
}
