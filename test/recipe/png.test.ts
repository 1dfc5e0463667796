import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { embedRecipe, extractRecipe, PngError } from '../../src/recipe/png.ts';
import { readRecipe } from '../../src/recipe/read-recipe.ts';
import type { Recipe } from '../../src/recipe/recipe.ts';
import fc, { tries } from '../support/properties.ts';

const recipe: Recipe = {
	version: 1,
	model: 'nae',
	size: [256, 256],
	prompt: 'a red cat and a 犬 🐕 on a green meadow',
	negative: '',
	background: { text: 'a green meadow', seed: 7 },
	objects: [{ text: 'a red cat', box: [0, 0.25, 0.5, 0.75], seed: 4294967295 }],
	arm: 'cultivate',
	scheduler: 'euler',
	steps: 20,
	guidance: 5,
	guidanceUntil: 1,
	crop: 10,
	transplant: 0,
};

let plain: Buffer;
before(async () => {
	plain = await sharp({ create: { width: 9, height: 7, channels: 3, background: '#806040' } })
		.png()
		.toBuffer();
});

/** A text chunk after the header chunk, its checksum left at zero as careless tools do. */
function withText(type: 'tEXt' | 'zTXt', data: Buffer): Buffer {
	const header = Buffer.alloc(8);
	header.writeUInt32BE(data.length, 0);
	header.write(type, 4, 'latin1');
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(crc32(Buffer.concat([header.subarray(4), data])));
	return Buffer.concat([plain.subarray(0, 33), header, data, sum, plain.subarray(33)]);
}

function errorOf(bytes: Uint8Array): PngError {
	try {
		extractRecipe(bytes);
	} catch (error) {
		assert.ok(error instanceof PngError);
		return error;
	}
	throw assert.fail('a recipe was found');
}

