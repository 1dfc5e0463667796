import { z } from 'zod';
import type { Findings } from './findings.ts';

const share = z.number().min(-1).max(1);
const object = z.int().min(0).max(64);
const word = z.string().max(40);
const mistake = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('missing'), object }),
	z.strictObject({
		kind: z.literal('elsewhere'),
		object,
		there: z.tuple([z.number(), z.number(), z.number(), z.number()]),
	}),
	z.strictObject({ kind: z.literal('stolen'), object, colour: word, owner: object }),
	z.strictObject({ kind: z.literal('coloured'), object, seen: word, asked: word }),
]);
const seen = z.strictObject({ found: z.boolean(), iou: share, bound: z.boolean().nullable() });

/** Findings as they come from a device process. */
export const findingsSchema: z.ZodType<Findings> = z.strictObject({
	judge: z.strictObject({ objects: z.array(seen.nullable()), mistakes: z.array(mistake) }).nullable(),
	attention: z
		.strictObject({
			assignment: z.strictObject({ raw: share, margin: share, accuracy: share }).nullable(),
		})
		.nullable(),
});
