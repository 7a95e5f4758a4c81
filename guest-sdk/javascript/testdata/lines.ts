interface Config {
	url?: string;
}

type Kind = 'a' |
	'b';

let asked = 0;
const wrong: string[] = [];

/* The line that called, as the interpreter has it. */
function here<T extends number>(want: T): number {
	const stack: string = new Error().stack!;
	const called = stack.split('\n')[1];
	asked++;
	if (!called.includes(`.ts:${want}:`)) {
		wrong.push(`line ${want}: ${called}`);
	}
	return 1;
}

enum Level { Low = 1,

	High = HERE,
}

abstract class Base extends AgentCheck<Config> {
	// A comment.

	private n: number = HERE;

	constructor(a: string, b: any,
		c: Config) {

		super(a, b, c);
		HERE;
	}

	ask(
		x: number,
		y?: Kind): number {
		return (
			// why
			HERE + x
		);
	}

	static {
		HERE;
	}
}

export class Lines extends Base {
	async check(instance: Config): Promise<void> {
		const text = `one ${HERE}
two ${HERE} three
${
	HERE
}`;
		this.ask(HERE,
			'a');
		const all = [
			// only one
			null as any ??
				HERE,
		].map((v: number) =>
			HERE);
		const o = { a: 1,
			b: HERE,
			f(): void { HERE; },
		} satisfies object;
		o.f();

		if (o.a) HERE;
		else
			wrong.push('else');
		if (!o.a)
			wrong.push('if');
		else

			HERE;

		for (const x of [HERE]) {
			void (
				HERE);
		}
		const q = o.b
			? HERE
			: undefined;
		let i = 0;
		i++;
		HERE;
		++i;
		await Promise.resolve(1 as number)
			.then((v) => HERE)
			.then(
				() => {
					throw (
						HERE);
				})
			.catch(() => HERE);
		const f = <T,>(x: T): T => x;
		f<number>(
			HERE); HERE;
		namespaced.f();
		new Declaring(1);
		for (const w of wrong) {
			this.warning(w);
		}
		this.gauge('asked', asked);
	}
}

class Declaring {
	constructor(public a: number,
		readonly b = HERE) {

		HERE;
	}
}

namespace namespaced {
	export const f = (): number =>
		HERE;
}
