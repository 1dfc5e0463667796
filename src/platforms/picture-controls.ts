import type { PictureView } from '../studio/picture-view.ts';
import type { Block, CardButton, MenuOption } from './card.ts';
import { type ControlAction, controlId } from './control-id.ts';
import { isLive } from './keeper.ts';
import { objectMenu } from './object-menu.ts';
import { shorten } from './shorten.ts';
import type { Texts } from './texts/index.ts';

/** What a button of a picture says; only these actions have one. */
const BUTTONS = {
	reroll: { emoji: '🎲', style: 'primary', label: ({ reroll }: Texts) => reroll },
	edit: { emoji: '✏️', style: 'plain', label: ({ edit }: Texts) => edit },
	vary: { emoji: '✨', style: 'plain', label: ({ vary }: Texts) => vary },
	star: { emoji: '⭐', style: 'plain', label: ({ star }: Texts, { stars }: PictureView) => star(stars) },
	more: { emoji: '➕', style: 'plain', label: ({ others }: Texts) => others },
	upscale: { emoji: '🔍', style: 'plain', label: ({ upscale }: Texts) => upscale },
	layers: { emoji: '🧩', style: 'plain', label: ({ layers }: Texts) => layers },
	look: { emoji: '🔎', style: 'plain', label: ({ look }: Texts) => look },
	vote: { emoji: '👍', style: 'plain', label: ({ vote }: Texts, { votes }: PictureView) => vote(votes) },
	recipe: { emoji: '📜', style: 'plain', label: ({ recipe }: Texts) => recipe },
	history: { emoji: '🌳', style: 'plain', label: ({ history }: Texts) => history },
	delete: { emoji: '🗑️', style: 'danger', label: (texts: Texts) => texts.delete },
	cancel: { emoji: '✖️', style: 'danger', label: ({ cancel }: Texts) => cancel },
} as const satisfies Partial<
	Record<
		ControlAction,
		Pick<CardButton, 'style'> & { emoji: string; label: (texts: Texts, picture: PictureView) => string }
	>
>;

/** Characters of a menu's entry that both platforms take. */
const LABEL = 70;

type ButtonAction = keyof typeof BUTTONS;

/** @param post - that the buttons are about as a whole, where it has several pictures */
function buttonsOf(
	picture: PictureView,
	texts: Texts,
	actions: readonly ButtonAction[],
	post: string | null = null,
): readonly CardButton[] {
	return actions.map((action) => {
		const { emoji, style, label } = BUTTONS[action];
		return { id: controlId(action, picture.id, post), label: label(texts, picture), emoji, style };
	});
}

function row(picture: PictureView, texts: Texts, actions: readonly ButtonAction[]): Block {
	return { kind: 'buttons', buttons: buttonsOf(picture, texts, actions) };
}

/** What stands under a picture: five buttons at most, and one menu for its objects. */
export function controlsOf(picture: PictureView, texts: Texts): readonly Block[] {
	switch (picture.state) {
		case 'queued':
		case 'running':
			return [row(picture, texts, ['cancel'])];
		case 'failed':
		case 'cancelled':
			return [row(picture, texts, ['reroll', 'edit', 'more'])];
		case 'done':
			// What was seen of a picture: nothing grows from it.
			if (picture.action === 'look') return [row(picture, texts, ['delete'])];
			return [row(picture, texts, ['reroll', 'edit', 'vary', 'star', 'more']), ...objectMenu(picture, texts)];
		case 'deleted':
			return [];
	}
}

/** The button that looks at a picture, where there is something to look for. */
export function lookControl(picture: PictureView, texts: Texts): readonly Block[] {
	return mayBeLookedAt(picture) ? [row(picture, texts, ['look'])] : [];
}

function mayBeLookedAt({ state, action, layout }: PictureView): boolean {
	return state === 'done' && action !== 'look' && (layout?.objects.length ?? 0) > 0;
}

/** A post of several pictures and the one that its controls are about. */
export interface Joint {
	/** The post's id. */
	readonly post: string;
	readonly pictures: readonly PictureView[];
	readonly inHand: PictureView;
}

/** As under a single picture, with a menu that takes another one in hand, and a way to stop what still waits. */
export function jointControls(joint: Joint, texts: Texts): readonly Block[] {
	const { post, pictures, inHand } = joint;
	const done = inHand.state === 'done';
	const stop = pictures.find(isLive);
	const waits: readonly Block[] =
		stop === undefined ? [] : [{ kind: 'buttons', buttons: buttonsOf(stop, texts, ['cancel'], post) }];
	if (isLive(inHand)) return waits;
	const buttons = [
		...buttonsOf(inHand, texts, done ? ['reroll', 'edit', 'vary', 'star'] : ['reroll', 'edit']),
		// *More* knows the post, so that it can offer to delete all of it.
		...buttonsOf(inHand, texts, ['more'], post),
	];
	return [
		{ kind: 'buttons', buttons },
		...(done ? objectMenu(inHand, texts) : []),
		...pickMenu(joint, texts),
		...waits,
	];
}

function pickMenu({ post, pictures, inHand }: Joint, texts: Texts): readonly Block[] {
	const options = pictures.flatMap((picture, index): MenuOption[] => {
		if (picture.state === 'deleted' || isLive(picture)) return [];
		const { id, note, line } = picture;
		const differs = pictures.some((other) => other.line !== line && other.state !== 'deleted');
		const more = note || (differs ? line : '');
		const label = `${texts.picture(index + 1)}${more === '' ? '' : `: ${more}`}`;
		return [{ value: id, label: shorten(label, LABEL), ...(id === inHand.id && { chosen: true }) }];
	});
	if (options.length < 2) return [];
	return [{ kind: 'menu', id: controlId('pick', null, post), placeholder: texts.pick, options }];
}

/** What stands behind *More*; of several pictures in one post all can go at once. */
export function moreControls(
	picture: PictureView,
	joint: { readonly post: string; readonly pictures: number } | null,
	texts: Texts,
): readonly Block[] {
	if (picture.state === 'deleted') return [];
	const [all] = joint === null || joint.pictures < 2 ? [] : buttonsOf(picture, texts, ['delete'], joint.post);
	const last: Block = {
		kind: 'buttons',
		buttons: [
			...buttonsOf(picture, texts, ['recipe', 'history', 'delete']),
			...(all === undefined ? [] : [{ ...all, label: texts.deleteAll(joint?.pictures ?? 0) }]),
		],
	};
	if (picture.state !== 'done') return [last];
	const looks: readonly ButtonAction[] = mayBeLookedAt(picture) ? ['look'] : [];
	return [row(picture, texts, ['upscale', 'layers', ...looks, 'vote']), last];
}
