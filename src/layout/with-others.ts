import { oneOf } from './counts.ts';

/** What a scene is called: things are in it, not with it. */
const SCENES = new Set(
	(
		'beach meadow field lawn garden park forest wood woods jungle desert sea ocean lake river pond road street path ' +
		'city town village harbour harbor sky room kitchen living-room bedroom farmyard yard landscape valley island ' +
		'playground square scene background'
	).split(' '),
);
/** What stands still, so that something else may be on one side of it. */
const LANDMARKS = new Set(
	(
		'house home cottage castle church tower building barn hut cabin tent lighthouse temple palace school farm farmhouse ' +
		'mill windmill mountain hill volcano bridge fountain statue pyramid tree'
	).split(' '),
);
/** What stands by itself: nothing that is worn, held, or a part of what it is with. */
const APART = new Set(
	(
		'tree bush cactus flower sunflower snowman rock mountain hill volcano sun moon star cloud rainbow balloon airplane ' +
		'plane helicopter rocket ufo car taxi bus truck tractor train bicycle bike motorcycle boat ship sailboat canoe bench ' +
		'fountain statue well tent barn house hut church tower castle lake pond river cat kitten dog puppy horse pony cow ' +
		'pig sheep goat rabbit bear fox wolf lion tiger elephant monkey giraffe zebra deer camel bird owl eagle duck ' +
		'swan goose chicken rooster penguin dragon dinosaur unicorn man woman boy girl child person farmer knight robot ghost'
	).split(' '),
);

const WITH = /^((?:an?|the|one)\s.*?)\s+with\s+((?:an?|the|some|two|three|four|five|six)\s.+)$/i;
const headOf = (words: string) => oneOf(words.trim()).toLowerCase().split(/[\s]+/).at(-1) ?? '';

/** Whether words end with what is a scene: `a sunny beach`. */
export function endsWithScene(words: string): boolean {
	return SCENES.has(headOf(words));
}

/** How two things that `with` ties stand to each other. */
export interface Apart {
	/** Units before `with` and up to the words behind it, with the spaces around. */
	readonly before: number;
	readonly behind: number;
	readonly first: 'scene' | 'landmark';
}

/**
 * Whether the words before a side (`a house with a tree`, on the left) say two things, of which only the second
 * stands there.
 */
export function toldApart(words: string): Apart | undefined {
	const match = WITH.exec(words);
	if (match === null) return undefined;
	const [, first, second] = match;
	const head = headOf(first);
	const scene = SCENES.has(head);
	if (!scene && !(LANDMARKS.has(head) && APART.has(headOf(second)))) return undefined;
	return { before: first.length, behind: words.length - second.length, first: scene ? 'scene' : 'landmark' };
}
