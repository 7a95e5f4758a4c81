// The module _sandpiper: the functions of check/v1, for the library alone.
//
// Each answers what the host answered: a number, or bytes where the host fills
// a buffer. Less than zero is a status, and last_error() tells the cause.
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <string.h>

#include "python.h"

// A text argument, and what keeps its bytes while the host reads them.
typedef struct text {
	sp_text text;
	PyObject *owner;
} text;

// take makes a text of any object: of None the empty one, of bytes what they
// are, of all others what str() says. What has no UTF-8 becomes question marks.
static int take(PyObject *object, text *t) {
	Py_ssize_t len;
	t->owner = NULL;
	t->text = SP_NONE;
	if (object == Py_None) {
		return 0;
	}
	if (PyBytes_Check(object)) {
		t->owner = Py_NewRef(object);
		t->text = SP_MAKE(sp_text, PyBytes_AS_STRING(object), PyBytes_GET_SIZE(object));
		return 0;
	}
	PyObject *owner = PyUnicode_Check(object) ? Py_NewRef(object) : PyObject_Str(object);
	if (!owner) {
		return -1;
	}
	const char *ptr = PyUnicode_AsUTF8AndSize(owner, &len);
	if (!ptr) {
		PyErr_Clear();
		Py_SETREF(owner, PyUnicode_AsEncodedString(owner, "utf-8", "replace"));
		if (!owner) {
			return -1;
		}
		ptr = PyBytes_AS_STRING(owner);
		len = PyBytes_GET_SIZE(owner);
	}
	t->owner = owner;
	t->text = SP_MAKE(sp_text, ptr, len);
	return 0;
}

// Texts of one call: a few arguments, then tags.
enum { ARGUMENTS = 4, TAGS = SP_MAX_TAGS + 1 };

typedef struct texts {
	int len;
	text arguments[ARGUMENTS];
	Py_ssize_t tags;
	sp_text list[TAGS];
	PyObject *owners[TAGS];
} texts;

static int take_next(texts *t, PyObject *object, sp_text *out) {
	text *next = &t->arguments[t->len];
	if (take(object, next)) {
		return -1;
	}
	t->len++;
	*out = next->text;
	return 0;
}

// take_tags makes a list of texts of None or of any iterable of tags, of which
// those that are None are left out. More than the host takes it is to refuse.
static int take_tags(texts *t, PyObject *object, sp_texts *out) {
	*out = SP_NO_TAGS;
	if (object == Py_None) {
		return 0;
	}
	PyObject *sequence = PyUnicode_Check(object) ? PyTuple_Pack(1, object) : PySequence_Fast(object, "tags must be a list");
	if (!sequence) {
		return -1;
	}
	int failed = 0;
	for (Py_ssize_t i = 0; !failed && i < PySequence_Fast_GET_SIZE(sequence) && t->tags < TAGS; i++) {
		PyObject *tag = PySequence_Fast_GET_ITEM(sequence, i);
		text taken;
		if (tag == Py_None) {
			continue;
		}
		failed = take(tag, &taken);
		if (!failed) {
			t->list[t->tags] = taken.text;
			t->owners[t->tags++] = taken.owner;
		}
	}
	Py_DECREF(sequence);
	*out = SP_MAKE(sp_texts, t->list, (size_t)t->tags);
	return failed;
}

static void release(texts *t) {
	for (int i = 0; i < t->len; i++) {
		Py_XDECREF(t->arguments[i].owner);
	}
	for (Py_ssize_t i = 0; i < t->tags; i++) {
		Py_XDECREF(t->owners[i]);
	}
}

// begin readies texts without clearing what is large.
static void begin(texts *t) {
	t->len = 0;
	t->tags = 0;
}

static int arguments(const char *name, Py_ssize_t want, Py_ssize_t got) {
	if (want == got) {
		return 0;
	}
	PyErr_Format(PyExc_TypeError, "%s takes %zd arguments, not %zd", name, want, got);
	return -1;
}

typedef int32_t sample(sp_text, double, sp_texts, sp_text, sp_text, double);

