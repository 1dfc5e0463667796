import {
	type ReadValue,
	readArm,
	readGuidance,
	readKey,
	readModel,
	readScheduler,
	readSize,
	seed,
	share,
	wholeNumber,
} from './flag-values.ts';
import { ARMS } from './layout.ts';
import { SCHEDULERS } from './schedulers.ts';

/** A flag of the line. */
export interface FlagRule {
	/** As it is typed: `--seed`. */
	readonly name: string;
	/** A short word for the value, for help. */
	readonly value: string;
	readonly help: string;
	/** How far a value reaches: one word, a number with its sign and comma, a size or a sampler with its spaces, all words. */
	readonly takes: 'word' | 'number' | 'size' | 'sampler' | 'words';
	readonly read: ReadValue;
	/** What the value may be, where it is one of a few words; completion offers them. */
	readonly choices?: readonly string[];
}

/** Most pictures of one layout. */
const MOST_PICTURES = 8;

/** The flags of the line, in the order of help and of the printer. */
export const FLAG_RULES: readonly FlagRule[] = [
	{
		name: '--seed',
		value: 'number',
		help: 'the same seed draws the same picture again',
		takes: 'number',
		read: seed('--seed'),
	},
	{
		name: '--steps',
		value: '1..200',
		help: 'denoising steps: more is slower and finer',
		takes: 'number',
		read: wholeNumber('--steps', 1, 200, (steps) => ({ steps })),
	},
	{
		name: '--guidance',
		value: '0..50',
		help: 'how closely to follow the words',
		takes: 'number',
		read: readGuidance,
	},
	{
		name: '--guidance-until',
		value: 'share',
		help: 'share of the steps after which guidance is off, which saves time',
		takes: 'number',
		read: share('--guidance-until', true, (guidanceUntil) => ({ guidanceUntil })),
	},
	{
		name: '--transplant',
		value: 'step',
		help: 'step at which the objects are set into the picture',
		takes: 'number',
		read: wholeNumber('--transplant', 0, 200, (transplant) => ({ transplant })),
	},
	{
		name: '--crop',
		value: 'share',
		help: 'share of the steps for which an object grows alone',
		takes: 'number',
		read: share('--crop', false, (crop) => ({ crop })),
	},
	{
		name: '--arm',
		value: ARMS.join('|'),
		help: 'how the objects are brought together',
		takes: 'word',
		read: readArm,
		choices: ARMS,
	},
	{
		name: '--scheduler',
		value: SCHEDULERS.join('|'),
		help: 'how the noise is taken away step by step',
		takes: 'sampler',
		read: readScheduler,
		choices: SCHEDULERS,
	},
	{
		name: '--size',
		value: 'WxH, W:H, square, portrait, landscape',
		help: 'pixels, a ratio, or a name',
		takes: 'size',
		read: readSize,
		choices: ['square', 'portrait', 'landscape'],
	},
	{
		name: '--no',
		value: 'words',
		help: 'what the picture should not show',
		takes: 'words',
		read: (_folded, given) => ({ flags: { no: given } }),
	},
	{
		name: '-n',
		value: `1..${MOST_PICTURES}`,
		help: 'pictures with different seeds',
		takes: 'number',
		read: wholeNumber('-n', 1, MOST_PICTURES, (count) => ({ count })),
	},
	{ name: '--model', value: 'name', help: 'the model to draw with', takes: 'word', read: readModel },
	{ name: '--key', value: 'colour', help: 'ground on which the objects grow', takes: 'word', read: readKey },
];
