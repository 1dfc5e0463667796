import { coloursIn, nounIn, sceneIn } from '../src/translate/known-words.ts';
import type { Command, Localised } from './command.ts';
import { inWords, textReply } from './reply.ts';

const SAID = {
	taught: {
		en: 'This is what the model was taught; with other words, something else may come out.',
		ja: 'モデルが知っている言葉です。ほかの言葉では、別の物になるかもしれません。',
	},
	anything: {
		en: 'The model takes any words. Some of them, for a start:',
		ja: 'モデルにはどんな言葉でも使えます。たとえば:',
	},
	things: { en: 'Things', ja: '物' },
	colours: { en: 'Colours', ja: '色' },
	scenes: { en: 'Backgrounds', ja: '背景' },
} satisfies Record<string, Localised>;

/** Longer lists are cut: a message takes some 3,000 characters. */
const LONGEST = 2200;

/** As many words as fit, with how many there are. */
function list(title: string, words: readonly string[], comma: string): string {
	let shown = words.length;
	let length = words.reduce((sum, word) => sum + word.length + comma.length, 0);
	while (length > LONGEST && shown > 0) length -= words[--shown].length + comma.length;
	const more = shown < words.length ? `${comma}…` : '';
	return `${title} (${words.length}): ${words.slice(0, shown).join(comma)}${more}`;
}

export const command: Command = {
	name: 'nouns',
	ja: '描ける物',
	description: { en: 'What can be drawn: things, colours, backgrounds', ja: '描ける物、色、背景' },
	options: [],
	right: 'look',
	answers: 'private',
	examples: ['nouns'],
	async run({ studio, locale }) {
		const { nouns, colours, scenes, anything } = studio.drawing.known;
		const comma = inWords(locale, { en: ', ', ja: '、' });
		const groups = [
			[SAID.things, nouns.map((noun) => nounIn(noun, locale))],
			[SAID.colours, coloursIn(colours, locale)],
			[SAID.scenes, scenes.map((scene) => sceneIn(scene, locale))],
		] as const;
		const lists = groups.flatMap(([title, words]) =>
			words.length === 0 ? [] : [list(inWords(locale, title), words, comma)],
		);
		return textReply([inWords(locale, anything ? SAID.anything : SAID.taught), ...lists].join('\n'));
	},
};
