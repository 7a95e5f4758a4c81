import { AgentCheck, HTTPError } from 'sandpiper';

function equal(got, want) {
	if (JSON.stringify(got) !== JSON.stringify(want)) {
		throw new Error(`got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
	}
}

async function rejected(promise) {
	try {
		await promise;
	} catch (error) {
		return error;
	}
	throw new Error('nothing was thrown');
}

export default class FetchCheck extends AgentCheck {
	async check({ url, refused, tls }) {
		const r = await fetch(url + '/echo?a=1', { method: 'POST', headers: { 'X-Y': 'z', 'Content-Type': 'text/plain' }, body: 'h\u00e9 \u20ac \ud83d\ude00' });
		equal([r.status, r.ok, r.headers.get('content-type')], [200, true, 'application/json; charset=utf-8']);
		const j = await r.json();
		equal([j.method, j.uri, j.body, j.type], ['POST', '/echo?a=1', 'h\u00e9 \u20ac \ud83d\ude00', 'text/plain']);
		equal((await fetch(url + '/echo', { method: 'PUT', body: new Uint8Array([104, 105]) }).then((r) => r.json())).body, 'hi');
		equal((await fetch(url + '/status/404')).ok, false);
		equal((await fetch(url + '/redirect/2')).url, url + '/echo');
		equal((await fetch(url + '/redirect/2', { redirect: 'manual' })).status, 302);
		equal((await fetch(url + '/packed').then((r) => r.text())).length, 6000);
		equal((await rejected(fetch(refused))).kind, 'refused');
		const late = await rejected(fetch(url + '/hang', { timeout: 0.1 }));
		equal([late instanceof HTTPError, late.name, late.kind], [true, 'TimeoutError', 'timeout']);
		equal((await rejected(fetch('http://denied.example/'))).kind, 'denied');
		equal((await rejected(fetch(tls))).kind, 'tls');
		equal(await fetch(tls, { tlsVerify: false }).then((r) => r.text()), 'secure');
		equal(typeof Math.random() + (Math.random() !== Math.random()), 'numbertrue');
		this.gauge('done', 1);
	}
}
