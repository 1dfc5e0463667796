const quoted = (given: string) => JSON.stringify(given);
const meant = (near: string | undefined) => (near === undefined ? '' : `Did you mean ${near}? `);

/** What is done to a picture, as refusals say it. */
const DOING = {
	see: 'see',
	build: 'build on',
	serve: 'open',
	vote: 'vote for',
	star: 'star',
	mention: 'talk about',
	cancel: 'cancel',
	delete: 'delete',
} as const;
/** A right to a picture. */
export type Doing = keyof typeof DOING;
/** What is made of a finished picture. */
const MADE = { look: 'looked at', upscale: 'enlarged' } as const;
export type Made = keyof typeof MADE;
const WHOSE = { person: 'You have', channel: 'This channel has', server: 'This server has' } as const;

/** Who has a quota, and over what time. */
export type QuotaScope = keyof typeof WHOSE;
export type QuotaSpan = 'hour' | 'day';

const roomAt = (time: string) => `There will be room at ${time} UTC.`;

/** Why something cannot be had, and what to do instead, in English: the source of the `Sentences` type. */
export const en = {
	unknownPicture: (id: string) =>
		`There is no picture ${quoted(id)}. A picture's id has 12 letters and stands with its recipe; it may have been typed wrongly.`,
	whichPicture: () =>
		'Which picture? Give its id (12 letters, with its recipe), or answer to the picture itself.',
	unknownPost: (post: string) => `There is no post ${post}: its picture is gone.`,
	deleted: () => 'This picture was deleted.',
	deletedRecipe: () => 'This picture was deleted; its recipe is gone.',
	deletedOrigin: (id: string) => `The picture ${id} was deleted, so nothing can be made of it.`,
	notFinished: (made: Made) => `This picture is not finished yet, so it cannot be ${MADE[made]}.`,
	onlySeen: (parent: string, made: Made) =>
		`This is what was seen of the picture ${parent}, and cannot be ${MADE[made]} itself. Name that one.`,
	bytesGone: () =>
		'This picture is no longer stored. Reroll is not needed: `layers` draws the same one again.',
	recipeGone: () => 'This recipe is no longer at hand. Drop the picture here once more.',
	galleryPage: () => 'This page of the gallery cannot be found again. Please start from its beginning.',

	noLayout: () =>
		'This picture was drawn from a plain prompt: it has no objects. Give things places to get some, for example cat@left.',
	nothingToLookFor: () =>
		'This picture was drawn from a plain prompt: it has no objects to look for. Give things places to get some, for example cat@left.',
	noSuchNumber: (object: number, there: string) => `There is no object ${object}; there are ${there}.`,
	noSuchObject: (given: string, there: string) =>
		`There is no object ${quoted(given)}; ${there === '' ? 'the picture has none' : `there are ${there}`}.`,
	whichObject: (given: string, numbers: readonly number[], there: string) =>
		`${quoted(given)} may be object ${numbers.join(' or ')}. Give its number; there are ${there}.`,
	sayWhere: () => 'Say where to move it (left, tl, 2/3, (10 20 60 90)) or how large it should be.',
	noBox: (box: readonly number[]) =>
		`[${box.join(', ')}] is no box: it takes [x0, y0, x1, y1] with x0 < x1 and y0 < y1, as fractions of the picture.`,
	noPlace: (given: string) =>
		`${quoted(given)} is no place. Places are words such as left or tl, cells such as 2/3, or boxes such as (10 20 60 90).`,
	variations: (count: number, most: number) =>
		`${count} variations were asked for; 1 to ${most} can be made at once.`,
	tooLargeToEnlarge: (size: string, factor: number, larger: string, most: number) =>
		`${size} times ${factor} would be ${larger}; ${most} pixels a side is the most.`,
	sweepCount: (given: number, most: number) => `A sweep takes 1 to ${most} values; ${given} were given.`,
	sweepNumber: (flag: string, whole: boolean, min: number, max: number, given: string) =>
		`${flag} takes ${whole ? 'whole numbers' : 'numbers'} from ${min} to ${max}; ${quoted(given)} was given.`,
	sweepArm: (given: string, arms: string) => `${quoted(given)} is no arm; there are ${arms}.`,
	cannotDraw: (why: string) => `This picture cannot be drawn: ${why}.`,
	recipeRefused: (why: string) => why,
	tooLarge: (size: string, model: string, largest: string) =>
		`${size} is too large for the model ${model} here. The largest in this shape is --size ${largest}; /taue upscale enlarges what is drawn.`,
	tooMuchWork: (evaluations: number, model: string, most: number, ways: readonly string[]) =>
		`This picture would take ${evaluations} evaluations of the model ${model}, and ${most} is the most here. ` +
		`Possible: ${ways.length === 0 ? 'another model' : ways.map((way) => (way === 'objects' ? 'fewer objects' : way)).join(', or ')}.`,

	noModel: () =>
		'No model is installed. The operator can fetch one with `npm run taue -- models pull OWNER/NAME`.',
	noAllowedModel: (allowed: string) => `None of the models that this place allows (${allowed}) is installed.`,
	modelNotAllowed: (name: string, allowed: string) =>
		`The model ${name} may not be used here; ${allowed} may.`,
	unknownModel: (name: string, near: string | undefined, there: string) =>
		`There is no model ${quoted(name)}. ${meant(near)}There are ${there}.`,

	draining: () => 'The studio is being restarted. Please try again in a minute.',
	placeOff: () => 'Drawing is switched off here. A moderator can switch it on in the settings.',
	refusedWord: (word: string) => `${quoted(word)} is not drawn here. Please choose other words.`,
	lineTooLong: (length: number, most: number) => `The line has ${length} characters; ${most} is the most.`,
	messageTooLong: (length: number, most: number) =>
		`The message has ${length} characters; ${most} is the most.`,
	notStorable: (nul: boolean, at: number) =>
		`The text holds ${nul ? 'a character with the number 0' : 'half of a character'} (number ${at} of it): something went wrong where it was copied. Please type it anew.`,

	moderatorsOnly: () => 'Only moderators can change the settings.',
	serverOnly: () =>
		'Only those who manage the whole server can change the settings of all its channels. Without scope=server they hold for this channel.',
	noServer: () => 'This place belongs to no server; change its own settings.',
	elsewhere: (id: string, right: Doing) =>
		`The picture ${id} is not of this place. One can ${DOING[right]} it where it was made or posted.`,
	somebodyElses: (whose: string | null, right: Doing) =>
		`Only ${whose ?? 'whoever asked for it'} or a moderator can ${DOING[right]} this picture.`,

	badSetting: (name: string, why: string) => `The setting ${name} is not right: ${why}.`,
	unknownSetting: (given: string, near: string | undefined, possible: string) =>
		`There is no setting ${quoted(given)}. ${meant(near)}Possible here: ${possible}.`,
	changesNothing: (given: string) =>
		`${quoted(given)} changes nothing. Write name=value, for example quota.personHour=20 or safety.policy=blur.`,
	cannotDrawWith: (why: string) => `Nothing could be drawn with these settings. ${why}`,
	badDefaults: (given: string, why: string) =>
		`The setting defaults is ${quoted(given)}, and ${why} It takes flags alone, for example defaults="--steps 12".`,
	notAllFlags: () => 'not all of it is a flag.',
	flagsOfALine: () => '--seed and -n belong to a line.',

	shelfFull: (count: number) =>
		`${count} layouts are saved here, which is the most. Remove one first: unsave NAME.`,
	unknownLayout: (name: string, near: string | undefined) =>
		`No layout is saved here as ${quoted(name)}. ${meant(near)}See them all with: saved`,
	badName: (given: string) =>
		`${quoted(given)} is no name for a layout. A name is one word of at most 40 letters, digits, - and _, such as beach-party.`,
	layoutOfAnother: (name: string, whose: string | null, instead: 'another-name' | 'ask') =>
		`The layout ${name} was saved by ${whose ?? 'somebody who is no longer known'}; only they or a moderator can change it. ` +
		(instead === 'another-name' ? 'Choose another name.' : 'Ask one of them.'),

	unknownCommand: (name: string) => `There is no command ${quoted(name)}.`,
	meansNothing: (given: string, command: string, examples: string, line: string) =>
		`${quoted(given)} means nothing to ${command} (${examples}). To draw it, write: draw ${line}`,
	noOption: (command: string, name: string, options: string) =>
		`${command} has no option ${quoted(name)}; it has ${options === '' ? 'none' : options}.`,
	needs: (
		command: string,
		option: string,
		what: { readonly en: string; readonly ja: string },
		example: string,
	) => `${command} needs ${option} (${what.en}). For example: /taue ${example}`,
	takesPicture: (option: string, given: string) =>
		`${option} takes a picture's id (12 letters); ${quoted(given)} was given.`,
	takesNumber: (option: string, whole: boolean, min: number, max: number, given: string) =>
		`${option} takes ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}; ${quoted(given)} was given.`,
	takesChoice: (option: string, choices: string, given: string) =>
		`${option} takes ${choices}; ${quoted(given)} was given.`,
	takesYesOrNo: (option: string, given: string) => `${option} takes yes or no; ${quoted(given)} was given.`,
	takesText: (option: string, most: number, given: string) =>
		`${option} takes at most ${most} characters; ${quoted(given)} was given.`,

	burst: (requests: number, seconds: number) =>
		`That was more than ${requests} requests in ${seconds} seconds. Please wait a moment.`,
	tooManyAtOnce: (live: number, most: number) =>
		`You have ${live} pictures waiting or being drawn here, and ${most} is the most. Please wait until some are done, or cancel one.`,
	quotaUsed: (scope: QuotaScope, left: number, most: number, span: QuotaSpan, wanted: number, time: string) =>
		`${WHOSE[scope]} ${left} of ${most} pictures per ${span} left, and this asks for ${wanted}. ${roomAt(time)}`,
	askedTooOften: (used: number, most: number, span: QuotaSpan, time: string) =>
		`You have asked for ${used} pictures within the last ${span}, cancelled ones included, and ${most} is the most. ${roomAt(time)}`,
	queueFull: (waiting: number, capacity: number, seconds: number) =>
		`${waiting} pictures are waiting, and ${capacity} is the most. Please try again in ${seconds} seconds.`,
};

/** The same sentences in every language. */
export type Sentences = typeof en;
