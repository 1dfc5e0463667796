import type { Box } from '../layout/layout.ts';
import type { FindingWords } from './finding-words.ts';
import type { Findings, Mistake } from './findings.ts';
import { en } from './words-en.ts';
import { ja } from './words-ja.ts';

/** What was asked for: the words and the place of an object. */
export interface Asked {
	readonly text: string;
	readonly box: Box | 'auto';
}

const WORDS: Readonly<Record<'en' | 'ja', FindingWords>> = { en, ja };
/** A place that was left open is nowhere in particular. */
const ANYWHERE: Box = [0, 0, 1, 1];

function inside([x0, y0, x1, y1]: Box): Box {
	const kept = (value: number) => Math.min(1, Math.max(0, value));
	return [kept(x0), kept(y0), kept(x1), kept(y1)];
}

/** One mistake as a sentence. */
export function toldMistake(mistake: Mistake, asked: readonly Asked[], locale: 'en' | 'ja'): string {
	const words = WORDS[locale];
	const texts = asked.map(({ text }) => text);
	const { object } = mistake;
	switch (mistake.kind) {
		case 'missing':
			return words.missing(object, texts);
		case 'elsewhere': {
			const { box } = asked[object];
			return words.elsewhere(object, texts, inside(mistake.there), box === 'auto' ? ANYWHERE : box);
		}
		case 'stolen':
			return words.stolen(object, texts, mistake.colour, mistake.owner);
		case 'coloured':
			return words.coloured(object, texts, mistake.seen, mistake.asked);
	}
}

/** All that findings say: what went wrong, a sentence each, and the figures behind it. */
export function toldFindings(
	{ judge, attention }: Findings,
	asked: readonly Asked[],
	locale: 'en' | 'ja',
): { readonly sentences: readonly string[]; readonly figures: readonly string[] } {
	const words = WORDS[locale];
	const sentences: string[] = [];
	const figures: string[] = [];
	if (judge === null) sentences.push(words.noJudge);
	else {
		const known = judge.objects.some((object) => object !== null);
		if (judge.mistakes.length === 0 && known) sentences.push(words.nothingWrong);
		for (const mistake of judge.mistakes) sentences.push(toldMistake(mistake, asked, locale));
		for (const [index, object] of judge.objects.entries()) {
			const { text } = asked[index];
			if (object === null) sentences.push(words.unknown(text));
			else figures.push(words.object(text, object.found ? object.iou.toFixed(2) : null, object.bound));
		}
	}
	if (attention === null) sentences.push(words.noAttention);
	else if (attention.assignment !== null) {
		const { raw, margin, accuracy } = attention.assignment;
		figures.push(words.assignment(raw.toFixed(2), margin.toFixed(2), `${Math.round(100 * accuracy)}%`));
	}
	return { sentences, figures };
}
