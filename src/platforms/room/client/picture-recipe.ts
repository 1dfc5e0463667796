import { type ComponentChild, h } from 'preact';
import type { WirePicture } from '../wire.ts';
import type { Actions } from './actions.ts';
import { Icon } from './icons.ts';
import { t } from './language.ts';
import { rounded } from './words.ts';

/** Seeds and everything else that made the picture, to be copied. */
export function Recipe({ picture, actions }: { picture: WirePicture; actions: Actions }): ComponentChild {
	const { recipe } = picture;
	if (recipe === null) return h('p', { class: 'quiet' }, t().dialog.recipeGone);
	const json = JSON.stringify(recipe, null, 2);
	const seeds = [
		...recipe.objects.map((object) => [object.text, object.seed] as const),
		[t().dialog.background, recipe.background.seed] as const,
	];
	const facts: readonly (readonly [string, string])[] = [
		[t().dialog.model, recipe.model],
		[t().dialog.size, recipe.size.join(' × ')],
		[t().dialog.steps, String(recipe.steps)],
		[t().dialog.guidance, String(recipe.guidance)],
		[t().dialog.method, recipe.arm],
		[t().dialog.scheduler, recipe.scheduler],
		...(picture.seconds === null
			? []
			: [
					[
						t().dialog.took,
						`${t().status.seconds(Number(rounded(picture.seconds)))}${picture.passes === null ? '' : t().dialog.passes(rounded(picture.passes))}`,
					] as const,
				]),
		...(picture.device === null ? [] : [[t().dialog.device, picture.device] as const]),
	];
	return h(
		'div',
		{ class: 'recipe' },
		h(
			'table',
			null,
			h('caption', null, t().dialog.seeds),
			h(
				'tbody',
				null,
				seeds.map(([name, seed], index) =>
					h(
						'tr',
						{ key: index },
						h('th', { scope: 'row' }, name),
						h(
							'td',
							null,
							h(
								'button',
								{
									type: 'button',
									class: 'seed',
									title: t().dialog.copySeed,
									'aria-label': t().dialog.copySeedOf(name, seed),
									onClick: () => actions.copy(String(seed), t().dialog.seed),
								},
								String(seed),
								h(Icon, { name: 'copy' }),
							),
						),
					),
				),
			),
		),
		h(
			'dl',
			{ class: 'facts' },
			facts.map(([name, value]) => h('div', { key: name }, h('dt', null, name), h('dd', null, value))),
		),
		h(
			'div',
			{ class: 'buttons' },
			h(
				'button',
				{ type: 'button', class: 'plain', onClick: () => actions.copy(json, t().dialog.recipe) },
				h(Icon, { name: 'copy' }),
				t().dialog.copyRecipe,
			),
			h(
				'button',
				{ type: 'button', class: 'plain', onClick: () => actions.copy(picture.line, t().dialog.line) },
				h(Icon, { name: 'copy' }),
				t().dialog.copyLine,
			),
			h(
				'button',
				{ type: 'button', class: 'plain', onClick: () => actions.copy(picture.id, t().dialog.id) },
				h(Icon, { name: 'copy' }),
				t().dialog.copyId(picture.id),
			),
		),
		h('details', null, h('summary', null, t().dialog.json), h('pre', { class: 'json', tabIndex: 0 }, json)),
	);
}
