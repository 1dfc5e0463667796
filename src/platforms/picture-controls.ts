import type { PictureView } from '../studio/picture-view.ts';
import type { Block, CardButton } from './card.ts';
import { type ControlAction, controlId } from './control-id.ts';
import { objectMenu } from './object-menu.ts';
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

type ButtonAction = keyof typeof BUTTONS;

function row(picture: PictureView, texts: Texts, actions: readonly ButtonAction[]): Block {
	return {
		kind: 'buttons',
		buttons: actions.map((action) => {
			const { emoji, style, label } = BUTTONS[action];
			return { id: controlId(action, picture.id), label: label(texts, picture), emoji, style };
		}),
	};
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

/** What stands behind *More*. */
export function moreControls(picture: PictureView, texts: Texts): readonly Block[] {
	if (picture.state === 'deleted') return [];
	if (picture.state !== 'done') return [row(picture, texts, ['recipe', 'history', 'delete'])];
	return [
		row(
			picture,
			texts,
			mayBeLookedAt(picture) ? ['upscale', 'layers', 'look', 'vote'] : ['upscale', 'layers', 'vote'],
		),
		row(picture, texts, ['recipe', 'history', 'delete']),
	];
}
