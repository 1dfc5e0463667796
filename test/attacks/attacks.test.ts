import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Attack } from './attack.ts';
import { attacks } from './attacks.ts';
import { runAttacks } from './suite.ts';

/** No result depends on how fast this machine is: the short attacks count what is answered, not when. */
const SECONDS = 800;

describe('the attacks', () => {
	it('in their short form get nowhere', async () => {
		const short = attacks.filter((attack) => attack.short);
		assert.ok(short.length >= 5);
		const { tried, held, open } = await runAttacks(short, { seconds: SECONDS });
		assert.deepEqual(open, []);
		assert.equal(held, tried);
		assert.ok(tried > 200, `only ${tried} tries`);
	});

	it('count what gets through, and an attack that fails by itself', async () => {
		const weak: Attack = {
			name: 'weak',
			async run({ tried }) {
				tried('a wall', true);
				tried('an open door', false, 'it is open');
			},
		};
		const broken: Attack = {
			name: 'broken',
			async run() {
				throw new Error('no such door');
			},
		};
		const { tried, held, open } = await runAttacks([weak, broken], { seconds: SECONDS });
		assert.deepEqual([tried, held], [3, 1]);
		assert.equal(open[0], 'weak: an open door (it is open)');
		assert.match(open[1], /^broken: the attack itself failed \(Error: no such door/);
	});

	it('have names of their own', () => {
		assert.equal(new Set(attacks.map(({ name }) => name)).size, attacks.length);
	});
});
