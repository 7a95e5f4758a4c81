// QuickJS as a check: a module that boots the interpreter when it is
// initialised, loads one script, and runs it. lib/sandpiper.js does what can be
// done in JavaScript; here are the functions of check/v1 for it.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "quickjs.h"
#include "sandpiper.h"

SP_MANIFEST({"name": "javascript", "abi": "check/v1", "stateful": true,
	"description": "runs a check in JavaScript, whose object lives between runs"});

extern const char prelude[];
extern const int32_t prelude_size;

static JSRuntime *runtime;
static JSContext *context;
static JSValue load, run; // what lib/sandpiper.js answers with
static int loaded;

// A text argument: undefined and null are the empty one.
static int take(JSContext *c, JSValueConst value, sp_text *text, const char **owner) {
	size_t len;
	*owner = NULL;
	*text = SP_NONE;
	if (JS_IsUndefined(value) || JS_IsNull(value)) {
		return 0;
	}
	*owner = JS_ToCStringLen(c, &len, value);
	if (!*owner) {
		return -1;
	}
	*text = SP_MAKE(sp_text, *owner, len);
	return 0;
}

enum { ARGUMENTS = 6, TAGS = SP_MAX_TAGS + 1 };

// The texts of one call, and what holds them.
typedef struct texts {
	int len, tags;
	const char *owners[ARGUMENTS];
	const char *tag_owners[TAGS];
	sp_text list[TAGS];
} texts;

static int next(JSContext *c, texts *t, JSValueConst value, sp_text *text) {
	if (take(c, value, text, &t->owners[t->len])) {
		return -1;
	}
	t->len++;
	return 0;
}

// tags takes an array of texts. More than the host takes it is to refuse.
static int tags(JSContext *c, texts *t, JSValueConst array, sp_texts *out) {
	*out = SP_NO_TAGS;
	if (!JS_IsArray(c, array)) {
		return 0;
	}
	int64_t len;
	JSValue length = JS_GetPropertyStr(c, array, "length");
	int failed = JS_ToInt64(c, &len, length);
	JS_FreeValue(c, length);
	for (int64_t i = 0; !failed && i < len && t->tags < TAGS; i++) {
		JSValue tag = JS_GetPropertyUint32(c, array, (uint32_t)i);
		failed = JS_IsException(tag) || take(c, tag, &t->list[t->tags], &t->tag_owners[t->tags]);
		JS_FreeValue(c, tag);
		t->tags += !failed;
	}
	*out = SP_MAKE(sp_texts, t->list, (size_t)t->tags);
	return failed;
}

static JSValue done(JSContext *c, texts *t, int failed, int32_t result) {
	for (int i = 0; i < t->len; i++) {
		JS_FreeCString(c, t->owners[i]);
	}
	for (int i = 0; i < t->tags; i++) {
		JS_FreeCString(c, t->tag_owners[i]);
	}
	return failed ? JS_EXCEPTION : JS_NewInt32(c, result);
}

typedef int32_t sample(sp_text, double, sp_texts, sp_text, sp_text, double);

// The order is that of KINDS in lib/sandpiper.js.
static sample *const samples[] = {
	sp_gauge, sp_rate, sp_count, sp_monotonic_count, sp_increment, sp_decrement, sp_histogram, sp_raw,
};

#define FUNCTION(name) static JSValue name(JSContext *c, JSValueConst self, int argc, JSValueConst *a)

// metric(kind, name, value, tags, hostname, device, timestamp)
FUNCTION(metric) {
	int32_t kind, result = 0;
	double value, timestamp;
	if (JS_ToInt32(c, &kind, a[0]) || JS_ToFloat64(c, &value, a[2]) || JS_ToFloat64(c, &timestamp, a[6])) {
		return JS_EXCEPTION;
	}
	if (kind < 0 || (size_t)kind >= sizeof samples / sizeof samples[0]) {
		return JS_ThrowRangeError(c, "there is no kind %d", kind);
	}
	texts t;
	sp_text name, hostname, device;
	sp_texts list;
	t.len = t.tags = 0;
	int failed = next(c, &t, a[1], &name) || next(c, &t, a[4], &hostname) || next(c, &t, a[5], &device) || tags(c, &t, a[3], &list);
	if (!failed) {
		result = samples[kind](name, value, list, hostname, device, timestamp);
	}
	return done(c, &t, failed, result);
}

