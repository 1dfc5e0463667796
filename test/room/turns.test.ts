import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Turns } from '../../src/platforms/room/turns.ts';

/** Keeps the thread for longer than requests are begun at a stretch. */
function stand(): void {
	const until = performance.now() + 15;
	while (performance.now() < until);
}

describe('requests that come at once', () => {
	it('are begun in their order, and let others go between them', async () => {
		const order: string[] = [];
		const turns = new Turns();
		const last = Promise.withResolvers<void>();
		turns.take(() => {
			order.push('first');
			setImmediate(() => order.push('somebody else'));
			stand();
		});
		turns.take(() => order.push('second'));
		turns.take(() => {
			order.push('third');
			turns.take(() => {
				order.push('fourth');
				last.resolve();
			});
		});
		assert.deepEqual(order, []);
		await last.promise;
		assert.deepEqual(order, ['first', 'somebody else', 'second', 'third', 'fourth']);
	});

	it('go on where one failed by itself', async () => {
		const turns = new Turns();
		await new Promise<void>((resolve) => {
			turns.take(() => void Promise.reject(new Error('told elsewhere')).catch(() => {}));
			turns.take(resolve);
		});
	});
});
