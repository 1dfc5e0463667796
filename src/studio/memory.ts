import type { Database } from '../store/database.ts';
import { recall, remember, rememberOnce, unlearn, unlearnRange } from '../store/places.ts';
import type { PlatformName } from './people.ts';

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
	return {
		get: (platform, key) => recall(database, platform, key),
		set: (platform, key, value) => remember(database, platform, key, value),
		setOnce: (platform, key, value) => rememberOnce(database, platform, key, value),
		delete: (platform, key) => unlearn(database, platform, key),
		deleteRange: (platform, from, to) => unlearnRange(database, platform, from, to),
	};
}
