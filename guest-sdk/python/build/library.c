// The library in the module's data: an index and the code of each module. Its
// form is library.py's.
#include "python.h"

#include <stdint.h>
#include <string.h>

// Little-endian, as wasm is.
//
//	0        4        8          12
//	| size   | frozen | index at | ...
//
// size is that of the whole; frozen is the number of records that follow, each
// of a module that must be there before the finder is.
struct header {
	uint32_t size, frozen, index;
	struct {
		char name[32]; // ends with zeros
		uint32_t at, len, package;
	} records[];
};

extern const unsigned char library[];

static struct _frozen frozen[16];

void freeze_library(void) {
	const struct header *header = (const struct header *)library;
	if (header->frozen >= sizeof frozen / sizeof frozen[0]) {
		die("the library freezes too much");
	}
	for (uint32_t i = 0; i < header->frozen; i++) {
		frozen[i].name = header->records[i].name;
		frozen[i].code = library + header->records[i].at;
		frozen[i].size = (int)header->records[i].len;
		frozen[i].is_package = (int)header->records[i].package;
	}
	PyImport_FrozenModules = frozen;
}

PyObject *library_view(void) {
	const struct header *header = (const struct header *)library;
	return PyMemoryView_FromMemory((char *)library, (Py_ssize_t)header->size, PyBUF_READ);
}

_Noreturn void die(const char *why) {
	sp_log(SP_LEVEL_CRITICAL, sp_string(why ? why : "no reason is known"));
	__builtin_trap();
}