// The order is that of KINDS in lib/sandpiper/metrics.py.
static sample *const samples[] = {
	sp_gauge, sp_rate, sp_count, sp_monotonic_count, sp_increment, sp_decrement, sp_histogram, sp_raw,
};

// metric(kind, name, value, tags, hostname, device_name, timestamp)
static PyObject *metric(PyObject *module, PyObject *const *a, Py_ssize_t n) {
	if (arguments("metric", 7, n)) {
		return NULL;
	}
	long kind = PyLong_AsLong(a[0]);
	if (kind < 0 || (size_t)kind >= sizeof samples / sizeof samples[0]) {
		return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_ValueError, "there is no kind %ld", kind);
	}
	double value, timestamp = 0;
	if (PyFloat_CheckExact(a[2])) {
		value = PyFloat_AS_DOUBLE(a[2]);
	} else {
		PyObject *number = PyNumber_Float(a[2]);
		if (!number) {
			return NULL;
		}
		value = PyFloat_AS_DOUBLE(number);
		Py_DECREF(number);
	}
	if (a[6] != Py_None) {
		timestamp = PyFloat_AsDouble(a[6]);
		if (timestamp == -1 && PyErr_Occurred()) {
			return NULL;
		}
	}
	texts t;
	sp_text name, hostname, device;
	sp_texts tags;
	int32_t result = 0;
	begin(&t);
	int failed = take_next(&t, a[1], &name) || take_next(&t, a[4], &hostname) ||
		take_next(&t, a[5], &device) || take_tags(&t, a[3], &tags);
	if (!failed) {
		result = samples[kind](name, value, tags, hostname, device, timestamp);
	}
	release(&t);
	return failed ? NULL : PyLong_FromLong(result);
}

// service_check(name, status, tags, hostname, message, timestamp, check_run_id)
static PyObject *service_check(PyObject *module, PyObject *const *a, Py_ssize_t n) {
	if (arguments("service_check", 7, n)) {
		return NULL;
	}
	int overflow;
	long status = PyLong_AsLongAndOverflow(a[1], &overflow);
	if (PyErr_Occurred()) {
		return NULL;
	}
	status = overflow ? -1 : status; // unknown, as any number that is none
	double timestamp = a[5] == Py_None ? 0 : PyFloat_AsDouble(a[5]);
	long long id = a[6] == Py_None ? 0 : PyLong_AsLongLong(a[6]);
	if (PyErr_Occurred()) {
		return NULL;
	}
	texts t;
	sp_text name, hostname, message;
	sp_texts tags;
	int32_t result = 0;
	begin(&t);
	int failed = take_next(&t, a[0], &name) || take_next(&t, a[3], &hostname) ||
		take_next(&t, a[4], &message) || take_tags(&t, a[2], &tags);
	if (!failed) {
		result = sp_service_check(name, (int32_t)status, tags, hostname, message, timestamp, id);
	}
	release(&t);
	return failed ? NULL : PyLong_FromLong(result);
}

// Functions of nothing but texts, or of a number and texts.
#define TEXTS(count, ...)                                                     \
	texts t;                                                                  \
	sp_text s[count];                                                         \
	int32_t result = 0;                                                       \
	int failed = 0;                                                           \
	begin(&t);                                                                \
	for (int i = 0; i < (count) && !failed; i++) {                            \
		failed = take_next(&t, a[n - (count) + i], &s[i]);                    \
	}                                                                         \
	if (!failed) {                                                            \
		result = __VA_ARGS__;                                                 \
	}                                                                         \
	release(&t);                                                              \
	return failed ? NULL : PyLong_FromLong(result);

