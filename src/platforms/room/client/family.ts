import { type ComponentChild, h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { WireHistory, WirePicture } from '../wire.ts';
import { api, Refused } from './api.ts';
import { t } from './language.ts';
import { hasThumb, Thumb } from './thumb.ts';
import { actionWords, altText, clip, nameOf, statusWords } from './words.ts';

/** Generations that are not drawn further in, so that long families stay readable on a phone. */
const DEEPEST = 12;

interface Row {
	readonly node: WireHistory;
	readonly depth: number;
	readonly setSize: number;
	readonly position: number;
}

function rows(node: WireHistory, depth = 1, setSize = 1, position = 1): readonly Row[] {
	return [
		{ node, depth, setSize, position },
		...node.children.flatMap((child, index) => rows(child, depth + 1, node.children.length, index + 1)),
	];
}

export interface FamilyProps {
	readonly picture: WirePicture;
	readonly onOpen: (id: string) => void;
	/** The room's newer view of a picture, where it has one. */
	readonly latest: (id: string) => WirePicture | undefined;
}

/** All that grew from the same first picture: a tree with thumbnails, who did what, and where we are in it. */
export function Family({ picture, onOpen, latest }: FamilyProps): ComponentChild {
	const [tree, setTree] = useState<WireHistory | null>(null);
	const [problem, setProblem] = useState('');
	useEffect(() => {
		let current = true;
		api.history(picture.id).then(
			(found) => current && setTree(found),
			(error) => current && setProblem(error instanceof Refused ? error.message : t().dialog.noTree),
		);
		return () => {
			current = false;
		};
	}, [picture.id, picture.version]);
	if (problem !== '') return h('p', { class: 'quiet' }, problem);
	if (tree === null) return h('p', { class: 'quiet' }, t().dialog.fetchingTree);
	return h(FamilyTree, { tree, focus: picture.id, onOpen, latest });
}

/** A family tree that is at hand; `focus` is where we are in it. */
export function FamilyTree({
	tree,
	focus,
	onOpen,
	latest,
}: Omit<FamilyProps, 'picture'> & { readonly tree: WireHistory; readonly focus: string }): ComponentChild {
	const list = useRef<HTMLUListElement>(null);
	const all = rows(tree);
	const key = (event: KeyboardEvent, index: number) => {
		const buttons = [...(list.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
		const depth = all[index]?.depth ?? 1;
		const targets: Record<string, number> = {
			ArrowDown: index + 1,
			ArrowUp: index - 1,
			Home: 0,
			End: all.length - 1,
			ArrowLeft: all.slice(0, index).findLastIndex((row) => row.depth < depth),
			ArrowRight: (all[index + 1]?.depth ?? 0) > depth ? index + 1 : -1,
		};
		const target = targets[event.key];
		if (target !== undefined) {
			event.preventDefault();
			buttons[target]?.focus();
		} else if (event.key === 'Enter' || event.key === ' ') {
			event.preventDefault();
			onOpen(all[index]?.node.picture.id ?? focus);
		}
	};
	return h(
		'ul',
		{ class: 'family', role: 'tree', 'aria-label': t().dialog.tree, ref: list },
		all.map(({ node, depth, setSize, position }, index) => {
			const shown = latest(node.picture.id) ?? node.picture;
			const here = shown.id === focus;
			return h(
				'li',
				{
					key: shown.id,
					class: here ? 'member here' : 'member',
					role: 'treeitem',
					tabIndex: here ? 0 : -1,
					'aria-level': depth,
					'aria-setsize': setSize,
					'aria-posinset': position,
					'aria-selected': here ? 'true' : 'false',
					style: { '--depth': Math.min(depth, DEEPEST) - 1 },
					onKeyDown: (event: KeyboardEvent) => key(event, index),
					onClick: () => onOpen(shown.id),
				},
				hasThumb(shown)
					? h(Thumb, { picture: shown, alt: '', sizePx: 48 })
					: h('span', { class: 'no-thumb', 'aria-hidden': 'true' }),
				h(
					'span',
					{ class: 'member-words' },
					h('span', { class: 'member-what' }, depth === 1 ? clip(altText(shown), 80) : actionWords(shown)),
					h(
						'span',
						{ class: 'quiet' },
						`${nameOf(shown)}${shown.state === 'done' ? '' : ` · ${statusWords(shown)}`}${shown.stars > 0 ? ` · ⭐ ${shown.stars}` : ''}`,
					),
				),
			);
		}),
	);
}
