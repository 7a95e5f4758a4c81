// The methods of AgentCheck that submit a metric, made quick.
//
// What they do is written in Python, in lib/sandpiper/agentcheck.py and, with
// the names and the namespace that later agents have, in datadog.py. Nearly all
// calls give them a str, a number and a list of str, and no more is to be done
// than to hand these to the host: that is done here, in a quarter of the time.
// Every other call goes to the method in Python, which also says what is wrong
// with it.
#include "python.h"

#include <string.h>

enum { METRIC, VALUE, TAGS, HOSTNAME, DEVICE_NAME, PARAMETERS = 7 };

// What a class calls its parameters, and where those are that not all have.
typedef struct form {
	const char *names[PARAMETERS];
	int timestamp, raw, at_all; // places; 0: there is none
	PyObject *interned[PARAMETERS];
	PyObject *formats; // its method that puts the namespace before a name
} form;

static form forms[] = {
	{.names = {"metric", "value", "tags", "hostname", "device_name", "timestamp"}, .timestamp = 5, .at_all = 6},
	{.names = {"name", "value", "tags", "hostname", "device_name", "raw", "timestamp"}, .raw = 5, .timestamp = 6, .at_all = 7},
};

static PyObject *namespace, *format_namespace; // the names of attributes

static int stopped;

typedef int32_t sample(sp_text, double, sp_texts, sp_text, sp_text, double);

typedef struct quick {
	sample *submit;
	form *form;
	int most;      // parameters
	int has_value; // where none is given
	double value;
	PyObject *python; // what it stands for
} quick;

// number is the value of an int or a float.
static int number(PyObject *object, double *value) {
	if (PyFloat_CheckExact(object)) {
		*value = PyFloat_AS_DOUBLE(object);
		return 1;
	}
	if (!PyLong_CheckExact(object) && !PyBool_Check(object)) {
		return 0;
	}
	*value = PyLong_AsDouble(object);
	if (*value == -1 && PyErr_Occurred()) {
		PyErr_Clear(); // it is too large
		return 0;
	}
	return 1;
}

// text is that of a str, which has to outlive it.
static int text(PyObject *object, sp_text *text) {
	if (!PyUnicode_CheckExact(object)) {
		return 0;
	}
	if (PyUnicode_IS_COMPACT_ASCII(object)) {
		*text = SP_MAKE(sp_text, PyUnicode_DATA(object), (size_t)PyUnicode_GET_LENGTH(object));
		return 1;
	}
	Py_ssize_t len;
	const char *ptr = PyUnicode_AsUTF8AndSize(object, &len);
	if (!ptr) {
		PyErr_Clear(); // it has no UTF-8
		return 0;
	}
	*text = SP_MAKE(sp_text, ptr, (size_t)len);
	return 1;
}

static int text_or_none(PyObject *object, sp_text *out) {
	*out = SP_NONE;
	return !object || object == Py_None || text(object, out);
}

// arguments sorts those of a call by parameter; what is not given is NULL.
static int arguments(const quick *q, PyObject *const *a, Py_ssize_t n, PyObject *keywords, PyObject **given) {
	if (n > q->most) {
		return 0;
	}
	for (Py_ssize_t i = 0; i < PARAMETERS; i++) {
		given[i] = i < n ? a[i] : NULL;
	}
	for (Py_ssize_t i = 0; keywords && i < PyTuple_GET_SIZE(keywords); i++) {
		Py_ssize_t at = 0;
		while (at < q->most && q->form->interned[at] != PyTuple_GET_ITEM(keywords, i)) {
			at++;
		}
		if (at == q->most || given[at]) {
			return 0;
		}
		given[at] = a[n + i];
	}
	return given[METRIC] && (given[VALUE] || q->has_value);
}

