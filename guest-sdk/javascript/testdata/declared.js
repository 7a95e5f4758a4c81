// Tries each member that sandpiper.d.ts declares for requests, and reports a
// sample of its name where it is as declared.

async function rejected(promise) {
	try {
		await promise;
	} catch (error) {
		return error;
	}
	throw new Error('it did not reject');
}

export default class DeclaredCheck extends AgentCheck {
	is(member, got, want) {
		if (JSON.stringify(got) !== JSON.stringify(want)) {
			throw new Error(`${member} is ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
		}
		this.gauge(member, 1);
	}

	async check({ url, refused, tls }) {
		await this.response(url);
		await this.headers(url);
		await this.options(url, tls);
		await this.errors(url, refused, tls);
		for (const level of ['debug', 'info', 'warn', 'error', 'log']) {
			this.is(`console.${level}`, console[level]('said', { by: level }), undefined);
		}
		this.is('console frozen', [Object.isFrozen(console), Object.isFrozen(this.log)], [true, true]);
		// The members that there are, for the test to hold against those declared.
		const response = await fetch(url + '/ok');
		for (const [name, o] of [['Response', response], ['Headers', response.headers]]) {
			for (const member of [...Object.getOwnPropertyNames(o), ...Object.getOwnPropertyNames(Object.getPrototypeOf(o))]) {
				this.gauge(`has ${name}.${member}`, 1);
			}
		}
	}

	async response(url) {
		const response = await fetch(url + '/redirect/1');
		this.is('Response.ok', [response.ok, (await fetch(url + '/status/299')).ok, (await fetch(url + '/status/300')).ok], [true, true, false]);
		this.is('Response.status', [response.status, (await fetch(url + '/status/503')).status], [200, 503]);
		this.is('Response.url', response.url, url + '/echo');
		this.is('Response.headers', response.headers.get('content-type'), 'application/json; charset=utf-8');
		this.is('Response.bodyUsed', [response.bodyUsed, typeof (await response.text()), response.bodyUsed], [false, 'string', true]);
		for (const body of ['text', 'json', 'arrayBuffer']) {
			const error = await rejected(response[body]());
			this.is(`twice ${body}`, [error.name, error.message], ['TypeError', 'the body was already read']);
		}
		const bytes = await (await fetch(url + '/many')).arrayBuffer();
		this.is('Response.arrayBuffer', [bytes instanceof ArrayBuffer, ...new Uint8Array(bytes)], [true, 99, 97, 102, 0xc3, 0xa9, 32, 0xff]);
		this.is('Response.text', await (await fetch(url + '/many')).text(), 'caf\u00e9 \ufffd');
		this.is('Response.json', (await (await fetch(url + '/echo')).json()).method, 'GET');
		this.is('not json', (await rejected((await fetch(url + '/ok')).json())).name, 'SyntaxError');
	}

	async headers(url) {
		const { headers } = await fetch(url + '/many');
		this.is('Headers.get', [headers.get('X-Many'), headers.get('x-mANY'), headers.get('no')], ['one, two', 'one, two', null]);
		this.is('Headers.has', [headers.has('X-MANY'), headers.has('no')], [true, false]);
		const all = [...headers];
		this.is('Headers iterable', all.find(([name]) => name === 'x-many'), ['x-many', 'one, two']);
		this.is('Headers.entries', [...headers.entries()], all);
		this.is('Headers.keys', [...headers.keys()], all.map(([name]) => name));
	}

	async options(url, tls) {
		const echo = async (options) => (await fetch({ toString: () => url + '/echo' }, options)).json();
		this.is('FetchOptions.method', [(await echo()).method, (await echo({ method: 'DELETE' })).method], ['GET', 'DELETE']);
		this.is('FetchOptions.headers', (await echo({ headers: { 'X-Many': 'one' } })).many, 'one');
		const bytes = new Uint8Array([120, 104, 105, 120]);
		const bodies = ['hi', bytes.buffer.slice(1, 3), bytes.subarray(1, 3), new DataView(bytes.buffer, 1, 2)];
		const sent = [];
		for (const body of bodies) {
			sent.push((await echo({ method: 'POST', body })).body);
		}
		this.is('FetchOptions.body', sent, ['hi', 'hi', 'hi', 'hi']);
		this.is('FetchOptions.timeout', (await rejected(fetch(url + '/hang', { timeout: 0.05 }))).kind, 'timeout');
		const there = await fetch(url + '/redirect/0', { redirect: 'follow' }), here = await fetch(url + '/redirect/0', { redirect: 'manual' });
		this.is('FetchOptions.redirect', [there.status, here.status, here.headers.get('location'), here.url], [200, 302, '/echo', url + '/redirect/0']);
		this.is('FetchOptions.tlsVerify', [(await rejected(fetch(tls, { tlsVerify: true }))).kind, await (await fetch(tls, { tlsVerify: false })).text()], ['tls', 'secure']);
	}

	async errors(url, refused, tls) {
		const own = new HTTPError('failed', 'why');
		this.is('HTTPError', [own instanceof Error, own.message, own.name, new HTTPError('timeout', '').name], [true, 'why', 'HTTPError', 'TimeoutError']);
		this.is('HTTPError.kind', own.kind, 'failed');
		this.is('CheckError', [new CheckError('why') instanceof Error, new CheckError('why').message], [true, 'why']);
		const asked = {
			url: () => fetch('http://['),
			refused: () => fetch(refused),
			name: () => fetch('http://nowhere.example/'),
			tls: () => fetch(tls),
			timeout: () => fetch(url + '/hang', { timeout: 0.05 }),
			redirects: () => fetch(url + '/redirect/1000'),
			failed: () => fetch(url + '/cut'),
			denied: () => fetch('http://denied.example/'),
			quota: async () => {
				const open = []; // bodies that nobody reads
				try {
					while (open.length < 1000) {
						open.push(await fetch(url + '/ok'));
					}
				} finally {
					await Promise.all(open.map((response) => response.text()));
				}
			},
		};
		for (const [kind, ask] of Object.entries(asked)) {
			const error = await rejected(ask());
			this.is(`HTTPErrorKind.${kind}`, [error instanceof HTTPError, error.kind, error.name, error.message !== ''], [true, kind, kind === 'timeout' ? 'TimeoutError' : 'HTTPError', true]);
		}
	}
}