describe('the recipe in a PNG', () => {
	it('comes back as it was put in', () => {
		assert.deepEqual(extractRecipe(embedRecipe(plain, recipe)), recipe);
	});

	it('leaves the pixels alone and the file readable by others', async () => {
		const both = [plain, embedRecipe(plain, recipe)].map((png) => sharp(png).raw().toBuffer());
		const [before_, after_] = await Promise.all(both);
		assert.deepEqual(after_, before_);
	});

	it('replaces an older recipe', () => {
		const twice = embedRecipe(embedRecipe(plain, recipe), { ...recipe, steps: 30 });
		assert.equal(extractRecipe(twice).steps, 30);
		assert.equal(twice.toString('latin1').split('iTXttaue').length, 2);
	});

	it('is read from compressed and from plain text chunks, as other tools rewrite them', () => {
		const json = Buffer.from(JSON.stringify(recipe));
		const head = Buffer.from('taue\0');
		assert.deepEqual(extractRecipe(withText('tEXt', Buffer.concat([head, json]))), recipe);
		assert.deepEqual(
			extractRecipe(withText('zTXt', Buffer.concat([head, Buffer.from([0]), deflateSync(json)]))),
			recipe,
		);
	});

	it('is lost when a picture is re-saved, and the error says so', async () => {
		const resaved = await sharp(embedRecipe(plain, recipe)).png().toBuffer();
		const error = errorOf(resaved);
		assert.equal(error.code, 'no-recipe');
		assert.match(error.message, /carries no recipe.*re-saves pictures.*use the original file/s);
	});

	it('says what a file is that is no PNG', async () => {
		const jpeg = await sharp(plain).jpeg().toBuffer();
		assert.match(errorOf(jpeg).message, /not a PNG picture \(it is a JPEG/);
		assert.match(errorOf(Buffer.alloc(0)).message, /the file is empty/);
		assert.match(errorOf(Buffer.from('GIF89a..')).message, /starts with 474946383961/);
	});

	it('says that a recipe is damaged or too new', () => {
		const damaged = withText('tEXt', Buffer.from('taue\0{"version":'));
		assert.match(errorOf(damaged).message, /not JSON/);
		const newer = withText('tEXt', Buffer.from(`taue\0${JSON.stringify({ ...recipe, version: 2 })}`));
		assert.equal(errorOf(newer).code, 'recipe-invalid');
		assert.match(errorOf(newer).message, /version.*newer version of TAUE/);
	});

	it('takes no recipe whose checksum does not fit: a seed may have changed', () => {
		const damaged = Buffer.from(embedRecipe(plain, recipe));
		damaged[damaged.indexOf('"seed":') + 7] ^= 1;
		assert.equal(errorOf(damaged).code, 'recipe-invalid');
		assert.match(errorOf(damaged).message, /checksum does not fit\. Use the original file\./);
	});

	/** One chunk of a PNG. */
	function chunk(type: string, data: Uint8Array): Buffer {
		const whole = Buffer.alloc(data.length + 12);
		whole.writeUInt32BE(data.length, 0);
		whole.write(type, 4, 'latin1');
		whole.set(data, 8);
		whole.writeUInt32BE(crc32(whole.subarray(4, data.length + 8)), data.length + 8);
		return whole;
	}
	const text = (form: 'tEXt' | 'zTXt' | 'iTXt' | 'iTXt compressed', content: Buffer): Buffer => {
		const packed = () => deflateSync(content);
		if (form === 'tEXt') return chunk('tEXt', Buffer.concat([Buffer.from('taue\0'), content]));
		if (form === 'zTXt') return chunk('zTXt', Buffer.concat([Buffer.from('taue\0\0'), packed()]));
		if (form === 'iTXt') return chunk('iTXt', Buffer.concat([Buffer.from('taue\0\0\0\0\0'), content]));
		return chunk('iTXt', Buffer.concat([Buffer.from('taue\0\x01\0\0\0'), packed()]));
	};
	const FORMS = ['tEXt', 'zTXt', 'iTXt', 'iTXt compressed'] as const;
	const inside = (...more: readonly Buffer[]) =>
		Buffer.concat([plain.subarray(0, 33), ...more, plain.subarray(33)]);

	it('is that of the first chunk of ours, readable or not, in every form', () => {
		const good = Buffer.from(JSON.stringify(recipe));
		for (const form of FORMS) {
			assert.deepEqual(extractRecipe(inside(text(form, good), text('tEXt', Buffer.from('{')))), recipe);
			for (const other of FORMS) {
				const error = errorOf(inside(text(form, Buffer.from('{')), text(other, good)));
				assert.equal(error.code, 'recipe-invalid', form);
			}
		}
		const malformed = [
			chunk('zTXt', Buffer.from('taue\0\0not deflated')),
			chunk('zTXt', Buffer.from('taue\0')),
			chunk('iTXt', Buffer.from('taue\0')),
			chunk('iTXt', Buffer.from('taue\0\0\0no end')),
		];
		for (const bad of malformed)
			assert.equal(errorOf(inside(bad, text('tEXt', good))).code, 'recipe-invalid');
	});

	it('is refused undecoded where its text is longer than any recipe, in every form', () => {
		const long = Buffer.alloc(256 * 1024 + 1, ' ');
		for (const form of FORMS) {
			const error = errorOf(inside(...Array.from({ length: 50 }, () => text(form, long))));
			assert.equal(error.code, 'recipe-invalid', form);
			assert.match(error.message, /longer than any recipe \(256 KiB\)/, form);
		}
	});

	it('may have the longest texts that a recipe allows', () => {
		const words = '\u0001'.repeat(2000);
		const longest: Recipe = {
			...recipe,
			prompt: words + words,
			negative: words,
			background: { text: words, seed: 1 },
			objects: Array.from({ length: 8 }, () => ({ ...recipe.objects[0], text: words })),
		};
		assert.deepEqual(extractRecipe(embedRecipe(plain, longest)), longest);
	});

	it('is not looked for behind ten thousand chunks', () => {
		const many = Array.from({ length: 10_001 }, () => chunk('tEXt', Buffer.from('')));
		const error = errorOf(inside(...many, text('tEXt', Buffer.from(JSON.stringify(recipe)))));
		assert.equal(error.code, 'no-recipe');
		assert.match(error.message, /more than 10000 chunks/);
	});

	it('is read on a thread as it is read here, mistakes included', async () => {
		assert.deepEqual(await readRecipe(embedRecipe(plain, recipe)), recipe);
		for (const bytes of [plain, Buffer.from('GIF89a..'), inside(text('tEXt', Buffer.from('{')))]) {
			const { code, message } = errorOf(bytes);
			await assert.rejects(readRecipe(bytes), { name: 'PngError', code, message });
		}
	});

	it('says that many pictures are being read when too many wait', async () => {
		const png = embedRecipe(plain, recipe);
		const all = await Promise.allSettled(Array.from({ length: 40 }, () => readRecipe(png)));
		const refused = all.filter((each) => each.status === 'rejected');
		assert.equal(all.length - refused.length, 9);
		for (const { reason } of refused) assert.equal(reason.code, 'busy');
	});

	it('never throws anything but its own error, whatever the bytes', () => {
		const valid = embedRecipe(plain, recipe);
		fc.assert(
			fc.property(fc.nat(valid.length - 1), fc.nat(255), fc.nat(valid.length), (at, value, end) => {
				const bytes = Buffer.from(valid);
				bytes[at] = value;
				try {
					extractRecipe(bytes.subarray(0, end));
				} catch (error) {
					assert.ok(error instanceof PngError, String(error));
				}
			}),
			{ numRuns: tries(500) },
		);
	});
});
