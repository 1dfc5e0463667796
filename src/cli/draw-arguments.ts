import type { Config } from '../app/config.ts';
import type { Provider } from '../diffusion/index.ts';
import { FLAG_RULES } from '../layout/index.ts';
import type { Given } from './command.ts';
import { usageError } from './io.ts';

const PROVIDERS = ['auto', 'cpu', 'cuda', 'tensorrt', 'dml', 'coreml', 'webgpu'] as const;
export const DEFAULT_OUT = 'picture.png';

/** What is too long for its column has a line of its own. */
const FLAG_HELP = FLAG_RULES.map(({ name, value, help }) => {
	const flag = `${name} ${value}`.padEnd(26);
	return `  ${flag}${flag.length > 26 ? `\n${' '.repeat(28)}` : ''} ${help}`;
}).join('\n');

export const HELP = `taue draw - draws pictures from a line of text, or a recipe again

Usage:
  taue draw [options] "<line>"
  taue draw [options] --recipe FILE

Options:
  --recipe FILE              draw a recipe again, or a picture that carries one
  -o, --out FILE.png         where the picture goes; ${DEFAULT_OUT} (or the next free name) unless given.
                             Several pictures get numbers: FILE-1.png, FILE-2.png
  --layers DIR               also write each object on a transparent ground, the background, the composite
  --save-recipe FILE.json    also write the recipe
  --provider NAME            ${PROVIDERS.join(', ')}
  --threads N                CPU threads of one run
  --json                     print one JSON object (several pictures: an array), and nothing else
  -h, --help                 this help

Flags, in the line or as options:
${FLAG_HELP}

Examples:
  taue draw "a red cat@left, a blue dog@right on a green meadow" --out picture.png
  taue draw "3 sheep@bottom | a green meadow" --seed 7 --layers layers
  taue draw "{red,blue,green} car@left, a tree@right on a road" --out car.png
  taue draw --recipe picture.png --out again.png

Exit codes: 0 drawn, 1 failed while working, 2 a wrong line, option or recipe, 3 a model is missing or
broken, 130 interrupted.
`;

export interface Arguments {
	readonly line: string | null;
	readonly recipe: string | null;
	readonly out: string | null;
	readonly layers: string | null;
	readonly saveRecipe: string | null;
	readonly provider: 'auto' | Provider;
	readonly threads: number | null;
	readonly json: boolean;
}

/** `-n` is a short option of parseArgs, all others are long ones. */
const FLAG_OPTIONS = Object.fromEntries(
	FLAG_RULES.map(({ name }) =>
		name === '-n' ? ['n', { type: 'string', short: 'n' }] : [name.slice(2), { type: 'string' }],
	),
) as Record<string, { type: 'string' }>;

export const OPTIONS = {
	...FLAG_OPTIONS,
	out: { type: 'string', short: 'o' },
	recipe: { type: 'string' },
	layers: { type: 'string' },
	'save-recipe': { type: 'string' },
	provider: { type: 'string' },
	threads: { type: 'string' },
	json: { type: 'boolean' },
} as const;

/** @throws CliError `usage` for what does not go together */
export function readArguments({ values, words }: Given, config: Config): Arguments {
	const text = (name: string) => (typeof values[name] === 'string' ? values[name] : null);
	const flags = FLAG_RULES.flatMap(({ name }) => {
		const value = text(name.replace(/^-+/, ''));
		// Commas and @ of a negative prompt stay words when they are quoted.
		return value === null ? [] : [`${name} ${/^[\w.:%#/-]+$/.test(value) ? value : quoted(value)}`];
	});
	const recipe = text('recipe');
	if (recipe !== null && (words.length > 0 || flags.length > 0)) {
		const extra = words.length > 0 ? 'a line' : flags.join(' ');
		throw usageError(`--recipe already says everything about the picture; it does not go with ${extra}.`);
	}
	if (recipe === null && words.length === 0) {
		throw usageError(
			'There is nothing to draw. Give a line in quotes: taue draw "cat@left, dog@right on a beach"',
		);
	}
	const provider = text('provider') ?? config.device.provider;
	if (!isProvider(provider)) {
		throw usageError(`There is no provider ${JSON.stringify(provider)}. There are: ${PROVIDERS.join(', ')}.`);
	}
	return {
		line: recipe === null ? [...words, ...flags].join(' ') : null,
		recipe,
		out: text('out'),
		layers: text('layers'),
		saveRecipe: text('save-recipe'),
		provider,
		threads: threadCount(text('threads')) ?? config.device.threads,
		json: values.json === true,
	};
}

function quoted(value: string): string {
	return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

function isProvider(name: string): name is (typeof PROVIDERS)[number] {
	return (PROVIDERS as readonly string[]).includes(name);
}

function threadCount(given: string | null): number | null {
	if (given === null) return null;
	const threads = Number(given);
	if (Number.isInteger(threads) && threads >= 1 && threads <= 1024) return threads;
	throw usageError(`--threads is ${JSON.stringify(given)}; it must be a whole number from 1 to 1024.`);
}
