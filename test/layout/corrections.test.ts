import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import { correctedLine, LayoutError, PLACE_NAMES, parseLine, printLayout } from '../../src/layout/index.ts';
import fc, { tries } from '../support/properties.ts';
import { anyLine, damagedLine } from './layouts.ts';

function errorOf(line: string): LayoutError | undefined {
	try {
		parseLine(line);
		return undefined;
	} catch (error) {
		if (error instanceof LayoutError) return error;
		throw error;
	}
}

function correction(line: string): string | null {
	const error = errorOf(line);
	assert.ok(error, `${line} can be read`);
	return correctedLine(error);
}

suite('a correction that is offered', () => {
	for (const [line, corrected] of [
		['cat@lfet、dog@right', 'cat@left、dog@right'],
		['cat@lfet, dog@rihgt', 'cat@left, dog@right'],
		['@left cat, dog@right', 'cat@left, dog@right'],
		['@lfet cat, @right dog', '@left cat, @right dog'],
		['cat@left, dog right', 'cat@left, dog@right'],
		['cat@50,50', 'cat@(30 30 70 70)'],
		['cat@(0.9, 0.5) on a beach', 'cat@(60 30 100 70) on a beach'],
		['cat@the sky, dog@ground', 'cat@top, dog@bottom'],
		['cat@left, house@background', 'cat@left, house@center:back'],
		['cat@left --stpes 20, dog@right', 'cat@left --steps 20, dog@right'],
		['cat@left —steps 300, dog@right', 'cat@left —steps 200, dog@right'],
		['cat@left --guidance 7, 5', 'cat@left --guidance 7.5'],
		['cat:smal@left', 'cat:small@left'],
		['cat@left:flop', 'cat@left:flip'],
		['cat@above the hous, house@center', 'cat@above the house, house@center'],
		['{red，blue} car@lfet。', '{red，blue} car@left。'],
		['**cat**@lfet、`dog`@right', '**cat**@left、`dog`@right'],
		['cat@left, dog, owl@right', 'cat@left, dog@auto, owl@right'],
	]) {
		test(`of ${line} is ${corrected}`, () => assert.equal(correction(line), corrected));
	}

	for (const line of ['cat@zzzqqq', 'cat@(1 2 3)', 'cat@left --seed 7 8', 'cat@left | a beach, dog@right']) {
		test(`is none where nothing is near: ${line}`, () => assert.equal(correction(line), null));
	}

	test('can be read, and keeps every character but the wrong words, whatever was typed', () => {
		fc.assert(
			fc.property(fc.oneof(damagedLine, anyLine), (line) => {
				const error = errorOf(line);
				if (error === undefined) return;
				const corrected = correctedLine(error);
				if (corrected === null) return;
				parseLine(corrected);
				const { fix } = error;
				assert.ok(fix && fix.start >= 0 && fix.start <= fix.end && fix.end <= line.length);
				// What stands before the first wrong word was read, and stays.
				assert.ok(corrected.startsWith(line.slice(0, Math.min(fix.start, commonStart(line, corrected)))));
			}),
			{ numRuns: tries(1500) },
		);
	});

	const slips = fc
		.tuple(fc.constantFrom(...PLACE_NAMES.filter((name) => name.length > 4)), fc.nat(20))
		.map(([place, at]) => {
			const index = 1 + (at % (place.length - 2));
			return {
				place,
				slip: place.slice(0, index) + place[index + 1] + place[index] + place.slice(index + 2),
			};
		})
		.filter(({ place, slip }) => place !== slip && errorOf(`cat@${slip}`) !== undefined);
	const around = fc.constantFrom(', ', '、', '; ', '\n', '，', '。');

	test('of two swapped letters is the place that was meant, and nothing else is touched', () => {
		fc.assert(
			fc.property(slips, around, around, ({ place, slip }, before, after) => {
				const line = `a “red” owl@top${before}cat@${slip}${after}dog@right on a beach --seed 7`;
				const corrected = correction(line);
				assert.equal(corrected, line.replace(`@${slip}`, `@${place}`));
				const alone = line.replace(/owl@top|dog@right/g, (thing) => `${thing.slice(0, 3)}@auto`);
				const [, cat] = parseLine(correction(alone) ?? '').layouts[0].objects;
				assert.deepEqual(cat.box, parseLine(`cat@${place}`).layouts[0].objects[0].box);
			}),
		);
	});
});

function commonStart(a: string, b: string): number {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length++;
	return length;
}

suite('the line of a mistake', () => {
	test('is the one that was typed, and its offset counts its units', () => {
		fc.assert(
			fc.property(fc.constantFrom('İ', '🐱', 'é', '👨‍👩‍👧', 'ﬃ', '\u200b', '**', '<:a:123456>'), (sign) => {
				const line = `${sign} cat@left, dog${sign}@lefft`;
				assert.equal(errorOf(line)?.offset, line.indexOf('lefft'));
				assert.equal(errorOf(line)?.line, line);
			}),
		);
	});

	test('its printed correction means the same as the correction', () => {
		const corrected = correction('cat@lfet, dog@right:smal') ?? '';
		assert.equal(parseLine(corrected).layouts.map(printLayout).join(), 'cat@left, dog@right:small');
	});
});
