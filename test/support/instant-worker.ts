import sharp from 'sharp';
import type { WorkQueue } from '../../src/queue/types.ts';
import { CLAIM } from './studio.ts';

/** Takes every job as it comes and completes it at once, with the same small picture: for tests of all but drawing. */
export class InstantWorker {
	readonly #queue: WorkQueue;
	#unsubscribe: () => void = () => {};
	#wake: () => void = () => {};
	#stopping = false;
	#work: Promise<void> = Promise.resolve();

	constructor(queue: WorkQueue) {
		this.#queue = queue;
	}

	async start(): Promise<void> {
		const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#88aa66' } })
			.png()
			.toBuffer();
		const thumb = await sharp(png).webp().toBuffer();
		let news = false;
		this.#unsubscribe = this.#queue.onWork(() => {
			news = true;
			this.#wake();
		});
		this.#work = (async () => {
			while (!this.#stopping) {
				news = false;
				const job = await this.#queue.fetch(CLAIM);
				if (job !== null) {
					await this.#queue.complete(job, {
						png,
						thumb,
						layers: [],
						recipe: job.recipe,
						seconds: 1,
						passes: 1,
					});
				} else if (!news && !this.#stopping) {
					await new Promise<void>((resolve) => {
						this.#wake = resolve;
					});
				}
			}
		})();
	}

	async stop(): Promise<void> {
		this.#stopping = true;
		this.#unsubscribe();
		this.#wake();
		await this.#work;
	}
}
