import { countDown, linspace, roundHalfEven } from './numeric.ts';
import type { CommonConfig } from './scheduler-config.ts';

/**
 * Timesteps of a run, noisiest first, by the three spacings of Lin et al. 2023, table 2.
 * @param round whether `linspace` values are rounded (they are not in the Euler family)
 */
export function spacedTimesteps(config: CommonConfig, steps: number, round: boolean): number[] {
	const n = config.num_train_timesteps;
	switch (config.timestep_spacing) {
		case 'linspace': {
			const even = linspace(0, n - 1, steps);
			return even.map((t) => (round ? roundHalfEven(t) : Math.fround(t))).reverse();
		}
		case 'leading': {
			const ratio = Math.floor(n / steps);
			return Array.from({ length: steps }, (_, i) => i * ratio + config.steps_offset).reverse();
		}
		case 'trailing':
			return countDown(n, n / steps).map((t) => roundHalfEven(t) - 1);
	}
}