// serviceCheck(name, status, tags, hostname, message, timestamp, runId)
FUNCTION(service_check) {
	int32_t status, result = 0;
	int64_t id;
	double timestamp;
	if (JS_ToInt32(c, &status, a[1]) || JS_ToFloat64(c, &timestamp, a[5]) || JS_ToInt64(c, &id, a[6])) {
		return JS_EXCEPTION;
	}
	texts t;
	sp_text name, hostname, message;
	sp_texts list;
	t.len = t.tags = 0;
	int failed = next(c, &t, a[0], &name) || next(c, &t, a[3], &hostname) || next(c, &t, a[4], &message) || tags(c, &t, a[2], &list);
	if (!failed) {
		result = sp_service_check(name, status, list, hostname, message, timestamp, id);
	}
	return done(c, &t, failed, result);
}

// Functions of nothing but texts, and of a number and a text.
#define OF_TEXTS(name, count, ...)                                  \
	FUNCTION(name) {                                                \
		texts t;                                                    \
		sp_text s[count];                                           \
		int32_t result = 0;                                         \
		int failed = 0;                                             \
		t.len = t.tags = 0;                                         \
		for (int i = 0; i < (count) && !failed; i++) {              \
			failed = next(c, &t, a[i], &s[i]);                      \
		}                                                           \
		if (!failed) {                                              \
			result = __VA_ARGS__;                                   \
		}                                                           \
		return done(c, &t, failed, result);                         \
	}

#define OF_NUMBER_AND_TEXT(name, ...)                               \
	FUNCTION(name) {                                                \
		int32_t number, result = 0;                                 \
		if (JS_ToInt32(c, &number, a[0])) {                         \
			return JS_EXCEPTION;                                    \
		}                                                           \
		texts t;                                                    \
		sp_text s;                                                  \
		t.len = t.tags = 0;                                         \
		int failed = next(c, &t, a[1], &s);                         \
		if (!failed) {                                              \
			result = __VA_ARGS__;                                   \
		}                                                           \
		return done(c, &t, failed, result);                         \
	}

OF_TEXTS(event, 1, sp_event(s[0]))
OF_TEXTS(component, 4, sp_component(s[0], s[1], s[2], s[3]))
OF_TEXTS(relation, 5, sp_relation(s[0], s[1], s[2], s[3], s[4]))
OF_TEXTS(warning, 1, sp_warning(s[0]))
OF_TEXTS(service_metadata, 2, sp_service_metadata(s[0], s[1]))
OF_TEXTS(fail, 3, sp_fail(s[0], s[1], s[2]))
OF_TEXTS(state_set, 2, sp_state_set(s[0], s[1]))
OF_TEXTS(state_delete, 1, sp_state_delete(s[0]))
OF_NUMBER_AND_TEXT(log_line, sp_log(number, s))
OF_NUMBER_AND_TEXT(snapshot, sp_snapshot(s, number))

// httpRequest(document, body): the body is a text or an ArrayBuffer.
FUNCTION(http_request) {
	texts t;
	sp_text document, body = SP_NONE;
	int32_t result = 0;
	size_t len;
	t.len = t.tags = 0;
	int failed = next(c, &t, a[0], &document);
	if (!failed && JS_IsObject(a[1])) {
		uint8_t *bytes = JS_GetArrayBuffer(c, &len, a[1]);
		failed = !bytes && len; // an exception is pending
		body = SP_MAKE(sp_text, (const char *)bytes, len);
	} else if (!failed) {
		failed = next(c, &t, a[1], &body);
	}
	if (!failed) {
		result = sp_http_request(document, body);
	}
	return done(c, &t, failed, result);
}

FUNCTION(http_status) {
	int32_t handle;
	return JS_ToInt32(c, &handle, a[0]) ? JS_EXCEPTION : JS_NewInt32(c, sp_http_status(handle));
}

FUNCTION(http_close) {
	int32_t handle;
	return JS_ToInt32(c, &handle, a[0]) ? JS_EXCEPTION : JS_NewInt32(c, sp_http_close(handle));
}

// httpBody(response, size): an ArrayBuffer, or a status.
FUNCTION(http_body) {
	int32_t handle, size;
	if (JS_ToInt32(c, &handle, a[0]) || JS_ToInt32(c, &size, a[1])) {
		return JS_EXCEPTION;
	}
	uint8_t *buffer = malloc((size_t)size);
	if (!buffer) {
		return JS_ThrowOutOfMemory(c);
	}
	int32_t n = sp_http_body(handle, buffer, (size_t)size);
	JSValue result = n < 0 ? JS_NewInt32(c, n) : JS_NewArrayBufferCopy(c, buffer, (size_t)n);
	free(buffer);
	return result;
}

