/** A mean with its 95% interval. */
export interface Estimate {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
	/** Clusters (layouts or prompts) that were resampled. */
	readonly n: number;
}

const RESAMPLES = 2000;

/**
 * Percentile bootstrap over clusters: whole layouts (or whole prompts) are drawn with replacement, because
 * the objects of one picture are not independent. Deterministic: the same numbers give the same interval.
 *
 * @param clusters - the values of each cluster; a cluster without values does not count
 */
export function bootstrap(clusters: readonly (readonly number[])[], resamples = RESAMPLES): Estimate {
	const sums = clusters.filter((values) => values.length > 0).map((values) => [total(values), values.length]);
	const n = sums.length;
	if (n === 0) return { mean: Number.NaN, low: Number.NaN, high: Number.NaN, n };
	const random = mulberry32(0x7a0e);
	const means = new Float64Array(resamples);
	for (let round = 0; round < resamples; round++) {
		let sum = 0;
		let count = 0;
		for (let draw = 0; draw < n; draw++) {
			const [value, size] = sums[Math.floor(random() * n)];
			sum += value;
			count += size;
		}
		means[round] = sum / count;
	}
	means.sort();
	const mean = total(sums.map(([sum]) => sum)) / total(sums.map(([, count]) => count));
	return {
		mean,
		low: means[Math.floor(0.025 * resamples)],
		high: means[Math.ceil(0.975 * resamples) - 1],
		n,
	};
}

/** Pearson's correlation; NaN where one side never varies. */
export function correlation(x: readonly number[], y: readonly number[]): number {
	const mean = (values: readonly number[]) => total(values) / values.length;
	const [meanX, meanY] = [mean(x), mean(y)];
	const products = (a: readonly number[], b: readonly number[], meanA: number, meanB: number) =>
		total(a.map((value, i) => (value - meanA) * (b[i] - meanB)));
	return (
		products(x, y, meanX, meanY) / Math.sqrt(products(x, x, meanX, meanX) * products(y, y, meanY, meanY))
	);
}

function total(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0);
}

/** A small generator for resampling only; pictures use the engine's documented one. */
function mulberry32(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
