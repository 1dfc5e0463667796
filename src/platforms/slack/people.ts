import type { Person, PersonId, Place } from '../../studio/people.ts';

const MOST_NAMES = 10_000;

/**
 * Who acts. Slack tells names with what people press and type, and none with events, so the last one that was
 * heard is kept; who moderates is what the operator said, and who installed the app.
 */
export class People {
	readonly #names = new Map<string, string>();
	readonly #moderators: ReadonlySet<string>;

	/** @param moderators - user ids, or `team/user` */
	constructor(moderators: readonly string[]) {
		this.#moderators = new Set(moderators);
	}

	person(team: string, user: string, name: string | null, installer: string | null = null): Person {
		const key = `${team}/${user}`;
		if (name !== null && name !== '') {
			this.#names.delete(key);
			this.#names.set(key, name);
			const oldest = this.#names.keys().next();
			if (this.#names.size > MOST_NAMES && oldest.done !== true) this.#names.delete(oldest.value);
		}
		// Slack has no moderators of single channels that an app could see: they moderate the workspace.
		const moderator = this.#moderators.has(user) || this.#moderators.has(key) || installer === user;
		return {
			id: `slack:${key}`,
			name: this.#names.get(key) ?? user,
			moderator,
			serverModerator: moderator,
		};
	}
}

export function placeOf(team: string, channel: string, name?: string): Place {
	return {
		id: `slack:${team}/${channel}`,
		server: `slack:${team}`,
		// The ids of conversations with the app alone begin so.
		...(channel.startsWith('D') && { direct: true }),
		...(name !== undefined && name !== '' && { name }),
	};
}

/** The user id of a person of this workspace; null for people of other platforms and workspaces. */
export function userOf(person: PersonId, team: string): string | null {
	const prefix = `slack:${team}/`;
	return person.startsWith(prefix) ? person.slice(prefix.length) : null;
}
