import type { Flags, Layout } from '../layout/index.ts';
import type { LayoutRemark } from '../layout/mistakes.ts';
import { ARM_TRAITS } from './arms.ts';
import type { Recipe } from './recipe.ts';

type IdleRemark = Extract<LayoutRemark, { readonly kind: 'idle' }>;

/** Flags as they are typed, of those that were given. */
function givenOf(flags: Flags, names: Partial<Record<keyof Flags, string>>): readonly string[] {
	return Object.entries(names).flatMap(([key, name]) =>
		flags[key as keyof Flags] === undefined ? [] : [name],
	);
}

/**
 * What was asked for in a line and changes nothing in its picture: options that its arm does not use, `--no`
 * without guidance, options about objects where there are none.
 *
 * @param embedsGuidance - whether the model's network takes guidance as an input, and reads no negative words
 */
export function idleIn(
	{ objects, flags }: Layout,
	recipe: Recipe,
	embedsGuidance = false,
): readonly IdleRemark[] {
	const remarks: IdleRemark[] = [];
	const tell = (given: readonly string[], where: IdleRemark['where']) => {
		if (given.length > 0) remarks.push({ kind: 'idle', given, where });
	};
	if (recipe.guidance <= 1)
		tell(givenOf(flags, { no: '--no', guidanceUntil: '--guidance-until' }), {
			kind: 'guidance',
			guidance: recipe.guidance,
		});
	else if (embedsGuidance) tell(givenOf(flags, { no: '--no' }), { kind: 'model', model: recipe.model });
	if (objects.length === 0) {
		const named = givenOf(flags, { key: '--key', transplant: '--transplant', crop: '--crop' });
		tell(flags.arm === undefined || flags.arm === 'plain' ? named : [`--arm ${flags.arm}`, ...named], {
			kind: 'no-objects',
		});
		return remarks;
	}
	const { raisesSeedlings, growsAlone } = ARM_TRAITS[recipe.arm];
	const marks = [
		...(objects.some(({ flip }) => flip) ? [':flip'] : []),
		// What stands behind or before another has its mark from there.
		...(['front', 'back'] as const).flatMap((side) =>
			objects.some(({ depth, beside }) => depth === side && beside === undefined) ? [`:${side}`] : [],
		),
	];
	tell(
		[
			...(growsAlone ? [] : givenOf(flags, { transplant: '--transplant' })),
			...(raisesSeedlings ? [] : [...givenOf(flags, { crop: '--crop', key: '--key' }), ...marks]),
		],
		{ kind: 'arm', arm: recipe.arm },
	);
	return remarks;
}
