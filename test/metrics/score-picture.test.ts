import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scorePicture, scoreSuite } from '../../src/metrics/score-picture.ts';

const BLUE = [45, 112, 226, 255];
const RED = [222, 40, 42, 255];
const left = [0, 0, 0.5, 1] as const;
const right = [0.5, 0, 1, 1] as const;
const asked = [
	{ text: 'a red cat', noun: 'cat', box: left },
	{ text: 'a blue dog', noun: 'dog', box: right },
];

/** Red on the left, blue on the right. */
const picture = {
	width: 8,
	height: 4,
	rgba: Uint8Array.from({ length: 128 }, (_, i) => (Math.floor(i / 4) % 8 < 4 ? RED : BLUE)[i % 4]),
};
const cat = { noun: 'cat', box: left, score: 0.9 };
const dog = { noun: 'dog', box: right, score: 0.8 };

describe("a picture's score", () => {
	it('is full where both objects stand in their boxes in their colours', () => {
		const score = scorePicture(picture, asked, [cat, dog]);
		assert.deepEqual(
			score.matches.map(({ iou }) => iou),
			[1, 1],
		);
		assert.deepEqual(score.binding, [1, 1]);
	});

	it('knows swapped objects: found, out of place, in the wrong colour', () => {
		const score = scorePicture(picture, asked, [
			{ ...cat, box: right },
			{ ...dog, box: left },
		]);
		assert.deepEqual(
			score.matches.map(({ iou, found }) => [iou, found !== null]),
			[
				[0, true],
				[0, true],
			],
		);
		assert.deepEqual(score.binding, [0, 0]);
	});

	it('asks no colour of things that are called like one', () => {
		const rose = { text: 'a rose', noun: 'rose', box: right };
		const orange = { text: 'a red orange', noun: 'orange', box: left };
		const found = [rose, orange].map(({ noun, box }) => ({ noun, box, score: 0.9 }));
		assert.deepEqual(scorePicture(picture, [rose, orange], found).binding, [1]);
	});

	it('counts the binding of a missed object as failed, but not where only found ones count', () => {
		const score = scorePicture(picture, asked, [cat]);
		assert.deepEqual(score.binding, [1, 0]);
		assert.deepEqual(score.bindingWhereFound, [1]);
		assert.deepEqual(
			score.placedColour,
			[1, 1],
			'the colours are in their boxes, whoever sees an object there',
		);
	});
});

describe("a suite's score", () => {
	it('takes presence by picture and by object, and IoU with missed objects as 0', () => {
		const scores = [scorePicture(picture, asked, [cat, dog]), scorePicture(picture, asked, [cat])];
		const suite = scoreSuite(scores.map((score) => [score]));
		assert.equal(suite.presenceAll.mean, 0.5);
		assert.equal(suite.presence.mean, 0.75);
		assert.equal(suite.iou.mean, 0.75);
		assert.equal(suite.accuracy50.mean, 0.75);
		assert.equal(suite.presenceAll.n, 2);
	});
});
