import { ARM_TRAITS } from '../../recipe/arms.ts';
import { type Arm, everywhere, type Field, type Growth } from './arm.ts';

/** The full prompt from noise to picture, as anyone would draw it without places. */
export const plain: Arm = {
	...ARM_TRAITS.plain,
	make: (field) => ({ views: () => everywhere(field, field.full) }),
};

/** The background's prompt alone. */
export function backgroundOnly(field: Field): Growth {
	return { views: () => everywhere(field, field.background) };
}
