/** One instruction of a Dockerfile, its continued lines joined and its comments left out. */
export interface Instruction {
	readonly line: number;
	readonly name: string;
	readonly rest: string;
}

/** A `FROM` and what follows it. */
export interface Stage {
	/** The image, or the name of an earlier stage, its build arguments filled in. */
	readonly from: string;
	readonly as: string | null;
	readonly instructions: readonly Instruction[];
}

/** What a container of the last stage is started with. */
export interface ImageConfig {
	readonly env: Readonly<Record<string, string>>;
	readonly folder: string;
	readonly user: string;
	readonly cmd: readonly string[];
	readonly healthcheck: readonly string[];
	readonly volumes: readonly string[];
	readonly ports: readonly number[];
}

export function instructionsOf(text: string): Instruction[] {
	const found: Instruction[] = [];
	let open: { line: number; text: string } | null = null;
	for (const [i, raw] of text.split('\n').entries()) {
		if (/^\s*(#|$)/.test(raw)) continue;
		const whole: string = open === null ? raw : `${open.text} ${raw.trim()}`;
		const line: number = open?.line ?? i + 1;
		if (whole.endsWith('\\')) {
			open = { line, text: whole.slice(0, -1).trimEnd() };
			continue;
		}
		open = null;
		const [, name, rest] = /^\s*(\w+)\s+(.*)$/.exec(whole) ?? [];
		if (name === undefined) throw new SyntaxError(`line ${line}: ${whole}`);
		found.push({ line, name: name.toUpperCase(), rest });
	}
	return found;
}

/** The stages, with the arguments before the first `FROM` filled into their images. */
export function stagesOf(text: string, args: Readonly<Record<string, string>> = {}): Stage[] {
	const globals: Record<string, string> = {};
	const stages: { from: string; as: string | null; instructions: Instruction[] }[] = [];
	for (const instruction of instructionsOf(text)) {
		const { name, rest } = instruction;
		if (name === 'FROM') {
			const [, from, as] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(fill(rest, globals)) ?? [];
			if (from === undefined) throw new SyntaxError(`line ${instruction.line}: FROM ${rest}`);
			stages.push({ from, as: as ?? null, instructions: [] });
		} else if (stages.length > 0) stages.at(-1)?.instructions.push(instruction);
		else if (name === 'ARG') Object.assign(globals, argument(rest, args));
		else throw new SyntaxError(`line ${instruction.line}: ${name} before FROM`);
	}
	return stages;
}

/** `NAME=default` with what was given for it. */
export function argument(rest: string, args: Readonly<Record<string, string>>): Record<string, string> {
	const [name, value = ''] = rest.split(/=(.*)/s);
	return { [name]: args[name] ?? value };
}

/** Assignments of an `ENV`. */
export function assignments(rest: string): Record<string, string> {
	return Object.fromEntries(
		[...rest.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g)].map(([, name, quoted, bare]) => [name, quoted ?? bare]),
	);
}

export function fill(text: string, variables: Readonly<Record<string, string>>): string {
	return text.replaceAll(/\$\{(\w+)\}|\$(\w+)/g, (whole, braced, bare) => variables[braced ?? bare] ?? whole);
}

export function configOf(stage: Stage): ImageConfig {
	const values = (name: string) =>
		stage.instructions.filter((each) => each.name === name).map(({ rest }) => rest);
	const words = (rest: string) => rest.split(/\s+/).filter((word) => word !== '');
	const env: Record<string, string> = {};
	for (const rest of values('ENV')) {
		for (const [name, value] of Object.entries(assignments(rest))) env[name] = fill(value, { PATH, ...env });
	}
	return {
		env,
		folder: values('WORKDIR').at(-1) ?? '/',
		user: values('USER').at(-1) ?? 'root',
		cmd: execForm(values('CMD').at(-1) ?? ''),
		healthcheck: execForm(/\bCMD (.*)$/.exec(values('HEALTHCHECK').at(-1) ?? '')?.[1] ?? ''),
		volumes: values('VOLUME').flatMap(words),
		ports: values('EXPOSE').flatMap(words).map(Number),
	};
}

/** `PATH` of images that set none. */
export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** `["a", "b"]`; empty for the shell form, which would not pass signals on. */
function execForm(rest: string): string[] {
	return rest.startsWith('[') ? JSON.parse(rest) : [];
}

/** Sources and target of a `COPY`, and the stage that they come from. */
export function copyOf(rest: string): { from: string | null; sources: string[]; target: string } {
	const words = rest.split(/\s+/);
	const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? null;
	const paths = words.filter((word) => !word.startsWith('--'));
	return { from, sources: paths.slice(0, -1), target: paths[paths.length - 1] };
}
