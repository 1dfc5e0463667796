/** The method: recipe in, picture, layers and progress out. `cost.ts` and `events.ts` are leaves of their own. */
export { cultivate, draw } from './draw.ts';
export type { LatentPreview, Raster, TaueEvent, TaueResult } from './events.ts';
export type { MethodOptions } from './method.ts';
export { RecipeError } from './recipe-error.ts';
export { rehearse } from './rehearse.ts';
export type { Seedling } from './seedling.ts';
export { SeedlingCache } from './seedling-cache.ts';
