import { Unet } from '../unet.ts';
import type { Family } from './family.ts';

/** Stable Diffusion 1 and 2, their Turbo and LCM forms, and the built-in model: one text encoder, nothing else. */
export const sd: Family = {
	name: 'sd',
	owns: () => true,
	draws: () => true,
	mustBeWhole() {},
	sampleSize: 64,
	scalingFactor: 0.18215,
	stateOf: (encoder) => encoder.output('last_hidden_state', 'hidden_states').name,
	pooledOf: () => null,
	zerosForNone: () => false,
	denoiser: (network, options) => new Unet(network, options),
};
