import { StudioError } from './errors.ts';
import type { Person, Place } from './people.ts';
import { say } from './sentences/index.ts';

/**
 * What gives a right, compared with the place where the person acts:
 * - `knows`: the whole id of a picture, 60 bits that nobody guesses;
 * - `here`: the picture was made or is posted in this place; for a place: one is in it;
 * - `author`: it is here, and the person asked for it or saved it;
 * - `moderator`: it was made in this place, which the person moderates;
 * - `server-moderator`: it was made in this place's server, all of which the person moderates.
 */
export type Standing = 'knows' | 'here' | 'author' | 'moderator' | 'server-moderator';

const OWNED: readonly Standing[] = ['author', 'moderator', 'server-moderator'];

/** Who may do what: the table of docs/security.md, and the only place that decides. */
export const RIGHTS = {
	// With a picture.
	see: ['knows'],
	build: ['knows'],
	serve: ['here'],
	vote: ['here'],
	star: ['here'],
	mention: ['here'],
	cancel: OWNED,
	delete: OWNED,
	// With a layout that a place keeps.
	replace: OWNED,
	unsave: OWNED,
	// In a place.
	look: ['here'],
	draw: ['here'],
	save: ['here'],
	say: ['here'],
	settings: ['moderator', 'server-moderator'],
	'server-settings': ['server-moderator'],
} as const satisfies Readonly<Record<string, readonly Standing[]>>;

export type Right = keyof typeof RIGHTS;
export type PictureRight = 'see' | 'build' | 'serve' | 'vote' | 'star' | 'mention' | 'cancel' | 'delete';

/** Rights in a place itself; everybody who is there is `here`. */
const PLACE_RIGHTS = ['look', 'draw', 'save', 'say', 'settings', 'server-settings'] as const;
export type PlaceRight = (typeof PLACE_RIGHTS)[number];

export function isPlaceRight(right: Right): right is PlaceRight {
	return PLACE_RIGHTS.some((known) => known === right);
}

/** What a right is asked for: a picture, a saved layout, or a place itself. */
export interface Subject {
	/** Where it was made. */
	readonly place: string;
	readonly server: string | null;
	/** Who asked for it; null for places, and after they were forgotten. */
	readonly person: string | null;
	/** It is posted in the place where the person acts. */
	readonly posted: boolean;
}

/** Everything that holds of a person who acts in a place, as far as it concerns the subject. */
function standings(person: Person, place: Place, subject: Subject): ReadonlySet<Standing> {
	const made = subject.place === place.id;
	const here = made || subject.posted;
	const sameServer = place.server !== undefined && subject.server === place.server;
	const holds: Readonly<Record<Standing, boolean>> = {
		knows: true,
		here,
		author: here && subject.person === person.id,
		moderator: made && person.moderator === true,
		'server-moderator': sameServer && person.serverModerator === true,
	};
	return new Set((Object.keys(holds) as Standing[]).filter((standing) => holds[standing]));
}

/** Whether a person who acts in a place may do this. Nobody's role counts beyond the place that gave it. */
export function may(
	person: Person,
	place: Place,
	right: Right,
	subject: Subject = placeItself(place),
): boolean {
	const held = standings(person, place, subject);
	return RIGHTS[right].some((standing) => held.has(standing));
}

function placeItself({ id, server }: Place): Subject {
	return { place: id, server: server ?? null, person: null, posted: false };
}

/**
 * Asks for a right in the place itself.
 * @throws StudioError `not-allowed`
 */
export function mustMay(person: Person, place: Place, right: PlaceRight): void {
	if (may(person, place, right)) return;
	if (right === 'server-settings' && place.server === undefined) {
		throw new StudioError('not-allowed', say('noServer'));
	}
	throw new StudioError(
		'not-allowed',
		right !== 'server-settings' ? say('moderatorsOnly') : say('serverOnly'),
	);
}

/**
 * Asks for a right to a picture.
 * @throws StudioError `not-allowed`: it is elsewhere, or somebody else's
 */
export function mustMayWith(
	picture: Subject & { readonly id: string; readonly personName: string | null },
	person: Person,
	place: Place,
	right: PictureRight,
): void {
	if (may(person, place, right, picture)) return;
	if (!may(person, place, 'serve', picture)) {
		throw new StudioError('not-allowed', say('elsewhere', picture.id, right));
	}
	throw new StudioError('not-allowed', say('somebodyElses', picture.personName, right));
}
