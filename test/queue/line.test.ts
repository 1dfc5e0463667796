import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Line, type Waiting } from '../../src/queue/line.ts';

function waiting(id: string, start: number, seconds: number | null = 10): Waiting {
	return { id, pictureId: id, place: 'room:main', person: 'room:ana', start, seconds };
}
const running = { id: 'r', pictureId: 'r', place: 'room:main', person: 'room:ana', secondsLeft: 4 };

describe('the line', () => {
	it('says who is next, and when each will be done', () => {
		const line = new Line([waiting('a', 1), waiting('b', 2)], [running], 1);
		assert.deepEqual(line.standing('r'), { position: 0, etaSeconds: 4 });
		assert.deepEqual(line.standing('a'), { position: 1, etaSeconds: 14 });
		assert.deepEqual(line.standing('b'), { position: 2, etaSeconds: 24 });
		assert.equal(line.standing('nobody'), null);
	});

	it('shares the work before a job among the devices', () => {
		const line = new Line([waiting('a', 1), waiting('b', 2)], [], 2);
		assert.equal(line.standing('b')?.etaSeconds, 15);
	});

	it('promises no time while anything before is unknown', () => {
		const line = new Line([waiting('a', 1, null), waiting('b', 2)], [], 1);
		assert.deepEqual(line.standing('b'), { position: 2, etaSeconds: null });
	});

	it('places a job that is not in it yet behind those with the same tag', () => {
		const line = new Line([waiting('a', 1), waiting('b', 2), waiting('c', 3)], [], 1);
		assert.deepEqual(line.standingOf(2, 5), { position: 3, etaSeconds: 25 });
		assert.deepEqual(line.standingOf(0, 5), { position: 1, etaSeconds: 5 });
	});
});
