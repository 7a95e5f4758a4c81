// The interpreter as a check: a module that boots Python when it is
// initialised, loads one script, and runs it.
//
// What happens when is the host's to say. `_initialize` boots and imports the
// library, which is the same for every script; `check_load` loads the script;
// `check_run` runs it, and loads it first where nobody has. An image of the
// memory can be taken after each of the three.
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python.h"

SP_MANIFEST({"name": "python", "abi": "check/v1", "stateful": true,
	"description": "runs a check in Python, whose object lives between runs"});

// What the script's side answers with: see lib/sandpiper/runner.py.
static PyObject *load, *run;

// fill takes all free memory between what is in use, so that whatever a script
// allocates lies close together behind it. Free blocks are everywhere in a heap
// that has seen as much as this: a script would write to a few bytes in each of
// hundreds of pages, of which each guest then needs its own.
static void fill(void) {
	enum { LARGE = 1 << 20, SMALL = 512 }; // what no gap has room for; what Python allocates in pools
	char *end = malloc(LARGE), *block;
	free(end);
	for (size_t size = LARGE / 2; size >= 16; size /= 2) {
		while ((block = malloc(size)) && block < end) {
		}
		free(block);
	}
	for (size_t size = SMALL; size > 0; size -= 8) {
		while ((block = PyObject_Malloc(size)) && block < end) {
		}
		PyObject_Free(block);
	}
}

// boot starts the interpreter. It finds its first modules among the frozen
// ones, and with them the finder that has all others.
static void boot(void) {
	PyPreConfig first;
	PyPreConfig_InitIsolatedConfig(&first);
	first.utf8_mode = 1;
	PyStatus status = Py_PreInitialize(&first);
	if (PyStatus_Exception(status)) {
		die(status.err_msg);
	}
	freeze_library();
	PyImport_AppendInittab("_sandpiper", PyInit__sandpiper);

	PyConfig config;
	PyConfig_InitIsolatedConfig(&config);
	config.buffered_stdio = 0;
	config.install_signal_handlers = 0;
	config.module_search_paths_set = 1; // and empty: there are no files
	config.pathconfig_warnings = 0;
	config.site_import = 0;
	config.use_hash_seed = 1; // the same memory on every machine
	config.hash_seed = 0;
	config.write_bytecode = 0;
	PyConfig_SetString(&config, &config.program_name, L"python");
	PyConfig_SetString(&config, &config.executable, L"");
	PyConfig_SetString(&config, &config.home, L"/");
	PyConfig_SetString(&config, &config.platlibdir, L"lib");
	status = Py_InitializeFromConfig(&config);
	PyConfig_Clear(&config);
	if (PyStatus_Exception(status)) {
		die(status.err_msg);
	}

	PyObject *finder = PyImport_ImportModule("sandpiper_library");
	PyObject *runner = finder ? PyImport_ImportModule("sandpiper.runner") : NULL;
	load = runner ? PyObject_GetAttrString(runner, "load") : NULL;
	run = runner ? PyObject_GetAttrString(runner, "run") : NULL;
	PyObject *booted = runner ? PyObject_CallMethod(runner, "boot", NULL) : NULL;
	Py_XDECREF(finder);
	Py_XDECREF(runner);
	Py_XDECREF(booted);
	if (!load || !run || !booted) {
		PyErr_Print();
		die("the library does not load");
	}
	fill();
}

// The C library initialises itself first, and then calls this.
__attribute__((constructor)) static void initialize(void) { boot(); }

// call calls a function of the runner, which handles whatever a script raises:
// what comes out of it all the same is for want of memory or stack.
static int32_t call(PyObject *function) {
	PyObject *result = PyObject_CallNoArgs(function);
	if (!result) {
		PyObject *type, *value, *traceback;
		PyErr_Fetch(&type, &value, &traceback);
		const char *name = type ? ((PyTypeObject *)type)->tp_name : "Error";
		sp_fail(sp_string(name), SP("nothing was left to say more"), SP_NONE);
		Py_XDECREF(type);
		Py_XDECREF(value);
		Py_XDECREF(traceback);
		return 1;
	}
	int32_t code = (int32_t)PyLong_AsLong(result);
	Py_DECREF(result);
	return code;
}

// Loads the script for all instances.
SP_EXPORT("check_load") int32_t check_load(void) { return call(load); }

int32_t check_run(void) { return call(run); }
