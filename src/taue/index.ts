/** The method: recipe in, picture, layers and progress out. Everything outside this folder imports from here. */
export { type PassPlan, planPasses } from './cost.ts';
export { cultivate, type DrawOptions, draw } from './draw.ts';
export type { LatentPreview, Layer, Raster, TaueEvent, TaueResult } from './events.ts';
export { chooseKeyColour, type KeyColour } from './key-colour.ts';
export { DEFAULT_METHOD, type Method, type MethodOptions } from './method.ts';
export { RecipeError, type RecipeErrorCode } from './recipe-error.ts';
export type { Seedling } from './seedling.ts';
export { type CacheStats, SeedlingCache } from './seedling-cache.ts';
