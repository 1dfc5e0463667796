import { createHash } from 'node:crypto';
import { z } from 'zod';
// Names alone: a scheduler is pure mathematics, and its file is the only place that names it.
import { SCHEDULER_NAMES } from '../diffusion/schedulers/registry.ts';
import { ARMS } from '../layout/layout.ts';
import { isStorable } from './storable-text.ts';

const fraction = z.number().min(0).max(1);
const box = z
	.tuple([fraction, fraction, fraction, fraction])
	.refine(([x0, y0, x1, y1]) => x0 < x1 && y0 < y1, {
		message: 'a box is [x0, y0, x1, y1] with x0 < x1 and y0 < y1, as fractions of the picture',
	});
/** Characters that can be stored: a dropped file may hold anything. */
const words = (most: number) =>
	z.string().max(most).refine(isStorable, { error: 'the text holds U+0000 or half of a surrogate pair' });
const seed = z.int().min(0).max(0xffff_ffff);
/** Pixels; latent models work on multiples of 8. */
const side = z.int().min(64).max(2048).multipleOf(8);

/** One object of a recipe: its own prompt, box and seed, so that each can be changed alone. */
const recipeObject = z.strictObject({
	text: words(2000).min(1),
	/** `auto` until a place has been found; the recipe that a finished picture carries holds the box. */
	box: z.union([box, z.literal('auto')]),
	seed,
	/** Key colour of its bed, `#rrggbb`; absent: chosen against the object's colour words. */
	key: z
		.string()
		.regex(/^#[0-9a-f]{6}$/)
		.optional(),
	/** Whether it looks the other way: its seedling is mirrored. Absent where it does not. */
	flip: z.literal(true).optional(),
	/** Before or behind all objects that have none; absent: what stands lower covers what stands higher. */
	depth: z.enum(['front', 'back']).optional(),
});

/**
 * Everything that determines a picture. The same recipe gives the same picture, bit for bit on the same
 * kind of device. One seed per object and one for the background: rerolling only the dog changes one
 * number, moving the cat changes one box and no seed.
 */
export const recipeSchema = z.strictObject({
	version: z.literal(1),
	/** The model's folder name under `models/`. */
	model: words(200).min(1),
	size: z.tuple([side, side]),
	/** Full prompt: all objects, each by itself, and the background. */
	prompt: words(4000),
	negative: words(2000),
	background: z.strictObject({ text: words(2000), seed }),
	objects: z.array(recipeObject).max(8),
	arm: z.enum(ARMS),
	/** Scheduler by name: `euler`, `ddim`, … */
	scheduler: z.enum(SCHEDULER_NAMES),
	steps: z.int().min(1).max(200),
	guidance: z.number().min(0).max(50),
	/** Share of the steps after which guidance is off; 1 = never. */
	guidanceUntil: fraction,
	/** Step index K at which seedlings are cropped, below `steps`. */
	crop: z.int().min(0).max(200),
	/** Step index j at which seedlings are transplanted, at most `crop`. */
	transplant: z.int().min(0).max(200),
});

export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeObject = z.infer<typeof recipeObject>;

/** JSON with sorted keys and no spaces, so that equal recipes are equal text. */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (value !== null && typeof value === 'object') {
		const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
		entries.sort(([a], [b]) => (a < b ? -1 : 1));
		return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`;
	}
	return JSON.stringify(value);
}

/** The recipe's name: SHA-256 of its canonical JSON, in hex. */
export function recipeId(recipe: Recipe): string {
	return createHash('sha256').update(canonicalJson(recipe)).digest('hex');
}
