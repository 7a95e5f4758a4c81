export default class HelloCheck extends AgentCheck {
	check(instance) {
		this.gauge('hello.world', 1);
	}
}
