import { isBroken } from '../../src/layout/characters.ts';
import { ARMS, type Box, type Flags, type Layout, type LayoutObject } from '../../src/layout/index.ts';
import { PREPOSITIONS } from '../../src/layout/phrases.ts';
import { SCHEDULERS } from '../../src/layout/schedulers.ts';
import fc from '../support/properties.ts';

/** Characters with a meaning to the grammar, and some that only look so. */
const SPICE = [
	...'@,;|{}"\\:()[]-–—&+ \n\t.%/#<>\'“”＠，、：；｜｛｝＂＼　 ',
	'--seed 5',
	' -n 2',
	'--no',
	' and ',
	' on ',
	'with a ',
	'in front of ',
	'3 ',
	'two ',
	'三匹の',
	'left',
	'@left',
	'@(10 20 60 90)',
	'@top left',
	'@above the cat',
	'@between the cat and the dog',
	'@behind',
	' at left',
	' on the right',
	'left: ',
	'猫は左',
	'左に',
	'は',
	' -> left',
	'(left)',
	'#a',
	'&',
	':flip',
	':front',
	':1.2',
	'::2',
	'(a:1.2)',
	'((',
	'))',
	'[a|b]',
	'{a|b}',
	'{2$$a|b|c}',
	'{{a}}',
	'<lora:x:1>',
	'<:cat:123456>',
	':cat:',
	'__x__',
	'**a**',
	'_a_',
	'```',
	'||a||',
	' BREAK ',
	' AND ',
	' ADDCOL ',
	'Negative prompt: a',
	'\nSteps: 20, Seed: 1, Model: x',
	'/imagine prompt: ',
	'- a',
	'\n1. ',
	'https://a.b/c',
	' --v 6',
	' --ar 3:2',
	' -seed 7',
	'، ',
	'。',
	'「',
	'」',
	'++',
	'2x ',
	' x3',
	'\u200d',
	'\ufe0f',
	'\u00ad',
	'1967 ',
	'١',
	'İ',
	'ー',
	':small',
	'{a,b}',
	'猫',
	'左',
	'🐱',
	'👨‍👩‍👧',
	'é',
	'\u200b',
	'\ue000',
	'\ud83d',
	'a cat',
	'red',
];

/** Any string, and strings made of what the grammar knows. */
export const anyLine = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 200 }),
	fc
		.array(fc.oneof(fc.constantFrom(...SPICE), fc.string({ maxLength: 4 })), { maxLength: 60 })
		.map((parts) => parts.join('')),
);

/** A good line with a few characters replaced, put in, or taken out. */
export const damagedLine = fc
	.tuple(
		fc.constantFrom(
			'cat@left, dog@right on a sunny beach',
			'3 sheep@bottom:small, a "big, red" owl@2/3 | a meadow --seed 5 --size 16:9',
			'{red,blue} car@{left,right} --no ugly, text -n 3',
			'猫＠左、犬＠右、砂浜 --arm cultivate',
			'a cat@(10 20 60 90), a dog@[.1,.2,.6,.9]:40% in the woods, at night',
			'me\\@home@top left and a dog@bottom right: huge under a tree —seed 7',
			'house@center, a red bird@above the house:small, a dog@left of the house:flip on a meadow',
			'cat@left, dog@right, owl@between the cat and the dog:flip, moon@behind:huge',
			'(a red cat:1.2)@left, [dog]@right BREAK 2x owl@top --v 6\nNegative prompt: bad\nSteps: 20, Seed: 7',
		),
		fc.array(fc.tuple(fc.nat(80), fc.nat(2), fc.constantFrom(...SPICE)), { maxLength: 5 }),
	)
	.map(([line, edits]) => {
		let text: string = line;
		for (const [at, taken, put] of edits) text = text.slice(0, at) + put + text.slice(at + taken);
		return text;
	});

const text = fc
	.oneof(
		fc.constantFrom('cat', 'a red cat', 'two-story house', 'a big, red dog', 'on fire', '3d glasses', '猫'),
		fc.array(fc.constantFrom(...SPICE), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
		fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
	)
	.filter((words) => words.trim() !== '' && !isBroken(words));

const side = fc.oneof(
	fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
	fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
);
const box = fc
	.tuple(side, side, side, side)
	.filter(([a, b, c, d]) => a !== c && b !== d)
	.map(([a, b, c, d]): Box => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]);

const whole = { noNullPrototype: true } as const;

const object: fc.Arbitrary<LayoutObject> = fc.record(
	{
		text,
		box: fc.oneof(
			box,
			fc.constant('auto' as const),
			fc.constantFrom<Box>(
				[0.04, 0.2, 0.48, 0.8],
				[0.54, 0.54, 0.96, 0.96],
				[0, 0, 1, 1],
				[0, 0, 0.01, 0.01],
			),
		),
		flip: fc.constant(true as const),
		depth: fc.constantFrom('front' as const, 'back' as const),
	},
	{ ...whole, requiredKeys: ['text', 'box'] },
);

const eighths = fc.integer({ min: 8, max: 256 }).map((value) => value * 8);
const share = fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true });

const flags: fc.Arbitrary<Flags> = fc
	.tuple(
		fc.record(
			{
				seed: fc.integer({ min: 0, max: 0xffff_ffff }),
				steps: fc.integer({ min: 1, max: 200 }),
				guidance: fc.double({ min: 0, max: 50, noNaN: true }).map((value) => value + 0),
				guidanceUntil: fc.oneof(share, fc.constant(1)),
				transplant: fc.integer({ min: 0, max: 200 }),
				crop: share,
				arm: fc.constantFrom(...ARMS),
				scheduler: fc.constantFrom(...SCHEDULERS),
				no: text,
				count: fc.integer({ min: 1, max: 8 }),
				model: fc.constantFrom('nae', 'sdxl-turbo', 'sd/v1.5', 'My model (v2)'),
				key: fc.constantFrom('#00ff00', '#12ab9f'),
			},
			{ requiredKeys: [], noNullPrototype: true },
		),
		fc.oneof(
			fc.constant({}),
			fc.tuple(eighths, eighths).map(([width, height]) => ({ size: [width, height] as const })),
			fc.constantFrom(1, 2 / 3, 16 / 9, 21 / 9, 0.25, 4).map((aspect) => ({ aspect })),
			fc.double({ min: 0.25, max: 4, noNaN: true }).map((aspect) => ({ aspect })),
		),
	)
	.map(([some, size]) => ({ ...some, ...size }));

/** Layouts that a line can mean. */
export const anyLayout: fc.Arbitrary<Layout> = fc.oneof(
	fc.record({ objects: fc.constant([]), background: text, flags }, whole),
	fc.record(
		{
			objects: fc.array(object, { minLength: 1, maxLength: 8 }),
			background: fc.oneof(fc.constant(null), text),
			flags,
		},
		whole,
	),
	fc.record(
		{
			objects: fc.array(object, { minLength: 1, maxLength: 8 }),
			background: fc.oneof(text, fc.constantFrom('a beach', 'a beach, at night', 'top of a hill')),
			preposition: fc.constantFrom(...PREPOSITIONS),
			flags,
		},
		whole,
	),
);
