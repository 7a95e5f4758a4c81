// Copying, filling and comparing memory, eight bytes at a time whatever the
// alignment. The C library goes byte by byte where that is odd, and an
// interpreter moves little else than short texts.
#include <stddef.h>
#include <stdint.h>

typedef struct __attribute__((packed, may_alias)) { uint64_t value; } eight;
typedef struct __attribute__((packed, may_alias)) { uint32_t value; } four;
typedef struct __attribute__((packed, may_alias)) { uint16_t value; } two;

#define AT(type, at) (((type *)(at))->value)
#define OF(type, at) (((const type *)(at))->value)

__attribute__((no_builtin)) void *memcpy(void *restrict to, const void *restrict from, size_t n) {
	unsigned char *t = to;
	const unsigned char *f = from;
	if (n >= 8) {
		uint64_t last = OF(eight, f + n - 8);
		unsigned char *end = t + n - 8;
		for (; t < end; t += 8, f += 8) {
			AT(eight, t) = OF(eight, f);
		}
		AT(eight, end) = last;
	} else if (n >= 4) {
		uint32_t first = OF(four, f), last = OF(four, f + n - 4);
		AT(four, t) = first;
		AT(four, t + n - 4) = last;
	} else if (n >= 2) {
		uint16_t first = OF(two, f), last = OF(two, f + n - 2);
		AT(two, t) = first;
		AT(two, t + n - 2) = last;
	} else if (n) {
		*t = *f;
	}
	return to;
}

__attribute__((no_builtin)) void *memset(void *to, int byte, size_t n) {
	unsigned char *t = to;
	uint64_t all = (unsigned char)byte * 0x0101010101010101u;
	if (n >= 8) {
		unsigned char *end = t + n - 8;
		for (; t < end; t += 8) {
			AT(eight, t) = all;
		}
		AT(eight, end) = all;
	} else if (n >= 4) {
		AT(four, t) = (uint32_t)all;
		AT(four, t + n - 4) = (uint32_t)all;
	} else {
		for (; n; n--) {
			*t++ = (unsigned char)byte;
		}
	}
	return to;
}

__attribute__((no_builtin)) int memcmp(const void *a, const void *b, size_t n) {
	const unsigned char *x = a, *y = b;
	for (; n >= 8; n -= 8, x += 8, y += 8) {
		uint64_t p = OF(eight, x), q = OF(eight, y);
		if (p != q) {
			return __builtin_bswap64(p) < __builtin_bswap64(q) ? -1 : 1;
		}
	}
	for (; n; n--, x++, y++) {
		if (*x != *y) {
			return *x - *y;
		}
	}
	return 0;
}
