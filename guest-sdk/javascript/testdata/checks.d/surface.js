export class SurfaceCheck extends AgentCheck {
	constructor(name, initConfig, instance) {
		super(name, initConfig, instance);
		this.runs = 0;
	}

	check(instance) {
		const at = 1700000000.5;
		this.gauge('g', 1.5, { tags: ['b', 'a:b'], hostname: 'h', deviceName: 'd', timestamp: at });
		this.gauge('g.tags', 2, ['x', 'x', 'é', 7]);
		this.increment('c');
		this.increment('c', 4);
		this.decrement('c');
		this.histogram('h', 0.25);
		this.rate('r', 10n ** 20n);
		this.count('n', '3');
		this.monotonicCount('m', true);
		this.raw('raw', 7, { timestamp: at });
		this.gauge('nan', NaN);
		this.event({ timestamp: 1700000000, event_type: 't', msg_title: 'title', msg_text: 'text €', tags: ['a'] });
		this.serviceCheck('s.ok', AgentCheck.OK, { tags: ['a'], message: 'fine', timestamp: at });
		const source = { type: 'x', url: 'y' };
		this.startSnapshot(source);
		this.component(source, 'a', 'host', { name: 'A', many: [1n] });
		this.component(source, 'b', 'host');
		this.relation(source, 'a', 'b', 'uses');
		this.stopSnapshot(source);
		try {
			this.stopSnapshot(source);
		} catch (e) {
			this.warning(e.message);
		}
		this.serviceMetadata('version', 1.25);
		this.setState('k', { runs: (this.getState('k')?.runs ?? 0) + ++this.runs });
		this.log.info('hello', this.hostname, { a: 1 });
		if (this.name !== 'test' || this.instance.n !== 1 || instance === this.instance) throw new Error('configuration');
	}
}
