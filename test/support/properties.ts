import fc from 'fast-check';

/**
 * Every run of the tests tries the same inputs, so that a red run is the doing of a change. `PROPERTY_SEED=random`
 * tries others, and the failure names its seed; `PROPERTY_SEED=<number>` tries those again.
 */
const asked = process.env.PROPERTY_SEED;
fc.configureGlobal({
	...fc.readConfigureGlobal(),
	...(asked !== 'random' && { seed: Number(asked ?? '20261126') }),
});

/** How many inputs a property tries: `many` with PROPERTY_SEED, a fifth of them where they are the same every time. */
export function tries(many: number): number {
	return asked === undefined ? Math.ceil(many / 5) : many;
}

export { fc as default };
