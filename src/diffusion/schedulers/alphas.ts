import { linspaceFloat32 } from './numeric.ts';
import type { CommonConfig } from './scheduler-config.ts';

/** GLIDE's cosine schedule (Nichol & Dhariwal 2021), capped at .999. */
function squaredCosineBetas(n: number): Float32Array {
	const alphaBar = (t: number) => Math.cos(((t + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
	return Float32Array.from({ length: n }, (_, i) =>
		Math.min(1 - alphaBar((i + 1) / n) / alphaBar(i / n), 0.999),
	);
}

/** Shifts and scales the betas so that the last step is pure noise (Lin et al. 2023, "Common diffusion noise schedules … are flawed", algorithm 1). */
function rescaleToZeroSnr(betas: Float32Array): Float32Array {
	const root = cumulativeProduct(betas).map(Math.sqrt);
	const first = root[0];
	const last = root[root.length - 1];
	const alphasBar = root.map(
		(value) => (Math.fround(value - last) * Math.fround(first / Math.fround(first - last))) ** 2,
	);
	return betas.map((_, i) => 1 - (i === 0 ? alphasBar[0] : alphasBar[i] / alphasBar[i - 1]));
}

/** Products of `1 - beta`, summed up in double precision and stored in single, as torch does on a CPU. */
function cumulativeProduct(betas: Float32Array): Float32Array {
	let product = 1;
	return betas.map((beta) => {
		product *= Math.fround(1 - beta);
		return product;
	});
}

function betasOf(config: CommonConfig): Float32Array {
	const { num_train_timesteps: n, beta_start: start, beta_end: end } = config;
	if (config.trained_betas) return Float32Array.from(config.trained_betas);
	switch (config.beta_schedule) {
		case 'linear':
			return linspaceFloat32(start, end, n);
		case 'scaled_linear':
			return linspaceFloat32(start ** 0.5, end ** 0.5, n).map((value) => value ** 2);
		case 'squaredcos_cap_v2':
			return squaredCosineBetas(n);
	}
}

/**
 * `alphas_cumprod` of a configuration: how much of the picture is left at each training timestep.
 * @param lastAlpha replaces the last value where the terminal SNR is zero, so that sigma stays finite
 */
export function alphasCumprod(config: CommonConfig, lastAlpha?: number): Float32Array {
	const betas = betasOf(config);
	if (config.rescale_betas_zero_snr !== true) return cumulativeProduct(betas);
	const alphas = cumulativeProduct(rescaleToZeroSnr(betas));
	if (lastAlpha !== undefined) alphas[alphas.length - 1] = lastAlpha;
	return alphas;
}

/** How much of the picture is left behind the last step, for classes with `set_alpha_to_one`. */
export function finalAlpha(options: { readonly set_alpha_to_one: boolean }, alphas: Float32Array): number {
	return options.set_alpha_to_one ? 1 : alphas[0];
}

/** The smallest positive float16: what k-space schedulers use for the last alpha at zero terminal SNR. */
export const SMALLEST_ALPHA = 2 ** -24;

/** Noise to signal at each training timestep: sigma of the Euler family. */
export function trainingSigmas(alphas: Float32Array): Float32Array {
	return alphas.map((alpha) => Math.sqrt(Math.fround(Math.fround(1 - alpha) / alpha)));
}
