import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noiseStream, philox4x32, randn, uniform } from '../../src/diffusion/random.ts';

/** The first eight numbers of seed 42, stream 1, as float32 bits. */
const PINNED = [
	1061197153, 3207995130, 3210100182, 1068369764, 3213060970, 1047748503, 3219412001, 1069326785,
];

describe('philox4x32', () => {
	// Counter, key and result as published with Random123 (kat_vectors, philox4x32 10).
	const vectors = [
		{ counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
		{
			counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
			key: [0xffffffff, 0xffffffff],
			words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
		},
		{
			counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
			key: [0xa4093822, 0x299f31d0],
			words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
		},
	];
	for (const { counter, key, words } of vectors) {
		test(`counter ${counter.map((word) => word.toString(16)).join(' ')} gives the published words`, () => {
			assert.deepEqual([...philox4x32(Uint32Array.from(counter), key[0], key[1])], words);
		});
	}
});

describe('randn', () => {
	test('is standard normal in mean, variance and fourth moment', () => {
		const values = randn(7, 0, 200_000);
		const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
		assert.ok(Math.abs(moment(1)) < 0.01);
		assert.ok(Math.abs(moment(2) - 1) < 0.02);
		assert.ok(Math.abs(moment(4) - 3) < 0.1);
	});

	test('is Box-Muller of the words of its stream, to the last float32 digit or one beside it', () => {
		const words = philox4x32(Uint32Array.of(0, 0, 0, 0), 3, 9);
		const radius = Math.sqrt(-2 * Math.log((words[0] + 1) / 2 ** 32));
		const angle = (2 * Math.PI * words[1]) / 2 ** 32;
		const [x, y] = randn(3, 9, 2);
		assert.ok(Math.abs(x - radius * Math.cos(angle)) <= 2 ** -23 * radius);
		assert.ok(Math.abs(y - radius * Math.sin(angle)) <= 2 ** -23 * radius);
	});

	test('gives the same numbers for ever: these bits are part of every recipe', () => {
		const bits = new Uint32Array(randn(42, 1, 8).buffer);
		assert.deepEqual([...bits], PINNED);
	});

	test('a longer draw begins with the shorter one, and every stream is its own', () => {
		assert.deepEqual(randn(5, 2, 37), randn(5, 2, 100).subarray(0, 37));
		assert.notDeepEqual(randn(5, 2, 8), randn(5, 3, 8));
		assert.notDeepEqual(randn(5, 2, 8), randn(6, 2, 8));
		assert.notEqual(noiseStream.step(0), noiseStream.initial);
	});

	test('streams of one seed do not correlate', () => {
		const [a, b] = [randn(1, 0, 100_000), randn(1, 1, 100_000)];
		const product = a.reduce((sum, value, k) => sum + value * b[k], 0) / a.length;
		assert.ok(Math.abs(product) < 0.012);
	});
});

test('uniform numbers fill [0, 1) evenly', () => {
	const values = uniform(11, 0, 100_000);
	assert.ok(values.every((value) => value >= 0 && value < 1));
	assert.ok(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length - 0.5) < 0.005);
});
