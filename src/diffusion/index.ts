/**
 * A latent diffusion model behind typed functions: loading, prompts, UNet, autoencoder, schedulers, random
 * numbers. Everything outside this folder imports from here only.
 */
export type { AttentionBias, AttentionMap } from './attention.ts';
export type * from './diffusion-model.ts';
export { generate, generateLatent } from './generate.ts';
export { cloneLatent, createLatent, type Latent, type PixelPlanes, type Raster } from './latent.ts';
export { type LoadOptions, loadModel } from './load-model.ts';
export { ModelError } from './model-error.ts';
export { noiseStream, randn, uniform } from './random.ts';
export { createSchedule } from './schedulers/create-schedule.ts';
export type { Schedule, SchedulerRun } from './schedulers/schedule.ts';
export { type Graph, openGraph, type Provider } from './session.ts';
export { floats, TensorBuffer } from './tensor-buffer.ts';
export { ClipTokenizer } from './tokenizer.ts';
