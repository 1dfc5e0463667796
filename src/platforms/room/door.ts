import type { IncomingMessage } from 'node:http';
import { Buckets } from '../../studio/buckets.ts';
import type { Clock } from '../platform.ts';
import { GuessLimit } from './guess-limit.ts';
import { type RoomKeys, sameSecret } from './keys.ts';
import { cleanName, type Inside, type Member, type Members, NAME_MAX, SESSION_DAYS } from './members.ts';
import { againIn, cookies, hostName, isLoopbackAddress, isLoopbackName, RoomError } from './request.ts';
import type { RoomConfig, RoomLog } from './room-config.ts';
import { cameThroughProxy, visitorAddress } from './visitor-address.ts';

/** Answers to wrong tries that wait at the same time; further ones are refused at once. */
const MOST_WAITING = 64;
/** New names of one person; each ends a session, which is remembered. */
const RENAMED = { tokens: 20, seconds: 60 };

interface DoorOptions {
	readonly config: RoomConfig;
	readonly keys: RoomKeys;
	readonly members: Members;
	readonly clock: Clock;
	readonly log: RoomLog;
}

interface Entry {
	readonly name: string;
	readonly key?: string | undefined;
	readonly password?: string | undefined;
}

/** Decides who comes in: host names, origins, keys, the password, and the cookie given for them. */
export class Door {
	readonly #config: RoomConfig;
	readonly #keys: RoomKeys;
	readonly #members: Members;
	readonly #clock: Clock;
	readonly #log: RoomLog;
	readonly #guesses: GuessLimit;
	readonly #newcomers: Buckets;
	readonly #renamed: Buckets;
	readonly #publicOrigin: string | undefined;
	#waiting = 0;
	#toldOfProxy = false;

	constructor({ config, keys, members, clock, log }: DoorOptions) {
		this.#config = config;
		this.#keys = keys;
		this.#members = members;
		this.#clock = clock;
		this.#log = log;
		this.#guesses = new GuessLimit(() => clock.now());
		this.#newcomers = new Buckets({ tokens: config.newcomers, seconds: 60 }, () => clock.now());
		this.#renamed = new Buckets(RENAMED, () => clock.now());
		this.#publicOrigin = config.publicUrl === null ? undefined : new URL(config.publicUrl).origin;
	}