// prefix puts the namespace of a check before a name, unless that is raw.
static int prefix(const quick *q, PyObject *self, PyObject *raw, sp_text *name, char *buffer) {
	if (!q->form->raw || raw == Py_True) {
		return 1;
	}
	if ((raw && raw != Py_False) || _PyType_Lookup(Py_TYPE(self), format_namespace) != q->form->formats) {
		return 0;
	}
	PyObject *of = PyObject_GetAttr(self, namespace);
	sp_text before;
	int known = of && text(of, &before);
	if (!of) {
		PyErr_Clear();
	}
	if (known && before.len) {
		known = before.len + 1 + name->len <= SP_MAX_NAME_BYTES;
		if (known) {
			memcpy(buffer, before.ptr, before.len);
			buffer[before.len] = '.';
			memcpy(buffer + before.len + 1, name->ptr, name->len);
			*name = SP_MAKE(sp_text, buffer, before.len + 1 + name->len);
		}
	}
	Py_XDECREF(of);
	return known;
}

// submit hands a metric to the host, which keeps to itself what is wrong with
// it. 0 says that it is for Python.
static int submit(const quick *q, PyObject *self, PyObject *const *a, Py_ssize_t n, PyObject *keywords) {
	PyObject *given[PARAMETERS];
	if (stopped || !arguments(q, a, n, keywords, given)) {
		return 0;
	}
	sp_text name, hostname, device, list[SP_MAX_TAGS];
	double value = q->value, timestamp = 0;
	int at = q->form->timestamp;
	char buffer[SP_MAX_NAME_BYTES];
	if (!text(given[METRIC], &name) || (given[VALUE] && !number(given[VALUE], &value)) ||
		!text_or_none(given[HOSTNAME], &hostname) || !text_or_none(given[DEVICE_NAME], &device) ||
		(q->most > at && given[at] && given[at] != Py_None && !number(given[at], &timestamp)) ||
		!prefix(q, self, given[q->form->raw], &name, buffer)) {
		return 0;
	}
	size_t len = 0;
	PyObject *tags = given[TAGS];
	if (tags && tags != Py_None) {
		if (!(PyList_CheckExact(tags) || PyTuple_CheckExact(tags)) || PySequence_Fast_GET_SIZE(tags) > SP_MAX_TAGS) {
			return 0;
		}
		len = (size_t)PySequence_Fast_GET_SIZE(tags);
		for (size_t i = 0; i < len; i++) {
			if (!text(PySequence_Fast_GET_ITEM(tags, (Py_ssize_t)i), &list[i])) {
				return 0;
			}
		}
	}
	q->submit(name, value, SP_MAKE(sp_texts, list, len), hostname, device, timestamp);
	return 1;
}

static PyObject *call(const quick *q, PyObject *self, PyObject *const *a, Py_ssize_t n, PyObject *keywords) {
	if (submit(q, self, a, n, keywords)) {
		Py_RETURN_NONE;
	}
	Py_ssize_t more = keywords ? PyTuple_GET_SIZE(keywords) : 0;
	PyObject **all = PyMem_New(PyObject *, 1 + n + more);
	if (!all) {
		return PyErr_NoMemory();
	}
	all[0] = self;
	for (Py_ssize_t i = 0; i < n + more; i++) {
		all[1 + i] = a[i];
	}
	PyObject *result = PyObject_Vectorcall(q->python, all, (size_t)(1 + n), keywords);
	PyMem_Free(all);
	return result;
}

// A method: what of it is here, its name, and the signature that inspect shows.
#define METHOD(of, name, of_form, most, has_value, value, signature)                                            \
	static quick quick_##of##_##name = {sp_##name, &forms[of_form], most, has_value, value, NULL};              \
	static PyObject *call_##of##_##name(PyObject *self, PyObject *const *a, Py_ssize_t n, PyObject *keywords) { \
		return call(&quick_##of##_##name, self, a, n, keywords);                                                \
	}                                                                                                           \
	static PyMethodDef method_##of##_##name = {#name, (PyCFunction)(void (*)(void))call_##of##_##name,          \
		METH_FASTCALL | METH_KEYWORDS, #name "($self, " signature ")\n--\n\n"};