// What the host writes into a buffer is a text, or a status.
#define FILL(call)                                                  \
	char small[1024], *buffer = small;                              \
	size_t len = sizeof small;                                      \
	int32_t n = call;                                               \
	if (n < 0) {                                                    \
		return JS_NewInt32(c, n);                                   \
	}                                                               \
	if ((size_t)n > len) {                                          \
		len = (size_t)n;                                            \
		buffer = malloc(len);                                       \
		if (!buffer) {                                              \
			return JS_ThrowOutOfMemory(c);                          \
		}                                                           \
		n = call;                                                   \
	}                                                               \
	JSValue result = n < 0 || (size_t)n > len ? JS_NewInt32(c, -1) : JS_NewStringLen(c, buffer, (size_t)n); \
	if (buffer != small) {                                          \
		free(buffer);                                               \
	}                                                               \
	return result;

FUNCTION(config) {
	int32_t section;
	if (JS_ToInt32(c, &section, a[0])) {
		return JS_EXCEPTION;
	}
	FILL(sp_config(section, buffer, len))
}

FUNCTION(http_headers) {
	int32_t handle;
	if (JS_ToInt32(c, &handle, a[0])) {
		return JS_EXCEPTION;
	}
	FILL(sp_http_headers(handle, buffer, len))
}

FUNCTION(last_error) { FILL(sp_last_error(buffer, len)) }

FUNCTION(script) { FILL(sp_script(buffer, len)) }

static JSValue state_of(JSContext *c, sp_text key) { FILL(sp_state_get(key, buffer, len)) }

FUNCTION(state_get) {
	sp_text key;
	const char *owner;
	if (take(c, a[0], &key, &owner)) {
		return JS_EXCEPTION;
	}
	JSValue value = state_of(c, key);
	JS_FreeCString(c, owner);
	return value;
}

// random() is a seed of 48 bits.
FUNCTION(random_seed) {
	uint64_t seed = 0;
	getentropy(&seed, 6);
	return JS_NewInt64(c, (int64_t)seed);
}

