import type { DocumentedCommand } from '../house/documented-commands.ts';

/** What is done with a line of the documents. */
export type Plan =
	| {
			readonly kind: 'run';
			readonly line: string;
			readonly shortened: boolean;
			readonly until: RegExp | null;
	  }
	| { readonly kind: 'left out'; readonly why: string };

type Rule<T> = readonly [pattern: RegExp, rule: T];

/** What is not run, and why. */
export const LEFT_OUT: readonly Rule<string>[] = [
	[/^npm install\b/, 'changes what is installed'],
	[/^npm ci$/, 'installs: npm run -s test:containers does it'],
	[/^docker /, 'needs an engine: npm run -s test:containers does its steps'],
	[/<\w+>|OWNER\/|YOUR_|user@host|\bmine\b/, 'has a place for words of your own'],
	[/\bbench:(?:sdxl|real-size)\b/, 'takes up to 10 GB of memory and many minutes'],
	[/\bmodels pull\b|\bsd15\b/, 'fetches gigabytes from the hub'],
	[/\bdiscord register\b/, "needs a bot's token"],
	[/^(pg_dump|pg_restore)/, 'needs a server: test/store/dump.test.ts types it'],
	[/^npm run taue -- worker\b/, 'needs a server: test/fleet/fleet.test.ts'],
	[/\bnpm run gpu\b|(PROVIDER|DEVICES)=cuda|--provider cuda/, 'needs a graphics card'],
	[/…/, 'stands for several'],
	[/^python |--prefix training/, "needs training's own packages: training/README.md"],
	[/^npm run -s test:containers$/, 'needs root and debootstrap, and is whole by itself'],
	[/^npm (test|run validate)$|&& npm test$/, 'is the whole suite: it runs at every change'],
	[/^npm run -s docs:commands/, 'is this one'],
];

/** What has no smaller form, and waits for `--whole`. */
export const LONG: readonly Rule<string>[] = [
	[/^npm run -s docs:readme$/, 'draws the films of the README for many minutes: --whole'],
	[/^npm run -s docs:layout$/, "draws the language's examples for many minutes: --whole"],
];

/** Hours of work cut to minutes: the last of an option counts, and a number that is no option is replaced. */
export const SHORTER: readonly Rule<string>[] = [
	[/^npm run -s eval /, '--count 1 --repeat 1'],
	[/^npx node bench\/(layers|keep)\.ts /, '--count 1'],
	[/^npx node bench\/fleet\.ts/, '--people 200'],
	[/^npx node bench\/queue\.ts \d+/, '200'],
	[/^npm run -s test:attacks -- --json$/, '--only enlarg'],
	[/^npm run (-s )?bench( |$)/, '--pictures 1 --steps 2 --no-peer'],
	[/^npm run -s bench:studio /, '--jobs 200'],
	[/^npm run -s test:chaos/, '--jobs 20 --seconds 5'],
	[/^npm run -s test:soak /, '--pictures 20 --settled 5'],
	[/^npm run -s test:platforms /, '--burst 20'],
];

/** What never ends by itself is ended once it prints this. */
export const SERVES: readonly Rule<RegExp>[] = [[/^npm start$/, /https?:\/\/\S+/]];

/** Other words for what lies outside of the project, or must not be repeated where packages are borrowed. */
const HERE: readonly Rule<string>[] = [
	[/^npm ci && /, ''],
	[/(?<= )\/backups\//, 'backups/'],
];

/** Lines to be looked at, each once, in the order of the documents: in a sentence a command may only be named. */
export function linesToRun(commands: readonly DocumentedCommand[]): DocumentedCommand[] {
	const seen = new Set<string>();
	return commands.filter(({ line, inBlock, argv }) => {
		const whole = inBlock || (argv[0] !== 'taue' && argv.length > 3) || line === 'npm start';
		if (!whole || seen.has(line)) return false;
		seen.add(line);
		return true;
	});
}

/** @param whole - with the numbers of the document, however long that takes */
export function planOf(shown: string, whole = false): Plan {
	const why = ruleOf(whole ? LEFT_OUT : [...LEFT_OUT, ...LONG], shown);
	if (why !== null) return { kind: 'left out', why };
	const line = HERE.reduce((rest, [pattern, words]) => rest.replace(pattern, words), shown);
	const words = whole ? null : ruleOf(SHORTER, line);
	const until = ruleOf(SERVES, line);
	return {
		kind: 'run',
		line: words === null ? line : shortened(line, words),
		shortened: words !== null,
		until,
	};
}

function ruleOf<T>(rules: readonly Rule<T>[], line: string): T | null {
	return rules.find(([pattern]) => pattern.test(line))?.[1] ?? null;
}

function shortened(line: string, words: string): string {
	if (/^\d+$/.test(words)) return line.replace(/(?<= )\d+/, words);
	const [command, into] = line.split(/ (?=>)/);
	const given = command.startsWith('npm ') && !command.includes(' -- ') ? `-- ${words}` : words;
	return [command, given, into].filter((part) => part !== undefined).join(' ');
}
