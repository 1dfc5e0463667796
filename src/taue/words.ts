/** Words after which a description adds something else than the thing itself. */
const TAIL = /\s(?:with|of|in|on|at|under|over|wearing|holding|riding|and|that|who|which|by|near)\s.*$/iu;
const ARTICLE = /^(?:an?|the|one|some|his|her|my|your)\s+/iu;

/** The word that names the thing: `an old red fire truck with a ladder` -> `truck`. */
export function headNoun(text: string): string {
	const words = bare(text).split(' ');
	return words[words.length - 1];
}

/** The words that describe the thing: `an old red fire truck` -> `old red fire`; empty where there are none. */
export function describingWords(text: string): string {
	return bare(text).split(' ').slice(0, -1).join(' ');
}

function bare(text: string): string {
	const flat = text.replace(/[^\p{L}\p{N}\p{M}'-]+/gu, ' ').trim();
	return ` ${flat}`.replace(TAIL, '').trim().replace(ARTICLE, '') || flat || text.trim();
}