// evaluate(name, text) runs a module and answers with its namespace.
FUNCTION(evaluate) {
	size_t len;
	const char *name = JS_ToCString(c, a[0]);
	const char *text = name ? JS_ToCStringLen(c, &len, a[1]) : NULL;
	if (!text) {
		JS_FreeCString(c, name);
		return JS_EXCEPTION;
	}
	JSValue compiled = JS_Eval(c, text, len, name, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
	JS_FreeCString(c, name);
	JS_FreeCString(c, text);
	if (JS_IsException(compiled)) {
		return compiled;
	}
	JSModuleDef *module = JS_VALUE_GET_PTR(compiled);
	JSValue promise = JS_EvalFunction(c, compiled);
	if (JS_IsException(promise)) {
		return promise;
	}
	JSContext *of;
	while (JS_ExecutePendingJob(runtime, &of) > 0) {
	}
	if (JS_PromiseState(c, promise) == JS_PROMISE_REJECTED) {
		JSValue reason = JS_PromiseResult(c, promise);
		JS_FreeValue(c, promise);
		return JS_Throw(c, reason);
	}
	JS_FreeValue(c, promise);
	return JS_GetModuleNamespace(c, module);
}

// settle(promise) runs what waits, and answers with what became of a promise:
// [true, value], [false, reason], or undefined where nothing will.
FUNCTION(settle) {
	JSContext *of;
	while (JS_PromiseState(c, a[0]) == JS_PROMISE_PENDING && JS_ExecutePendingJob(runtime, &of) > 0) {
	}
	JSPromiseStateEnum state = JS_PromiseState(c, a[0]);
	if (state == JS_PROMISE_PENDING) {
		return JS_UNDEFINED;
	}
	JSValue pair = JS_NewArray(c);
	JS_SetPropertyUint32(c, pair, 0, JS_NewBool(c, state == JS_PROMISE_FULFILLED));
	JS_SetPropertyUint32(c, pair, 1, JS_PromiseResult(c, a[0]));
	return pair;
}

static const JSCFunctionListEntry functions[] = {
	JS_CFUNC_DEF("metric", 7, metric),
	JS_CFUNC_DEF("serviceCheck", 7, service_check),
	JS_CFUNC_DEF("event", 1, event),
	JS_CFUNC_DEF("component", 4, component),
	JS_CFUNC_DEF("relation", 5, relation),
	JS_CFUNC_DEF("snapshot", 2, snapshot),
	JS_CFUNC_DEF("warning", 1, warning),
	JS_CFUNC_DEF("serviceMetadata", 2, service_metadata),
	JS_CFUNC_DEF("log", 2, log_line),
	JS_CFUNC_DEF("fail", 3, fail),
	JS_CFUNC_DEF("lastError", 0, last_error),
	JS_CFUNC_DEF("config", 1, config),
	JS_CFUNC_DEF("stateGet", 1, state_get),
	JS_CFUNC_DEF("stateSet", 2, state_set),
	JS_CFUNC_DEF("stateDelete", 1, state_delete),
	JS_CFUNC_DEF("script", 0, script),
	JS_CFUNC_DEF("httpRequest", 2, http_request),
	JS_CFUNC_DEF("httpStatus", 1, http_status),
	JS_CFUNC_DEF("httpHeaders", 1, http_headers),
	JS_CFUNC_DEF("httpBody", 2, http_body),
	JS_CFUNC_DEF("httpClose", 1, http_close),
	JS_CFUNC_DEF("randomSeed", 0, random_seed),
	JS_CFUNC_DEF("evaluate", 2, evaluate),
	JS_CFUNC_DEF("settle", 1, settle),
};

// die ends the guest, having said why in the log.
static _Noreturn void die(void) {
	JSValue error = JS_GetException(context);
	const char *text = JS_ToCString(context, error);
	sp_log(SP_LEVEL_CRITICAL, sp_string(text ? text : "the library does not load"));
	__builtin_trap();
}

// A script is one file. The module that it can import has what is global too.
static JSModuleDef *import(JSContext *c, const char *name, void *unused) {
	static const char library[] = "export const AgentCheck = globalThis.AgentCheck, CheckError = globalThis.CheckError,"
		" HTTPError = globalThis.HTTPError, fetch = globalThis.fetch;";
	if (strcmp(name, "sandpiper") != 0) {
		JS_ThrowReferenceError(c, "there is no module '%s': a check is one file, and may import 'sandpiper'", name);
		return NULL;
	}
	JSValue module = JS_Eval(c, library, sizeof library - 1, name, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
	if (JS_IsException(module)) {
		return NULL;
	}
	JSModuleDef *definition = JS_VALUE_GET_PTR(module);
	JS_FreeValue(c, module);
	return definition;
}

static char *resolve(JSContext *c, const char *from, const char *name, void *unused) { return js_strdup(c, name); }

__attribute__((constructor)) static void boot(void) {
	runtime = JS_NewRuntime();
	JS_SetModuleLoaderFunc(runtime, resolve, import, NULL);
	JS_SetMaxStackSize(runtime, 64 * 1024); // a script's recursion ends before the host's bound on depth, as an error of its own
	context = JS_NewContext(runtime);
	JSValue host = JS_NewObject(context);
	JS_SetPropertyFunctionList(context, host, functions, sizeof functions / sizeof functions[0]);
	JSValue setup = JS_Eval(context, prelude, (size_t)prelude_size - 1, "sandpiper.js", JS_EVAL_TYPE_GLOBAL);
	JSValue made = JS_IsException(setup) ? setup : JS_Call(context, setup, JS_UNDEFINED, 1, (JSValueConst *)&host);
	if (JS_IsException(made)) {
		die();
	}
	load = JS_GetPropertyStr(context, made, "load");
	run = JS_GetPropertyStr(context, made, "run");
	JS_FreeValue(context, made);
	JS_FreeValue(context, setup);
	JS_FreeValue(context, host);
	JS_RunGC(runtime);
}

// call calls a function of the library, which handles whatever a script throws:
// what comes out of it all the same is for want of memory or stack.
static int32_t call(JSValueConst function) {
	int32_t code;
	JS_UpdateStackTop(runtime);
	JSValue result = JS_Call(context, function, JS_UNDEFINED, 0, NULL);
	if (JS_IsException(result)) {
		JSValue error = JS_GetException(context);
		const char *text = JS_ToCString(context, error);
		sp_fail(SP("Error"), sp_string(text ? text : "nothing was left to say more"), SP_NONE);
		JS_FreeCString(context, text);
		JS_FreeValue(context, error);
		return 1;
	}
	JS_ToInt32(context, &code, result);
	JS_FreeValue(context, result);
	return code;
}

// Loads the script. Where that fails the answer is 1, and each run says why.
SP_EXPORT("check_load") int32_t check_load(void) {
	loaded = 1;
	return call(load);
}

int32_t check_run(void) {
	if (!loaded) {
		check_load();
	}
	return call(run);
}
