import { sheetPlan } from '../../findings/sheet.ts';
import { StudioError } from '../errors.ts';
import { say } from '../sentences/index.ts';
import { layoutOf, type Origin, type Plan, planned } from './plan.ts';

/**
 * The finished picture looked at: what is where and in whose colour, and a sheet of where each word looks.
 * @throws StudioError `no-layout` where there are no objects to look for
 */
export function look(origin: Origin): Plan {
	const { objects, size } = origin.recipe;
	if (objects.length === 0) {
		throw new StudioError('no-layout', say('nothingToLookFor'));
	}
	const plan = planned(origin.recipe, layoutOf(origin), 'looked at');
	return { ...plan, look: { size: sheetPlan(size, objects.length).size } };
}
