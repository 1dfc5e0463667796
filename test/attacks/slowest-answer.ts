import type { Target } from './target.ts';

/** Milliseconds of the slowest answer that somebody else gets while an attack goes on. */
export async function slowestAnswerDuring(target: Target, attack: () => Promise<void>): Promise<number> {
	let over = false;
	let slowestMs = 0;
	const asking = (async () => {
		while (!over) {
			const { ms, status } = await target.ask('/api/door', { from: '127.0.9.9' });
			slowestMs = Math.max(slowestMs, status === 200 ? ms : Number.POSITIVE_INFINITY);
			await new Promise((resolve) => setTimeout(resolve, 40));
		}
	})();
	try {
		await attack();
	} finally {
		over = true;
		await asking;
	}
	return slowestMs;
}
