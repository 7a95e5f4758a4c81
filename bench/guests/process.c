// The hundred metrics of guest-sdk/c/examples/hundred.c as a process: NAME=VALUE
// a line on standard output.
#include <stdio.h>

int main(void) {
	for (int i = 0; i < 100; i++) {
		printf("hundred.metric.no.%02d=%d\n", i, i);
	}
	return 0;
}
