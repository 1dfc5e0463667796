import DataLoader from 'dataloader';
import type { Database } from '../store/database.ts';
import { type Fact, recall, remember, rememberOnce, unlearn, unlearnRange } from '../store/places.ts';
import type { PlatformName } from './people.ts';

/** Facts that are looked up by one statement. */
const MOST_TOGETHER = 200;

/** Small facts that a platform must remember, such as Slack installations or registered commands. */
export interface Memory {
	get(platform: PlatformName, key: string): Promise<string | null>;
	set(platform: PlatformName, key: string, value: string): Promise<void>;
	/** Keeps the value unless there is one already, and tells what is kept: the same for all processes. */
	setOnce(platform: PlatformName, key: string, value: string): Promise<string>;
	delete(platform: PlatformName, key: string): Promise<void>;
	/** Deletes all keys from `from` on and before `to`, in the order of their bytes. */
	deleteRange(platform: PlatformName, from: string, to: string): Promise<void>;
}

export function memoryIn(database: Database): Memory {
	// Every request to the room asks for two facts, and a hundred come at once: one statement finds them all.
	const facts = new DataLoader<Fact, string | null>((asked) => recall(database, asked), {
		cache: false,
		maxBatchSize: MOST_TOGETHER,
		batchScheduleFn: (look) => setImmediate(look),
	});
	return {
		get: (platform, key) => facts.load({ platform, key }),
		set: (platform, key, value) => remember(database, platform, key, value),
		setOnce: (platform, key, value) => rememberOnce(database, platform, key, value),
		delete: (platform, key) => unlearn(database, platform, key),
		deleteRange: (platform, from, to) => unlearnRange(database, platform, from, to),
	};
}
