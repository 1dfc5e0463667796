import fc from 'fast-check';

/**
 * Every run of the tests tries the same inputs, so that a red run is the doing of a change. `PROPERTY_SEED=random`
 * tries others, and the failure names its seed; `PROPERTY_SEED=<number>` tries those again.
 */
const asked = process.env.PROPERTY_SEED ?? '20261126';
fc.configureGlobal({ ...fc.readConfigureGlobal(), ...(asked !== 'random' && { seed: Number(asked) }) });

export { fc as default };
