import type { DiffusionModel } from '../diffusion/index.ts';
import { firstLayout, parseLine } from '../layout/index.ts';
import { composeRecipe } from '../recipe/compose.ts';
import { draw } from './draw.ts';
import type { Seedling } from './seedling.ts';
import { SeedlingCache } from './seedling-cache.ts';

/** What a usual picture does, in a few steps and in the smallest size that the model draws. */
const LINE = 'a ball@left, a box@right on grass --arm cultivate --steps 3 --size 64x64';

/**
 * Draws a small picture for nobody. On its way the autoencoder is opened, the model's hash is taken, the usual bed's
 * colour is encoded, and the method's code is compiled; whoever asks for the process's first picture need not wait
 * for that. No picture is another one for it. Never rejects.
 */
export async function rehearse(model: DiffusionModel): Promise<void> {
	const { name, nativeSize, grid, defaults } = model.info;
	try {
		const layout = firstLayout(parseLine(LINE));
		const recipe = composeRecipe(layout, { name, nativeSize, grid, ...defaults }, { seed: 0 });
		await draw(model, recipe, { cache: new SeedlingCache<Seedling>() });
	} catch {
		// An export of one size draws no other. Whatever else is wrong is told to those who ask for a picture.
	}
}
