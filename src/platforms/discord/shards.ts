import type { PostView } from '../../studio/posts.ts';
import { readTarget } from './target.ts';

/** The shards of this process: all that Discord recommends, or some of a fixed number (`0-3/16`). */
export type Shards = 'auto' | { readonly ids: readonly number[]; readonly count: number };

/** @throws RangeError that says what was given */
export function readShards(text: string | null): Shards {
	if (text === null || text === '' || text === 'auto') return 'auto';
	const match = /^(\d{1,5})(?:-(\d{1,5}))?\/(\d{1,5})$/.exec(text);
	const first = Number(match?.[1]);
	const last = Number(match?.[2] ?? match?.[1]);
	const count = Number(match?.[3]);
	if (match === null || first > last || last >= count) {
		throw new RangeError(
			`DISCORD_SHARDS is ${JSON.stringify(text)}: it must be auto, or shards of a number such as 0-3/16 (the first four of sixteen).`,
		);
	}
	return { ids: Array.from({ length: last - first + 1 }, (_, index) => first + index), count };
}

/** Discord's own rule: which shard a server's events come to; direct messages come to shard 0. */
export function shardOf(guild: string | null, count: number): number {
	return guild === null ? 0 : Number((BigInt(guild) >> 22n) % BigInt(count));
}

/** Whether this process writes the post; every post is some process's. */
export function owns(shards: Shards, post: PostView): boolean {
	return shards === 'auto' || shards.ids.includes(shardOf(readTarget(post).guild, shards.count));
}
