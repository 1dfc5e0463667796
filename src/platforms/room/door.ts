import type { IncomingMessage } from 'node:http';
import type { RoomConfig } from './index.ts';
import {
	COOKIE,
	COOKIE_MAX_AGE_SECONDS,
	cleanName,
	GuessLimit,
	type Member,
	Members,
	NAME_MAX,
	sameSecret,
} from './members.ts';
import { cookies, hostName, isLoopbackAddress, isLoopbackName, RoomError } from './request.ts';

const GUESSES = 8;
const GUESS_WINDOW_MS = 60_000;

interface DoorOptions {
	readonly config: RoomConfig;
	readonly key: string;
	readonly moderatorKey: string;
	readonly now: () => number;
}

/** Decides who comes in: host names, origins, the room's key, the password, and the cookie given for them. */
export class Door {
	readonly #config: RoomConfig;
	readonly #key: string;
	readonly #moderatorKey: string;
	readonly #members: Members;
	readonly #guesses: GuessLimit;
	readonly #publicOrigin: string | undefined;

	constructor({ config, key, moderatorKey, now }: DoorOptions) {
		this.#config = config;
		this.#key = key;
		this.#moderatorKey = moderatorKey;
		this.#members = new Members(key, config.password);
		this.#guesses = new GuessLimit(GUESSES, GUESS_WINDOW_MS, now);
		this.#publicOrigin = config.publicUrl === null ? undefined : new URL(config.publicUrl).origin;
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

	member(request: IncomingMessage): Member | undefined {
		return this.#members.recognise(cookies(request).get(COOKIE));
	}

	/** @throws RoomError where the cookie is missing or of another key or password. */
	mustBeMember(request: IncomingMessage): Member {
		const member = this.member(request);
		if (member === undefined)
			throw new RoomError(401, 'not-inside', 'Please come in first: open the room and say your name.');
		return member;
	}

	/** What a newcomer must bring. Who sits at the machine itself needs no key. */
	needs(request: IncomingMessage): { key: boolean; password: boolean } {
		return { key: !this.#atTheMachine(request), password: this.#config.password !== null };
	}

	/** Lets someone in, or changes the name of someone who is. @throws RoomError */
	enter(
		request: IncomingMessage,
		given: { name: string; key?: string | undefined; password?: string | undefined },
	): { member: Member; cookie: string } {
		const name = cleanName(given.name);
		if (name === undefined) {
			throw new RoomError(
				400,
				'no-name',
				`Please type a name of 1 to ${NAME_MAX} characters, so that others know who you are.`,
			);
		}
		const known = this.member(request);
		const address = this.#address(request);
		let moderator = known?.moderator ?? false;
		if (given.key !== undefined || known === undefined) {
			const wait = this.#guesses.waitMs(address);
			if (wait > 0) {
				throw new RoomError(
					429,
					'too-many-tries',
					`Too many wrong tries. Try again in ${Math.ceil(wait / 1000)} seconds.`,
					wait,
				);
			}
			const needs = known === undefined ? this.needs(request) : { key: true, password: false };
			const asModerator = given.key !== undefined && sameSecret(given.key, this.#moderatorKey);
			const keyFits = asModerator || (given.key !== undefined && sameSecret(given.key, this.#key));
			if (needs.key && !keyFits) {
				if (given.key !== undefined) this.#guesses.wrong(address);
				throw new RoomError(
					403,
					'wrong-key',
					given.key === undefined
						? 'This room is open by invitation. Ask someone inside for the invite link.'
						: 'This invite link does not fit this room, or no longer. Ask someone inside for a new one.',
				);
			}
			if (needs.password && !sameSecret(given.password ?? '', this.#config.password ?? '')) {
				this.#guesses.wrong(address);
				throw new RoomError(
					403,
					'wrong-password',
					'The password is not right. Ask the person who invited you.',
				);
			}
			moderator ||= asModerator;
		}
		const issued = this.#members.issue({ name, moderator }, cookies(request).get(COOKIE));
		return { member: issued.member, cookie: this.#cookie(issued.cookie, COOKIE_MAX_AGE_SECONDS) };
	}

	leave(): string {
		return this.#cookie('', 0);
	}

	#cookie(value: string, maxAge: number): string {
		const secure = this.#publicOrigin?.startsWith('https:') ? '; Secure' : '';
		return `${COOKIE}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`;
	}

	/** Straight from this machine, through no proxy, to a room that nobody else can reach. */
	#atTheMachine(request: IncomingMessage): boolean {
		const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded ?? request.headers.via;
		return (
			this.#publicOrigin === undefined &&
			forwarded === undefined &&
			isLoopbackName(this.#config.host) &&
			isLoopbackAddress(request.socket.remoteAddress) &&
			isLoopbackName(hostName(request.headers.host ?? ''))
		);
	}

	/** Whose guesses are counted together; behind the operator's own proxy it is the proxy that knows. */
	#address(request: IncomingMessage): string {
		const direct = request.socket.remoteAddress ?? '';
		if (this.#publicOrigin === undefined || !isLoopbackAddress(direct)) return direct;
		return (
			String(request.headers['x-forwarded-for'] ?? '')
				.split(',')
				.at(-1)
				?.trim() || direct
		);
	}
}
