import { posix } from 'node:path';
import { lineAt, projectFiles, textOf } from './tracked-files.ts';

/** One import of a source file. */
export interface Import {
	readonly file: string;
	readonly line: number;
	readonly from: string;
	readonly specifier: string;
	readonly typeOnly: boolean;
}

const IMPORT =
	/^[ \t]*(?:import|export)\s+(type\s)?[^'"`;]*?from\s*'([^']+)'|^[ \t]*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|\bimport\.meta\.resolve\(\s*'([^']+)'/gm;

/** Comments are blanked, offsets stay. */
export function withoutComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '));
}

/** `src/layout/parse.ts` -> `layout`, `src/recipe/png.ts` -> `recipe`, `commands/draw.ts` -> `commands`. */
export function partOf(path: string): string {
	const [top, second] = path.split('/');
	return top === 'src' ? second.replace(/\.tsx?$/, '') : top;
}

export function importsOf(file: string, text: string): Import[] {
	return [...withoutComments(text).matchAll(IMPORT)].map((match) => ({
		file,
		line: lineAt(text, match.index + match[0].search(/\S/)),
		from: partOf(file),
		specifier: match[2] ?? match[3] ?? match[4] ?? match[5],
		typeOnly: match[1] !== undefined,
	}));
}

/** The file that an import of another source file names. */
export function targetOf({ file, specifier }: Import): string | null {
	return specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : null;
}

/** All source files, and all that they import. */
export const sources = projectFiles().filter((path) => /^(src|commands)\/.*\.tsx?$/.test(path));
export const imports = sources.flatMap((file) => importsOf(file, textOf(file)));

/** Groups of files that import one another in a circle (Tarjan 1972), each and all sorted by name. */
export function circlesOf(all: readonly Import[]): string[][] {
	const targets = new Map<string, string[]>();
	for (const entry of all) {
		const target = targetOf(entry);
		if (target !== null) targets.set(entry.file, [...(targets.get(entry.file) ?? []), target]);
	}
	const circles: string[][] = [];
	const index = new Map<string, number>();
	const low = new Map<string, number>();
	const stack: string[] = [];
	const lowOf = (file: string) => low.get(file) ?? Number.POSITIVE_INFINITY;
	const visit = (file: string) => {
		index.set(file, index.size);
		low.set(file, index.size - 1);
		stack.push(file);
		for (const next of targets.get(file) ?? []) {
			if (!index.has(next)) visit(next);
			if (stack.includes(next)) low.set(file, Math.min(lowOf(file), lowOf(next)));
		}
		if (low.get(file) !== index.get(file)) return;
		const circle = stack.splice(stack.indexOf(file));
		if (circle.length > 1) circles.push(circle.toSorted());
	};
	for (const file of targets.keys()) if (!index.has(file)) visit(file);
	return circles.toSorted();
}
