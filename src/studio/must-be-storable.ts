import { isStorable } from '../recipe/storable-text.ts';
import { StudioError } from './errors.ts';

/**
 * Refuses what a person sent where a text in it, at any depth, keys included, cannot be stored.
 * @throws StudioError `bad-value` that says which character is the trouble
 */
export function mustBeStorable(given: unknown): void {
	if (typeof given === 'string') {
		if (isStorable(given)) return;
		const at = [...given].findIndex((character) => !isStorable(character));
		const what = given.includes('\0') ? 'a character with the number 0' : 'half of a character';
		throw new StudioError(
			'bad-value',
			`The text holds ${what} (number ${at + 1} of it): something went wrong where it was copied. Please type it anew.`,
		);
	}
	if (typeof given !== 'object' || given === null || ArrayBuffer.isView(given)) return;
	for (const [key, value] of Object.entries(given)) {
		mustBeStorable(key);
		mustBeStorable(value);
	}
}
