import { type ComponentChild, h } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Vocabulary } from '../../../layout/vocabulary.ts';
import type { WireAction, WirePicture } from '../wire.ts';
import type { Actions } from './actions.ts';
import { BASE, fullUrl, layerUrl } from './api.ts';
import { Avatar } from './avatar.ts';
import { Family } from './family.ts';
import { Icon, type IconName } from './icons.ts';
import { withBox } from './line-boxes.ts';
import { LineEditor } from './line-editor.ts';
import { LineShown } from './line-shown.ts';
import type { Mark } from './marks.ts';
import { Mistake, Warnings } from './mistake.ts';
import { Modal } from './modal.ts';
import { PictureFace, PictureProgress } from './picture-face.ts';
import { Reactions } from './reactions.ts';
import { readLine } from './read-line.ts';
import { Sketch } from './sketch.ts';
import { Tabs } from './tabs.ts';
import { hasThumb, Thumb } from './thumb.ts';
import { actionWords, altText, clip, clock, shortName, statusWords } from './words.ts';

type Tab = 'family' | 'layers' | 'recipe' | 'compare';

/** Pictures that are offered to be compared with. */
const CANDIDATES = 24;

export interface PictureDialogProps {
	readonly picture: WirePicture;
	readonly pictures: ReadonlyMap<string, WirePicture>;
	readonly own: boolean;
	readonly mark: Mark;
	readonly actions: Actions;
	readonly vocabulary: Vocabulary | undefined;
	readonly onClose: () => void;
}

/** The line that says where everything stands now: as typed, with the places that the picture really has. */
function lineOf(picture: WirePicture): string {
	let { line } = picture;
	for (const [index, object] of (picture.layout?.objects ?? []).entries()) {
		const reading = readLine(line);
		if (reading.kind !== 'layout' || object.box === 'auto') continue;
		if (reading.layout.objects[index]?.box === 'auto')
			line = withBox(line, reading.parsed, index, object.box);
	}
	return line;
}

function IconButton({
	name,
	label,
	onClick,
	href,
	download,
}: {
	name: IconName;
	label: string;
	onClick?: () => void;
	href?: string;
	download?: boolean;
}): ComponentChild {
	const inner = [h(Icon, { key: 'icon', name }), h('span', { key: 'label' }, label)];
	return href !== undefined
		? h('a', { class: 'plain', href, ...(download ? { download: '' } : {}) }, inner)
		: h('button', { type: 'button', class: 'plain', onClick }, inner);
}

/** Changing a picture: boxes over it and its line below, each following the other, then drawn anew. */
function Change({
	picture,
	vocabulary,
	onAct,
	onStop,
}: {
	picture: WirePicture;
	vocabulary: Vocabulary | undefined;
	onAct: (action: WireAction) => void;
	onStop: () => void;
}): ComponentChild {
	const before = useMemo(() => lineOf(picture), [picture.id]);
	const [line, setLine] = useState(before);
	const reading = useMemo(() => readLine(line, vocabulary), [line, vocabulary]);
	const same = line === before;
	const redraw = () => {
		if (same || reading.kind !== 'layout') return;
		const old = readLine(before);
		const shifted = old.kind === 'layout' ? onlyMove(old.layout, reading.layout) : null;
		onAct(shifted ?? { kind: 'edit', line });
	};
	const face =
		picture.state === 'done' && picture.bytes === 'kept'
			? h('img', { class: 'under', src: fullUrl(picture), alt: '', draggable: false })
			: undefined;
	return h(
		'div',
		{ class: 'change' },
		reading.kind === 'layout'
			? h(Sketch, {
					layout: reading.layout,
					class: 'over-picture',
					label: 'Boxes over the picture. They move with the arrow keys.',
					onBox: (object, box) => setLine(withBox(line, reading.parsed, object, box)),
					children: face,
				})
			: h(
					'div',
					{ class: 'sketch over-picture' },
					h(
						'div',
						{ class: 'paper', style: { aspectRatio: `${picture.size[0]} / ${picture.size[1]}` } },
						face,
					),
				),
		h(Mistake, { reading, onFix: setLine, id: 'change-mistake' }),
		reading.kind === 'layout' && h(Warnings, { warnings: reading.parsed.warnings }),
		h(LineEditor, {
			value: line,
			onValue: setLine,
			onSubmit: redraw,
			label: 'Line of this picture',
			reading,
			from: 0,
			commands: [],
		}),
		h(
			'div',
			{ class: 'buttons' },
			h(
				'button',
				{ type: 'button', class: 'primary', disabled: same || reading.kind !== 'layout', onClick: redraw },
				'Redraw',
			),
			h(
				'button',
				{ type: 'button', class: 'plain', disabled: same, onClick: () => setLine(before) },
				'Reset',
			),
			h('button', { type: 'button', class: 'plain', onClick: onStop }, 'Stop changing'),
			h(
				'p',
				{ class: 'quiet hint' },
				'Drag the boxes or type. What stays the same keeps its seed, so only what you change is drawn anew.',
			),
		),
	);
}