#define OF_TEXTS(name, count, ...)                                            \
	static PyObject *name(PyObject *module, PyObject *const *a, Py_ssize_t n) { \
		if (arguments(#name, count, n)) {                                     \
			return NULL;                                                      \
		}                                                                     \
		TEXTS(count, __VA_ARGS__)                                             \
	}

#define OF_NUMBER_AND_TEXTS(name, count, ...)                                 \
	static PyObject *name(PyObject *module, PyObject *const *a, Py_ssize_t n) { \
		if (arguments(#name, 1 + (count), n)) {                               \
			return NULL;                                                      \
		}                                                                     \
		int32_t number = (int32_t)PyLong_AsLong(a[0]);                        \
		if (number == -1 && PyErr_Occurred()) {                               \
			return NULL;                                                      \
		}                                                                     \
		TEXTS(count, __VA_ARGS__)                                             \
	}

OF_TEXTS(event, 1, sp_event(s[0]))
OF_TEXTS(component, 4, sp_component(s[0], s[1], s[2], s[3]))
OF_TEXTS(warning, 1, sp_warning(s[0]))
OF_TEXTS(service_metadata, 2, sp_service_metadata(s[0], s[1]))
OF_TEXTS(fail, 3, sp_fail(s[0], s[1], s[2]))
OF_TEXTS(state_set, 2, sp_state_set(s[0], s[1]))
OF_TEXTS(state_delete, 1, sp_state_delete(s[0]))
OF_TEXTS(http_request, 2, sp_http_request(s[0], s[1]))
OF_NUMBER_AND_TEXTS(log_line, 1, sp_log(number, s[0]))

// snapshot(instance_id, phase)
static PyObject *snapshot(PyObject *module, PyObject *const *a, Py_ssize_t n) {
	if (arguments("snapshot", 2, n)) {
		return NULL;
	}
	int32_t phase = (int32_t)PyLong_AsLong(a[1]);
	if (phase == -1 && PyErr_Occurred()) {
		return NULL;
	}
	n = 1;
	TEXTS(1, sp_snapshot(s[0], phase))
}

// relation(instance_id, source_id, target_id, type, data)
static PyObject *relation(PyObject *module, PyObject *const *a, Py_ssize_t n) {
	if (arguments("relation", 5, n)) {
		return NULL;
	}
	text data;
	if (take(a[4], &data)) {
		return NULL;
	}
	texts t;
	sp_text s[4];
	int32_t result = 0;
	int failed = 0;
	begin(&t);
	for (int i = 0; i < 4 && !failed; i++) {
		failed = take_next(&t, a[i], &s[i]);
	}
	if (!failed) {
		result = sp_relation(s[0], s[1], s[2], s[3], data.text);
	}
	release(&t);
	Py_XDECREF(data.owner);
	return failed ? NULL : PyLong_FromLong(result);
}

static PyObject *http_status(PyObject *module, PyObject *handle) {
	long response = PyLong_AsLong(handle);
	return PyErr_Occurred() ? NULL : PyLong_FromLong(sp_http_status((int32_t)response));
}

static PyObject *http_close(PyObject *module, PyObject *handle) {
	long response = PyLong_AsLong(handle);
	return PyErr_Occurred() ? NULL : PyLong_FromLong(sp_http_close((int32_t)response));
}

// What the host writes into a buffer comes as bytes. FILL asks again with one
// that is large enough, where the first is not.
#define FILL(call)                                                            \
	char small[1024];                                                         \
	char *buffer = small;                                                     \
	size_t len = sizeof small;                                                \
	int32_t result = call;                                                    \
	if (result < 0) {                                                         \
		return PyLong_FromLong(result);                                       \
	}                                                                         \
	if ((size_t)result <= len) {                                              \
		return PyBytes_FromStringAndSize(small, result);                      \
	}                                                                         \
	PyObject *bytes = PyBytes_FromStringAndSize(NULL, result);                \
	if (!bytes) {                                                             \
		return NULL;                                                          \
	}                                                                         \
	buffer = PyBytes_AS_STRING(bytes);                                        \
	len = (size_t)result;                                                     \
	result = call;                                                            \
	if (result < 0 || (size_t)result > len) {                                 \
		Py_DECREF(bytes);                                                     \
		return PyErr_Format(PyExc_SystemError, "the host answered otherwise than before"); \
	}                                                                         \
	return bytes;

static PyObject *config(PyObject *module, PyObject *section) {
	long number = PyLong_AsLong(section);
	if (PyErr_Occurred()) {
		return NULL;
	}
	FILL(sp_config((int32_t)number, buffer, len))
}

static PyObject *script(PyObject *module, PyObject *unused) {
	FILL(sp_script(buffer, len))
}

static PyObject *set_script_path(PyObject *module, PyObject *name) {
	const char *path = PyUnicode_AsUTF8(name);
	if (!path) {
		return NULL;
	}
	script_path(path);
	Py_RETURN_NONE;
}

static PyObject *last_error(PyObject *module, PyObject *unused) {
	FILL(sp_last_error(buffer, len))
}

static PyObject *http_headers(PyObject *module, PyObject *handle) {
	long response = PyLong_AsLong(handle);
	if (PyErr_Occurred()) {
		return NULL;
	}
	FILL(sp_http_headers((int32_t)response, buffer, len))
}

static PyObject *state_get(PyObject *module, PyObject *name) {
	if (!PyUnicode_Check(name)) {
		return PyErr_Format(PyExc_TypeError, "the name of a state is a str");
	}
	Py_ssize_t size;
	const char *ptr = PyUnicode_AsUTF8AndSize(name, &size);
	if (!ptr) {
		return NULL;
	}
	sp_text key = SP_MAKE(sp_text, ptr, (size_t)size);
	FILL(sp_state_get(key, buffer, len))
}

// http_body(response, size): the next bytes, at most so many
static PyObject *http_body(PyObject *module, PyObject *const *a, Py_ssize_t n) {
	if (arguments("http_body", 2, n)) {
		return NULL;
	}
	long response = PyLong_AsLong(a[0]), size = PyLong_AsLong(a[1]);
	if (PyErr_Occurred()) {
		return NULL;
	}
	PyObject *bytes = PyBytes_FromStringAndSize(NULL, size);
	if (!bytes) {
		return NULL;
	}
	int32_t result = sp_http_body((int32_t)response, PyBytes_AS_STRING(bytes), (size_t)size);
	if (result < 0) {
		Py_DECREF(bytes);
		return PyLong_FromLong(result);
	}
	_PyBytes_Resize(&bytes, result);
	return bytes;
}

static PyObject *library(PyObject *module, PyObject *unused) { return library_view(); }

// extend(type, name, value) gives a type of the interpreter an attribute, which
// Python itself refuses.
static PyObject *extend(PyObject *module, PyObject *const *a, Py_ssize_t n) {
	if (arguments("extend", 3, n)) {
		return NULL;
	}
	if (!PyType_Check(a[0])) {
		return PyErr_Format(PyExc_TypeError, "extend wants a type");
	}
	PyTypeObject *type = (PyTypeObject *)a[0];
	if (PyDict_SetItem(type->tp_dict, a[1], a[2])) {
		return NULL;
	}
	PyType_Modified(type);
	Py_RETURN_NONE;
}

#define FAST(name, function) {name, (PyCFunction)(void (*)(void))(function), METH_FASTCALL, NULL}

static PyMethodDef methods[] = {
	FAST("metric", metric),
	{"quicken", quicken, METH_O, NULL},
	{"in_python", in_python, METH_NOARGS, NULL},
	FAST("event", event),
	FAST("service_check", service_check),
	FAST("component", component),
	FAST("relation", relation),
	FAST("snapshot", snapshot),
	FAST("warning", warning),
	FAST("service_metadata", service_metadata),
	FAST("log", log_line),
	FAST("fail", fail),
	{"last_error", last_error, METH_NOARGS, NULL},
	{"config", config, METH_O, NULL},
	{"state_get", state_get, METH_O, NULL},
	FAST("state_set", state_set),
	FAST("state_delete", state_delete),
	{"script", script, METH_NOARGS, NULL},
	{"script_path", set_script_path, METH_O, NULL},
	FAST("http_request", http_request),
	{"http_status", http_status, METH_O, NULL},
	{"http_headers", http_headers, METH_O, NULL},
	FAST("http_body", http_body),
	{"http_close", http_close, METH_O, NULL},
	{"library", library, METH_NOARGS, NULL},
	FAST("extend", extend),
	{NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
	PyModuleDef_HEAD_INIT, "_sandpiper", NULL, -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__sandpiper(void) { return PyModule_Create(&definition); }
