import { isStorable } from '../recipe/storable-text.ts';
import { StudioError } from './errors.ts';
import { say } from './sentences/index.ts';

/**
 * Refuses what a person sent where a text in it, at any depth, keys included, cannot be stored.
 * @throws StudioError `bad-value` that says which character is the trouble
 */
export function mustBeStorable(given: unknown): void {
	if (typeof given === 'string') {
		if (isStorable(given)) return;
		const at = [...given].findIndex((character) => !isStorable(character));
		throw new StudioError('bad-value', say('notStorable', given.includes('\0'), at + 1));
	}
	if (typeof given !== 'object' || given === null || ArrayBuffer.isView(given)) return;
	for (const [key, value] of Object.entries(given)) {
		mustBeStorable(key);
		mustBeStorable(value);
	}
}
