import type { StudioEvent } from '../studio/events.ts';
import type { PlatformName } from '../studio/people.ts';
import type { PictureId, PictureView } from '../studio/picture-view.ts';
import type { Pictures } from '../studio/pictures.ts';
import type { Posts, PostView } from '../studio/posts.ts';
import type { Studio } from '../studio/studio.ts';
import type { Clock, Log } from './platform.ts';

export interface KeeperOptions {
	readonly studio: {
		readonly events: Pick<Studio['events'], 'of'>;
		readonly pictures: Pick<Pictures, 'find'>;
		readonly posts: Pick<Posts, 'of' | 'shown' | 'stale'>;
	};
	readonly platform: PlatformName;
	readonly clock: Clock;
	readonly log: Log;
	/** Shortest time between two edits that only tell progress. */
	readonly editEveryMs: number;
	/** Posts that are written at the same time. */
	readonly atOnce: number;
	/** Whether a post is this process's to keep; all are unless several processes share a platform. */
	readonly owns?: (post: PostView) => boolean;
	/**
	 * Posts or edits the message, and records what it became (`studio.posted`). It drops posts that cannot be
	 * kept, and rejects only for what may be better later: it is tried again.
	 */
	readonly show: (post: PostView, pictures: Together) => Promise<void>;
	/** Something for one person alone. */
	readonly notice?: (event: Extract<StudioEvent, { kind: 'notice' }>) => Promise<void>;
}

/** The pictures of a post, in their order. */
export type Together = readonly [PictureView, ...PictureView[]];

export const isLive = ({ state }: PictureView): boolean => state === 'queued' || state === 'running';

/** Time between two looks for posts that were missed. */
const SWEEP_MS = 30_000;
const SWEEP_POSTS = 500;
const RETRY_MS = 1_000;
const MOST_RETRY_MS = 60_000;

/** How much a picture's posts matter now: ends first, then what is not there yet, then progress. */
type Urgency = 0 | 1 | 2;

interface Kept {
	urgency: Urgency;
	/** Something happened since it was last shown. */
	dirty: boolean;
	busy: boolean;
	failures: number;
	lastAt: number;
	timer: { clear(): void } | null;
}

/**
 * Keeps the posts of all pictures up to date: one edit of a post at a time, progress at its own pace and only
 * the last of it, ends at once. It remembers nothing that a restart would miss: `posts.stale` is the work list.
 */
