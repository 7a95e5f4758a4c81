// The hundred metrics of guest-sdk/c/examples/hundred.c as a plugin of Extism,
// written straight against the functions of its kernel.
#include <stddef.h>
#include <stdint.h>

#define KERNEL(name) __attribute__((import_module("extism:host/env"), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

// A place in the kernel's memory, which plugin and host reach by copying.
typedef uint64_t place;

KERNEL("alloc") place kernel_alloc(uint64_t size);
KERNEL("free") void kernel_free(place at);
KERNEL("store_u8") void kernel_store_u8(place at, uint32_t byte);
KERNEL("store_u64") void kernel_store_u64(place at, uint64_t bytes);
KERNEL("output_set") void kernel_output_set(place at, uint64_t size);

__attribute__((import_module("extism:host/user"), import_name("gauge")))
void host_gauge(place name, double value);

// store copies a text into the kernel, eight bytes at a time as plugin kits do.
static place store(const char *text, size_t len) {
	place at = kernel_alloc(len);
	size_t i = 0;
	for (; i + 8 <= len; i += 8) {
		uint64_t eight;
		__builtin_memcpy(&eight, text + i, 8);
		kernel_store_u64(at + i, eight);
	}
	for (; i < len; i++) {
		kernel_store_u8(at + i, (unsigned char)text[i]);
	}
	return at;
}

#ifndef METRICS
#define METRICS 100
#endif
enum { NAME = 20 };

static void write_name(char *to, int i) {
	__builtin_memcpy(to, "hundred.metric.no.00", NAME);
	to[NAME - 2] += i / 10;
	to[NAME - 1] += i % 10;
}

// One call of the host for each metric.
EXPORT("calls") int32_t calls(void) {
	for (int i = 0; i < METRICS; i++) {
		char name[NAME];
		write_name(name, i);
		place at = store(name, NAME);
		host_gauge(at, i);
		kernel_free(at);
	}
	return 0;
}

// All metrics in one output, NAME=VALUE a line.
EXPORT("output") int32_t output(void) {
	static char lines[METRICS * (NAME + 4)];
	size_t len = 0;
	for (int i = 0; i < METRICS; i++) {
		write_name(lines + len, i);
		len += NAME;
		lines[len++] = '=';
		lines[len++] = (char)('0' + i / 10);
		lines[len++] = (char)('0' + i % 10);
		lines[len++] = '\n';
	}
	kernel_output_set(store(lines, len), len);
	return 0;
}
