// Paths that lead nowhere. Python and its library look for their own source, to
// show lines of it, for that of code without a file ("<unknown>"), and for files
// in the home of a user; none is there. Asked
// for it, the agent would tell the author of the check of each that it may not
// be read.
#include <errno.h>
#include <string.h>

#include "python.h"

static const char *const nowhere[] = {"/lib/python3.11", "/lib/sandpiper", "/~"};

static char own[4096] = "/"; // the script's

void script_path(const char *name) {
	if (*name == '/') {
		name++;
	}
	if (strlen(name) < sizeof own - 1) {
		strcpy(own + 1, name);
	}
}

static int leads_nowhere(const char *path) {
	for (size_t i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++) {
		size_t len = strlen(nowhere[i]);
		if (!strncmp(path, nowhere[i], len) && (path[len] == '/' || path[len] == 0)) {
			return 1;
		}
	}
	return !strcmp(path, "/lib") || !strcmp(path, own) || !strncmp(path, "/<", 2);
}

int __real___wasilibc_find_abspath(const char *path, const char **prefix, const char **relative);

// Every path of the C library comes by here. The linker puts it between.
int __wrap___wasilibc_find_abspath(const char *path, const char **prefix, const char **relative) {
	if (leads_nowhere(path)) {
		errno = ENOENT;
		return -1;
	}
	return __real___wasilibc_find_abspath(path, prefix, relative);
}