	/** The path that people see the room at, without a slash at its end: empty, or such as `/taue`. */
	get base(): string {
		return this.#config.publicUrl === null
			? ''
			: new URL(this.#config.publicUrl).pathname.replace(/\/+$/, '');
	}

	/** Nobody but this machine can reach the room, so an invite link would lead nowhere. */
	get isLocal(): boolean {
		return this.#publicOrigin === undefined && isLoopbackName(this.#config.host);
	}

	/**
	 * A page elsewhere may point its own name at this machine (DNS rebinding): a room that is bound to
	 * loopback answers to loopback's names and to its public address alone.
	 */
	checkHost(request: IncomingMessage): void {
		const host = request.headers.host ?? '';
		if (!isLoopbackName(this.#config.host)) return;
		if (isLoopbackName(hostName(host))) return;
		if (this.#publicOrigin !== undefined && new URL(this.#publicOrigin).host === host) return;
		throw new RoomError(
			421,
			'unknown-host',
			`This room does not answer to the name '${host.slice(0, 100)}'. Behind a reverse proxy, set TAUE_ROOM_URL to the address that people use.`,
		);
	}

	/** Only the room's own page may change anything. @throws RoomError */
	checkOrigin(request: IncomingMessage): void {
		const origin = request.headers.origin;
		if (origin !== undefined && origin === this.#publicOrigin) return;
		if (origin !== undefined && URL.canParse(origin) && new URL(origin).host === request.headers.host) return;
		throw new RoomError(
			403,
			'wrong-origin',
			`This request came from '${(origin ?? 'nowhere').slice(0, 100)}', which is not the room's own page. Behind a reverse proxy, set TAUE_ROOM_URL to the address that people use.`,
		);
	}

	/** Whose requests are counted together. */
	address(request: IncomingMessage): string {
		const { trustedProxies } = this.#config;
		if (trustedProxies === 0 && !this.#toldOfProxy && cameThroughProxy(request)) {
			this.#toldOfProxy = true;
			this.#log.warn(
				{},
				'visitors come through a proxy, so all of them count as one address and share its limits; TAUE_TRUST_PROXY=1 counts them by X-Forwarded-For',
			);
		}
		return visitorAddress(request, trustedProxies);
	}

	/** Who is behind a request; `undefined` where the cookie is missing, ended, or of another key or password. */
	inside(request: IncomingMessage): Promise<Inside | undefined> {
		return this.#members.recognise(cookies(request).get(this.#cookieName(request)));
	}

	/** Whether a session that was let in is still open; another gateway may have ended it. */
	isOpen(session: string): Promise<boolean> {
		return this.#members.isOpen(session);
	}

	/** @throws RoomError where nobody is inside. */
	async mustBeInside(request: IncomingMessage): Promise<Inside> {
		const inside = await this.inside(request);
		if (inside === undefined) throw notInside();
		return inside;
	}

	/** What a newcomer must bring. */
	needs(): { key: boolean; password: boolean; local: boolean } {
		return { key: true, password: this.#config.password !== null, local: this.isLocal };
	}

	/**
	 * Lets someone in, or changes the name of someone who is. Either way the session is a new one and a former
	 * one ends, so that a cookie which somebody else put there opens nothing afterwards.
	 *
	 * @returns `ended`: the session that is over now
	 * @throws RoomError
	 */
	async enter(
		request: IncomingMessage,
		given: Entry,
	): Promise<{ member: Member; cookie: string; ended: string | undefined }> {
		const name = cleanName(given.name);
		if (name === undefined) {
			throw new RoomError(
				400,
				'no-name',
				`Please type a name of 1 to ${NAME_MAX} characters, so that others know who you are.`,
			);
		}
		const address = this.address(request);
		const before = await this.inside(request);
		const asModerator = await this.#prove(request, given, address, before !== undefined);
		if (before === undefined) this.#countNewcomer(address);
		else this.#countNewName(before.member.id);
		// Of two who come with one cookie at once, one goes on with it.
		if (before !== undefined && !(await this.#members.end(before.session))) throw notInside();
		const { member, cookie } = await this.#members.issue({
			id: before?.member.id,
			name,
			moderator: asModerator || before?.member.moderator === true,
		});
		return {
			member,
			cookie: this.#cookie(request, cookie, SESSION_DAYS * 24 * 3600),
			ended: before?.session,
		};
	}

	/** @returns the session that is over now, and what takes the cookie away */
	async leave(request: IncomingMessage): Promise<{ cookie: string; ended: string | undefined }> {
		const before = await this.inside(request);
		if (before !== undefined) await this.#members.end(before.session);
		return { cookie: this.#cookie(request, '', 0), ended: before?.session };
	}

	/** Key and password, where they are needed. @returns whether the moderator's key was among them */
	async #prove(
		request: IncomingMessage,
		{ key, password }: Entry,
		address: string,
		isInside: boolean,
	): Promise<boolean> {
		if (isInside && key === undefined) return false;
		const { moderator, invite } = this.#keys;
		const asModerator = key !== undefined && sameSecret(key, moderator);
		const fits =
			asModerator || (key !== undefined && (sameSecret(key, invite) || this.#isStartKey(request, key)));
		const asksPassword = this.#config.password !== null && !isInside;
		if (key === undefined) {
			throw new RoomError(
				403,
				'wrong-key',
				this.isLocal
					? 'Open the room with the address that the program printed when it started: it ends with a key.'
					: 'This room is open by invitation. Ask someone inside for the invite link.',
			);
		}
		// Keys are too long to be guessed: whoever brings one that fits waits for nobody else's tries.
		if (fits && !asksPassword) return asModerator;
		const wait = this.#guesses.waitMs(address);
		if (wait > 0) throw tooManyTries(wait);
		if (!fits) {
			return this.#refuse(
				address,
				'wrong-key',
				this.isLocal
					? 'This key does not fit, or no longer: the program prints a new address at every start. Open the newest.'
					: 'This invite link does not fit this room, or no longer. Ask someone inside for a new one.',
			);
		}
		if (sameSecret(password ?? '', this.#config.password ?? '')) return asModerator;
		return this.#refuse(
			address,
			'wrong-password',
			'The password is not right. Ask the person who invited you.',
		);
	}

	/** For whoever started the program: good on this machine alone, and through no proxy. */
	#isStartKey(request: IncomingMessage, key: string): boolean {
		return (
			sameSecret(key, this.#keys.start) &&
			this.isLocal &&
			!cameThroughProxy(request) &&
			isLoopbackAddress(request.socket.remoteAddress)
		);
	}

	/** Answers a wrong try, after a while where many are made. @throws RoomError always */
	async #refuse(address: string, code: string, message: string): Promise<never> {
		const delay = this.#guesses.wrong(address);
		if (delay > 0) {
			if (this.#waiting >= MOST_WAITING) throw tooManyTries(delay);
			this.#waiting++;
			await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, delay));
			this.#waiting--;
		}
		throw new RoomError(403, code, message);
	}

	#countNewName(member: string): void {
		const wait = this.#renamed.take(member);
		if (wait > 0)
			throw new RoomError(
				429,
				'too-many-names',
				againIn('You have come in under many names just now.', wait),
				wait,
			);
	}

	#countNewcomer(address: string): void {
		const wait = this.#newcomers.take(address);
		if (wait > 0)
			throw new RoomError(
				429,
				'too-many-newcomers',
				againIn('Many new people came from your network just now.', wait),
				wait,
			);
	}

	/**
	 * Browsers send a cookie to every port of a host, and let any port set it: the name says whose it is, so that
	 * two rooms on one machine do not put each other's people out.
	 */
	#cookieName(request: IncomingMessage): string {
		const host =
			this.#publicOrigin === undefined ? (request.headers.host ?? '') : new URL(this.#publicOrigin).host;
		return `taue_room_${/:(\d+)$/.exec(host)?.[1] ?? 'main'}`;
	}

	#cookie(request: IncomingMessage, value: string, maxAge: number): string {
		const secure = this.#publicOrigin?.startsWith('https:') ? '; Secure' : '';
		return `${this.#cookieName(request)}=${value}; Path=${this.base}/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`;
	}
}

function notInside(): RoomError {
	return new RoomError(401, 'not-inside', 'Please come in first: open the room and say your name.');
}

function tooManyTries(waitMs: number): RoomError {
	return new RoomError(429, 'too-many-tries', againIn('Too many wrong tries.', waitMs), waitMs);
}