#define REST ", tags=None, hostname=None, device_name=None"

METHOD(first, gauge, 0, 6, 0, 0, "metric, value" REST ", timestamp=None")
METHOD(first, rate, 0, 5, 0, 0, "metric, value" REST)
METHOD(first, count, 0, 5, 1, 0, "metric, value=0" REST)
METHOD(first, monotonic_count, 0, 5, 1, 0, "metric, value=0" REST)
METHOD(first, increment, 0, 5, 1, 1, "metric, value=1" REST)
METHOD(first, decrement, 0, 5, 1, -1, "metric, value=-1" REST)
METHOD(first, histogram, 0, 5, 0, 0, "metric, value" REST)
METHOD(first, raw, 0, 6, 0, 0, "metric, value" REST ", timestamp=None")

METHOD(later, gauge, 1, 7, 0, 0, "name, value" REST ", raw=False, timestamp=None")
METHOD(later, rate, 1, 6, 0, 0, "name, value" REST ", raw=False")
METHOD(later, count, 1, 6, 0, 0, "name, value" REST ", raw=False")
METHOD(later, monotonic_count, 1, 6, 0, 0, "name, value" REST ", raw=False, flush_first_value=False")
METHOD(later, increment, 1, 6, 1, 1, "name, value=1" REST ", raw=False")
METHOD(later, decrement, 1, 6, 1, -1, "name, value=-1" REST ", raw=False")
METHOD(later, histogram, 1, 6, 0, 0, "name, value" REST ", raw=False")

#define ENTRY(of, name) {&quick_##of##_##name, &method_##of##_##name}

static const struct {
	quick *quick;
	PyMethodDef *method;
} methods[] = {
	ENTRY(first, gauge), ENTRY(first, rate), ENTRY(first, count), ENTRY(first, monotonic_count),
	ENTRY(first, increment), ENTRY(first, decrement), ENTRY(first, histogram), ENTRY(first, raw),
	ENTRY(later, gauge), ENTRY(later, rate), ENTRY(later, count), ENTRY(later, monotonic_count),
	ENTRY(later, increment), ENTRY(later, decrement), ENTRY(later, histogram),
};

// replace puts a method before one of a type.
static int replace(PyObject *type, quick *q, PyMethodDef *method) {
	PyObject *python = PyObject_GetAttrString(type, method->ml_name);
	PyObject *made = python ? PyDescr_NewMethod((PyTypeObject *)type, method) : NULL;
	if (!made || PyObject_SetAttrString(type, method->ml_name, made)) {
		Py_XDECREF(python);
		Py_XDECREF(made);
		return -1;
	}
	Py_DECREF(made);
	q->python = python;
	return 0;
}

PyObject *quicken(PyObject *module, PyObject *type) {
	if (!PyType_Check(type)) {
		return PyErr_Format(PyExc_TypeError, "quicken wants a type");
	}
	namespace = PyUnicode_InternFromString("__NAMESPACE__");
	format_namespace = PyUnicode_InternFromString("_format_namespace");
	if (!namespace || !format_namespace) {
		return NULL;
	}
	PyObject *formats = Py_XNewRef(_PyType_Lookup((PyTypeObject *)type, format_namespace));
	form *f = &forms[formats != NULL];
	f->formats = formats;
	for (int i = 0; i < f->at_all; i++) {
		if (!(f->interned[i] = PyUnicode_InternFromString(f->names[i]))) {
			return NULL;
		}
	}
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		if (methods[i].quick->form == f && replace(type, methods[i].quick, methods[i].method)) {
			return NULL;
		}
	}
	Py_RETURN_NONE;
}

PyObject *in_python(PyObject *module, PyObject *unused) {
	stopped = 1;
	Py_RETURN_NONE;
}
