// Reads what a server says of itself in JSON, and reports 100 metrics of it.
const fields = ['requests', 'errors', 'retries', 'sessions', 'bytes_in', 'bytes_out', 'queue', 'latency', 'uptime', 'weight'];
const text = JSON.stringify({
	server: 'status',
	pools: Array.from({ length: 10 }, (_, pool) => ({
		name: `pool${pool}`,
		state: 'up',
		stats: Object.fromEntries(fields.map((field, n) => [field, pool * 1000 + n + 0.5])),
	})),
});

export default class StatusCheck extends AgentCheck {
	check(instance) {
		for (const pool of JSON.parse(text).pools) {
			const tags = [`pool:${pool.name}`, `state:${pool.state}`];
			for (const [field, value] of Object.entries(pool.stats)) {
				this.gauge(`status.${field}`, value, tags);
			}
		}
	}
}
