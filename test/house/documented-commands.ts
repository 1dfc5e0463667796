import { lineAt, projectFiles, textOf } from './tracked-files.ts';

/** A command line that a document tells its reader to type. */
export interface DocumentedCommand {
	/** `docs/cli.md:36`. */
	readonly where: string;
	/** The variables in front of it. */
	readonly env: Readonly<Record<string, string>>;
	/** Program and arguments, without quotes. */
	readonly argv: readonly string[];
	/** As it stands in the document: one command of a chain. */
	readonly text: string;
	/** The whole line that it stands in, with what comes before and after it. */
	readonly line: string;
	/** In a block of code; else between backticks in a sentence, which may only name it. */
	readonly inBlock: boolean;
}

/** What a line of shell may begin with to count as a command. */
export const PROGRAMS = [
	'npm',
	'npx',
	'node',
	'taue',
	'python',
	'docker',
	'pg_dump',
	'pg_restore',
	'bash',
	'echo',
	'ffmpeg',
] as const;

const VARIABLE = /^[A-Z][A-Z0-9_]*=\S*$/;
/** Code: fenced blocks, indented ones, and what stands between backticks. */
const FENCED = /^```(\w*)\n([\s\S]*?)^```$/gm;
/** Fences whose content is typed into a shell. */
const SHELLS = ['', 'sh', 'bash', 'shell', 'console'];
const INDENTED = /(?<=\n\n|^)(?:(?: {4}|\t).*\n?)+/g;
const INLINE = /`([^`\n]+)`/g;

export function documentPaths(): string[] {
	return projectFiles().filter((path) => path.endsWith('.md'));
}

/** Every command of a document, in its order. */
export function commandsOf(path: string): DocumentedCommand[] {
	return commandsIn(textOf(path), path);
}

/** Every command of a text in Markdown; a chain (`a && b`, `a | b`) is several. */
export function commandsIn(whole: string, path: string): DocumentedCommand[] {
	const code: { readonly at: number; readonly text: string; readonly inBlock: boolean }[] = [];
	const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');
	const take = (found: string, text: string, offset: number, inBlock = true) => {
		code.push({ at: offset + found.indexOf(text), text, inBlock });
		return blank(found);
	};
	whole
		.replaceAll(FENCED, (found: string, kind: string, text: string, offset: number) =>
			SHELLS.includes(kind) ? take(found, text, offset) : blank(found),
		)
		.replaceAll(INDENTED, (found: string, offset: number) => take(found, found, offset))
		.replaceAll(INLINE, (found: string, text: string, offset: number) => take(found, text, offset, false));
	return code
		.flatMap(({ at, text, inBlock }) =>
			[...text.matchAll(/[^\n]+/g)].flatMap((line) =>
				commandsOfLine(line[0], { where: `${path}:${lineAt(whole, at + line.index)}`, inBlock }),
			),
		)
		.toSorted((a, b) => Number(a.where.split(':')[1]) - Number(b.where.split(':')[1]));
}

type Spot = Pick<DocumentedCommand, 'where' | 'inBlock'>;

function commandsOfLine(source: string, spot: Spot): DocumentedCommand[] {
	const words = wordsOf(source);
	const line = words.map(({ raw }) => raw).join(' ');
	const joints = [-1, ...words.flatMap(({ raw }, i) => (/^(&&|\||;)$/.test(raw) ? [i] : [])), words.length];
	return joints
		.slice(1)
		.flatMap((to, i) => read(words.slice(joints[i] + 1, to)) ?? [])
		.map((command) => ({ ...spot, ...command, line }));
}

interface Word {
	readonly raw: string;
	readonly text: string;
}

/** Words of a shell line, comments left out. */
function wordsOf(line: string): Word[] {
	const words = [...line.matchAll(/(?:"[^"]*"|'[^']*'|\$\([^)]*\)|[^\s"'])+/g)].map(([raw]) => ({
		raw,
		text: raw.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single),
	}));
	const comment = words.findIndex(({ raw }) => raw.startsWith('#'));
	return comment < 0 ? words : words.slice(0, comment);
}

function read(words: readonly Word[]): Pick<DocumentedCommand, 'env' | 'argv' | 'text'> | null {
	const typed = words[0]?.raw === '$' ? words.slice(1) : words;
	const first = typed.findIndex(({ raw }) => !VARIABLE.test(raw));
	if (first < 0 || !(PROGRAMS as readonly string[]).includes(typed[first].text)) return null;
	const redirect = typed.findIndex(({ raw }, i) => i > first && /^[<>]{1,2}$/.test(raw));
	return {
		env: Object.fromEntries(typed.slice(0, first).map(({ text }) => text.split(/=(.*)/s).slice(0, 2))),
		argv: typed.slice(first, redirect < 0 ? undefined : redirect).map(({ text }) => text),
		text: typed.map(({ raw }) => raw).join(' '),
	};
}
