import type { LayoutWarning } from '../../layout/layout.ts';
import { sizeText } from '../../recipe/picture-size.ts';
import { type Plan, planned } from './plan.ts';

/** A plan whose line says the size that is drawn, and what to tell where another one was asked for. */
export function fitSize(plan: Plan): { readonly plan: Plan; readonly warning: LayoutWarning | null } {
	const { recipe, layout, note } = plan;
	const asked = layout.flags.size;
	if (asked === undefined || (asked[0] === recipe.size[0] && asked[1] === recipe.size[1])) {
		return { plan, warning: null };
	}
	const [given, drawn] = [sizeText(asked), sizeText(recipe.size)];
	return {
		plan: { ...plan, ...planned(recipe, { ...layout, flags: { ...layout.flags, size: recipe.size } }, note) },
		warning: {
			code: 'size-rounded',
			message: `The model ${recipe.model} cannot draw ${given}; the picture is ${drawn}.`,
			offset: 0,
			remark: { kind: 'size-rounded', model: recipe.model, given, drawn },
		},
	};
}
