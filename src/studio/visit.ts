import type { Visit } from '../store/places.ts';
import type { Visitor } from './people.ts';

/** Longest name of a person that is kept. */
const MOST_NAME = 80;

export function keptName(name: string): string {
	return name.slice(0, MOST_NAME);
}

/** Somebody in a place, as the store notes them. */
export function visitOf({ place, person }: Visitor): Visit {
	return {
		person: { id: person.id, name: keptName(person.name) },
		place: { id: place.id, server: place.server ?? null, name: place.name ?? null },
	};
}

/** What makes a request the same one: what is asked, where, by whom, and the platform's own key. */
export function requestKey(kind: string, { place, person }: Visitor, key: string): string {
	return `${kind} ${place.id} ${person.id} ${key}`;
}
