import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import { type Box, LayoutError, type LayoutObject, parseLine, printLayout } from '../../src/layout/index.ts';
import fc from '../support/properties.ts';

const objectsOf = (line: string): readonly LayoutObject[] => parseLine(line).layouts[0].objects;

function boxOf(line: string, text: string): Box {
	const found = objectsOf(line).find((object) => object.text === text);
	assert.ok(found && found.box !== 'auto', `${text} has a box in ${line}`);
	return found.box;
}

function errorOf(line: string): LayoutError {
	try {
		parseLine(line);
	} catch (error) {
		if (error instanceof LayoutError) return error;
	}
	throw new Error(`${line} can be read`);
}

const centre = ([x0, y0, x1, y1]: Box) => [(x0 + x1) / 2, (y0 + y1) / 2] as const;

suite('a place beside another object', () => {
	const place = fc.constantFrom(
		'left',
		'right',
		'top',
		'bottom',
		'center',
		'top-left',
		'b2',
		'2/3',
		'(30 40 60 70)',
	);
	const size = fc.constantFrom('', ':small', ':large', ':20%');

	test('lies on the side that was said, inside the picture', () => {
		const relations: readonly (readonly [string, (own: Box, other: Box) => boolean])[] = [
			['above', (own, other) => centre(own)[1] < centre(other)[1]],
			['below', (own, other) => centre(own)[1] > centre(other)[1]],
			['under', (own, other) => centre(own)[1] > centre(other)[1]],
			['left of', (own, other) => centre(own)[0] < centre(other)[0]],
			['to the right of', (own, other) => centre(own)[0] > centre(other)[0]],
			['on', (own, other) => centre(own)[1] < centre(other)[1]],
			['next to', (own, other) => centre(own)[0] !== centre(other)[0]],
		];
		fc.assert(
			fc.property(
				fc.constantFrom(...relations),
				place,
				size,
				fc.boolean(),
				([words, holds], where, large, first) => {
					const parts = [`a red bird@${words} the house${large}`, `a house@${where}`];
					const line = `${(first ? parts : parts.reverse()).join(', ')} on a meadow`;
					const own = boxOf(line, 'a red bird');
					assert.ok(own.every((side) => side >= 0 && side <= 1) && own[0] < own[2] && own[1] < own[3]);
					// Where the picture ends there may be no room on that side, and the centres meet.
					const house = boxOf(line, 'a house');
					const room = large === '' || large === ':small' || large === ':20%';
					if (room) assert.ok(holds(own, house), `${line}: ${own.join(' ')} beside ${house.join(' ')}`);
					assert.equal(parseLine(line).layouts[0].background, 'a meadow');
				},
			),
		);
	});

	test('between two is between them', () => {
		const [x] = centre(boxOf('cat@left, dog@right, owl@between the cat and the dog', 'owl'));
		assert.ok(x > 0.48 && x < 0.52);
		assert.deepEqual(
			boxOf('cat@left, dog@right, owl@between them', 'owl'),
			boxOf('cat@left, dog@right, owl@between the cat and the dog', 'owl'),
		);
		const [, y] = centre(boxOf('sun@top, sea@bottom, bird@between the sun and the sea on a beach', 'bird'));
		assert.ok(y > 0.48 && y < 0.52);
	});

	test('behind is covered, in front of covers', () => {
		const [house, tree, dog] = objectsOf('a house@center, a tree@behind the house, a dog@in front of it');
		assert.deepEqual([house.depth, tree.depth, dog.depth], [undefined, 'back', 'front']);
	});

	test('is named by the words that tell objects apart, by it, and in Japanese', () => {
		const line = 'a red house@left, a blue house@right, a bird@above the blue house, a cat@below it';
		assert.equal(centre(boxOf(line, 'a bird'))[0], centre(boxOf(line, 'a blue house'))[0]);
		assert.equal(centre(boxOf(line, 'a cat'))[0], centre(boxOf(line, 'a bird'))[0]);
		assert.ok(centre(boxOf('家@中央、鳥@家の上', '鳥'))[1] < 0.3);
	});

	test('is named in quotes and in digits of any script as well as without', () => {
		for (const line of [
			'"Red Bull can"@left, cat@above the can',
			'"Red, Bull can"@left, cat@above "Red, Bull can"',
			'd١g@left, cat@above the d1g',
			'd1g@left, cat@above the d１g',
			'fox@bottom, "Red Bull can"@left, cat@between the fox and "Red Bull can"',
		]) {
			const [layout] = parseLine(line).layouts;
			assert.notEqual(layout.objects.at(-1)?.box, 'auto');
			assert.deepEqual(parseLine(printLayout(layout)).layouts, [layout], line);
		}
		assert.match(errorOf('"Red Bull can"@left, cat@above the dog').message, /there is Red Bull can, cat/);
	});

	test('may lean on what leans on others, and on what has no place yet', () => {
		const chain = objectsOf('cup@on the table, fly@above the cup, table@bottom');
		assert.ok(chain.every(({ box }) => box !== 'auto'));
		assert.ok(objectsOf('house@auto, bird@above the house').every(({ box }) => box !== 'auto'));
	});

	test('is a word of its own where nothing is named: above is the top', () => {
		assert.equal(parseLine('cat@above, dog@below').layouts.map(printLayout).join(), 'cat@top, dog@bottom');
		assert.equal(parseLine('cat@left of the picture').layouts.map(printLayout).join(), 'cat@left');
	});

	test('is printed in its words, and as a box once it was moved', () => {
		const line = 'a house@center, a bird@above the house:small, an owl@behind the house on a meadow';
		const [layout] = parseLine(line).layouts;
		assert.equal(printLayout(layout), line);
		const [house, bird, owl] = layout.objects;
		const moved = { ...layout, objects: [house, { ...bird, box: [0, 0, 0.5, 0.5] as const }, owl] };
		assert.match(printLayout(moved), /a bird@\(0 0 50 50\), an owl@behind the house/);
	});

	for (const [line, code, offset, says] of [
		['cat@above the sofa, house@center', 'unknown-object', 10, /no “the sofa” here; there is cat, house/],
		['cat@above the dog, dog@below the cat', 'place-circle', 3, /“cat” depends on itself/],
		['cat@above the cat', 'place-circle', 3, /depends on itself/],
		['x@left of y, y@left of z, z@left of x', 'place-circle', 1, /depends on itself/],
	] as const) {
		test(`${line} is a mistake`, () => {
			const error = errorOf(line);
			assert.deepEqual([error.code, error.offset], [code, offset]);
			assert.match(error.message, says);
		});
	}
});

suite('marks of an object', () => {
	test('stand behind its place or its words, in any order with a size', () => {
		const wanted = parseLine('cat@left:small:flip:front').layouts;
		for (const line of ['cat:flip:front@left:small', 'cat@left:front:small:flip', 'cat:small@left:反転:前']) {
			assert.deepEqual(parseLine(line).layouts, wanted, line);
		}
	});

	test('every one of several things has them', () => {
		assert.ok(objectsOf('3 sheep@bottom:flip').every(({ flip }) => flip));
	});

	test('one that is misspelt is suggested', () => assert.equal(errorOf('cat@left:flop').suggestion, 'flip'));
});
