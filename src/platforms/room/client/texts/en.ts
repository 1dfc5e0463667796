import type { LayoutError, LayoutWarning } from '../../../../layout/index.ts';

type PlaceHint =
	| 'left'
	| 'right'
	| 'top'
	| 'bottom'
	| 'center'
	| 'corner'
	| 'edge'
	| 'third'
	| 'auto'
	| 'above'
	| 'below'
	| 'behind'
	| 'between'
	| 'on';

/** All words of the page in one language. A function gets what stands in its sentence. */
export const en = {
	/** Its own name for itself, as it stands in the list of languages. */
	language: 'English',

	/** A mistake in a line and what is worth telling of a line, which know their own English sentences. */
	mistake: (error: Pick<LayoutError, 'message' | 'mistake'>): string => error.message,
	remark: (warning: Pick<LayoutWarning, 'message' | 'remark'>): string => warning.message,

	page: {
		opening: 'Opening the room …',
		notNow: 'Not just now',
		notOpened: 'The room could not be opened.',
		tryAgain: 'Try again',
		wrong: 'Something went wrong on this page. Reload it, please.',
		noConnection: 'The room cannot be reached just now. Check your connection and try again.',
		roomFailed: (status: number): string => `The room answered with an error (${status}).`,
		skipToComposer: 'Skip to the composer',
		skipToPictures: 'Skip to the pictures',
		whoIsHere: 'Who is here',
		reconnecting: 'Reconnecting …',
		invite: 'Invite',
		inviteLink: 'Invite link',
		colours: (theme: 'auto' | 'light' | 'dark'): string =>
			`Colours: ${theme === 'auto' ? 'as the system' : theme}`,
		change: 'Change.',
		chooseLanguage: 'Language',
		parts: 'Parts of the room',
		chat: 'Chat',
		pictures: 'Pictures',
		fresh: (count: number): string => `${count} new`,
		talk: 'Chat and composer',
		close: 'Close',
		copied: (what: string): string => `${what} copied.`,
		notCopied: (what: string, text: string): string =>
			`${what} could not be copied: this browser allows it on secure pages only. It reads: ${text}`,
		someone: 'someone',
		dropHere: 'Drop the picture: its recipe is read',
		tooLarge: (file: string): string =>
			`${file} is larger than 32 MB; pictures of TAUE are smaller. Use the original file.`,
		recipeFound: 'The recipe of this picture was found.',
	},

	/** What a screen reader is told of the room's life. */
	told: {
		asked: (who: string, what: string): string => `${who} asked for ${what}.`,
		ready: (what: string): string => `Your picture is ready: ${what}.`,
		failed: (why: string): string => `Your picture failed: ${why}`,
		said: (who: string, text: string): string => `${who}: ${text}`,
	},

	door: {
		motto: 'Say what and where; watch it grow; play with it together.',
		localKey: 'Open the address that the program printed when it started: it ends with a key.',
		invitation: 'This room is open by invitation. Ask someone inside for the invite link.',
		name: 'Your name',
		password: 'Password',
		enter: 'Come in',
		didNotWork: 'That did not work. Please try again.',
		noAccount: 'No account: a name, and a cookie so that you stay the same person.',
	},

	composer: {
		title: 'Composer',
		label: 'Line to draw, command or message',
		placeholder: 'cat@left, dog@right on a beach',
		sketch: 'Sketch of the line. Boxes move with the arrow keys.',
		tryOne: 'Say what, and where. For example:',
		/** Lines that draw on a click; the first three stand in the help too. */
		examples: [
			'a red cat@left, a blue dog@right on a green meadow',
			'3 ducks@bottom on the sea',
			'an owl@top-right:small, a house@bottom-left at night',
		] as readonly string[],
		say: 'Say',
		run: 'Run',
		help: 'Help',
		draw: (pictures: number): string => (pictures > 1 ? `Draw ${pictures}` : 'Draw'),
		drawIt: 'Draw it',
		meant: 'Enter draws',
		perhaps: 'To draw:',
		forgotten: 'Did you mean',
		questionMark: '?',
		expected: (what: string): string => `Expected ${what}.`,
		more: (count: number): string => ` And ${count} more.`,
		recipeOf: 'Recipe of a picture',
		chooseFile: 'Recipe of a picture: choose a PNG file',
		completions: 'Completions',
		whatCanIDraw: 'What can I draw?',
	},

	/** Places as completions offer them, each with the key of its hint; the layout language knows them all. */
	places: [
		['left', 'left'],
		['right', 'right'],
		['top', 'top'],
		['bottom', 'bottom'],
		['center', 'center'],
		['top-left', 'corner'],
		['top-right', 'corner'],
		['bottom-left', 'corner'],
		['bottom-right', 'corner'],
		['far-left', 'edge'],
		['far-right', 'edge'],
		['left-third', 'third'],
		['auto', 'auto'],
		['above', 'above'],
		['below', 'below'],
		['behind', 'behind'],
		['between', 'between'],
		['on', 'on'],
	] as readonly (readonly [word: string, hint: PlaceHint])[],

	/** Hints of completions. */
	offers: {
		exampleLine: 'cat@left, dog@right on a beach',
		noun: 'it can draw this',
		scene: 'a background',
		left: 'left half',
		right: 'right half',
		top: 'upper half',
		bottom: 'lower half',
		center: 'in the middle',
		corner: 'corner',
		edge: 'narrow, at the edge',
		third: 'first of three columns',
		auto: 'finds its own place',
		small: 'a quarter',
		medium: 'as usual',
		large: 'most of the picture',
		huge: 'nearly all of it',
		above: 'above the …',
		below: 'below the …',
		behind: 'behind the …',
		between: 'between the … and the …',
		on: 'on top of the …',
		flip: 'looks the other way',
		front: 'covers all others',
		back: 'behind all others',
		seed: 'the same seed, the same picture',
		steps: 'more steps, finer and slower',
		guidance: 'how strictly the words count',
		no: 'what must not be there',
		size: 'square, portrait, landscape, 16:9',
		arm: 'how objects are brought together',
		count: 'how many pictures',
		model: 'which model draws',
		transplant: 'step of the transplant',
		crop: 'how long seedlings grow alone',
		key: 'colour of the seedling bed',
	},

	nouns: {
		title: 'What can I draw?',
		search: 'Search',
		objects: (count: number): string => `Things (${count})`,
		colours: 'Colours',
		scenes: 'Backgrounds',
		anything: 'This model takes any words. These it surely knows:',
		none: (word: string): string =>
			`“${word}” is not among them. The model may still try; what it was not taught comes out as something else.`,
		use: 'A click puts it into your line.',
	},

	chat: {
		title: 'Chat',
		keys: 'Arrow keys go from picture to picture.',
		empty: 'What you all ask for and say appears here.',
		onTheWall: 'On the wall',
		open: (what: string): string => `: open ${what}`,
		onlyYou: ' · only you see this',
		recipeHere: 'The recipe in this picture',
		notStored: 'The picture itself is not stored here; its recipe draws the very same one.',
		notDrawable: (why: string): string =>
			`The picture itself is not stored here, and its recipe cannot be drawn here as it is. ${why}`,
		editLine: 'Edit the line',
		copy: 'Copy',
		recipe: 'Recipe',
		didYouMean: 'Did you mean ',
		tryAgainAt: (time: string): string => `Try again at ${time}.`,
		clickToDraw: 'A click draws:',
		moreHelp: 'More',
		nothingYet: 'Nothing here yet.',
		recipeOf: (what: string): string => `Recipe of ${what}`,
		openFamily: 'Open the family tree',
		savedLayouts: 'Saved layouts',
		savedBy: (who: string): string => `Saved by ${who}`,
		inLine: (pictures: number): string =>
			pictures === 1 ? 'One picture is in line.' : `${pictures} pictures are in line.`,
	},

	settings: {
		title: 'What holds in this room',
		change: 'Moderators change one with, for example:',
		on: 'yes',
		off: 'no',
		none: 'no limit',
		empty: '–',
		/** Names of settings by their keys; a key that is missing here stands for itself. */
		names: {
			enabled: 'Draws here',
			locale: 'Language of posts',
			models: 'Models that may draw',
			defaults: 'Flags of every line',
			'quota.personHour': 'Pictures of one person in an hour',
			'quota.personDay': 'Pictures of one person in a day',
			'quota.personConcurrent': 'Pictures of one person in line at once',
			'quota.channelHour': 'Pictures here in an hour',
			'quota.channelDay': 'Pictures here in a day',
			'quota.serverHour': 'Pictures of the whole server in an hour',
			'quota.serverDay': 'Pictures of the whole server in a day',
			'limits.area': 'Largest picture, in areas of the model’s own size',
			'limits.work': 'Dearest picture, in passes',
			'safety.policy': 'What becomes of unsafe pictures',
			'safety.words': 'Words that refuse a line',
			retentionDays: 'Days for which pictures are kept',
		} as Readonly<Record<string, string>>,
	},

	wall: {
		title: 'Pictures',
		which: 'Which pictures',
		newest: 'Newest',
		stars: '⭐ Gallery',
		votes: 'Most votes',
		mine: 'Mine',
		empty: {
			newest: ['The wall is empty.', 'The first picture grows here. One such line, and what came of it:'],
			stars: ['Nothing is starred yet.', 'Star a picture with ⭐ and it hangs here for everyone.'],
			votes: ['No votes yet.', 'Vote for a picture with 👍 and the favourites come first here.'],
			mine: [
				'You have not drawn anything yet.',
				'What you ask for hangs here, and on the wall for everyone.',
			],
		} as Readonly<Record<'newest' | 'stars' | 'votes' | 'mine', readonly [string, string]>>,
		exampleAlt: 'A drawn example: a red cat at the left, a blue dog at the right, on a green meadow',
		drawThis: 'Draw this',
		waiting: (count: number): string => (count === 1 ? '1 picture in line' : `${count} pictures in line`),
		older: 'Show older pictures',
		fetching: 'Fetching …',
		notFetched: 'Older pictures could not be fetched.',
		open: 'Open ',
		blurred: 'Blurred by this room’s rules',
		family: 'Family of this picture',
		familyMore: (count: number): string => `${count} more`,
		grid: (count: number): string => `${count} pictures of one line`,
		cancelAll: 'Cancel those in line',
		unknownWord: (words: string): string =>
			`The model does not know ${words}; something else may have come out.`,
	},

	picture: {
		/** Where a box is, as one would tell it to someone who does not see it. */
		where: (across: '' | 'left' | 'right', down: '' | 'top' | 'bottom', filling: boolean): string =>
			across === '' && down === ''
				? filling
					? 'filling the picture'
					: 'in the middle'
				: `at the ${[down, across].filter((part) => part !== '').join(' ')}`,
		/** An object with its whereabouts. */
		placed: (what: string, where: string): string => `${what} ${where}`,
		ground: (preposition: string | undefined, what: string, alone: boolean): string =>
			alone ? what : `${preposition ?? 'background:'} ${what}`,
		comma: ', ',
		and: ' and ',
		aDeleted: 'a deleted picture',
		deletedName: 'deleted picture',
		sketchOf: (what: string): string => `Sketch of ${what}`,
		growing: (what: string): string => `Growing: ${what}`,
		progressOf: (what: string): string => `Progress of ${what}`,
		boxLabel: (what: string, x: number, y: number, width: number, height: number): string =>
			`${what}: ${x} % from the left, ${y} % from the top, ${width} % wide, ${height} % high`,
		boxRole: 'movable box',
		boxHint: 'Drag to move. Arrow keys move, Shift and arrow keys resize.',
		ownPlace: 'Finds its own place: ',
		place: (what: string): string => `place ${what}`,
	},

	status: {
		seconds: (count: number): string => `${count} s`,
		minutes: (count: number): string => `${count} min`,
		hours: (count: number): string => `${count} h`,
		about: (time: string): string => ` · about ${time}`,
		inLine: (position: number): string => (position > 1 ? `No. ${position} in line` : 'Next in line'),
		starting: 'Starting',
		phases: {
			loading: 'Waking the model',
			seedling: 'Raising seedlings',
			background: 'Preparing the field',
			joint: 'Growing together',
			decode: 'Last touches',
		},
		percent: (share: number): string => ` · ${share} %`,
		done: 'Done',
		notKept: 'No longer kept',
		failed: 'It did not work.',
		cancelled: 'Cancelled',
		deleted: 'Deleted',
	},

	/** What was done to make a picture. */
	actions: {
		draw: 'drew',
		reroll: 'rerolled',
		'reroll-object': 'rerolled one object of',
		vary: 'varied',
		move: 'moved something in',
		edit: 'changed',
		sweep: 'swept',
		upscale: 'enlarged',
		layers: 'took apart',
	},

	reactions: {
		label: (what: string): string => `Reactions to ${what}`,
		counted: (label: string, count: number): string => `${label}, ${count}`,
		cancel: 'Cancel',
		tryAgain: 'Try again',
		tryAgainLabel: 'Try again with new seeds',
		editLine: 'Edit line',
		editLineLabel: 'Put the line into the composer',
		reroll: 'Reroll',
		rerollAll: 'Reroll everything',
		rerollObject: (number: number, what: string): string => `Reroll object ${number}: ${what}`,
		vote: 'Vote for it',
		star: 'Star',
	},

	dialog: {
		about: 'About this picture',
		family: 'Family',
		compare: 'Compare',
		layers: 'Layers',
		recipe: 'Recipe',
		change: 'Move & change',
		vary: 'Vary',
		enlarge: 'Enlarge 2×',
		download: 'Download',
		voteDown: 'Vote down',
		copyLink: 'Copy link',
		link: 'Link',
		remove: 'Delete',
		reallyRemove: 'Really delete',
		before: 'Picture before',
		after: 'Picture after',
		zoomIn: 'Zoom in',
		zoomOut: 'Zoom out',
		zoomed: (percent: number): string => `Zoom ${percent} %`,
		inWords: 'Change in words',
		inWordsExample: 'make the cat blue, bigger dog, at night …',
		changeIt: 'Change it',
		boxesLabel: 'Boxes over the picture. They move with the arrow keys.',
		lineLabel: 'Line of this picture, or a change in words',
		redraw: 'Redraw',
		reset: 'Reset',
		stop: 'Stop changing',
		hint: 'Drag the boxes, type in the line, or say it: “make the cat blue”, “bigger house”, “at night”. What stays the same keeps its seed.',
		seeds: 'Seeds',
		background: 'background',
		copySeed: 'Copy this seed',
		copySeedOf: (what: string, seed: number): string => `Copy the seed of ${what}: ${seed}`,
		seed: 'Seed',
		model: 'Model',
		size: 'Size',
		steps: 'Steps',
		guidance: 'Guidance',
		method: 'Method',
		scheduler: 'Scheduler',
		took: 'Took',
		device: 'Device',
		passes: (count: string): string => ` · ${count} passes`,
		copyRecipe: 'Copy the recipe',
		copyLine: 'Copy the line',
		line: 'Line',
		copyId: (id: string): string => `Copy the id ${id}`,
		id: 'Id',
		json: 'All of it, as JSON',
		recipeGone: 'The recipe is gone with the picture.',
		layersLater: 'Layers come with the finished picture.',
		layersWhat:
			'Each object alone on a transparent ground, and the background without them: for your own collage.',
		takeApart: 'Take it apart',
		layer: (name: string): string => `Layer: ${name}`,
		noOther: 'There is no other finished picture yet.',
		compareWith: (what: string, isBefore: boolean): string =>
			`Compare with ${isBefore ? 'the one before, ' : ''}${what}`,
		beforeMark: 'before',
		tree: 'Family tree',
		fetchingTree: 'Fetching the family tree …',
		noTree: 'The tree could not be fetched.',
		enlarged: '2×',
	},

	compare: {
		title: 'Side by side',
		left: 'Left',
		right: 'Right',
		original: 'original',
		named: (side: string, what: string): string => `${side}: ${what}`,
		seam: 'Seam between the two pictures',
		share: (percent: number): string => `${percent} % of the left picture`,
	},
};

/** What every language has to say; the compiler and a test find what is missing. */
export type Texts = typeof en;
