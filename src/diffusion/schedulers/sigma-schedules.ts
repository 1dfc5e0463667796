import { betaQuantile, linspace } from './numeric.ts';
import type { CommonConfig } from './scheduler-config.ts';

/** Sigmas from `max` down to `min`, evenly spaced in the 7th root (Karras et al. 2022, equation 5). */
function karras(max: number, min: number, n: number): number[] {
	const rho = 7;
	const from = max ** (1 / rho);
	const to = min ** (1 / rho);
	return linspace(0, 1, n).map((ramp) => (from + ramp * (to - from)) ** rho);
}

/** Evenly spaced in the logarithm. */
function exponential(max: number, min: number, n: number): number[] {
	return linspace(Math.log(max), Math.log(min), n).map(Math.exp);
}

/** Quantiles of Beta(.6, .6) (Lee et al. 2024, "Beta sampling is all you need"). */
function beta(max: number, min: number, n: number): number[] {
	return linspace(0, 1, n).map((p) => min + betaQuantile(1 - p, 0.6, 0.6) * (max - min));
}

const SCHEDULES = {
	use_karras_sigmas: karras,
	use_exponential_sigmas: exponential,
	use_beta_sigmas: beta,
} as const;

/**
 * The sigmas of the special schedule that a configuration asks for, or null for plain spacing.
 * `sigma_max` and `sigma_min` of the configuration win over the given range.
 */
export function specialSigmas(config: CommonConfig, max: number, min: number, n: number): number[] | null {
	const top = typeof config.sigma_max === 'number' ? config.sigma_max : max;
	const bottom = typeof config.sigma_min === 'number' ? config.sigma_min : min;
	for (const [flag, schedule] of Object.entries(SCHEDULES)) {
		if (config[flag] === true) return schedule(top, bottom, n);
	}
	return null;
}

/** The (fractional) training timestep whose sigma this is, by interpolation of ln sigma. */
export function timestepOfSigma(sigma: number, trainingSigmas: Float32Array): number {
	const wanted = Math.log(Math.max(sigma, 1e-10));
	let low = 0;
	let high = trainingSigmas.length - 1;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if (Math.fround(Math.log(trainingSigmas[middle])) <= wanted) low = middle;
		else high = middle;
	}
	const below = Math.fround(Math.log(trainingSigmas[low]));
	const above = Math.fround(Math.log(trainingSigmas[high]));
	const share = Math.min(1, Math.max(0, (below - wanted) / (below - above)));
	return (1 - share) * low + share * high;
}
