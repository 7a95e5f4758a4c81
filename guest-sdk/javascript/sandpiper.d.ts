// What a check in JavaScript or TypeScript has. All of it is there without an
// import; put this file beside the scripts and an editor knows it.
//
// Tags are texts, usually KEY:VALUE. Times are seconds since 1970 in UTC, with
// fractions. What the agent refuses, such as a value that is no number, is
// shown by `sandpiper check`, and ends no run.

/** What may go with a metric. An array of tags alone may stand for it. */
interface MetricOptions {
	tags?: readonly unknown[];
	/** The host that it is of; without it, the agent's. */
	hostname?: string;
	/** The device of that host. */
	deviceName?: string;
	/** When it was measured, in seconds since 1970; without it, now. */
	timestamp?: number;
}

/** What may go with a service check. */
interface ServiceCheckOptions {
	tags?: readonly unknown[];
	/** The host that it is of; without it, the agent's. */
	hostname?: string;
	/** Why it has its status. */
	message?: string;
	/** When it was checked, in seconds since 1970; without it, now. */
	timestamp?: number;
	/** The number of the run that it is of. */
	checkRunId?: number;
}

/** An event, by the names of the Agent API. */
interface AgentEvent {
	/** In seconds since 1970. */
	timestamp?: number;
	event_type?: string;
	msg_title?: string;
	msg_text?: string;
	tags?: readonly unknown[];
	[key: string]: unknown;
}

/** What a part of the topology is known by: all of one source are one snapshot. */
interface TopologyInstance {
	type: string;
	url: string;
	[key: string]: unknown;
}

/** The status of a service check: OK, WARNING, CRITICAL, UNKNOWN. */
type ServiceCheckStatus = 0 | 1 | 2 | 3;

/** The log of the check. What is no text is written as JSON. */
interface Log {
	debug(...values: unknown[]): void;
	info(...values: unknown[]): void;
	warn(...values: unknown[]): void;
	error(...values: unknown[]): void;
}

/**
 * The class that a check extends; a script exports one such class. Config is an
 * entry of `instances:` in conf.d, InitConfig is `init_config:` there. The
 * object of a check, and what it keeps on itself, lives from run to run.
 */
declare abstract class AgentCheck<Config = any, InitConfig = any> {
	static readonly OK: 0;
	static readonly WARNING: 1;
	static readonly CRITICAL: 2;
	static readonly UNKNOWN: 3;

	constructor(name: string, initConfig: InitConfig, instance: Config);

	/** The name of the check, as of its file. */
	readonly name: string;
	readonly initConfig: InitConfig;
	/** The configuration as the constructor had it; each run has one of its own. */
	readonly instance: Config;
	readonly log: Log;
	/** The name of the agent's host. */
	get hostname(): string;

	/** Runs once for each tick. What it throws, or rejects with, fails the run. */
	abstract check(instance: Config): void | Promise<void>;

	/** Reports what something is now, in whatever unit its name says. */
	gauge(name: string, value: number | bigint | string | boolean, options?: MetricOptions | readonly unknown[]): void;
	/** Reports a counter that only grows: the agent makes it a rate, in units a second. */
	rate(name: string, value: number | bigint | string | boolean, options?: MetricOptions | readonly unknown[]): void;
	/** Reports how many there were in this run: the agent adds up those of an interval. */
	count(name: string, value: number | bigint | string | boolean, options?: MetricOptions | readonly unknown[]): void;
	/** Reports a counter that only grows: the agent makes it how many more there are than in the last run. */
	monotonicCount(name: string, value: number | bigint | string | boolean, options?: MetricOptions | readonly unknown[]): void;
	/** Adds to a counter, 1 where no value is given; of an interval it is a rate, in units a second. */
	increment(name: string, value?: number | bigint | string | boolean, options?: MetricOptions | readonly unknown[]): void;
	/** Adds to the same counter what is given, -1 where no value is. */
	decrement(name: string, value?: number | bigint | string | boolean, options?: MetricOptions | readonly unknown[]): void;
	/** Reports one of many values, of which the agent makes average, median, maximum and others. */
	histogram(name: string, value: number | bigint | string | boolean, options?: MetricOptions | readonly unknown[]): void;
	/** Reports a value that the agent hands on as it is. */
	raw(name: string, value: number | bigint | string | boolean, options?: MetricOptions | readonly unknown[]): void;

