import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COLOUR_NAMES, colourName, labOf, namedColours } from '../../src/taue/colour-names.ts';
import { chooseKeyColour, KEY_COLOURS } from '../../src/taue/key-colour.ts';

describe('the key colour of a bed', () => {
	it('is studio green unless the words speak against it', () => {
		assert.equal(chooseKeyColour('a cat').hex, '#00b140');
		assert.equal(chooseKeyColour('a red car').name, 'green');
	});

	it('is another one for what is green', () => {
		for (const text of ['a green apple', 'an emerald ring', 'a turtle', 'a tree with apples']) {
			assert.notEqual(chooseKeyColour(text).name, 'green', text);
		}
	});

	it('believes a colour word more than a noun', () => {
		assert.equal(chooseKeyColour('a red turtle').name, 'green');
	});

	it('keeps away from every colour that is named', () => {
		assert.equal(chooseKeyColour('a green and pink butterfly').name, 'blue');
	});

	it('always exists, even against all colours at once', () => {
		assert.ok(KEY_COLOURS.includes(chooseKeyColour(COLOUR_NAMES.join(' '))));
	});
});

describe('colour names', () => {
	const samples = {
		red: ['#de282a', '#ff0000', '#b41414', '#8b0000'],
		orange: ['#f58a1c', '#ffa500', '#ff7800'],
		yellow: ['#fad42d', '#ffff00', '#e6be14'],
		green: ['#3ea83e', '#008000', '#78c850', '#14461e'],
		blue: ['#2d70e2', '#0000ff', '#14286e', '#87ceeb'],
		purple: ['#8e48c0', '#800080', '#5a2878'],
		pink: ['#fa82b6', '#ffc0cb', '#ff69b4', '#e600c8'],
		brown: ['#8c5634', '#654321', '#a06e46', '#5a321e'],
		black: ['#303036', '#000000', '#141419'],
		white: ['#eeeeee', '#ffffff', '#faf5eb'],
		grey: ['#929296', '#646469', '#bebebe'],
	};
	for (const [name, hexes] of Object.entries(samples)) {
		it(`call ${hexes.join(', ')} ${name}`, () => {
			for (const hex of hexes) {
				const value = Number.parseInt(hex.slice(1), 16);
				assert.equal(colourName(value >> 16, (value >> 8) & 255, value & 255), name, hex);
			}
		});
	}

	it('are found in a text, synonyms too, in their order', () => {
		assert.deepEqual(namedColours('a Gray cat with crimson shoes, greenish'), ['grey', 'red']);
	});

	it('rest on CIE L*a*b*', () => {
		const [l, a, b] = labOf(255, 0, 0);
		assert.ok(Math.abs(l - 53.24) < 0.1 && Math.abs(a - 80.09) < 0.1 && Math.abs(b - 67.2) < 0.1);
	});
});