export class Keeper {
	readonly #options: KeeperOptions;
	readonly #kept = new Map<PictureId, Kept>();
	/** Pictures that wait for a free hand, by urgency. */
	readonly #lines: readonly [Set<PictureId>, Set<PictureId>, Set<PictureId>] = [
		new Set(),
		new Set(),
		new Set(),
	];
	readonly #stopping = new AbortController();
	#hands = 0;
	#listening: Promise<void> = Promise.resolve();
	#sweepTimer: { clear(): void } | null = null;
	#idle: (() => void)[] = [];

	constructor(options: KeeperOptions) {
		this.#options = options;
	}

	/** Listens, then catches up with what happened while nobody did. */
	async start(): Promise<void> {
		this.#listening = this.#listen();
		await this.#sweep();
	}

	/** Takes no more work and waits for the edits under way. */
	async stop(): Promise<void> {
		this.#stopping.abort();
		this.#sweepTimer?.clear();
		for (const kept of this.#kept.values()) kept.timer?.clear();
		for (const line of this.#lines) line.clear();
		await this.#listening;
		await this.idle();
	}

	/** Resolves once no edit is under way or in line. */
	async idle(): Promise<void> {
		if (this.#hands === 0 && this.#lines.every(({ size }) => size === 0)) return;
		await new Promise<void>((resolve) => this.#idle.push(resolve));
	}

	/** A picture's posts are to be looked at: at once, or as progress at the pace of progress. */
	touch(id: PictureId, urgency: Urgency = 1): void {
		if (this.#stopping.signal.aborted) return;
		const kept = this.#kept.get(id) ?? {
			urgency,
			dirty: false,
			busy: false,
			failures: 0,
			lastAt: Number.NEGATIVE_INFINITY,
			timer: null,
		};
		this.#kept.set(id, kept);
		kept.urgency = kept.dirty ? (Math.min(kept.urgency, urgency) as Urgency) : urgency;
		kept.dirty = true;
		if (kept.busy) return;
		const wait = urgency === 2 ? kept.lastAt + this.#options.editEveryMs - this.#options.clock.now() : 0;
		if (wait <= 0) this.#enqueue(id, kept);
		else if (kept.timer === null) {
			kept.timer = this.#options.clock.setTimeout(() => this.#enqueue(id, kept), wait);
		}
	}

	#enqueue(id: PictureId, kept: Kept): void {
		kept.timer?.clear();
		kept.timer = null;
		if (this.#stopping.signal.aborted) return;
		for (const line of this.#lines) line.delete(id);
		this.#lines[kept.urgency].add(id);
		this.#work();
	}

	#work(): void {
		while (this.#hands < this.#options.atOnce) {
			const line = this.#lines.find(({ size }) => size > 0);
			const id = line?.values().next().value;
			const kept = id === undefined ? undefined : this.#kept.get(id);
			if (line === undefined || id === undefined || kept === undefined) break;
			line.delete(id);
			this.#hands++;
			void this.#show(id, kept).finally(() => {
				this.#hands--;
				this.#work();
			});
		}
		if (this.#hands === 0 && this.#lines.every(({ size }) => size === 0)) {
			for (const resolve of this.#idle.splice(0)) resolve();
		}
	}

	async #show(id: PictureId, kept: Kept): Promise<void> {
		const { studio, platform, log, clock } = this.#options;
		const { urgency } = kept;
		kept.busy = true;
		kept.dirty = false;
		let over = true;
		try {
			for (const post of await studio.posts.of(id)) {
				if (post.platform !== platform || this.#options.owns?.(post) === false) continue;
				const [first] = post.pictures;
				if (first !== id) {
					// A message of several pictures is kept by the first of them: nobody else edits it meanwhile.
					this.touch(first, urgency);
					continue;
				}
				const pictures = await this.#picturesOf(post);
				const live = pictures?.some(isLive) === true;
				if (live) over = false;
				// The version was read before the pictures: they show no less.
				const isNew = post.shown < post.version || (live && urgency === 2);
				if (pictures === null || !isNew) continue;
				await this.#options.show(post, pictures);
				await studio.posts.shown(post.id, post.version);
			}
			kept.failures = 0;
			kept.lastAt = clock.now();
		} catch (error) {
			kept.failures++;
			log.warn(
				{ err: error, picture: id, failures: kept.failures },
				'a post could not be brought up to date; it is tried again',
			);
			this.#retry(id, kept);
			over = false;
		}
		kept.busy = false;
		if (kept.dirty) this.touch(id, kept.urgency);
		else if (over) this.#kept.delete(id);
	}

	async #picturesOf({ pictures: [first, ...rest] }: PostView): Promise<Together | null> {
		const { pictures } = this.#options.studio;
		const found = await pictures.find(first);
		if (found === null) return null;
		const others = await Promise.all(rest.map((id) => pictures.find(id)));
		return [found, ...others.filter((picture) => picture !== null)];
	}

	#retry(id: PictureId, kept: Kept): void {
		if (this.#stopping.signal.aborted) return;
		const wait = Math.min(MOST_RETRY_MS, RETRY_MS * 2 ** (kept.failures - 1));
		kept.timer?.clear();
		kept.timer = this.#options.clock.setTimeout(() => {
			kept.timer = null;
			kept.dirty = true;
			this.#enqueue(id, kept);
		}, wait);
	}

	async #listen(): Promise<void> {
		const { studio, platform, log } = this.#options;
		const { signal } = this.#stopping;
		while (!signal.aborted) {
			try {
				for await (const event of studio.events.of({ platform, signal })) this.#hear(event);
				return;
			} catch (error) {
				log.error({ err: error }, 'the events of the studio were lost; listening again');
				await new Promise<void>((resolve) => {
					const timer = this.#options.clock.setTimeout(resolve, RETRY_MS);
					signal.addEventListener('abort', () => {
						timer.clear();
						resolve();
					});
				});
			}
		}
	}

	#hear(event: StudioEvent): void {
		switch (event.kind) {
			case 'progress':
			case 'position':
				this.touch(event.pictureId, 2);
				break;
			case 'queued':
				this.touch(event.picture.id, 1);
				break;
			case 'started':
			case 'retrying':
				this.touch(event.picture.id, 2);
				break;
			case 'done':
			case 'failed':
			case 'cancelled':
			case 'deleted':
			case 'vote':
			case 'star':
			case 'pruned':
				this.touch(event.picture.id, 0);
				break;
			case 'notice': {
				const { notice, log } = this.#options;
				notice?.(event).catch((error) => log.warn({ err: error }, 'a notice could not be delivered'));
			}
		}
	}

	async #sweep(): Promise<void> {
		const { studio, platform, clock, log } = this.#options;
		try {
			for (const post of await studio.posts.stale(platform, SWEEP_POSTS)) {
				const [first] = post.pictures;
				const kept = this.#kept.get(first);
				if (kept === undefined || (!kept.busy && kept.timer === null && !kept.dirty)) {
					this.touch(first, 1);
				}
			}
		} catch (error) {
			log.warn({ err: error }, 'posts that are behind could not be read; it is tried again');
		}
		if (!this.#stopping.signal.aborted) {
			this.#sweepTimer = clock.setTimeout(() => void this.#sweep(), SWEEP_MS);
		}
	}
}
