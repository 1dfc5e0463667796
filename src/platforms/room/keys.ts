import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Studio } from '../../studio/studio.ts';

/** Constant-time comparison of texts of any length. */
export function sameSecret(given: string, expected: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(given), digest(expected));
}

/** The room's secrets, from what only servers know to what is printed for people. */
export interface RoomKeys {
	/** In the invite link: members know it, and pass it on. */
	readonly invite: string;
	/** In the moderator link. */
	readonly moderator: string;
	/** In the address that this process prints at its start, for whoever sits at the machine; ends with it. */
	readonly start: string;
	/** Seals cookies; never leaves the servers. */
	readonly seal: Buffer;
}

/**
 * The keys of this room. What proves more than membership is derived from 32 random bytes that are kept in the
 * database and never sent; the invite key and the password, which members know, only salt it, so that a new one
 * sends everyone back to the door and ends the old moderator link.
 */
export async function roomKeys(
	memory: Studio['memory'],
	given: { readonly key: string | null; readonly password: string | null },
): Promise<RoomKeys> {
	const random = (bytes: number) => randomBytes(bytes).toString('base64url');
	const invite = given.key ?? (await memory.setOnce('room', 'key', random(18)));
	const secret = Buffer.from(await memory.setOnce('room', 'secret', random(32)), 'base64url');
	const salt = createHmac('sha256', secret)
		.update(JSON.stringify([invite, given.password]))
		.digest();
	const derived = (what: string) => Buffer.from(hkdfSync('sha256', secret, salt, `taue room ${what} v2`, 32));
	return {
		invite,
		moderator: derived('moderator').toString('base64url').slice(0, 32),
		start: random(18),
		seal: derived('cookie'),
	};
}
