// The methods of AgentCheck that submit a metric, made quick.
//
// What they do is written in Python, in lib/sandpiper/agentcheck.py. Nearly all
// calls give them a str, a number and a list of str, and no more is to be done
// than to hand these to the host: that is done here, in a quarter of the time.
// Every other call goes to the method in Python, which also says what is wrong
// with it.
#include "python.h"

// The parameters, in the order that all methods have them in.
enum { METRIC, VALUE, TAGS, HOSTNAME, DEVICE_NAME, TIMESTAMP, PARAMETERS };

static const char *const names[PARAMETERS] = {"metric", "value", "tags", "hostname", "device_name", "timestamp"};
static PyObject *interned[PARAMETERS]; // as the names of arguments in calls are

static int stopped;

typedef int32_t sample(sp_text, double, sp_texts, sp_text, sp_text, double);

typedef struct quick {
	sample *submit;
	Py_ssize_t most;  // parameters
	int has_value;    // where none is given
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
		while (at < q->most && interned[at] != PyTuple_GET_ITEM(keywords, i)) {
			at++;
		}
		if (at == q->most || given[at]) {
			return 0;
		}
		given[at] = a[n + i];
	}
	return given[METRIC] && (given[VALUE] || q->has_value);
}

// submit hands a metric to the host, which keeps to itself what is wrong with
// it. 0 says that it is for Python.
static int submit(const quick *q, PyObject *const *a, Py_ssize_t n, PyObject *keywords) {
	PyObject *given[PARAMETERS];
	sp_text name, hostname, device, list[SP_MAX_TAGS];
	double value = q->value, timestamp = 0;
	if (stopped || !arguments(q, a, n, keywords, given) || !text(given[METRIC], &name) ||
		(given[VALUE] && !number(given[VALUE], &value)) || !text_or_none(given[HOSTNAME], &hostname) ||
		!text_or_none(given[DEVICE_NAME], &device) ||
		(given[TIMESTAMP] && given[TIMESTAMP] != Py_None && !number(given[TIMESTAMP], &timestamp))) {
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
	if (submit(q, a, n, keywords)) {
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

// What Python has of a method: its name, and the signature that inspect shows.
#define METHOD(name, most, has_value, value, signature)                                                         \
	static quick quick_##name = {sp_##name, most, has_value, value, NULL};                                      \
	static PyObject *call_##name(PyObject *self, PyObject *const *a, Py_ssize_t n, PyObject *keywords) {        \
		return call(&quick_##name, self, a, n, keywords);                                                       \
	}                                                                                                           \
	static PyMethodDef method_##name = {#name, (PyCFunction)(void (*)(void))call_##name,                        \
		METH_FASTCALL | METH_KEYWORDS, #name "($self, metric, " signature ")\n--\n\n"};

METHOD(gauge, 6, 0, 0, "value, tags=None, hostname=None, device_name=None, timestamp=None")
METHOD(rate, 5, 0, 0, "value, tags=None, hostname=None, device_name=None")
METHOD(count, 5, 1, 0, "value=0, tags=None, hostname=None, device_name=None")
METHOD(monotonic_count, 5, 1, 0, "value=0, tags=None, hostname=None, device_name=None")
METHOD(increment, 5, 1, 1, "value=1, tags=None, hostname=None, device_name=None")
METHOD(decrement, 5, 1, -1, "value=-1, tags=None, hostname=None, device_name=None")
METHOD(histogram, 5, 0, 0, "value, tags=None, hostname=None, device_name=None")
METHOD(raw, 6, 0, 0, "value, tags=None, hostname=None, device_name=None, timestamp=None")

static const struct {
	quick *quick;
	PyMethodDef *method;
} methods[] = {
	{&quick_gauge, &method_gauge}, {&quick_rate, &method_rate}, {&quick_count, &method_count},
	{&quick_monotonic_count, &method_monotonic_count}, {&quick_increment, &method_increment},
	{&quick_decrement, &method_decrement}, {&quick_histogram, &method_histogram}, {&quick_raw, &method_raw},
};

PyObject *quicken(PyObject *module, PyObject *type) {
	if (!PyType_Check(type)) {
		return PyErr_Format(PyExc_TypeError, "quicken wants a type");
	}
	for (int i = 0; i < PARAMETERS; i++) {
		if (!(interned[i] = PyUnicode_InternFromString(names[i]))) {
			return NULL;
		}
	}
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		const char *name = methods[i].method->ml_name;
		PyObject *python = PyObject_GetAttrString(type, name);
		PyObject *method = python ? PyDescr_NewMethod((PyTypeObject *)type, methods[i].method) : NULL;
		if (!method || PyObject_SetAttrString(type, name, method)) {
			Py_XDECREF(python);
			Py_XDECREF(method);
			return NULL;
		}
		Py_DECREF(method);
		methods[i].quick->python = python;
	}
	Py_RETURN_NONE;
}

PyObject *in_python(PyObject *module, PyObject *unused) {
	stopped = 1;
	Py_RETURN_NONE;
}
