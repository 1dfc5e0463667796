import type { z } from 'zod';
import { nearest } from '../layout/nearest.ts';
import { StudioError } from './errors.ts';
import { say } from './sentences/index.ts';
import { settingsSchema } from './settings.ts';

/** Keys that anybody may choose: a role's name, an emoji. */
const FREE_NAMES = new Set(['roles', 'reactions']);
/** Never a name: in a plain object it is no key but the object's parent. */
const PARENT = '__proto__';

/**
 * The parts of a setting's name: `quota.personHour`, `roles.patron.weight`, `reactions.👍`. Every part is a
 * key of the settings' own schema or a name that people may choose, so what is built from it reaches nothing else.
 *
 * @throws StudioError `bad-settings` that says which names there are
 */
export function settingPath(text: string): readonly string[] {
	const [first, ...rest] = text.split('.');
	const shape: Readonly<Record<string, z.ZodType>> = settingsSchema.shape;
	if (!Object.hasOwn(shape, first)) throw unknownSetting(text, Object.keys(shape));
	if (rest.length === 0) return [first];
	if (FREE_NAMES.has(first)) return [first, ...freePath(text, first, rest)];
	const inner = shape[first];
	const keys = 'shape' in inner ? Object.keys(inner.shape as object) : [];
	if (rest.length > 1 || !keys.includes(rest[0])) {
		throw unknownSetting(text, keys.length === 0 ? [first] : keys.map((key) => `${first}.${key}`));
	}
	return [first, rest[0]];
}

/** A role's name may hold dots, its two fields not. */
function freePath(text: string, first: string, rest: readonly string[]): string[] {
	const isRole = first === 'roles';
	const name = (isRole ? rest.slice(0, -1) : rest).join('.');
	const field = isRole ? rest.slice(-1) : [];
	const fields: readonly string[] = Object.keys(settingsSchema.shape.roles.valueType.shape);
	if (name === '' || name === PARENT || field.some((key) => !fields.includes(key))) {
		throw unknownSetting(text, isRole ? fields.map((key) => `roles.NAME.${key}`) : ['reactions.EMOJI']);
	}
	return [name, ...field];
}

function unknownSetting(text: string, possible: readonly string[]): StudioError {
	const close = nearest(text, possible);
	return new StudioError(
		'bad-settings',
		say('unknownSetting', text.slice(0, 100), close, possible.join(', ')),
	);
}
