import { randomBytes } from 'node:crypto';

/** Crockford's alphabet: no letter that is read as another. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 12;

/** Twelve letters, 60 bits: whoever knows a picture's id may build on it, so ids are not to be guessed. */
export function newPictureId(): string {
	return Array.from(randomBytes(LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('');
}
