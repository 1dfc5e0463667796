import { createHash, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Studio } from '../../studio/studio.ts';
import { sameSecret } from './keys.ts';

/** Who is behind a request. */
export interface Member {
	/** Public: shown to others. */
	readonly id: string;
	readonly name: string;
	/** Came in through the moderator's link: may delete others' pictures and change settings. */
	readonly moderator: boolean;
}

/** A member, and the session through which they are here. */
export interface Inside {
	readonly member: Member;
	/** Names the session on the server; it is a hash, so it lets nobody in. */
	readonly session: string;
}

export const NAME_MAX = 40;
/** A person who comes back within this time is still the same person. */
export const SESSION_DAYS = 180;
const DAY_MS = 86_400_000;
/** What another gateway changed about a session is seen within this time. */
const FRESH_MS = 2_000;
const MOST_KNOWN = 10_000;

/**
 * A name as others will see it: control characters and bidirectional overrides gone, white space single.
 *
 * @returns `undefined` if nothing is left.
 */
export function cleanName(given: string): string | undefined {
	const name = given
		.normalize('NFC')
		.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, (character) => (character === '\u200d' ? character : ' '))
		.replace(/\s+/g, ' ')
		.trim();
	const short = Array.from(name).slice(0, NAME_MAX).join('').trim();
	// What shows nothing (a Hangul filler, an empty Braille cell, a null notehead), and marks on nothing, are no name.
	return /(?![\u2800\u{1d159}\p{Default_Ignorable_Code_Point}])[\p{L}\p{N}\p{P}\p{S}]/u.test(short)
		? short
		: undefined;
}

/** What the cookie holds: who, through which session, since which day, under which name. */
interface Opened {
	readonly secret: string;
	readonly id: string;
	readonly day: number;
	readonly name: string;
}

/**
 * Names without accounts. The cookie holds a random secret, the person's public id and the name under a seal that
 * only servers can make, so ordinary members need no table and any gateway accepts them. What a session may do,
 * and that it has ended, is kept on the server and looked up there: a cookie cannot say so.
 */
export class Members {
	readonly #seal: KeyObject;
	readonly #memory: Studio['memory'];
	readonly #now: () => number;
	readonly #today: () => number;
	/** The day on which what is kept of old sessions was last taken away. */
	#swept = Number.NaN;
	readonly #known = new Map<string, { readonly value: Promise<string | null>; readonly until: number }>();

	/**
	 * @param now - milliseconds that only grow
	 * @param today - days since 1970
	 */
	constructor(
		seal: Buffer,
		memory: Studio['memory'],
		now: () => number,
		today: () => number = () => Math.floor(Date.now() / DAY_MS),
	) {
		this.#seal = createSecretKey(seal);
		this.#memory = memory;
		this.#now = now;
		this.#today = today;
	}

	/** A new session: of a new person, or of the one who has just ended their former session. */
	async issue(who: {
		readonly id?: string | undefined;
		readonly name: string;
		readonly moderator: boolean;
	}): Promise<Inside & { readonly cookie: string }> {
		const secret = randomBytes(18).toString('base64url');
		const id = who.id ?? randomBytes(12).toString('base64url');
		const day = this.#today();
		await this.#sweep(day);
		const body = `${secret}.${id}.${day}.${Buffer.from(who.name).toString('base64url')}`;
		const session = sessionName({ secret, day });
		if (who.moderator) await this.#memory.set('room', `moderator ${session}`, id);
		return {
			member: { id, name: who.name, moderator: who.moderator },
			session,
			cookie: `${body}.${this.#sign(body)}`,
		};
	}

	/** @returns who holds this cookie; `undefined` where this room did not issue it, or the session has ended. */
	async recognise(cookie: string | undefined): Promise<Inside | undefined> {
		const opened = cookie === undefined ? undefined : this.#open(cookie);
		if (opened === undefined) return undefined;
		const session = sessionName(opened);
		const [ended, moderator] = await Promise.all([
			this.#kept(`ended ${session}`),
			this.#kept(`moderator ${session}`),
		]);
		if (ended !== null) return undefined;
		return {
			member: { id: opened.id, name: opened.name, moderator: moderator === opened.id },
			session,
		};
	}

	/** Whether a session that was recognised before is still open. */
	async isOpen(session: string): Promise<boolean> {
		return (await this.#kept(`ended ${session}`)) === null;
	}

	/** Ends a session for good. @returns false where it had ended already: of two who try, one succeeds. */
	async end(session: string): Promise<boolean> {
		const key = `ended ${session}`;
		const mine = randomBytes(9).toString('base64url');
		const kept = await this.#memory.setOnce('room', key, mine);
		await this.#memory.delete('room', `moderator ${session}`);
		this.#known.delete(key);
		return kept === mine;
	}

	/** Forgets how sessions ended and what they could do, once their cookies are too old to be taken. */
	async #sweep(today: number): Promise<void> {
		if (this.#swept === today) return;
		this.#swept = today;
		const oldest = dayName(today - SESSION_DAYS);
		for (const kind of ['ended', 'moderator'])
			await this.#memory.deleteRange('room', `${kind} `, `${kind} ${oldest}`);
	}

	#kept(key: string): Promise<string | null> {
		const known = this.#known.get(key);
		if (known !== undefined && this.#now() < known.until) return known.value;
		const value = this.#memory.get('room', key);
		value.catch(() => this.#known.delete(key));
		if (this.#known.size > MOST_KNOWN) this.#known.clear();
		this.#known.set(key, { value, until: this.#now() + FRESH_MS });
		return value;
	}

	#open(cookie: string): Opened | undefined {
		const match = /^([\w-]{24})\.([\w-]{16})\.(\d{1,6})\.([\w-]{1,240})\.([\w-]{43})$/.exec(cookie);
		if (match === null) return undefined;
		const [, secret = '', id = '', day = '', written = '', signature = ''] = match;
		if (!sameSecret(signature, this.#sign(`${secret}.${id}.${day}.${written}`))) return undefined;
		const name = cleanName(Buffer.from(written, 'base64url').toString());
		if (name === undefined || this.#today() - Number(day) > SESSION_DAYS) return undefined;
		return { secret, id, day: Number(day), name };
	}

	#sign(body: string): string {
		return createHmac('sha256', this.#seal).update(body).digest('base64url');
	}
}

/** Begins with the day, so that what is kept of old sessions can be found and taken away. */
function sessionName({ secret, day }: Pick<Opened, 'secret' | 'day'>): string {
	const hash = createHash('sha256').update(secret).digest('base64url').slice(0, 24);
	return `${dayName(day)} ${hash}`;
}

function dayName(day: number): string {
	return String(Math.max(0, day)).padStart(6, '0');
}
