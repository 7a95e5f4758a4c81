// Work of the shapes for which a time limit can be dear: a long loop body, short
// loops, calls, and a document that is read. Each export takes about a
// millisecond without a limit.
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(name)))

static uint32_t step(uint32_t x) {
	x ^= x << 13;
	x ^= x >> 17;
	return x ^ x << 5;
}

// A body of some thousand instructions.
EXPORT("fat") uint32_t fat(void) {
	uint32_t x = 2463534242u;
	for (int i = 0; i < 1500; i++) {
#pragma clang loop unroll(full)
		for (int j = 0; j < 256; j++) {
			x = step(x) + (uint32_t)j;
		}
	}
	return x;
}

// Bodies of ten instructions and fewer.
EXPORT("tiny") uint32_t tiny(void) {
	static uint8_t bytes[4096];
	uint32_t x = 2463534242u, sum = 0;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 200000; i++) {
		x = step(x);
	}
	for (int round = 0; round < 40; round++) {
#pragma clang loop unroll(disable) vectorize(disable)
		for (size_t i = 0; i < sizeof bytes; i++) {
			bytes[i] += (uint8_t)round;
		}
#pragma clang loop unroll(disable) vectorize(disable)
		for (size_t i = 0; i < sizeof bytes; i++) {
			sum += bytes[i];
		}
	}
	return x + sum;
}

static uint32_t fibonacci(uint32_t n) {
	return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

// A quarter of a million calls.
EXPORT("recursion") uint32_t recursion(void) {
	return fibonacci(25);
}

#pragma clang diagnostic ignored "-Wc23-extensions"
static const char document[] = {
#embed "loops/status.json" suffix(, 0)
};

// What a check does with a status page: it reads all of it and adds up the numbers.
static const char *at;
static double total;

static void skip_space(void) {
	while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') {
		at++;
	}
}

static void read_string(void) {
	for (at++; *at != '"'; at++) {
		if (*at == '\\') {
			at++;
		}
	}
	at++;
}

static void read_number(void) {
	double n = 0, scale = 1;
	int negative = *at == '-';
	at += negative;
	for (; *at >= '0' && *at <= '9'; at++) {
		n = n * 10 + (*at - '0');
	}
	if (*at == '.') {
		for (at++; *at >= '0' && *at <= '9'; at++) {
			scale /= 10;
			n += (*at - '0') * scale;
		}
	}
	total += negative ? -n : n;
}

static void read_value(void) {
	skip_space();
	switch (*at) {
	case '{':
	case '[':
		for (at++, skip_space(); *at != '}' && *at != ']'; skip_space()) {
			read_value();
			skip_space();
			if (*at == ':' || *at == ',') {
				at++;
			}
		}
		at++;
		break;
	case '"':
		read_string();
		break;
	case 't':
	case 'n':
		at += 4;
		break;
	case 'f':
		at += 5;
		break;
	default:
		read_number();
	}
}

EXPORT("json") uint32_t json(void) {
	total = 0;
	for (int i = 0; i < 60; i++) {
		at = document;
		read_value();
	}
	return (uint32_t)total;
}
