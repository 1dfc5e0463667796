import { type Arm, everywhere, type Field } from './arm.ts';

/** The full prompt from noise to picture, as anyone would draw it without places. */
export function plain(field: Field): Arm {
	return { views: () => everywhere(field, field.full) };
}
