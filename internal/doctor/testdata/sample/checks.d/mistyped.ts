export default class Mistyped extends AgentCheck {
	check(): void {
		const a: = 1;
	}
}
