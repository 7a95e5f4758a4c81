export default class Requires extends AgentCheck {
	check() {
		this.gauge('requires.ran', 1);
	}
}
const os = require('os');
