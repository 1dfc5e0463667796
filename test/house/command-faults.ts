import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES } from '../../src/app/config.ts';
import { COMMAND_NAMES } from '../../src/cli/run.ts';
import { FLAG_RULES } from '../../src/layout/index.ts';
import type { DocumentedCommand } from './documented-commands.ts';
import { HOME, textOf } from './tracked-files.ts';

interface Manifest {
	readonly scripts: Readonly<Record<string, string>>;
	readonly bin: Readonly<Record<string, string>>;
}

/** What is wrong with a command, or null. */
type Check = (args: readonly string[], texts: Helps) => string | null;
/** `taue X --help`, by X. */
export type Helps = ReadonlyMap<string, string>;

/** Variables of other programs that the documents set. */
const FOREIGN_VARIABLES = ['ONNXRUNTIME_NODE_INSTALL', 'MALLOC_ARENA_MAX', 'POSTGRES_PASSWORD'];
/** Subcommands of npm that need no script. */
const OF_NPM = ['ci', 'install', 'start', 'test', 'link', 'audit'];
/** Whose arguments are not ours to judge. */
const FOREIGN: Check = () => null;

const CHECKS: Readonly<Record<string, Check>> = {
	npm: checkNpm,
	npx: ([program, ...args], helps) => {
		if (program === 'taue') return checkTaue(args, helps);
		return program === 'node' ? checkNode(args) : `npx ${program}: no program of the project`;
	},
	node: (args) =>
		args.length === 0 || !args.some((arg) => arg.endsWith('.ts'))
			? null
			: 'TypeScript needs the Node.js that the project brings: npx node',
	taue: checkTaue,
	python: checkPython,
	docker: FOREIGN,
	pg_dump: FOREIGN,
	pg_restore: FOREIGN,
	bash: ([script]) => (existsSync(join(HOME, script)) ? null : `there is no ${script}`),
	echo: FOREIGN,
	ffmpeg: FOREIGN,
};

/** What is wrong with a documented command, as `place: command: fault`; null where nothing is. */
export function faultOf(command: DocumentedCommand, helps: Helps): string | null {
	const [program, ...args] = command.argv;
	const unknown = Object.keys(command.env).find(
		(name) => !(VARIABLES as readonly string[]).includes(name) && !FOREIGN_VARIABLES.includes(name),
	);
	const fault =
		unknown !== undefined ? `nothing reads the variable ${unknown}` : CHECKS[program](args, helps);
	return fault === null ? null : `${command.where}: ${command.text}: ${fault}`;
}

function checkNpm(args: readonly string[], helps: Helps): string | null {
	const folder = optionOf(args, '--prefix') ?? '.';
	const [verb, ...rest] = args.filter((arg) => arg !== '-s' && arg !== '--silent');
	const { scripts } = manifest(folder);
	if (verb !== 'run') return verb === undefined || OF_NPM.includes(verb) ? null : `npm has no ${verb}`;
	const [name, ...more] = rest;
	if (name === undefined) return null;
	if (!Object.hasOwn(scripts, name)) return `there is no script ${name}`;
	const given = more[0] === '--' ? more.slice(1) : [];
	const wanted = more.find((arg) => arg.startsWith('-') && arg !== '--' && arg !== '--prefix');
	if (more[0] !== '--' && wanted !== undefined) return `npm itself takes ${wanted}: it lacks --`;
	if (name === 'taue') return checkTaue(given, helps);
	const script = scripts[name].split(' ').find((word) => word.endsWith('.ts') && !word.includes('*'));
	const file = script?.startsWith('./') ? undefined : script;
	return given.length === 0 || file === undefined ? null : flagsOf(file, given);
}

function checkNode(args: readonly string[]): string | null {
	const paths = args.filter((arg) => /\.[cm]?[jt]s$/.test(arg));
	const missing = paths.find((path) => globSync(path, { cwd: HOME }).length === 0);
	if (missing !== undefined) return `there is no ${missing}`;
	if (args.includes('--test') || paths.length === 0) return null;
	return flagsOf(paths[0], args.slice(args.indexOf(paths[0]) + 1));
}

/** Options that the file's own source does not name, and input files that are not there. */
function flagsOf(file: string, args: readonly string[]): string | null {
	if (!existsSync(join(HOME, file))) return `there is no ${file}`;
	const source = textOf(file);
	const unknown = args.find((arg) => {
		const name = /^--([a-z][\w-]*)/.exec(arg)?.[1];
		return name !== undefined && !new RegExp(`['"]?(?:--)?${name}['"]?\\s*:|['"]--${name}['"]`).test(source);
	});
	if (unknown !== undefined) return `${file} has no option ${unknown}`;
	const missing = args.find(
		(arg) => /^(bench|docs|models|test)\/[\w./-]+$/.test(arg) && !existsSync(join(HOME, arg)),
	);
	return missing === undefined ? null : `there is no ${missing}`;
}

function checkTaue(args: readonly string[], helps: Helps): string | null {
	const [name, ...rest] = args;
	if (name === undefined || /^(--version|--help|<command>)$/.test(name)) return null;
	if (!COMMAND_NAMES.includes(name)) return `there is no command ${name}`;
	const help = helps.get(name) ?? '';
	const flags: readonly string[] = name === 'draw' ? FLAG_RULES.map((rule) => rule.name) : [];
	const unknown = rest.find(
		(arg) => /^--?[a-z]/.test(arg) && !arg.includes(' ') && !has(help, arg) && !flags.includes(arg),
	);
	if (unknown !== undefined) return `taue ${name} has no option ${unknown}`;
	const usage = /^Usage:\n((?: .*\n)+)/m.exec(help)?.[1] ?? '';
	const subcommands = [...usage.matchAll(new RegExp(`^ +taue ${name} ([a-z]+)`, 'gm'))].map(([, sub]) => sub);
	const [sub] = rest;
	if (subcommands.length === 0 || sub === undefined || subcommands.includes(sub) || /^[^a-z]/.test(sub))
		return null;
	return `taue ${name} has no ${sub}`;
}

function has(help: string, option: string): boolean {
	return new RegExp(`(^|[\\s,[])${option}(?![\\w-])`, 'm').test(help);
}

function checkPython([path, ...args]: readonly string[]): string | null {
	if (path === undefined || !existsSync(join(HOME, path))) return `there is no ${path}`;
	const source = textOf(path);
	const unknown = args.find((arg) => arg.startsWith('--') && !source.includes(`"${arg}"`));
	if (unknown !== undefined) return `${path} has no option ${unknown}`;
	const [first] = args;
	const chooses = /add_argument\("\w+", choices=(\w+)/.test(source);
	const known = !chooses || first === undefined || new RegExp(`"${first}"`).test(source);
	return known ? null : `${path} knows no ${first}`;
}

function manifest(folder: string): Manifest {
	return JSON.parse(textOf(join(folder, 'package.json')));
}

function optionOf(args: readonly string[], name: string): string | undefined {
	const at = args.indexOf(name);
	return at < 0 ? undefined : args[at + 1];
}
