import type { PictureId } from '../src/studio/picture-view.ts';
import type { HistoryNode } from '../src/studio/pictures.ts';
import type { Command } from './command.ts';
import { PICTURE, targetOf } from './target.ts';

/** Lines longer than this say nothing more in a chat. */
const MOST_LINES = 60;

/** The tree as indented text; the picture in view is marked. */
export function outline(root: HistoryNode, focus: PictureId): string[] {
	const lines: string[] = [];
	const walk = ({ picture, children }: HistoryNode, depth: number) => {
		const what = picture.note === '' ? picture.line : picture.note;
		const who = picture.by === null ? '' : `, ${picture.by.name}`;
		const state = picture.state === 'done' ? '' : ` (${picture.state})`;
		const stars = picture.stars > 0 ? ` ★${picture.stars}` : '';
		lines.push(
			`${'  '.repeat(depth)}${picture.id === focus ? '> ' : '- '}${picture.id} ${what || picture.action}${who}${state}${stars}`,
		);
		for (const child of children) walk(child, depth + 1);
	};
	walk(root, 0);
	if (lines.length <= MOST_LINES) return lines;
	return [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more`];
}

export const command: Command = {
	name: 'history',
	ja: '履歴',
	description: { en: 'The tree that a picture belongs to', ja: '絵の履歴(木)を表示する' },
	options: [PICTURE],
	right: 'see',
	answers: 'public',
	about: 'finished',
	examples: ['history'],
	async run(context, options) {
		const picture = await targetOf(context, options, 'see');
		const tree = await context.studio.pictures.history(context, picture.id);
		return {
			kind: 'history',
			tree,
			focus: picture.id,
			text: outline(tree, picture.id).join('\n'),
			private: false,
		};
	},
};
