import { type ComponentChild, h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { coloursIn, type KnownWords, nounIn, sceneIn } from '../../../translate/known-words.ts';
import type { NounSheet } from '../wire.ts';
import { BASE, nounSheet } from './api.ts';
import { language, t } from './language.ts';
import { Modal } from './modal.ts';

/** Side of a noun's picture on the page, in CSS pixels. */
const TILE_PX = 72;

export interface NounsPanelProps {
	readonly words: KnownWords;
	/** Puts a word into the line. */
	readonly onWord: (word: string, kind: 'thing' | 'colour' | 'scene') => void;
	readonly onClose: () => void;
}

/** A noun's place in the sheet of pictures. */
function Tile({ sheet, index }: { readonly sheet: NounSheet; readonly index: number }): ComponentChild {
	const { columns, nouns } = sheet;
	const rows = Math.ceil(nouns.length / columns);
	return h('span', {
		class: 'noun-picture',
		'aria-hidden': 'true',
		style: {
			backgroundImage: `url("${BASE}nouns.webp")`,
			backgroundSize: `${columns * TILE_PX}px ${rows * TILE_PX}px`,
			backgroundPosition: `${-(index % columns) * TILE_PX}px ${-Math.floor(index / columns) * TILE_PX}px`,
		},
	});
}

/** All that the model was taught to draw, with pictures where the room has them; a click writes it. */
export function NounsPanel({ words, onWord, onClose }: NounsPanelProps): ComponentChild {
	const [sheet, setSheet] = useState<NounSheet | null>(null);
	const [search, setSearch] = useState('');
	useEffect(() => {
		let open = true;
		void nounSheet().then((found) => open && setSheet(found));
		return () => {
			open = false;
		};
	}, []);
	const say = t().nouns;
	const wanted = search.trim().toLowerCase();
	const things = words.nouns
		.map((noun) => ({ noun, label: nounIn(noun, language()) }))
		.filter(({ noun, label }) => noun.includes(wanted) || label.includes(wanted));
	const group = (title: string, kind: 'colour' | 'scene', list: readonly { word: string; label: string }[]) =>
		list.length > 0 && [
			h('h3', { key: `${kind}-title` }, title),
			h(
				'ul',
				{ key: kind, class: 'word-chips' },
				list.map(({ word, label }) =>
					h(
						'li',
						{ key: word },
						h('button', { type: 'button', class: 'chip', onClick: () => onWord(label, kind) }, label),
					),
				),
			),
		];
	return h(
		Modal,
		{ title: say.title, class: 'nouns', onClose },
		h('p', { class: 'quiet' }, words.anything ? say.anything : say.use),
		h(
			'label',
			{ class: 'noun-search' },
			h('span', null, say.search),
			h('input', {
				type: 'search',
				value: search,
				autocomplete: 'off',
				onInput: (event: Event) => setSearch((event.currentTarget as HTMLInputElement).value),
			}),
		),
		h('h3', null, say.objects(things.length)),
		things.length === 0 && h('p', { role: 'status' }, say.none(search.trim())),
		h(
			'ul',
			{ class: 'noun-grid' },
			things.map(({ noun, label }) => {
				const index = sheet?.nouns.indexOf(noun) ?? -1;
				return h(
					'li',
					{ key: noun },
					h(
						'button',
						{ type: 'button', class: 'noun', onClick: () => onWord(label, 'thing') },
						sheet !== null && index >= 0 && h(Tile, { sheet, index }),
						h('span', null, label),
					),
				);
			}),
		),
		wanted === '' &&
			group(
				say.colours,
				'colour',
				coloursIn(words.colours, language()).map((colour) => ({ word: colour, label: colour })),
			),
		wanted === '' &&
			group(
				say.scenes,
				'scene',
				words.scenes.map((scene) => ({ word: scene, label: sceneIn(scene, language()) })),
			),
	);
}
