import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import type { KnownWords } from '../../../translate/known-words.ts';
import type { WireAction, WirePicture } from '../wire.ts';
import type { Actions } from './actions.ts';
import { BASE, fullUrl, Refused } from './api.ts';
import { Avatar } from './avatar.ts';
import { ChangeInWords } from './change-in-words.ts';
import { Change } from './change-picture.ts';
import { CompareWith } from './compare-with.ts';
import { Family } from './family.ts';
import { IconButton } from './icon-button.ts';
import { Icon } from './icons.ts';
import { t } from './language.ts';
import { LineShown } from './line-shown.ts';
import type { Mark } from './marks.ts';
import { Modal } from './modal.ts';
import { PictureProgress } from './picture-face.ts';
import { Layers } from './picture-layers.ts';
import { Look, LookWords } from './picture-look.ts';
import { Recipe } from './picture-recipe.ts';
import { Reactions } from './reactions.ts';
import { StageView } from './stage-view.ts';
import { Tabs } from './tabs.ts';
import { hasThumb } from './thumb.ts';
import { actionWords, clock, nameOf, shortName, statusWords } from './words.ts';

type Tab = 'family' | 'layers' | 'look' | 'recipe' | 'compare';

export interface PictureDialogProps {
	readonly picture: WirePicture;
	readonly pictures: ReadonlyMap<string, WirePicture>;
	readonly own: boolean;
	readonly mark: Mark;
	readonly actions: Actions;
	readonly words: KnownWords;
	/** The picture that hangs before (-1) or behind (1) it on the wall. */
	readonly neighbour: (step: -1 | 1) => string | null;
	readonly onClose: () => void;
}

