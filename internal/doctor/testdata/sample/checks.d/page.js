// Asks what it is told to, unlike 'http://comment.example/'.
export default class Page extends AgentCheck {
	async check(instance) {
		this.log.debug('see http://docs.example/');
		this.gauge('page.status', (await fetch(instance.url)).status);
	}
}
