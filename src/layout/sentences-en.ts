import { KEY_COLOURS } from './colours.ts';
import { ARMS } from './layout.ts';
import type { LayoutMistake, LayoutRemark } from './mistakes.ts';
import { SCHEDULERS } from './schedulers.ts';

const PLACES =
	'left, right, top, bottom, center, a corner such as top-left, far-left, left-third, 2/3, a1 to c3, auto, or (10 20 60 90)';
const BOX =
	'four numbers from left, top to right, bottom, in percent or fractions: (10 20 60 90) or (.1 .2 .6 .9)';

/** What is wrong with a line, and what was given, in English. */
export function mistakeInEnglish(mistake: LayoutMistake): string {
	switch (mistake.kind) {
		case 'too-long':
			return `The line has ${mistake.given} characters; ${mistake.most} is the most.`;
		case 'nothing-to-draw':
			return 'There is nothing to draw.';
		case 'only-left-out':
			return `There is nothing to draw: “${mistake.given}” means nothing here.`;
		case 'unknown-flag':
			return `There is no flag ${mistake.flag}.`;
		case 'repeated-flag':
			return `${mistake.flag} is given twice.`;
		case 'flag-without-value':
			return `${mistake.flag} has no value.`;
		case 'place-in-flag':
			return `${mistake.flag} takes all words after it, and there is a place among them.`;
		case 'two-values':
			return `${mistake.flag} is “${mistake.given}”, which is more than one value.`;
		case 'not-whole':
			return `${mistake.flag} is “${mistake.given}”, which is not a whole number; it goes from ${mistake.min} to ${mistake.max}.`;
		case 'number-range':
			return `${mistake.flag} is “${mistake.given}”, which is out of range; it goes from ${mistake.min} to ${mistake.max}.`;
		case 'not-a-number':
			return `${mistake.flag} is “${mistake.given}”, which is not a number.`;
		case 'share-range':
			return `${mistake.flag} is “${mistake.given}”, which is out of range; it is a share between 0 and 1, such as 0.6 or 60%.`;
		case 'unknown-arm':
			return `There is no arm “${mistake.given}”; there are ${ARMS.join(', ')}.`;
		case 'unknown-scheduler':
			return `There is no scheduler “${mistake.given}”; there are ${SCHEDULERS.join(', ')}.`;
		case 'unknown-size':
			return `--size is “${mistake.given}”, which is no size; write 1024x768, 16:9, square, portrait or landscape.`;
		case 'unknown-colour':
			return `--key is “${mistake.given}”, which is no colour.`;
		case 'bad-model-name':
			return `--model is “${mistake.given}”, which is no model's name.`;
		case 'ribbon':
			return `--size is “${mistake.given}”, which is narrower than 1:${mistake.most} or wider than ${mistake.most}:1.`;
		case 'bad-pixels':
			return `--size is “${mistake.given}”, which no model can draw; sides go from ${mistake.min} to ${mistake.max} pixels.`;
		case 'after-background':
			return 'After | comes only the background.';
		case 'no-place-here':
			return 'There is no place after this @.';
		case 'unknown-place':
			return `“${mistake.given}” is no place.`;
		case 'address':
			return `“${mistake.given}” is no place; it looks like an address.`;
		case 'unknown-object':
			return mistake.known.length === 0
				? `There is nothing here that “${mistake.given}” could mean.`
				: `There is no “${mistake.given}” here; there is ${mistake.known.join(', ')}.`;
		case 'place-circle':
			return `The place of “${mistake.given}” depends on itself.`;
		case 'without-place':
			return `“${mistake.given}” has no place.`;
		case 'nothing-named':
			return 'Nothing is named before this @.';
		case 'box-open':
			return 'This box is never closed.';
		case 'box-outside':
			return 'This box reaches outside the picture.';
		case 'box-without-area':
			return 'This box has no area: its right and bottom must lie beyond its left and top.';
		case 'box-too-small':
			return 'This box is too small to hold what it should.';
		case 'box-numbers':
			return `A box has four numbers; this one has ${mistake.count}.`;
		case 'box-word':
			return `“${mistake.given}” is no number.`;
		case 'no-size-here':
			return 'There is no size after this colon.';
		case 'two-sizes':
			return 'This object has two sizes.';
		case 'bad-size':
			return `“${mistake.given}” is no size.`;
		case 'none-of-it':
			return 'Zero of something cannot be placed.';
		case 'too-many-objects':
			return `A picture has at most ${mistake.most} objects; this makes ${mistake.count}. In quotes, a number is part of a name: "99 balloons".`;
		case 'too-many-pictures':
			return `The choices up to here make ${mistake.count} pictures; ${mistake.most} is the most.`;
		case 'quote-open':
			return 'This quotation mark is never closed.';
		case 'braces-open':
			return 'This { is never closed.';
		case 'braces-nested':
			return 'A choice in braces cannot hold another one.';
		case 'brace-alone':
			return 'This } closes nothing.';
		case 'braces-empty':
			return 'These braces hold no choices.';
	}
}

