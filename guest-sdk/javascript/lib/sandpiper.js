// The AgentCheck interface for JavaScript. build/main.c calls the function that
// this text is with the functions of check/v1, and keeps what it returns.
(function (host) {
	'use strict';

	const KINDS = { gauge: 0, rate: 1, count: 2, monotonicCount: 3, increment: 4, decrement: 5, histogram: 6, raw: 7 };
	const INSTANCE = 0, INIT_CONFIG = 1, AGENT = 2;
	const MISSING = -1, NOT_NOW = -8;
	const PART = 64 << 10; // bytes of a body at a time

	class CheckError extends Error {
		get name() { return 'CheckError'; }
	}

	// Why a request has no response. kind is one of url, refused, name, tls,
	// timeout, redirects, failed, denied and quota.
	class HTTPError extends Error {
		constructor(kind, message) {
			super(message);
			this.kind = kind;
		}
		get name() { return this.kind === 'timeout' ? 'TimeoutError' : 'HTTPError'; }
	}

	const HTTP = { '-7': 'quota', '-16': 'url', '-17': 'refused', '-18': 'name', '-19': 'tls', '-20': 'timeout', '-21': 'redirects', '-22': 'failed', '-23': 'denied' };

	function json(value) {
		return JSON.stringify(value === undefined ? {} : value, (_, v) => (typeof v === 'bigint' ? Number(v) : v));
	}

	// topology throws where a snapshot is not what the check believes: that
	// would be worse than none.
	function topology(status) {
		if (status === NOT_NOW) {
			throw new CheckError(host.lastError());
		}
	}

	const quiet = (...args) => args.map((a) => (typeof a === 'string' ? a : a instanceof Error ? a.stack ? `${a}\n${a.stack}` : String(a) : typeof a === 'object' ? json(a) : String(a))).join(' ');
	const log = Object.freeze({
		debug: (...args) => void host.log(0, quiet(...args)),
		info: (...args) => void host.log(1, quiet(...args)),
		warn: (...args) => void host.log(2, quiet(...args)),
		error: (...args) => void host.log(3, quiet(...args)),
	});

	let agent = {};

	// AgentCheck is the class that checks extend: check(instance) runs once for
	// each tick. Options of metrics are {tags, hostname, deviceName, timestamp}.
	class AgentCheck {
		static OK = 0;
		static WARNING = 1;
		static CRITICAL = 2;
		static UNKNOWN = 3;

		constructor(name, initConfig, instance) {
			this.name = name;
			this.initConfig = initConfig;
			this.instance = instance;
			this.log = log;
		}

		get hostname() { return agent.hostname; }

		event(event) { host.event(json(event)); }

		serviceCheck(name, status, options = {}) {
			host.serviceCheck(name, status, options.tags, options.hostname, options.message, options.timestamp ?? 0, options.checkRunId ?? 0);
		}

		component(instanceId, id, type, data) { topology(host.component(json(instanceId), id, type, json(data))); }

		relation(instanceId, sourceId, targetId, type, data) { topology(host.relation(json(instanceId), sourceId, targetId, type, json(data))); }

		startSnapshot(instanceId) { topology(host.snapshot(0, json(instanceId))); }

		stopSnapshot(instanceId) { topology(host.snapshot(1, json(instanceId))); }

		warning(message) {
			log.warn(String(message));
			host.warning(String(message));
		}

		serviceMetadata(name, value) { host.serviceMetadata(name, String(value)); }

		// State that the agent keeps, also when it is started anew.
		getState(key) {
			const value = host.stateGet(key);
			return typeof value === 'string' ? JSON.parse(value) : undefined;
		}

		setState(key, value) {
			if (value === undefined) {
				host.stateDelete(key);
			} else if (host.stateSet(key, json(value)) < 0) {
				throw new CheckError(host.lastError());
			}
		}
	}

	for (const [name, kind] of Object.entries(KINDS)) {
		const usual = name === 'increment' ? 1 : name === 'decrement' ? -1 : undefined;
		Object.defineProperty(AgentCheck.prototype, name, {
			configurable: true,
			writable: true,
			value(metric, value = usual, options) {
				// Tags alone may stand for the options.
				const tags = Array.isArray(options) ? options : options?.tags;
				host.metric(kind, metric, Number(value), tags, options?.hostname, options?.deviceName, options?.timestamp ?? 0);
			},
		});
	}

	class Headers {
		#values = new Map();
		constructor(values) {
			for (const [name, value] of Object.entries(values)) {
				this.#values.set(name.toLowerCase(), [].concat(value).join(', '));
			}
		}
		get(name) { return this.#values.get(String(name).toLowerCase()) ?? null; }
		has(name) { return this.#values.has(String(name).toLowerCase()); }
		entries() { return this.#values.entries(); }
		keys() { return this.#values.keys(); }
		[Symbol.iterator]() { return this.#values.entries(); }
	}

	function failed(status) {
		const cause = host.lastError();
		if (HTTP[status]) {
			throw new HTTPError(HTTP[status], cause);
		}
		throw new TypeError(cause);
	}

	class Response {
		#handle;
		constructor(handle, redirected) {
			this.#handle = handle;
			this.status = host.httpStatus(handle);
			const head = JSON.parse(host.httpHeaders(handle));
			this.url = head.url;
			this.headers = new Headers(head.headers);
			this.bodyUsed = false;
		}
		get ok() { return this.status >= 200 && this.status < 300; }

		async arrayBuffer() {
			if (this.bodyUsed) {
				throw new TypeError('the body was already read');
			}
			this.bodyUsed = true;
			const parts = [];
			let size = 0;
			for (;;) {
				const part = host.httpBody(this.#handle, PART);
				if (typeof part === 'number') {
					failed(part);
				}
				if (part.byteLength === 0) {
					break;
				}
				parts.push(part);
				size += part.byteLength;
			}
			host.httpClose(this.#handle);
			const whole = new Uint8Array(size);
			let at = 0;
			for (const part of parts) {
				whole.set(new Uint8Array(part), at);
				at += part.byteLength;
			}
			return whole.buffer;
		}

		async text() { return decode(new Uint8Array(await this.arrayBuffer())); }

		async json() { return JSON.parse(await this.text()); }
	}

	// decode reads UTF-8; what is none becomes U+FFFD.
	function decode(b) {
		let out = '';
		const codes = [];
		for (let i = 0; i < b.length; ) {
			const c = b[i++];
			let more = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : -1;
			let code = more === 0 ? c : c & (0x3f >> more);
			const from = i;
			for (; more > 0 && i < b.length && (b[i] & 0xc0) === 0x80; more--) {
				code = (code << 6) | (b[i++] & 0x3f);
			}
			const length = i - from + 1;
			const bad = more !== 0 || (length === 3 && (code < 0x800 || (code >= 0xd800 && code < 0xe000))) || (length === 4 && (code < 0x10000 || code > 0x10ffff));
			codes.push(bad ? 0xfffd : code);
			if (codes.length === 4096) {
				out += String.fromCodePoint(...codes);
				codes.length = 0;
			}
		}
		return out + String.fromCodePoint(...codes);
	}

	// fetch(url, {method, headers, body, timeout, redirect, tlsVerify}) is that of
	// browsers as far as a check needs it: timeout is in seconds, and what has no
	// response is an HTTPError.
	async function fetch(url, options = {}) {
		const request = { url: String(url), method: options.method ?? 'GET', headers: { ...options.headers } };
		if (options.timeout !== undefined) {
			request.timeout = Number(options.timeout);
		}
		if (options.redirect === 'manual') {
			request.redirects = 0;
		}
		if (options.tlsVerify !== undefined) {
			request.tls_verify = Boolean(options.tlsVerify);
		}
		let body = options.body;
		if (ArrayBuffer.isView(body)) {
			body = body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength);
		}
		const handle = host.httpRequest(JSON.stringify(request), body);
		if (handle < 0) {
			failed(handle);
		}
		return new Response(handle);
	}

	Object.assign(globalThis, {
		AgentCheck,
		CheckError,
		HTTPError,
		fetch,
		console: Object.freeze({ debug: log.debug, log: log.info, info: log.info, warn: log.warn, error: log.error }),
	});

	// Numbers at random are of the instance, not of the image that it comes from:
	// it asks for a seed when it first draws one.
	const [s0, s1] = [new Uint32Array(1), new Uint32Array(1)];
	let seeded = false;
	Math.random = () => {
		if (!seeded) {
			seeded = true;
			const seed = host.randomSeed();
			[s0[0], s1[0]] = [seed, seed / 2 ** 16 + 1];
		}
		let t = s0[0];
		const s = s1[0];
		s0[0] = s;
		t ^= t << 23;
		t ^= t >>> 17;
		t ^= s ^ (s >>> 26);
		s1[0] = t;
		return ((s0[0] + s1[0]) >>> 0) / 2 ** 32;
	};

	let script, reason, check;

	function describe(error) {
		if (!(error instanceof Error)) {
			return ['Error', typeof error === 'object' ? json(error) : String(error), ''];
		}
		const stack = String(error.stack ?? '').split('\n').filter((line) => !line.includes('sandpiper.js'));
		return [error.name || error.constructor?.name || 'Error', error.message, stack.join('\n')];
	}

	function classOf(file, exported) {
		const isCheck = (v) => typeof v === 'function' && v.prototype instanceof AgentCheck;
		let found = isCheck(exported.default) ? [exported.default] : [...new Set(Object.values(exported).filter(isCheck))];
		if (found.length === 0) {
			throw new CheckError(`${file} exports no check: a class that extends AgentCheck`);
		}
		if (found.length > 1) {
			throw new CheckError(`${file} exports more than one check: ${found.map((c) => c.name).join(' and ')}; export one as default`);
		}
		if (typeof found[0].prototype.check !== 'function') {
			throw new CheckError(`${file}: the class ${found[0].name} has no method check(instance)`);
		}
		return found[0];
	}

	function load() {
		try {
			const text = host.script();
			if (typeof text !== 'string') {
				throw new CheckError('there is no script');
			}
			const zero = text.indexOf('\0');
			const file = text.slice(0, zero);
			script = { file, class: classOf(file, host.evaluate(file, text.slice(zero + 1))) };
		} catch (error) {
			reason = describe(error);
		}
		return reason ? 1 : 0;
	}

	const config = (section) => JSON.parse(host.config(section));

	function run() {
		if (reason) {
			host.fail(...reason);
			return 1;
		}
		try {
			if (!check) {
				agent = config(AGENT);
				check = new script.class(agent.check, config(INIT_CONFIG), config(INSTANCE));
			}
			const answer = check.check(config(INSTANCE));
			if (answer instanceof Promise) {
				const settled = host.settle(answer);
				if (!settled) {
					throw new CheckError('check() waits for what never comes');
				}
				if (!settled[0]) {
					throw settled[1];
				}
			}
		} catch (error) {
			host.fail(...describe(error));
			return 1;
		}
		return 0;
	}

	return { load, run };
});
