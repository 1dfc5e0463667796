import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ClipTokenizer } from '../../src/diffusion/tokenizer.ts';
import { conformance, has, readJson } from './reference.ts';

const folder = 'clip-tokenizer';

if (has(folder, 'cases.json')) {
	const tokenizer = new ClipTokenizer({
		vocab: readJson(folder, 'vocab.json'),
		merges: readFileSync(join(conformance, folder, 'merges.txt'), 'utf8'),
		config: readJson(folder, 'tokenizer_config.json'),
		fallbackLength: 77,
	});
	for (const { text, ids } of readJson<{ text: string; ids: number[] }[]>(folder, 'cases.json')) {
		test(`the tokens of ${JSON.stringify(text).slice(0, 60)} are CLIP's`, () => {
			assert.deepEqual([...tokenizer.encode(text).ids], ids);
		});
	}
}
