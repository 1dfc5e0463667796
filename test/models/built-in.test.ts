import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';

const MODELS = resolve(import.meta.dirname, '../../models');

/** Bytes of all files in a folder. */
function bytesOf(folder: string): number {
	return readdirSync(join(MODELS, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function json(file: string) {
	return JSON.parse(readFileSync(join(MODELS, file), 'utf8'));
}

describe('what is shipped', () => {
	it('is small: 45 MiB for the model, 8 MB for its judge', () => {
		assert.ok(bytesOf('nae') <= 45 * 2 ** 20);
		assert.ok(bytesOf('nae-judge') <= 8e6);
	});

	it('has a judge that knows every noun of the model, and other words for them', () => {
		const { nouns, synonyms } = json('nae/words.json');
		const judge = json('nae-judge/config.json');
		assert.deepEqual(judge.labels, nouns);
		for (const [noun, others] of Object.entries<string[]>(synonyms)) {
			for (const word of others) assert.equal(judge.synonyms[word], noun);
		}
	});

	it('says how good the judge is, also in a hand that it never saw', () => {
		const { measured, held_out, trained_on } = json('nae-judge/config.json');
		for (const name of ['generator_painted', 'held_out_artist']) {
			assert.ok(measured[name].precision > 0 && measured[name].recall > 0, name);
		}
		assert.ok(held_out.every((artist: string) => !trained_on.includes(artist)));
	});
});
