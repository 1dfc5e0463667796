import type { Reply } from '../../commands/command.ts';
import { type Layout, parseLine } from '../layout/index.ts';
import type { Locale } from '../studio/people.ts';
import { type Block, type Card, type CardButton, type CardLimits, LONGEST_LABEL, type Text } from './card.ts';
import { controlId } from './control-id.ts';
import { shorten } from './shorten.ts';
import { type Texts, textsFor } from './texts/index.ts';

export interface HelpCardOptions extends Pick<CardLimits, 'altTextLength'> {
	readonly locale: Locale;
	/** An example of the help as it is typed on the platform. */
	readonly example?: (text: string) => string;
}

/** Sections as text, the first layout among the examples as a picture. */
export function helpCard(
	{ title, sections, examples }: Extract<Reply, { kind: 'help' }>,
	{ altTextLength, locale, example = (text) => text }: HelpCardOptions,
): Card {
	const texts = textsFor(locale);
	const blocks: Block[] = [{ kind: 'heading', text: [title] }];
	const typed = (section: Section): Section => ({ ...section, examples: section.examples.map(example) });
	const [first, ...rest] = sections;
	if (first !== undefined) {
		blocks.push(sectionBlock(typed(first)));
		const layout = first.examples.map(layoutOf).find((found) => found !== null);
		if (layout) {
			const alt = shorten(texts.sketchAlt(first.examples[0]), altTextLength);
			blocks.push({
				kind: 'images',
				images: [{ name: 'taue-help', alt, source: { kind: 'sketch', layout } }],
			});
		}
	}
	let list: Text = [];
	for (const [index, section] of rest.entries()) {
		// A long list stays short: `help <command>` has the examples.
		const shown = index === 0 || rest.length < 4 ? section : { ...section, examples: [] };
		list = [...list, ...(list.length > 0 ? ['\n'] : []), ...sectionText(typed(shown))];
	}
	if (list.length > 0) blocks.push({ kind: 'text', text: list });
	if (examples.length > 0) blocks.push({ kind: 'buttons', buttons: exampleButtons(examples, texts) });
	return { tone: 'plain', blocks, summary: title };
}

/** Examples that draw on a click, and the way to what else can be drawn and typed. */
export function exampleButtons(examples: readonly string[], texts: Texts): CardButton[] {
	return [
		...examples.map(
			(line, index): CardButton => ({
				id: controlId('example', null, String(index)),
				label: shorten(line, LONGEST_LABEL),
				emoji: '🎨',
				style: index === 0 ? 'primary' : 'plain',
			}),
		),
		{ id: controlId('run', null, 'nouns'), label: texts.whatCanIDraw, style: 'plain' },
		{ id: controlId('run', null, 'help all'), label: texts.more, style: 'plain' },
	];
}

type Section = Extract<Reply, { kind: 'help' }>['sections'][number];

function sectionBlock(section: Section): Block {
	return { kind: 'text', text: sectionText(section) };
}

function sectionText({ title, text, examples }: Section): Text {
	return [
		{ bold: title },
		`: ${text} `,
		...examples.slice(0, 2).flatMap((example): Text => [{ code: example }, ' ']),
	];
}

function layoutOf(example: string): Layout | null {
	try {
		const [layout] = parseLine(example.replace(/^\/taue\s+/, '')).layouts;
		return layout.objects.length > 0 ? layout : null;
	} catch {
		return null;
	}
}
