import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { firstLayout, parseLine, previewSize, previewSvg } from '../../src/layout/index.ts';
import { renderPreview } from '../../src/layout/render-preview.ts';

const read = (line: string) => firstLayout(parseLine(line));

test('the sketch is a PNG of the size asked for', async () => {
	const layout = read('a red cat@left, a blue dog@right on a green meadow');
	const { format, width, height } = await sharp(
		await renderPreview(layout, { width: 300, height: 340 }),
	).metadata();
	assert.deepEqual({ format, width, height }, { format: 'png', width: 300, height: 340 });
});

test('the boxes stand where the layout has them, in their own colours', async () => {
	const layout = read('a red cat@left, a blue dog@right');
	const size = previewSize(layout);
	const { data, info } = await sharp(await renderPreview(layout, size))
		.raw()
		.toBuffer({ resolveWithObject: true });
	const pixel = (x: number, y: number) => {
		const at = (Math.round(y * info.height) * info.width + Math.round(x * info.width)) * info.channels;
		return { red: data[at], blue: data[at + 2] };
	};
	const cat = pixel(0.26, 0.6);
	const dog = pixel(0.74, 0.6);
	assert.ok(cat.red > cat.blue + 10, 'the left box is reddish');
	assert.ok(dog.blue > dog.red + 10, 'the right box is bluish');
});

test('every label lies inside the picture and on no other label', () => {
	for (const line of [
		'a very long description of a wonderful purple butterfly@top-left:small, mouse@(98 0 100 3), 猫@bottom-right',
		'8 cats@left',
		'cat@b2, dog@b2, owl@b2',
		'cat@(0 0 1 100), dog@(99 0 100 100) --size 1:4',
	]) {
		const layout = read(line);
		const { width, height } = previewSize(layout);
		const chips = [
			...previewSvg(layout).matchAll(
				/<clipPath id="chip\d"><rect x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"/g,
			),
		];
		assert.equal(chips.length, layout.objects.length);
		for (const [, x, y, chipWidth, chipHeight] of chips) {
			assert.ok(Number(x) >= 0 && Number(y) >= 0, line);
			assert.ok(Number(x) + Number(chipWidth) <= width && Number(y) + Number(chipHeight) <= height, line);
		}
	}
});

test('any text is drawable: markup, control characters, lone surrogates, emoji', async () => {
	for (const text of ['<b>&"', 'a\u0000\u0007', '\ud83dx', '👨‍👩‍👧', '猫'.repeat(300), 'ß'.repeat(1900)]) {
		const quoted = `"${text.replaceAll('"', '\\"')}"`;
		for (const line of [`${quoted}@left | ${quoted.slice(0, 80).replace(/[^"]$/, '$&"')}`, quoted]) {
			const { format } = await sharp(await renderPreview(read(line.slice(0, 2000)))).metadata();
			assert.equal(format, 'png');
		}
	}
});

test('an open place is dashed, a given one is not', () => {
	assert.match(previewSvg(read('cat@auto')), /stroke-dasharray="9 7"/);
	assert.doesNotMatch(previewSvg(read('cat@left')), /stroke-dasharray="9 7"/);
});

test('the language imports nothing but itself and the base of all errors, so that a browser runs the same files', () => {
	const seen = new Set<string>();
	const walk = (file: string) => {
		if (seen.has(file)) return;
		seen.add(file);
		for (const [, path] of readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)) {
			assert.match(path, /^\.\/[a-z-]+\.ts$|^\.\.\/taue-error\.ts$/, `${file} imports ${path}`);
			walk(join(dirname(file), path));
		}
	};
	walk(join(import.meta.dirname, '../../src/layout/index.ts'));
	assert.ok(seen.size > 10);
});
