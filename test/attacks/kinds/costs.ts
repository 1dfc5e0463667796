import { readFileSync } from 'node:fs';
import { recipe } from '../../worker/recipes.ts';
import type { Attack } from '../attack.ts';
import { pngWithRecipe } from '../png-parts.ts';
import { slowestAnswerDuring } from '../slowest-answer.ts';
import type { Target } from '../target.ts';

/** Longest time for which one of the program's device processes is larger than it may be, while something is done. */
async function msAboveLimit(
	target: Target,
	limitMb: number,
	during: () => Promise<unknown>,
): Promise<number> {
	let over = false;
	let longest = 0;
	const since = new Map<string, number>();
	const watching = (async () => {
		while (!over) {
			for (const [, pid] of target.log.matchAll(/"devicePid":(\d+)/g)) {
				const mb = residentMb(pid);
				if (mb < limitMb) since.delete(pid);
				else if (!since.has(pid)) since.set(pid, performance.now());
				else longest = Math.max(longest, performance.now() - (since.get(pid) ?? 0));
			}
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	})();
	await during();
	over = true;
	await watching;
	return longest;
}

/** 0 for a process that is no more, and where there is no Linux to ask. */
function residentMb(pid: string): number {
	try {
		return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 2 ** 20;
	} catch {
		return 0;
	}
}

const LIMIT_MB = 300;

/** H4: no picture takes more memory than the operator gives. */
export const memory: Attack = {
	name: 'H4 memory',
	async run(ground) {
		const target = await ground.fresh({ env: { TAUE_WORKER_MEMORY_MB: String(LIMIT_MB) } });
		const mallory = await target.guest('Mallory', '127.0.5.1');
		for (const line of [
			'a cat@left --steps 2 --size 2048x2048',
			'a cat@left -n 8 --steps 200 --size 2048x2048',
			'a cat@left --size 2048x1024 --steps 4',
			'a cat@left --size 1984x2048 --steps 4',
		]) {
			const { status, text } = await mallory.type(line);
			const refused = status === 422 || status === 400 || text.includes('"kind":"error"');
			ground.tried(
				`/taue ${line}`,
				refused && /\d{3,4}\s?[x×]\s?\d{3,4}|pixel/i.test(text),
				`${status} ${text}`,
			);
		}
		const huge = recipe({ model: 'nae', size: [2048, 2048], steps: 2, crop: 1, transplant: 0 });
		const dropped = await mallory.drop(pngWithRecipe(JSON.stringify(huge)));
		// An offer to draw it is taken up.
		const offered = /"id":"(\w{64})"/.exec(dropped.text)?.[1];
		const redrawn = offered === undefined ? null : await mallory.draw(`redraw ${offered}`);
		ground.tried(
			'a recipe of 2048x2048 in a picture',
			dropped.status < 500 && redrawn === null,
			dropped.text,
		);
		for (const fault of ['grow', 'swell']) {
			const ms = await msAboveLimit(target, LIMIT_MB, async () => {
				const id = await mallory.draw(`a cat@left on simulated:${fault} --steps 4`);
				if (id !== null) await mallory.ends(id, 15_000);
			});
			// A second is promised; a busy machine needs some more to look and to end.
			ground.tried(`a device that ${fault}s past its limit goes on`, ms < 2_500, `${Math.round(ms)} ms`);
		}
		const next = await mallory.draw('a dog@right --steps 4');
		ground.tried('the next picture is not drawn', next !== null && (await mallory.ends(next)) === 'done');
	},
};

/** H5: enlargements are work for the line, not for whoever answers. */
export const enlargements: Attack = {
	name: 'H5 enlargements',
	async run(ground) {
		const target = await ground.fresh();
		const mallory = await target.guest('Mallory', '127.0.5.2');
		const id = await mallory.draw('a cat@left --steps 2');
		if (id === null || (await mallory.ends(id)) !== 'done') throw new Error('no picture to enlarge');
		const statuses: number[] = [];
		const slowestMs = await slowestAnswerDuring(target, async () => {
			const asked = Array.from({ length: 60 }, async (_, i) => {
				const body = {
					pictureId: id,
					key: `enlarge-${i}-000`,
					action: { kind: 'upscale', factor: i % 2 ? 2 : 4 },
				};
				statuses.push((await mallory.post('/api/act', body)).status);
			});
			await Promise.all(asked);
		});
		ground.tried('60 at once: others wait', slowestMs < 1500, `${Math.round(slowestMs)} ms`);
		ground.tried(
			'60 at once: an error of the room',
			statuses.every((status) => status > 0 && status < 500),
			statuses,
		);
		ground.tried('the program is unwell afterwards', await target.isWell());
	},
};

/** M5: one person's long picture must not keep the only device from everybody else. */
export const fairness: Attack = {
	name: 'M5 fairness',
	async run(ground) {
		const target = await ground.fresh({ env: { TAUE_SIMULATED_STEP_MS: '200' } });
		const mallory = await target.guest('Mallory', '127.0.5.3');
		const ana = await target.guest('Ana', '127.0.5.4');
		const long = await mallory.draw('8 sheep@bottom on a meadow --steps 200 --size 256x256');
		if (long !== null) {
			while (/"state":"queued"/.test((await mallory.get(`/api/pictures/${long}`)).text)) {
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
		}
		const start = performance.now();
		const short = await ana.draw('a cat@left --steps 4');
		const state = short === null ? 'refused' : await ana.ends(short, 15_000);
		// Alone it takes a second, the other one forty.
		ground.tried(
			'a short picture waits for a long one',
			state === 'done',
			`${state} after ${Math.round(performance.now() - start)} ms`,
		);
		const dear = await mallory.type('8 sheep@bottom on a meadow --steps 200 --size 1024x1024');
		ground.tried(
			'a picture of any cost is taken',
			dear.status >= 400 || dear.text.includes('"kind":"error"'),
			dear.text,
		);
	},
};
