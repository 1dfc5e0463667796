import { StudioError } from './errors.ts';
import type { Person } from './types.ts';

/**
 * Cancelling and deleting is for the person who asked, and for moderators.
 * @throws StudioError `not-allowed`
 */
export function mustOwn(
	picture: { readonly person: string | null; readonly personName: string | null },
	person: Person,
	verb: string,
): void {
	if (picture.person === person.id || person.moderator === true) return;
	const whose = picture.personName ?? 'whoever asked for it';
	throw new StudioError('not-allowed', `Only ${whose} or a moderator can ${verb} this picture.`);
}

/** @throws StudioError `not-allowed` */
export function mustModerate(person: Person, what: string): void {
	if (person.moderator === true) return;
	throw new StudioError('not-allowed', `Only moderators can ${what}.`);
}