type Layout = NonNullable<WirePicture['layout']>;

/** The one box that differs between two layouts that are otherwise equal: that is a move, and costs one pass only. */
function onlyMove(before: Layout, after: Layout): WireAction | null {
	if (before.objects.length !== after.objects.length || before.background !== after.background) return null;
	if (JSON.stringify(before.flags) !== JSON.stringify(after.flags)) return null;
	if (before.objects.some((object, index) => object.text !== after.objects[index]?.text)) return null;
	const changed = after.objects.flatMap((object, index) =>
		JSON.stringify(object.box) === JSON.stringify(before.objects[index]?.box)
			? []
			: [{ index, box: object.box }],
	);
	const [only] = changed;
	return changed.length !== 1 || only === undefined || only.box === 'auto'
		? null
		: { kind: 'move', object: only.index + 1, to: only.box };
}

function Recipe({ picture, actions }: { picture: WirePicture; actions: Actions }): ComponentChild {
	const { recipe } = picture;
	if (recipe === null) return h('p', { class: 'quiet' }, 'The recipe is gone with the picture.');
	const json = JSON.stringify(recipe, null, 2);
	const seeds = [
		...recipe.objects.map((object) => [object.text, object.seed] as const),
		['background', recipe.background.seed] as const,
	];
	const facts: readonly (readonly [string, string])[] = [
		['Model', recipe.model],
		['Size', recipe.size.join(' × ')],
		['Steps', String(recipe.steps)],
		['Guidance', String(recipe.guidance)],
		['Method', recipe.arm],
		['Scheduler', recipe.scheduler],
		...(picture.seconds === null
			? []
			: [
					[
						'Took',
						`${picture.seconds.toFixed(1)} s${picture.passes === null ? '' : ` · ${picture.passes} passes`}`,
					] as const,
				]),
		...(picture.device === null ? [] : [['Device', picture.device] as const]),
	];
	return h(
		'div',
		{ class: 'recipe' },
		h(
			'table',
			null,
			h('caption', null, 'Seeds'),
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
									title: 'Copy this seed',
									'aria-label': `Copy the seed of ${name}: ${seed}`,
									onClick: () => actions.copy(String(seed), 'Seed'),
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
				{ type: 'button', class: 'plain', onClick: () => actions.copy(json, 'Recipe') },
				h(Icon, { name: 'copy' }),
				'Copy the recipe',
			),
			h(
				'button',
				{ type: 'button', class: 'plain', onClick: () => actions.copy(picture.line, 'Line') },
				h(Icon, { name: 'copy' }),
				'Copy the line',
			),
			h(
				'button',
				{ type: 'button', class: 'plain', onClick: () => actions.copy(picture.id, 'Id') },
				h(Icon, { name: 'copy' }),
				`Copy the id ${picture.id}`,
			),
		),
		h(
			'details',
			null,
			h('summary', null, 'All of it, as JSON'),
			h('pre', { class: 'json', tabIndex: 0 }, json),
		),
	);
}

function Layers({
	picture,
	onAct,
}: {
	picture: WirePicture;
	onAct: (action: WireAction) => void;
}): ComponentChild {
	if (picture.state !== 'done') return h('p', { class: 'quiet' }, 'Layers come with the finished picture.');
	if (picture.layers.length === 0) {
		return h(
			'div',
			null,
			h(
				'p',
				{ class: 'quiet' },
				'Each object alone on a transparent ground, and the background without them: for your own collage.',
			),
			h(
				'button',
				{ type: 'button', class: 'primary', onClick: () => onAct({ kind: 'layers' }) },
				h(Icon, { name: 'layers' }),
				'Take it apart',
			),
		);
	}
	return h(
		'ul',
		{ class: 'layers' },
		picture.layers.map((name, index) =>
			h(
				'li',
				{ key: index },
				h('img', {
					src: layerUrl(picture, index),
					alt: `Layer: ${name}`,
					width: 128,
					height: 128,
				}),
				h(
					'a',
					{ class: 'plain', href: `${layerUrl(picture, index)}?download`, download: '' },
					h(Icon, { name: 'download' }),
					h('span', null, name),
				),
			),
		),
	);
}

