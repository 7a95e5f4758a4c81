// Numbers from texts, as JSON has them. Python reads every text by an algorithm
// that is exact for all; where there are no more digits than a double holds, one
// division is exact too.
#include "python.h"

PyObject *__real_PyFloat_FromString(PyObject *text);

// The linker puts it between.
PyObject *__wrap_PyFloat_FromString(PyObject *text) {
	static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
	enum { EXACT = 15 }; // digits, of which all integers are doubles
	if (!PyBytes_CheckExact(text)) {
		return __real_PyFloat_FromString(text);
	}
	const char *c = PyBytes_AS_STRING(text), *end = c + PyBytes_GET_SIZE(text);
	int negative = c < end && *c == '-', digits = 0, decimals = 0;
	int64_t all = 0;
	for (c += negative; c < end && digits <= EXACT; c++) {
		if (*c >= '0' && *c <= '9') {
			all = all * 10 + (*c - '0');
			digits++;
			decimals += decimals > 0;
		} else if (*c == '.' && digits > 0 && decimals == 0) {
			decimals = 1; // and those that follow
		} else {
			break;
		}
	}
	if (c < end || digits == 0 || digits > EXACT || decimals == 1) {
		return __real_PyFloat_FromString(text);
	}
	double value = (double)all / powers[decimals ? decimals - 1 : 0];
	return PyFloat_FromDouble(negative ? -value : value);
}
