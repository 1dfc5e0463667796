/**
 * The studio as platforms and commands see it: what a team can do, what it is told, what it may ask, by facets.
 *
 * Rules that hold everywhere:
 * - Every call is safe to repeat. What makes pictures takes an idempotency key; the second call with the same
 *   key answers what the first one answered.
 * - Nothing that matters lives in memory: after a restart `events.snapshot`, `events.of` with `after`, and
 *   `posts.stale` bring any platform back to where it was.
 * - Errors that a person may see are `StudioError`s (`errors.ts`) with a code and a sentence.
 */
import { Queue } from '../queue/queue.ts';
import type { WorkQueue } from '../queue/types.ts';
import { randomSeed } from '../recipe/compose.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { Admission } from './admission.ts';
import { checkSettings } from './check-settings.ts';
import type { Catalogue } from './choose-model.ts';
import type { ImageClassifier } from './classifier.ts';
import { Drawing } from './drawing.ts';
import { Feed } from './feed.ts';
import { Gate } from './gate.ts';
import { Housekeeping } from './housekeeping.ts';
import { LayoutShelf } from './layout-shelf.ts';
import { type BurstLimit, Bursts } from './limits.ts';
import { type Memory, memoryIn } from './memory.ts';
import { PictureFinder } from './picture-finder.ts';
import { DEFAULT_LIMITS, type PictureLimits } from './picture-limits.ts';
import { Pictures } from './pictures.ts';
import type { SeedSource } from './plan/plan.ts';
import { Posts } from './posts.ts';
import { Privacy } from './privacy.ts';
import { Recipes } from './recipes.ts';
import { reviewer } from './review.ts';
import { SettingsBook } from './settings-book.ts';

export interface Studio {
	readonly drawing: Drawing;
	readonly recipes: Recipes;
	readonly pictures: Pictures;
	readonly posts: Posts;
	readonly events: Pick<Feed, 'of' | 'say' | 'snapshot'>;
	readonly settings: SettingsBook;
	readonly layouts: LayoutShelf;
	readonly privacy: Privacy;
	readonly memory: Memory;
	/** Stops accepting; what is accepted stays. */
	drain(): void;
	close(): Promise<void>;
}

interface StudioLog {
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

export interface StudioOptions {
	readonly database: Database;
	readonly catalogue: Catalogue;
	readonly log: StudioLog;
	/** Looks at finished pictures; none: only words are checked. */
	readonly classifier?: ImageClassifier | null;
	/** How large and how dear one picture may be; places may lower it. */
	readonly limits?: PictureLimits;
	/** Most jobs that may wait; more are refused. */
	readonly capacity?: number;
	readonly burst?: BurstLimit;
	/** Whole numbers below 2^32. */
	readonly seed?: SeedSource;
	/** Time between two looks for lost jobs and old bytes; 0: never by itself. */
	readonly sweepMs?: number;
}

export interface OpenStudio {
	readonly studio: Studio;
	/** For the workers of this process. */
	readonly queue: WorkQueue;
	/** Takes old bytes and old notes away, which the studio does by itself every minute unless `sweepMs` is 0. */
	tidy(): Promise<void>;
}

/**
 * Brings the schema up to date, starts the queue and opens the studio. Closing the studio stops the queue;
 * the database is the caller's.
 */
export async function openStudio(options: StudioOptions): Promise<OpenStudio> {
	const { database, catalogue, log, limits = DEFAULT_LIMITS, seed = randomSeed } = options;
	await migrate(database);
	const queue = new Queue({
		database,
		log,
		review: reviewer(database, options.classifier ?? null),
		...(options.sweepMs !== undefined && { sweepMs: options.sweepMs }),
	});
	await queue.start();

	const bursts = new Bursts(options.burst);
	const finder = new PictureFinder(database, queue);
	const pictures = new Pictures(database, queue, finder);
	const settings = new SettingsBook(database, (patched, patch) =>
		checkSettings(patched, patch, { catalogue, limits }),
	);
	const gate = new Gate(database, settings, bursts);
	const admission = new Admission({
		database,
		queue,
		catalogue,
		limits,
		capacity: options.capacity ?? 10_000,
	});
	const making = { database, queue, catalogue, settings, bursts, gate, finder, admission, seed };
	const onError = (error: unknown) => log.warn({ err: error }, 'reading events failed; it is tried again');
	const feed = new Feed({ database, queue, finder, pictures, bursts, onError });
	const housekeeping = new Housekeeping({ database, settings, admission, log });
	await feed.start();
	if (options.sweepMs !== 0) housekeeping.start();

	const studio: Studio = {
		drawing: new Drawing(making),
		recipes: new Recipes(making),
		pictures,
		posts: new Posts(database, finder),
		events: feed,
		settings,
		layouts: new LayoutShelf(database, gate),
		privacy: new Privacy(database, queue),
		memory: memoryIn(database),
		drain: () => gate.close(),
		async close() {
			gate.close();
			await housekeeping.stop();
			await feed.close();
			await queue.stop();
		},
	};
	return { studio, queue, tidy: () => housekeeping.tidy() };
}
