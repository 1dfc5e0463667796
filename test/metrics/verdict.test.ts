import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verdict } from '../../src/metrics/verdict.ts';

const BLUE = [45, 112, 226, 255];
const RED = [222, 40, 42, 255];
const BROWN = [140, 86, 52, 255];
const left = [0, 0, 0.5, 1] as const;
const right = [0.5, 0, 1, 1] as const;
const asked = [
	{ text: 'a red cat', noun: 'cat', box: left },
	{ text: 'a blue dog', noun: 'dog', box: right },
];

/** One colour on the left, another on the right. */
const halves = (onLeft: readonly number[], onRight: readonly number[]) => ({
	width: 8,
	height: 4,
	rgba: Uint8Array.from({ length: 128 }, (_, i) => (Math.floor(i / 4) % 8 < 4 ? onLeft : onRight)[i % 4]),
});
const cat = { noun: 'cat', box: left, score: 0.9 };
const dog = { noun: 'dog', box: right, score: 0.8 };
const said = (...given: Parameters<typeof verdict>) => verdict(...given).sentences;

describe('what went wrong in a picture, in words', () => {
	it('is nothing where everything is in its place in its colour', () => {
		assert.deepEqual(said(halves(RED, BLUE), asked, [cat, dog]), []);
	});

	it('names what is missing', () => {
		assert.deepEqual(said(halves(RED, BLUE), asked, [dog]), [
			'A red cat is not there, or cannot be told for what it is.',
		]);
	});

	it('says whose colour went to whom', () => {
		assert.deepEqual(said(halves(BLUE, RED), asked, [cat, dog]), [
			'“blue” went to the cat: it was meant for the dog.',
			'“red” went to the dog: it was meant for the cat.',
		]);
	});

	it('says which colour a thing has that nobody asked for', () => {
		assert.deepEqual(said(halves(RED, BROWN), asked, [cat, dog]), ['The dog is brown, not blue.']);
	});

	it('says where a thing is that should be elsewhere, and what is too small for its box', () => {
		const swapped = said(halves(BLUE, RED), asked, [
			{ ...cat, box: right },
			{ ...dog, box: left },
		]);
		assert.deepEqual(swapped, [
			'A red cat is on the right, not on the left.',
			'A blue dog is on the left, not on the right.',
		]);
		const tiny = said(halves(RED, BLUE), asked, [{ ...cat, box: [0.1, 0.4, 0.3, 0.6] }, dog]);
		assert.deepEqual(tiny, ['A red cat is on the left, but does not fill its box.']);
	});
});
