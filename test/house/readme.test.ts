import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { commandsOf } from './documented-commands.ts';
import { HOME, textOf } from './tracked-files.ts';

const ENGLISH = 'README.md';
const JAPANESE = 'README.ja.md';

function targets(path: string): string[] {
	return [...textOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target).sort();
}

describe('the README in two languages', () => {
	it('shows the same commands in the same order', () => {
		const lines = (path: string) => commandsOf(path).map(({ text }) => text);
		const [english, japanese] = [lines(ENGLISH), lines(JAPANESE)];
		// `npm` alone, in a sentence, is no command.
		const typed = (texts: readonly string[]) => texts.filter((text) => text.includes(' '));
		assert.deepEqual(typed(japanese), typed(english));
	});

	it('names each other, and Japanese leads to no page that English lacks', () => {
		assert.ok(targets(ENGLISH).includes(JAPANESE));
		assert.ok(targets(JAPANESE).includes(ENGLISH));
		const english = new Set([...targets(ENGLISH), ENGLISH]);
		assert.deepEqual(
			targets(JAPANESE).filter((target) => !english.has(target)),
			[],
		);
	});

	it('shows films that load at once', () => {
		for (const name of ['taue.webp', 'chat.webp']) {
			assert.ok(textOf(ENGLISH).includes(`docs/images/${name}`));
			const { size } = statSync(join(HOME, 'docs/images', name));
			assert.ok(size < 1_000_000, `${name}: ${size} bytes`);
		}
	});
});