	/** Reports that something happened. */
	event(event: AgentEvent): void;
	/** Reports whether something is well. */
	serviceCheck(name: string, status: ServiceCheckStatus, options?: ServiceCheckOptions): void;

	/** Reports a part of the topology. Throws a CheckError where no snapshot of the source may have it now. */
	component(instanceId: TopologyInstance, id: string, type: string, data?: object): void;
	/** Reports that one component has to do with another, from source to target. Throws as component does. */
	relation(instanceId: TopologyInstance, sourceId: string, targetId: string, type: string, data?: object): void;
	/** Begins a snapshot: all that there is of the source until stopSnapshot. Throws a CheckError inside another. */
	startSnapshot(instanceId: TopologyInstance): void;
	/** Ends a snapshot: what was not reported is gone. Throws a CheckError where none began. */
	stopSnapshot(instanceId: TopologyInstance): void;

	/** Shows people a message, in the log and in `sandpiper info`. */
	warning(message: unknown): void;
	/** Says something of the service that is checked, such as its version. */
	serviceMetadata(name: string, value: unknown): void;

	/** What setState kept under this key; it is there after a restart of the agent too. undefined: nothing. */
	getState(key: string): any;
	/** Keeps a value that JSON can hold, or, of undefined, forgets the key. Throws a CheckError where it cannot be kept. */
	setState(key: string, value: unknown): void;
}

/** What the agent could not do for a check. */
declare class CheckError extends Error {}

/** Why a request has no response. Its name is TimeoutError where kind is timeout, else HTTPError. */
declare class HTTPError extends Error {
	constructor(kind: HTTPErrorKind, message: string);
	readonly kind: HTTPErrorKind;
}

type HTTPErrorKind = 'url' | 'refused' | 'name' | 'tls' | 'timeout' | 'redirects' | 'failed' | 'denied' | 'quota';

/** The headers of a response; their names are found in any case. */
interface Headers extends Iterable<[string, string]> {
	/** null: there is none. Many of one name are joined by ", ". */
	get(name: string): string | null;
	has(name: string): boolean;
	entries(): IterableIterator<[string, string]>;
	keys(): IterableIterator<string>;
}

interface Response {
	/** Whether the status is 200 to 299. */
	get ok(): boolean;
	readonly status: number;
	/** Where the response is from, after redirects. */
	readonly url: string;
	readonly headers: Headers;
	readonly bodyUsed: boolean;
	/** The body, which can be read once, by one of these three. */
	arrayBuffer(): Promise<ArrayBuffer>;
	/** The body as UTF-8; what is none becomes U+FFFD. */
	text(): Promise<string>;
	json(): Promise<any>;
}

interface FetchOptions {
	/** Without it, GET. */
	method?: string;
	headers?: Record<string, string>;
	body?: string | ArrayBuffer | ArrayBufferView;
	/** In seconds; the limits of the run hold as well. */
	timeout?: number;
	/** manual: the response that redirects is the answer. */
	redirect?: 'follow' | 'manual';
	/** false: whoever the server is, its certificate is accepted. */
	tlsVerify?: boolean;
}

/** Asks a server that the configuration of the check names. Rejects with an HTTPError where it does not respond. */
declare function fetch(url: string | { toString(): string }, options?: FetchOptions): Promise<Response>;

/** The log of the check, by another name; log is info. */
declare const console: Readonly<Log & { log(...values: unknown[]): void }>;
