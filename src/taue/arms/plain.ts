import { type Arm, everywhere, type Field } from './arm.ts';

/** The full prompt from noise to picture, as anyone would draw it without places. */
export function plain(field: Field): Arm {
	return { views: () => everywhere(field, field.full) };
}

/** The background's prompt alone. */
export function backgroundOnly(field: Field): Arm {
	return { views: () => everywhere(field, field.background) };
}