/** What could stand in its place, in English. */
export function expectedInEnglish(mistake: LayoutMistake): string {
	switch (mistake.kind) {
		case 'too-long':
			return `at most ${mistake.most} characters`;
		case 'nothing-to-draw':
		case 'only-left-out':
			return 'a description, as in: a cat@left, a dog@right on a beach';
		case 'unknown-flag':
			return 'a flag such as --seed, --steps, --guidance, --size, --no or -n; or quotes around words that are no flag';
		case 'repeated-flag':
			return `${mistake.flag} only once`;
		case 'flag-without-value':
			return `a value after ${mistake.flag}`;
		case 'place-in-flag':
			return `${mistake.flag} and its words at the end of the line`;
		case 'two-values':
			return `one value after ${mistake.flag}`;
		case 'not-whole':
			return `a whole number from ${mistake.min} to ${mistake.max}`;
		case 'number-range':
			return `a number from ${mistake.min} to ${mistake.max}`;
		case 'not-a-number':
			return mistake.flag === '--guidance'
				? 'a number from 0 to 50, such as 7.5'
				: 'a share of the steps between 0 and 1, such as 0.6 or 60%';
		case 'share-range':
			return `a share of the steps between 0 and 1${mistake.withOne ? ', 1 included' : ''}, such as 0.6 or 60%`;
		case 'unknown-arm':
			return `one of ${ARMS.join(', ')}`;
		case 'unknown-scheduler':
			return `one of ${SCHEDULERS.join(', ')}`;
		case 'unknown-size':
		case 'ribbon':
			return 'pixels such as 1024x768, a ratio such as 16:9, or square, portrait or landscape';
		case 'unknown-colour':
			return `a colour such as #00b140, one of ${Object.keys(KEY_COLOURS).join(', ')}, or auto`;
		case 'bad-model-name':
			return 'the name of a folder under models/: letters, digits, dots, dashes; with spaces in quotes';
		case 'bad-pixels':
			return `sides from ${mistake.min} to ${mistake.max} pixels`;
		case 'after-background':
			return 'objects and places before the |, one background after it';
		case 'no-place-here':
			return 'a place such as left, top-right, 2/3, b2, auto or (10 20 60 90), or \\@ to draw the sign itself';
		case 'unknown-place':
			return PLACES;
		case 'address':
			return '\\@ to draw the sign itself, or a place such as left, top-right or 2/3 after it';
		case 'unknown-object':
			return 'an object of this line, as in: a bird@above the house, a house@center';
		case 'place-circle':
			return 'at least one of them at a place of its own, such as left or center';
		case 'without-place':
			return 'a place after it, as in cat@left; or | before it if it is the background';
		case 'nothing-named':
			return 'a description before the place, as in cat@left';
		case 'box-too-small':
			return 'a larger box';
		case 'box-open':
		case 'box-outside':
		case 'box-without-area':
		case 'box-numbers':
		case 'box-word':
			return BOX;
		case 'no-size-here':
		case 'bad-size':
			return 'small, medium, large, huge, a share of the picture such as 40%, or width and height such as 30%x50%; or flip, front, back';
		case 'two-sizes':
			return 'one size, before or after the place';
		case 'none-of-it':
			return 'at least one of it';
		case 'too-many-objects':
			return `at most ${mistake.most} objects in all, or quotes around a number that is part of a name`;
		case 'too-many-pictures':
			return `choices whose product is at most ${mistake.most}`;
		case 'quote-open':
			return 'a second " after the quoted words, or \\" to draw the mark itself';
		case 'braces-open':
			return '} after the choices, as in {red,blue}, or \\{ to draw the brace itself';
		case 'braces-nested':
			return '} to close the first choice, or \\{ to draw the brace itself';
		case 'brace-alone':
			return 'a { before it, or \\} to draw the brace itself';
		case 'braces-empty':
			return 'choices between the braces, as in {red,blue}';
	}
}

type Idle = Extract<LayoutRemark, { readonly kind: 'idle' }>['where'];

function idleInEnglish(where: Idle): string {
	switch (where.kind) {
		case 'guidance':
			return `it needs guidance above 1, and that is ${where.guidance}`;
		case 'model':
			return `the model ${where.model} was distilled to draw without it`;
		case 'arm':
			return `--arm ${where.arm} takes no notice of it`;
		case 'no-objects':
			return 'it is about objects, and the line places none';
	}
}

/** What is worth telling of a line that can be drawn, in English. */
export function remarkInEnglish(remark: LayoutRemark): string {
	switch (remark.kind) {
		case 'tiny-box':
			return `The box of “${remark.text}” is tiny (${remark.width}% by ${remark.height}% of the picture); it may stay empty.`;
		case 'overlap':
			return `“${remark.text}” and “${remark.other}” share ${remark.percent}% of their boxes; one may hide the other.`;
		case 'size-rounded':
			return `The model ${remark.model} cannot draw ${remark.given}; the picture is ${remark.drawn}.`;
		case 'unknown-word':
			return `The model does not know “${remark.word}”${remark.near === null ? '.' : `; did you mean “${remark.near}”?`}`;
		case 'unknown-unwanted':
			return `The model does not know ${remark.words.map((word) => `“${word}”`).join(', ')}, so --no does nothing about it.`;
		case 'unread':
			return `This is more than the model ${remark.model} reads at once; it may leave out ${remark.words.map((words) => `“${words}”`).join(', ')}.`;
		case 'left-out':
			return `Left out, since it means nothing here: ${remark.given.map((words) => `“${words}”`).join(', ')}.`;
		case 'translated':
			return `Drawn as ${remark.words.map(([from, to]) => `“${to}” (${from})`).join(', ')}.`;
		case 'scheduler-named':
			return `“${remark.given}” is --scheduler ${remark.name} here.`;
		case 'idle':
			return `${remark.given.join(', ')} ${remark.given.length === 1 ? 'changes' : 'change'} nothing here: ${idleInEnglish(remark.where)}.`;
		case 'unwanted':
			return `Not to be shown, as with --no: ${remark.given.map((words) => `“${words}”`).join(', ')}.`;
		case 'places-first':
			return `Places stand behind their words: read as “${remark.example}”.`;
		case 'not-counted':
			return `“${remark.text}” is drawn as one thing; for several write “${remark.many}”.`;
	}
}
