const url: string = '$URL/fixed';

export default class Fixed extends AgentCheck {
	async check(): Promise<void> {
		this.gauge('fixed.status', (await fetch(url)).status);
	}
}
