import type { Command, HelpSection, Localised } from './command.ts';
import { EXAMPLES } from './examples.ts';
import { inWords } from './reply.ts';

const TITLE: Localised = { en: 'TAUE draws what you place', ja: 'TAUE: 置いたものを描く' };

const BASICS: {
	readonly title: Localised;
	readonly text: Localised;
	readonly examples: readonly string[];
}[] = [
	{
		title: { en: 'Draw', ja: '描く' },
		text: {
			en: 'Write what stands where, then the background. Places: left, right, top, bottom, corners (tl), columns (2/3), cells (b2), boxes (10 20 60 90). Sizes: :small, :large, :40%.',
			ja: '何をどこに置くかと背景を書きます。場所: 左 右 上 下 中央、tl、2/3、b2、(10 20 60 90)。大きさ: :small :large :40%。',
		},
		examples: ['/taue cat@left, dog@right on a sunny beach', '/taue {red,blue} car@bottom:large --seed 7'],
	},
	{
		title: { en: 'Play on', ja: '続ける' },
		text: {
			en: 'Everybody may build on every picture. React: 🎲 rerolls all, a number rerolls that object, ⭐ stars, 👍 👎 vote, ❌ cancels or deletes your own. All of it is on buttons too.',
			ja: '誰の絵にも続けられます。反応: 🎲 全部、数字はその物だけ、⭐ 星、👍 👎 投票、❌ 取り消し・削除。ボタンでもできます。',
		},
		examples: ['/taue move dog right', '/taue reroll-object 2'],
	},
	{
		title: { en: 'Keep', ja: '残す' },
		text: {
			en: '“save” keeps a layout under a name for everyone here, “saved” draws it again. Give a PNG of mine back to me, and its recipe returns.',
			ja: '「save」で配置に名前を付けて残し、「saved」でまた描けます。TAUE の PNG を渡すと、そのレシピが戻ります。',
		},
		examples: ['/taue save beach-party', '/taue saved beach-party --seed 7'],
	},
];

export const command: Command = {
	name: 'help',
	ja: '使い方',
	description: { en: 'What can be typed', ja: '使い方' },
	options: [
		{
			kind: 'text',
			name: 'command',
			ja: 'コマンド',
			maxLength: 50,
			description: { en: 'A command, or “all”', ja: 'コマンド名、または all' },
		},
	],
	right: 'look',
	answers: 'private',
	examples: ['help', 'help move', 'help all'],
	async run({ commands, locale }, options) {
		const word = String(options.command ?? '').trim();
		const asked = commands.get(word);
		const basics = BASICS.map(({ title, text, examples }) => ({
			title: inWords(locale, title),
			text: inWords(locale, text),
			examples,
		}));
		if (asked === undefined && !/^(?:all|more|全部)$/i.test(word)) {
			// The first look: three pictures to click, and the way to the rest.
			const examples = EXAMPLES.map((line) => inWords(locale, line));
			return { kind: 'help', title: inWords(locale, TITLE), sections: basics, examples, private: true };
		}
		const shown = asked === undefined ? commands.all : [asked];
		const listed: HelpSection[] = shown.map(({ name, description, examples }) => ({
			title: name,
			text: inWords(locale, description),
			examples: examples.map((example) => `/taue ${example}`),
		}));
		return {
			kind: 'help',
			title: inWords(locale, TITLE),
			sections: asked === undefined ? [...basics, ...listed] : listed,
			examples: [],
			private: true,
		};
	},
};
