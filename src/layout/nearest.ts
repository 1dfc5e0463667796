/** Longer words are never a slip of a short one, and distances cost their product. */
const LONGEST = 24;

/**
 * Edits that turn `a` into `b`: insert, delete, replace, or swap two neighbours (optimal string alignment).
 * Gives `limit + 1` as soon as it is certain that more than `limit` are needed.
 */
function editDistance(a: string, b: string, limit: number): number {
	if (Math.abs(a.length - b.length) > limit) return limit + 1;
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		let best = i;
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let distance = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
				distance = Math.min(distance, beforeLast[j - 2] + 1);
			}
			row.push(distance);
			best = Math.min(best, distance);
		}
		if (best > limit) return limit + 1;
		beforeLast = last;
		last = row;
	}
	return last[b.length];
}

/** Most edits between a word and what may have been meant by it. */
export function editLimit(word: string): number {
	return word.length <= 4 ? 1 : word.length <= 8 ? 2 : 3;
}

/**
 * Of two words that take as many edits: letters change places (`baot`, a boat rather than a bat) or are left out
 * (`gost`, a ghost rather than a goat) more often than others come in.
 */
function isUsualSlip(typed: string, meant: string): boolean {
	return meant.length > typed.length || lettersInOrder(typed) === lettersInOrder(meant);
}

function lettersInOrder(word: string): string {
	return [...word].sort().join('');
}

/**
 * The candidate that is the fewest edits away: at most one edit for words of up to four letters, two for
 * up to eight, three beyond, unless `most` says otherwise. Among equals the usual slip wins, then the first.
 */
export function nearest(
	word: string,
	candidates: Iterable<string>,
	most = editLimit(word),
): string | undefined {
	if (word.length === 0 || word.length > LONGEST) return undefined;
	const lower = word.toLowerCase();
	let limit = most;
	let best: string | undefined;
	for (const candidate of candidates) {
		const distance = editDistance(lower, candidate, limit);
		// Where every letter would change, nothing of what was typed is left.
		if (distance > limit || distance >= Math.max(lower.length, candidate.length)) continue;
		if (distance === 0) return candidate;
		const asNear = best !== undefined && distance === limit;
		if (asNear && (isUsualSlip(lower, best ?? '') || !isUsualSlip(lower, candidate))) continue;
		best = candidate;
		limit = distance;
	}
	return best;
}
