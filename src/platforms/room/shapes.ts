import { z } from 'zod';
import { MOST_OBJECTS } from '../../layout/index.ts';
import type { ChangeAction } from '../../studio/actions.ts';
import { MOST_SAID } from '../../studio/events.ts';
import { MOST_SWEPT } from '../../studio/plan/sweep.ts';
import { MOST_VARIATIONS } from '../../studio/plan/vary.ts';
import { RoomError } from './request.ts';

const pictureId = z.string().regex(/^[\w-]{1,64}$/);
/** The page's own number of a request: a repeat after a lost answer does nothing twice. */
const key = z.string().regex(/^[\w-]{8,64}$/);
const line = z.string().max(4_000);
const objectNumber = z.int().min(0).max(MOST_OBJECTS);
const fraction = z.number().min(0).max(1);

export const entry = z.strictObject({
	name: z.string().max(200),
	key: z.string().max(200).optional(),
	password: z.string().max(200).optional(),
});
export const typed = z.strictObject({ text: line, key, focus: pictureId.optional() });
export const talk = z.strictObject({
	text: z.string().trim().min(1).max(MOST_SAID),
	key,
	picture: pictureId.optional(),
});
const makeAction = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('reroll') }),
	z.strictObject({ kind: z.literal('reroll-object'), object: objectNumber }),
	z.strictObject({
		kind: z.literal('vary'),
		strength: z.enum(['subtle', 'new']).optional(),
		count: z.int().min(1).max(MOST_VARIATIONS).optional(),
	}),
	z.strictObject({
		kind: z.literal('move'),
		object: objectNumber,
		to: z.union([z.string().max(100), z.tuple([fraction, fraction, fraction, fraction])]).optional(),
		size: z.string().max(40).optional(),
	}),
	z.strictObject({ kind: z.literal('edit'), line }),
	z.strictObject({
		kind: z.literal('sweep'),
		over: z.discriminatedUnion('kind', [
			z.strictObject({ kind: z.literal('object'), object: objectNumber }),
			z.strictObject({ kind: z.literal('background') }),
			z.strictObject({
				kind: z.literal('flag'),
				flag: z.enum(['steps', 'guidance', 'crop', 'transplant', 'arm', 'seed']),
			}),
		]),
		values: z.array(line).min(1).max(MOST_SWEPT),
	}),
	z.strictObject({ kind: z.literal('upscale'), factor: z.union([z.literal(2), z.literal(4)]).optional() }),
	z.strictObject({ kind: z.literal('layers') }),
	z.strictObject({ kind: z.literal('look') }),
]);
const changeAction = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('cancel') }),
	z.strictObject({ kind: z.literal('delete') }),
	z.strictObject({ kind: z.literal('vote'), value: z.union([z.literal(1), z.literal(0), z.literal(-1)]) }),
	z.strictObject({ kind: z.literal('star'), on: z.boolean() }),
]);
export const act = z.strictObject({ pictureId, key, action: z.union([makeAction, changeAction]) });
export const galleryQuery = z.object({
	sort: z.enum(['newest', 'stars', 'votes']).optional(),
	starred: z.literal('1').optional(),
	cursor: z.string().max(200).optional(),
});

export function isChange(action: z.infer<typeof act>['action']): action is ChangeAction {
	return (
		action.kind === 'cancel' || action.kind === 'delete' || action.kind === 'vote' || action.kind === 'star'
	);
}

/** @throws RoomError that says what is not as expected */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	throw new RoomError(400, 'bad-request', `The request is not as expected: ${z.prettifyError(result.error)}`);
}
