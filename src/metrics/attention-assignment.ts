/**
 * Attention Assignment Score: does the cross-attention of an object's word agree with that of the words
 * that describe it, more than with those of the other objects? The draft of TAUE names the score and leaves
 * its formula open; this one is ours.
 */
export interface AssignmentScore {
	/** Mean agreement of each object with its own attribute, 0..1. */
	readonly raw: number;
	/** Mean of the agreement with the own attribute minus the best of the others', -1..1; the headline. */
	readonly margin: number;
	/** Share of attributes whose best-agreeing object is their own. */
	readonly accuracy: number;
}

/** Jensen-Shannon divergence in bits, 0 for equal and 1 for disjoint distributions. Inputs are normalised. */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
	if (p.length !== q.length) {
		throw new RangeError(`distributions must have one length, got ${p.length} and ${q.length}`);
	}
	const sumP = total(p);
	const sumQ = total(q);
	let divergence = 0;
	for (let i = 0; i < p.length; i++) {
		const a = sumP > 0 ? p[i] / sumP : 1 / p.length;
		const b = sumQ > 0 ? q[i] / sumQ : 1 / q.length;
		const mean = (a + b) / 2;
		if (a > 0) divergence += (a * Math.log2(a / mean)) / 2;
		if (b > 0) divergence += (b * Math.log2(b / mean)) / 2;
	}
	return Math.min(1, Math.max(0, divergence));
}

function total(values: ArrayLike<number>): number {
	let sum = 0;
	for (let i = 0; i < values.length; i++) sum += values[i];
	return sum;
}

/**
 * @param objects - cross-attention map of each object's noun, any one scale
 * @param attributes - map of each object's describing words, in the same order
 * @returns null for fewer than two objects: there is nothing to mix up
 */
export function assignmentScore(
	objects: readonly ArrayLike<number>[],
	attributes: readonly ArrayLike<number>[],
): AssignmentScore | null {
	const n = objects.length;
	if (n !== attributes.length) {
		throw new RangeError(`each object needs one attribute map, got ${n} and ${attributes.length}`);
	}
	if (n < 2) return null;
	const agreement = objects.map((o) => attributes.map((a) => 1 - jensenShannon(o, a)));
	const others = (i: number, of: (j: number) => number) =>
		Math.max(...agreement.map((_, j) => (j === i ? Number.NEGATIVE_INFINITY : of(j))));
	let raw = 0;
	let margin = 0;
	let right = 0;
	for (let i = 0; i < n; i++) {
		raw += agreement[i][i] / n;
		margin += (agreement[i][i] - others(i, (j) => agreement[i][j])) / n;
		if (agreement[i][i] > others(i, (j) => agreement[j][i])) right++;
	}
	return { raw, margin, accuracy: right / n };
}
