// The hundred metrics of guest-sdk/c/examples/hundred.c as a process: NAME=VALUE
// a line on standard output.
#include <stdio.h>

#ifndef METRICS
#define METRICS 100
#endif

int main(void) {
	for (int i = 0; i < METRICS; i++) {
		printf("hundred.metric.no.%02d=%d\n", i, i);
	}
	return 0;
}
