import type { Layout, RelationKind } from '../layout/index.ts';
import type { Direction } from './draft.ts';
import type { EditProblem } from './problem.ts';

/** What was understood, as data. */
export type Told =
	| { readonly kind: 'reworded'; readonly before: readonly string[]; readonly after: readonly string[] }
	| { readonly kind: 'removed'; readonly objects: readonly string[] }
	| { readonly kind: 'added'; readonly objects: readonly string[]; readonly language: string }
	| { readonly kind: 'moved'; readonly objects: readonly string[]; readonly to: Direction | string }
	| {
			readonly kind: 'beside';
			readonly objects: readonly string[];
			readonly how: RelationKind;
			readonly others: readonly string[];
	  }
	| { readonly kind: 'resized'; readonly objects: readonly string[]; readonly larger: boolean }
	| { readonly kind: 'sized'; readonly objects: readonly string[]; readonly size: string }
	| { readonly kind: 'swapped'; readonly objects: readonly string[] }
	| { readonly kind: 'background'; readonly words: string }
	| { readonly kind: 'flipped'; readonly objects: readonly string[] }
	| { readonly kind: 'layered'; readonly objects: readonly string[]; readonly to: 'front' | 'back' };

/** Sentences of one language about changes and about what was not understood. */
interface EditSentences {
	told(told: Told): string;
	problem(problem: EditProblem, layout: Layout, suggestions: readonly string[]): string;
}

const english: EditSentences = {
	told(told) {
		switch (told.kind) {
			case 'reworded':
				return told.before.map((text, index) => `${text} is now ${told.after[index]}`).join(', ');
			case 'removed':
				return `removed ${told.objects.join(', ')}`;
			case 'added':
				return `added ${told.objects.join(', ')}`;
			case 'moved':
				return `moved ${told.objects.join(', ')}: ${told.to}`;
			case 'beside':
				return `moved ${told.objects.join(', ')}: ${told.how.replaceAll('-', ' ')} ${told.others.join(' and ')}`;
			case 'resized':
				return `${told.larger ? 'larger' : 'smaller'}: ${told.objects.join(', ')}`;
			case 'sized':
				return `${told.objects.join(', ')}: ${told.size}`;
			case 'swapped':
				return `swapped ${told.objects.join(' and ')}`;
			case 'background':
				return `background: ${told.words}`;
			case 'flipped':
				return `flipped ${told.objects.join(', ')}`;
			case 'layered':
				return `${told.objects.join(', ')}: ${told.to === 'front' ? 'to the front' : 'to the back'}`;
		}
	},
	problem(problem, layout, suggestions) {
		const there = numbered(layout);
		const examples =
			suggestions.length === 0 ? '' : ` Try ${suggestions.map((line) => `“${line}”`).join(', ')}.`;
		switch (problem.kind) {
			case 'not-understood':
				return `“${problem.asked}” is no change that is understood.${examples}`;
			case 'unknown-object':
				return `There is no “${problem.asked}” in this picture; ${there === '' ? 'it has no objects' : `there are ${there}`}.${examples}`;
			case 'which':
				return `“${problem.asked}” may be ${problem.candidates.map((at) => `#${at + 1} ${layout.objects[at].text}`).join(' or ')}. Say which by its number, its colour or its side: “#${problem.candidates[0] + 1}”${leftOne(problem.asked)}.`;
			case 'unknown-place':
				return `“${problem.asked}” is no place or size. Places are left, right, top, bottom, center, top-left … or a box such as (10 20 60 90).`;
			case 'too-many':
				return `A picture holds at most ${problem.most} objects.`;
			case 'nothing-left':
				return 'Nothing would be left in the picture. Add something first, or give it a background.';
		}
	},
};

const BESIDE_JA: Readonly<Record<RelationKind, string>> = {
	above: '上',
	below: '下',
	'left-of': '左',
	'right-of': '右',
	beside: '隣',
	on: '上',
	inside: '中',
	'in-front-of': '手前',
	behind: '奥',
	between: '間',
};

const japanese: EditSentences = {
	told(told) {
		switch (told.kind) {
			case 'reworded':
				return told.before.map((text, index) => `${text} → ${told.after[index]}`).join('、');
			case 'removed':
				return `${told.objects.join('、')}を消しました`;
			case 'added':
				return `${told.objects.join('、')}を加えました`;
			case 'moved':
				return `${told.objects.join('、')}を動かしました: ${told.to}`;
			case 'beside':
				return `${told.objects.join('、')}を${told.others.join('と')}の${BESIDE_JA[told.how]}に動かしました`;
			case 'resized':
				return `${told.objects.join('、')}を${told.larger ? '大きく' : '小さく'}しました`;
			case 'sized':
				return `${told.objects.join('、')}の大きさ: ${told.size}`;
			case 'swapped':
				return `${told.objects.join('と')}を入れ替えました`;
			case 'background':
				return `背景: ${told.words}`;
			case 'flipped':
				return `${told.objects.join('、')}を左右反転しました`;
			case 'layered':
				return `${told.objects.join('、')}を${told.to === 'front' ? '手前' : '奥'}にしました`;
		}
	},
	problem(problem, layout, suggestions) {
		const there = numbered(layout);
		const examples =
			suggestions.length === 0 ? '' : `例: ${suggestions.map((line) => `「${line}」`).join('、')}`;
		switch (problem.kind) {
			case 'not-understood':
				return `「${problem.asked}」は変更として読めません。${examples}`;
			case 'unknown-object':
				return `この絵に「${problem.asked}」はありません。${there === '' ? '物がありません。' : `あるのは ${there} です。`}${examples}`;
			case 'which':
				return `「${problem.asked}」は${problem.candidates.map((at) => `#${at + 1} ${layout.objects[at].text}`).join('か')}のどれですか。番号(#${problem.candidates[0] + 1})か色で指定してください。`;
			case 'unknown-place':
				return `「${problem.asked}」は場所でも大きさでもありません。左、右、上、下、中央、左上、または (10 20 60 90) のような枠を書いてください。`;
			case 'too-many':
				return `1枚の絵に置けるのは${problem.most}個までです。`;
			case 'nothing-left':
				return '絵に何も残りません。先に何か加えるか、背景を書いてください。';
		}
	},
};

/** `the left cat`; words that name nothing have no left one. */
function leftOne(asked: string): string {
	return /^(?:it|this|that|him|her|(?:them )?both(?: of them)?)$/i.test(asked)
		? ''
		: `, “the left ${asked.replace(/^the /i, '')}”`;
}

function numbered({ objects }: Layout): string {
	return objects.map(({ text }, index) => `#${index + 1} ${text}`).join(', ');
}

/** Sentences by language. */
export const EDIT_SENTENCES: Readonly<Record<'en' | 'ja', EditSentences>> = { en: english, ja: japanese };
