import { EXAMPLES } from '../../commands/examples.ts';
import { inWords } from '../../commands/reply.ts';
import type { Locale } from '../studio/people.ts';
import type { Card } from './card.ts';
import { exampleButtons } from './help-card.ts';
import { textsFor } from './texts/index.ts';

/** What the bot says once where it has just come: what it does, and three pictures to click. */
export function welcomeCard(locale: Locale): Card {
	const texts = textsFor(locale);
	const examples = EXAMPLES.map((line) => inWords(locale, line));
	const [first] = examples;
	return {
		tone: 'plain',
		blocks: [
			{ kind: 'heading', text: [texts.welcomeTitle] },
			{ kind: 'text', text: [texts.welcome, ' ', { code: `/taue ${first}` }] },
			{ kind: 'buttons', buttons: exampleButtons(examples, texts) },
			{ kind: 'small', text: [texts.welcomeNext] },
		],
		summary: `${texts.welcomeTitle}: /taue ${first}`,
	};
}
