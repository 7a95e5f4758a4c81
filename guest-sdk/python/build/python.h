// What main.c takes from the other files.
#ifndef SANDPIPER_PYTHON_H
#define SANDPIPER_PYTHON_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "sandpiper.h"

// freeze_library gives the interpreter the modules of the library that it needs
// before it can import by itself. To be called before it starts.
void freeze_library(void);

// library_view is a view of the whole library, as library.py writes it.
PyObject *library_view(void);

// script_path tells which file the script is, which is not there to be opened.
void script_path(const char *name);

// quicken(type) puts quick methods before those of a type that submit a metric, once
// for each form that they have.
PyObject *quicken(PyObject *module, PyObject *type);

// in_python() leaves all to the methods in Python from now on.
PyObject *in_python(PyObject *module, PyObject *unused);

// The module _sandpiper: the functions of check/v1.
PyMODINIT_FUNC PyInit__sandpiper(void);

// die ends the guest, having said why in the log.
_Noreturn void die(const char *why);

#endif
