import { LONGEST_LINE } from '../src/layout/index.ts';
import { nearest } from '../src/layout/nearest.ts';
import { StudioError } from '../src/studio/errors.ts';
import type { SavedLayout } from '../src/studio/layout-shelf.ts';
import { foldName } from '../src/studio/layout-shelf.ts';
import type { Locale } from '../src/studio/people.ts';
import { say } from '../src/studio/sentences/index.ts';
import type { Command } from './command.ts';
import { inWords, jobsReply } from './reply.ts';
import { LAYOUT_NAME } from './target.ts';

export const command: Command = {
	name: 'saved',
	ja: '保存一覧',
	description: {
		en: 'List the layouts that were saved here, or draw one',
		ja: '保存した配置を一覧する・描く',
	},
	options: [
		{ ...LAYOUT_NAME, required: false },
		{
			kind: 'line',
			name: 'more',
			ja: '追加',
			maxLength: LONGEST_LINE,
			isWhole: () => false,
			description: {
				en: 'What to add: flags (--seed 7 -n 2) or objects (boat@top)',
				ja: '付け足すもの: --seed 7 -n 2、船@上 など',
			},
		},
	],
	right: ({ name }) => (name === undefined ? 'look' : 'draw'),
	answers: (values) => (values.name === undefined ? 'private' : 'public'),
	examples: ['saved', 'saved beach-party', 'saved beach-party --seed 7 -n 2', 'saved beach-party boat@top'],
	async run(context, options) {
		const { studio, person, place, idempotencyKey, post, locale } = context;
		const layouts = await studio.layouts.list(place.id);
		if (options.name === undefined) {
			return { kind: 'layouts', layouts, text: listText(layouts, locale), private: true };
		}
		const { line } = named(layouts, String(options.name));
		const whole = withMore(line, typeof options.more === 'string' ? options.more.trim() : '');
		return jobsReply(
			await studio.drawing.draw({ person, place, idempotencyKey, line: whole, ...(post && { post }) }),
		);
	},
};

/** Flags come behind the line; objects before it, so that a background in it stays the last. */
function withMore(line: string, more: string): string {
	if (more === '') return line;
	return /^[-—–]/.test(more) ? `${line} ${more}` : `${more.replace(/[\s,]+$/, '')}, ${line}`;
}

/** @throws StudioError `unknown-layout` */
function named(layouts: readonly SavedLayout[], given: string): SavedLayout {
	const name = foldName(given);
	const found = layouts.find((layout) => layout.name === name);
	if (found !== undefined) return found;
	const near = nearest(
		name,
		layouts.map((layout) => layout.name),
	);
	throw new StudioError('unknown-layout', say('unknownLayout', given, near));
}

function listText(layouts: readonly SavedLayout[], locale: Locale): string {
	if (layouts.length > 0) return layouts.map(({ name, line }) => `${name}: ${line}`).join('\n');
	return inWords(locale, {
		en: 'Nothing is saved here yet. “save beach-party” keeps the layout of the picture in view.',
		ja: 'まだ何も保存されていません。「save beach-party」で表示中の絵の配置を保存できます。',
	});
}
