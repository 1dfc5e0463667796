import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who is behind a request. */
export interface Member {
	/** Public: shown to others, derived from the secret in the cookie. */
	readonly id: string;
	readonly name: string;
	/** Came in through the moderator's link: may delete others' pictures and change settings. */
	readonly moderator: boolean;
}

export const COOKIE = 'taue_room';
/** A person who comes back within this time is still the same person. */
export const COOKIE_MAX_AGE_SECONDS = 180 * 24 * 3600;
export const NAME_MAX = 40;

/** Constant-time comparison of texts of any length. */
export function sameSecret(given: string, expected: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(given), digest(expected));
}

/**
 * A name as others will see it: control characters and bidirectional overrides gone, white space single.
 *
 * @returns `undefined` if nothing is left.
 */
export function cleanName(given: string): string | undefined {
	const name = given
		.normalize('NFC')
		.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, (character) => (character === '\u200d' ? character : ' '))
		.replace(/\s+/g, ' ')
		.trim();
	const short = Array.from(name).slice(0, NAME_MAX).join('').trim();
	return /[^\s\u200d]/u.test(short) ? short : undefined;
}

/**
 * Names without accounts. The cookie holds a random secret and the name, sealed with a key that is derived
 * from the room's key and password: no table is needed, any gateway that knows both accepts it, and a new
 * key or password sends everyone back to the door. The public id is a hash of the secret, so that seeing
 * an id never lets anyone act as that person.
 */
export class Members {
	readonly #seal: Buffer;

	constructor(roomKey: string, password: string | null) {
		this.#seal = Buffer.from(hkdfSync('sha256', roomKey, password ?? '', 'taue room cookie v1', 32));
	}

	/** A cookie value for a newcomer, or for someone who changes their name. */
	issue(
		who: { readonly name: string; readonly moderator: boolean },
		known?: string,
	): { member: Member; cookie: string } {
		const secret =
			(known !== undefined && this.#open(known)?.secret) || randomBytes(18).toString('base64url');
		const body = `${secret}.${Buffer.from(who.name).toString('base64url')}.${who.moderator ? 'm' : 'p'}`;
		return { member: { id: publicId(secret), ...who }, cookie: `${body}.${this.#sign(body)}` };
	}

	/** @returns who holds this cookie, `undefined` where it was not issued by this room. */
	recognise(cookie: string | undefined): Member | undefined {
		const opened = cookie === undefined ? undefined : this.#open(cookie);
		return opened && { id: publicId(opened.secret), name: opened.name, moderator: opened.moderator };
	}

	#open(cookie: string): { secret: string; name: string; moderator: boolean } | undefined {
		const match = /^([\w-]{24})\.([\w-]{1,240})\.([mp])\.([\w-]{43})$/.exec(cookie);
		if (match === null) return undefined;
		const [, secret = '', name = '', role = '', signature = ''] = match;
		if (!sameSecret(signature, this.#sign(`${secret}.${name}.${role}`))) return undefined;
		return { secret, name: Buffer.from(name, 'base64url').toString(), moderator: role === 'm' };
	}

	#sign(body: string): string {
		return createHmac('sha256', this.#seal).update(body).digest('base64url');
	}
}

function publicId(secret: string): string {
	return createHash('sha256').update(secret).digest('base64url').slice(0, 16);
}

/** Slows guesses down: `limit` wrong tries a window for each address, and ten times that for all together. */
export class GuessLimit {
	readonly #tries = new Map<string, { count: number; until: number }>();
	readonly #limit: number;
	readonly #windowMs: number;
	readonly #now: () => number;

	constructor(limit: number, windowMs: number, now: () => number) {
		this.#limit = limit;
		this.#windowMs = windowMs;
		this.#now = now;
	}

	/** @returns milliseconds until the next try is allowed; 0 = now. */
	waitMs(address: string): number {
		const now = this.#now();
		let wait = 0;
		for (const [who, limit] of [
			[address, this.#limit],
			['*', this.#limit * 10],
		] as const) {
			const tries = this.#tries.get(who);
			if (tries !== undefined && tries.until > now && tries.count >= limit)
				wait = Math.max(wait, tries.until - now);
		}
		return wait;
	}

	wrong(address: string): void {
		const now = this.#now();
		for (const [who, tries] of this.#tries) if (tries.until <= now) this.#tries.delete(who);
		for (const who of [address, '*']) {
			const tries = this.#tries.get(who) ?? { count: 0, until: now + this.#windowMs };
			this.#tries.set(who, { ...tries, count: tries.count + 1 });
		}
	}
}