/** One picture, large, with all that can be done with it. */
export function PictureDialog({
	picture,
	pictures,
	own,
	mark,
	actions,
	words,
	neighbour,
	onClose,
}: PictureDialogProps): ComponentChild {
	const [chosen, setTab] = useState<Tab>('family');
	// What was seen stands under the look itself.
	const tab = chosen === 'look' && picture.action === 'look' ? 'family' : chosen;
	const [changing, setChanging] = useState(false);
	const [sure, setSure] = useState(false);
	const done = hasThumb(picture);
	/** What was seen of a picture is none that others grow from. */
	const makes = done && picture.action !== 'look';
	const live = picture.state === 'queued' || picture.state === 'running';
	const run = async (action: WireAction) => {
		const next = await actions.act(picture, action);
		if (next !== null) {
			setChanging(false);
			actions.open(next);
		}
		return next;
	};
	/** What was not understood is told where it was typed, and stays there. */
	const change = async (line: string) => {
		try {
			const next = await actions.ask(picture, { kind: 'edit', line });
			if (next !== null) actions.open(next);
			return null;
		} catch (error) {
			return error instanceof Refused ? error.message : t().page.wrong;
		}
	};
	const go = (step: -1 | 1) => {
		const next = neighbour(step);
		if (next === null) return;
		setSure(false);
		actions.open(next);
	};
	const walk = (step: -1 | 1, name: 'before' | 'after', label: string) =>
		h(
			'button',
			{
				key: name,
				type: 'button',
				class: 'round',
				'aria-label': label,
				title: label,
				disabled: changing || neighbour(step) === null,
				onClick: () => go(step),
			},
			h(Icon, { name }),
		);
	const follow: Actions = { ...actions, act: (_picture, action) => run(action) };
	return h(
		Modal,
		{
			title: shortName(picture),
			class: 'picture',
			onClose,
			onKeyDown: (event: KeyboardEvent) => {
				const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
				const writes = (event.target as HTMLElement).matches('input, textarea, select');
				if (step !== 0 && !writes && !changing && !event.defaultPrevented) go(step);
			},
			aside: [walk(-1, 'before', t().dialog.before), walk(1, 'after', t().dialog.after)],
		},
		h(
			'div',
			{ class: 'picture-grid' },
			h(
				'div',
				{ class: 'stage' },
				changing
					? h(Change, {
							key: picture.id,
							picture,
							words,
							onAct: (action) => void run(action),
							onStop: () => setChanging(false),
						})
					: [
							h(StageView, { key: `face-${picture.id}`, picture }),
							h(PictureProgress, { key: 'progress', picture }),
							picture.action === 'look' && h(LookWords, { key: 'look', picture }),
							!done &&
								!live &&
								h('p', { key: 'status', class: `ended ${picture.state}` }, statusWords(picture)),
							picture.state !== 'deleted' &&
								h('p', { key: 'line', class: 'stage-line' }, h(LineShown, { line: picture.line })),
							h(Reactions, { key: 'reactions', picture, own, mark, actions: follow, words: true }),
							picture.layout !== null &&
								picture.layout.objects.length > 0 &&
								picture.state !== 'deleted' &&
								h(ChangeInWords, {
									key: `words-${picture.id}`,
									onChange: change,
								}),
						],
				!changing &&
					h(
						'div',
						{ class: 'buttons' },
						picture.layout !== null &&
							picture.state !== 'deleted' &&
							h(
								'button',
								{ type: 'button', class: 'primary', onClick: () => setChanging(true) },
								h(Icon, { name: 'move' }),
								t().dialog.change,
							),
						makes &&
							h(IconButton, {
								name: 'spark',
								label: t().dialog.vary,
								onClick: () => void run({ kind: 'vary', strength: 'subtle' }),
							}),
						makes &&
							h(IconButton, {
								name: 'up',
								label: t().dialog.enlarge,
								onClick: () => void run({ kind: 'upscale', factor: 2 }),
							}),
						done &&
							h(IconButton, {
								name: 'download',
								label: t().dialog.download,
								href: `${fullUrl(picture)}?download`,
								download: true,
							}),
						done &&
							h(IconButton, {
								name: 'down',
								label: t().dialog.voteDown,
								onClick: () => actions.vote(picture, mark.vote === -1 ? 0 : -1),
							}),
						h(IconButton, {
							name: 'link',
							label: t().dialog.copyLink,
							onClick: () => actions.copy(`${location.origin}${BASE}p/${picture.id}`, t().dialog.link),
						}),
						own &&
							picture.state !== 'deleted' &&
							!live &&
							(sure
								? h(
										'button',
										{
											type: 'button',
											class: 'danger',
											onClick: () => void actions.act(picture, { kind: 'delete' }).then(onClose),
										},
										t().dialog.reallyRemove,
									)
								: h(IconButton, { name: 'trash', label: t().dialog.remove, onClick: () => setSure(true) })),
					),
				h(
					'p',
					{ class: 'card-by' },
					h(Avatar, { id: picture.by?.id ?? '', name: nameOf(picture) }),
					h('span', { class: 'name' }, nameOf(picture)),
					h('span', null, actionWords(picture)),
					h('time', { dateTime: picture.at }, clock(picture.at)),
				),
			),
			h(Tabs<Tab>, {
				label: t().dialog.about,
				tabs: [
					['family', t().dialog.family],
					['compare', t().dialog.compare],
					['layers', t().dialog.layers],
					...(picture.action === 'look' ? [] : [['look', t().dialog.look] as const]),
					['recipe', t().dialog.recipe],
				],
				chosen: tab,
				onChoose: setTab,
				children:
					tab === 'family'
						? h(Family, { picture, onOpen: actions.open, latest: (id) => pictures.get(id) })
						: tab === 'layers'
							? h(Layers, { picture, pictures, onAct: (action) => void run(action) })
							: tab === 'look'
								? h(Look, { picture, pictures, onAct: (action) => void run(action) })
								: tab === 'recipe'
									? h(Recipe, { picture, actions })
									: h(CompareWith, { picture, pictures, actions }),
			}),
		),
	);
}
