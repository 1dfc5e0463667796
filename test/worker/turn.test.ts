import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Turn } from '../../src/worker/turn.ts';

describe('a turn', () => {
	let now = 0;
	const turn = () => {
		now = 1_000;
		return new Turn({ leastMs: 5_000, mostMs: 30_000 }, () => now);
	};

	it('is not over before it had its least time', () => {
		const one = turn();
		now += 4_999;
		assert.equal(one.mayAsk(true), false);
		now += 1;
		assert.equal(one.mayAsk(true), true);
	});

	it('lasts as long as the interruption before it, but no longer than its bound', () => {
		for (const [interrupted, length] of [
			[1, 5_000],
			[12_000, 12_000],
			[90_000, 30_000],
		]) {
			const one = turn();
			one.goOn(interrupted);
			now += length - 1;
			assert.equal(one.isOver(), false);
			now += 1;
			assert.equal(one.isOver(), true);
		}
	});

	it('asks once a second without news, and at once with news', () => {
		const one = turn();
		now += 5_000;
		assert.equal(one.mayAsk(false), true);
		now += 999;
		assert.equal(one.mayAsk(false), false);
		assert.equal(one.mayAsk(true), true);
		now += 1_000;
		assert.equal(one.mayAsk(false), true);
	});

	it('gives a picture half of the device, whoever comes', () => {
		const one = turn();
		let own = 0;
		let others = 0;
		for (let round = 0; round < 100; round++) {
			const before = now;
			while (!one.isOver()) now += 10;
			own += now - before;
			others += 8_000;
			now += 8_000;
			one.goOn(8_000);
		}
		assert.ok(own >= others - 8_000, `${own} of its own, ${others} of others`);
	});
});