function CompareWith({
	picture,
	pictures,
	actions,
}: {
	picture: WirePicture;
	pictures: ReadonlyMap<string, WirePicture>;
	actions: Actions;
}): ComponentChild {
	const parent = picture.parent === null ? undefined : pictures.get(picture.parent);
	const others = [...pictures.values()]
		.filter((other) => other.id !== picture.id && hasThumb(other))
		.reverse()
		.sort((a, b) => kinship(b, picture) - kinship(a, picture));
	const list = (
		parent === undefined || parent.state !== 'done'
			? others
			: [parent, ...others.filter((other) => other !== parent)]
	).slice(0, CANDIDATES);
	if (list.length === 0) return h('p', { class: 'quiet' }, 'There is no other finished picture yet.');
	return h(
		'div',
		{ class: 'candidates' },
		list.map((other) =>
			h(
				'button',
				{
					key: other.id,
					type: 'button',
					'aria-label': `Compare with ${other === parent ? 'the one before, ' : ''}${altText(other)}`,
					title: clip(other.line, 120),
					onClick: () => actions.compare(other.id, picture.id),
				},
				h(Thumb, { picture: other, alt: '', sizePx: 96 }),
				other === parent && h('span', null, 'before'),
			),
		),
	);
}

/** Brothers, sisters and children come first among pictures to compare with. */
function kinship(other: WirePicture, picture: WirePicture): number {
	return other.parent === picture.id || (other.parent !== null && other.parent === picture.parent) ? 1 : 0;
}

/** One picture, large, with all that can be done with it. */
export function PictureDialog({
	picture,
	pictures,
	own,
	mark,
	actions,
	vocabulary,
	onClose,
}: PictureDialogProps): ComponentChild {
	const [tab, setTab] = useState<Tab>('family');
	const [changing, setChanging] = useState(false);
	const [sure, setSure] = useState(false);
	const done = hasThumb(picture);
	const run = async (action: WireAction) => {
		const next = await actions.act(picture, action);
		if (next !== null) {
			setChanging(false);
			actions.open(next);
		}
		return next;
	};
	const follow: Actions = { ...actions, act: (_picture, action) => run(action) };
	return h(
		Modal,
		{ title: shortName(picture), class: 'picture', onClose },
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
							vocabulary,
							onAct: (action) => void run(action),
							onStop: () => setChanging(false),
						})
					: [
							h('div', { key: 'face', class: 'stage-face' }, h(PictureFace, { picture, large: true })),
							h(PictureProgress, { key: 'progress', picture }),
							!done && h('p', { key: 'status', class: `ended ${picture.state}` }, statusWords(picture)),
							picture.state !== 'deleted' &&
								h('p', { key: 'line', class: 'stage-line' }, h(LineShown, { line: picture.line })),
							h(Reactions, { key: 'reactions', picture, own, mark, actions: follow, words: true }),
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
								'Move & change',
							),
						done &&
							h(IconButton, {
								name: 'spark',
								label: 'Vary',
								onClick: () => void run({ kind: 'vary', strength: 'subtle' }),
							}),
						done &&
							h(IconButton, {
								name: 'up',
								label: 'Enlarge 2×',
								onClick: () => void run({ kind: 'upscale', factor: 2 }),
							}),
						done &&
							h(IconButton, {
								name: 'download',
								label: 'Download',
								href: `${fullUrl(picture)}?download`,
								download: true,
							}),
						done &&
							h(IconButton, {
								name: 'down',
								label: 'Vote down',
								onClick: () => actions.vote(picture, mark.vote === -1 ? 0 : -1),
							}),
						h(IconButton, {
							name: 'link',
							label: 'Copy link',
							onClick: () => actions.copy(`${location.origin}${BASE}p/${picture.id}`, 'Link'),
						}),
						own &&
							picture.state !== 'deleted' &&
							picture.state !== 'queued' &&
							picture.state !== 'running' &&
							(sure
								? h(
										'button',
										{
											type: 'button',
											class: 'danger',
											onClick: () => void actions.act(picture, { kind: 'delete' }).then(onClose),
										},
										'Really delete',
									)
								: h(IconButton, { name: 'trash', label: 'Delete', onClick: () => setSure(true) })),
					),
				h(
					'p',
					{ class: 'card-by' },
					h(Avatar, { id: picture.by?.id ?? '', name: picture.by?.name ?? '?' }),
					h('span', { class: 'name' }, picture.by?.name ?? 'someone'),
					h('span', null, actionWords(picture)),
					h('time', { dateTime: picture.at }, clock(picture.at)),
				),
			),
			h(Tabs<Tab>, {
				label: 'About this picture',
				tabs: [
					['family', 'Family'],
					['compare', 'Compare'],
					['layers', 'Layers'],
					['recipe', 'Recipe'],
				],
				chosen: tab,
				onChoose: setTab,
				children:
					tab === 'family'
						? h(Family, { picture, onOpen: actions.open, latest: (id) => pictures.get(id) })
						: tab === 'layers'
							? h(Layers, { picture, onAct: (action) => void run(action) })
							: tab === 'recipe'
								? h(Recipe, { picture, actions })
								: h(CompareWith, { picture, pictures, actions }),
			}),
		),
	);
}
