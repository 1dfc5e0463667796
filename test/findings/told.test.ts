import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Findings } from '../../src/findings/findings.ts';
import { findingsSchema } from '../../src/findings/schema.ts';
import { sheetPlan } from '../../src/findings/sheet.ts';
import { toldFindings } from '../../src/findings/told.ts';

const asked = [
	{ text: 'a red cat', box: [0, 0, 0.4, 1] as const },
	{ text: 'a blue dog', box: [0.6, 0, 1, 1] as const },
	{ text: 'a gryphon', box: 'auto' as const },
];
const right = { found: true, iou: 0.812, bound: true };
const findings: Findings = {
	judge: {
		objects: [{ ...right, bound: false }, { found: false, iou: 0, bound: false }, null],
		mistakes: [
			{ kind: 'stolen', object: 0, colour: 'blue', owner: 1 },
			{ kind: 'missing', object: 1 },
		],
	},
	attention: { assignment: { raw: 0.96, margin: 0.345, accuracy: 0.5 } },
};

describe('what was seen of a picture, in words', () => {
	it('is what went wrong, a sentence each, and the figures', () => {
		assert.deepEqual(toldFindings(findings, asked, 'en'), {
			sentences: [
				'“blue” went to the cat: it was meant for the dog.',
				'A blue dog is not there, or cannot be told for what it is.',
				'The judge does not know a gryphon.',
			],
			figures: [
				'a red cat: found, IoU 0.81, not in its colour',
				'a blue dog: not found',
				'Attention assignment (AAS): 0.96, margin 0.34, 50% of the describing words look at their own object.',
			],
		});
	});

	it('is told in Japanese, with the words that were typed', () => {
		const typed = asked.map((one, index) => ({ ...one, text: ['赤い猫', '青い犬', 'グリフォン'][index] }));
		assert.deepEqual(toldFindings(findings, typed, 'ja').sentences, [
			'青が「赤い猫」に付きました。「青い犬」の色のはずでした。',
			'「青い犬」が見つかりません（または、それと見分けられません）。',
			'判定器は「グリフォン」を知りません。',
		]);
		const elsewhere: Findings = {
			judge: { objects: [right], mistakes: [{ kind: 'elsewhere', object: 0, there: [0.6, 0.6, 1, 1] }] },
			attention: null,
		};
		assert.deepEqual(toldFindings(elsewhere, typed, 'ja').sentences, [
			'「赤い猫」は左ではなく右下にあります。',
			'このモデルは注意を示さないため、注意マップはありません。',
		]);
	});

	it('says so in one sentence where there is no judge or no attention, and where nothing went wrong', () => {
		const blind = toldFindings({ judge: null, attention: null }, asked, 'en');
		assert.deepEqual(blind, {
			sentences: [
				'This model has no judge, so nobody looked for the objects.',
				'This model shows no attention, so there are no maps of it.',
			],
			figures: [],
		});
		const fine = toldFindings(
			{ judge: { objects: [right, right], mistakes: [] }, attention: { assignment: null } },
			asked,
			'en',
		);
		assert.deepEqual(fine.sentences, ['Everything is in its place in its colour.']);
	});

	it('names twins with their colours', () => {
		const twins = [
			{ text: 'a red cat', box: asked[0].box },
			{ text: 'a blue cat', box: asked[1].box },
		];
		const swapped: Findings = {
			judge: {
				objects: [right, right],
				mistakes: [{ kind: 'stolen', object: 0, colour: 'blue', owner: 1 }],
			},
			attention: { assignment: null },
		};
		assert.deepEqual(toldFindings(swapped, twins, 'en').sentences, [
			'“blue” went to the red cat: it was meant for the blue cat.',
		]);
	});

	it('travels between processes as it is, and nothing else does', () => {
		assert.deepEqual(findingsSchema.parse(structuredClone(findings)), findings);
		assert.equal(
			findingsSchema.safeParse({ ...findings, judge: { objects: [], mistakes: ['x'] } }).success,
			false,
		);
	});
});

describe('the sheet of what was seen', () => {
	it('has a tile for the picture and one for each object, in its shape', () => {
		assert.deepEqual(sheetPlan([512, 512], 2), {
			size: [972, 320],
			tile: [320, 320],
			places: [
				[0, 0],
				[326, 0],
				[652, 0],
			],
		});
		const six = sheetPlan([512, 256], 6);
		assert.deepEqual([six.tile, six.size, six.places.length], [[320, 160], [972, 492], 7]);
	});
});
