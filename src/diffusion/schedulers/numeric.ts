/**
 * The parts of numpy and torch that schedulers lean on, with the same rounding: a timestep that lands on the
 * other side of .5 is another timestep.
 */

/** Rounds halves to even, as `np.round` does. */
export function roundHalfEven(x: number): number {
	const floor = Math.floor(x);
	const rest = x - floor;
	if (rest < 0.5) return floor;
	if (rest > 0.5) return floor + 1;
	return floor % 2 === 0 ? floor : floor + 1;
}

/** `np.linspace(start, stop, n)`. */
export function linspace(start: number, stop: number, n: number): number[] {
	if (n === 1) return [start];
	const step = (stop - start) / (n - 1);
	const values = Array.from({ length: n }, (_, i) => i * step + start);
	values[n - 1] = stop;
	return values;
}

/** `torch.linspace(start, stop, n, dtype=float32)`: float32 steps from both ends towards the middle. */
export function linspaceFloat32(start: number, stop: number, n: number): Float32Array {
	const values = new Float32Array(n);
	const first = Math.fround(start);
	const last = Math.fround(stop);
	const step = n > 1 ? Math.fround(Math.fround(last - first) / (n - 1)) : 0;
	for (let i = 0; i < n; i++) {
		values[i] = i < n / 2 ? first + Math.fround(step * i) : last - Math.fround(step * (n - 1 - i));
	}
	return values;
}

/** `np.arange(start, 0, -step)`, including how numpy extrapolates from its first two values. */
export function countDown(start: number, step: number): number[] {
	const delta = start - step - start;
	return Array.from({ length: Math.ceil(start / step) }, (_, i) => start + i * delta);
}

/** `np.interp` of `values` given at 0, 1, 2, …; clamped at both ends. */
export function interpolate(at: number, values: ArrayLike<number>): number {
	const last = values.length - 1;
	if (at <= 0) return values[0];
	if (at >= last) return values[last];
	const low = Math.floor(at);
	return values[low] + (values[low + 1] - values[low]) * (at - low);
}

const LANCZOS = [
	0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
	12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln of the gamma function for positive arguments (Lanczos' approximation). */
function logGamma(x: number): number {
	if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
	let sum = LANCZOS[0];
	for (let k = 1; k < LANCZOS.length; k++) sum += LANCZOS[k] / (x - 1 + k);
	const t = x + LANCZOS.length - 2.5;
	return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The regularised incomplete beta function by its continued fraction (Lentz's method). */
function betaCdf(x: number, a: number, b: number): number {
	if (x <= 0) return 0;
	if (x >= 1) return 1;
	if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a);
	const front =
		Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
	const tiny = 1e-300;
	let c = 1;
	let d = 1 / Math.max(1 - ((a + b) * x) / (a + 1), tiny);
	let fraction = d;
	for (let m = 1; m < 300; m++) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / (1 + even * d || tiny);
		c = 1 + even / c || tiny;
		fraction *= d * c;
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / (1 + odd * d || tiny);
		c = 1 + odd / c || tiny;
		fraction *= d * c;
		if (Math.abs(d * c - 1) < 1e-15) break;
	}
	return front * fraction;
}

/** The quantile function of the beta distribution, by bisection (53 halvings are all that a double holds). */
export function betaQuantile(p: number, a: number, b: number): number {
	let low = 0;
	let high = 1;
	for (let k = 0; k < 60; k++) {
		const middle = (low + high) / 2;
		if (betaCdf(middle, a, b) < p) low = middle;
		else high = middle;
	}
	return p <= 0 ? 0 : p >= 1 ? 1 : (low + high) / 2;
}

/** The solution of a small system of linear equations (rows times unknowns are `b`), with partial pivoting. */
export function solve(rows: readonly (readonly number[])[], b: readonly number[]): number[] {
	const system = rows.map((row, index) => [...row, b[index]]);
	const n = system.length;
	for (let column = 0; column < n; column++) {
		const below = system.slice(column).map((row) => Math.abs(row[column]));
		const pivot = column + below.indexOf(Math.max(...below));
		[system[column], system[pivot]] = [system[pivot], system[column]];
		for (let row = 0; row < n; row++) {
			if (row === column) continue;
			const factor = system[row][column] / system[column][column];
			for (let k = column; k <= n; k++) system[row][k] -= factor * system[column][k];
		}
	}
	return system.map((row, index) => row[n] / row[index]);
}
