import type { Box } from '../../../layout/layout.ts';
import type { WirePicture } from '../wire.ts';

/** Where a box is, as one would tell it to someone who does not see it. */
export function whereabouts(box: Box): string {
	const x = (box[0] + box[2]) / 2;
	const y = (box[1] + box[3]) / 2;
	const across = x < 0.4 ? 'left' : x > 0.6 ? 'right' : '';
	const down = y < 0.4 ? 'top' : y > 0.6 ? 'bottom' : '';
	if (across === '' && down === '')
		return box[2] - box[0] > 0.8 && box[3] - box[1] > 0.8 ? 'filling the picture' : 'in the middle';
	return `at the ${[down, across].filter((part) => part !== '').join(' ')}`;
}

type Shown = Pick<WirePicture, 'layout' | 'line' | 'state'>;

/** What is in the picture, from its layout: `a cat at the left, a dog at the right, on a beach`. */
export function altText(picture: Shown): string {
	const { layout } = picture;
	if (layout === null) return 'a deleted picture';
	const things = layout.objects.map((object) =>
		object.box === 'auto' ? object.text : `${object.text} ${whereabouts(object.box)}`,
	);
	const background =
		layout.background === null
			? []
			: [`${things.length > 0 ? `${layout.preposition ?? 'background:'} ` : ''}${layout.background}`];
	const said = [...things, ...background].join(', ');
	return said === '' ? picture.line : said;
}

/** A picture in three words, for buttons and lists. */
export function shortName(picture: Shown): string {
	const { layout } = picture;
	if (layout === null) return 'deleted picture';
	const things = layout.objects.map((object) => object.text);
	return clip(things.length > 0 ? things.join(' and ') : (layout.background ?? picture.line), 60);
}

export function clip(text: string, length: number): string {
	const characters = Array.from(text);
	return characters.length <= length
		? text
		: `${characters
				.slice(0, length - 1)
				.join('')
				.trimEnd()}…`;
}

/** `12 s`, `3 min`; rounded, since an estimate is one. */
function aboutSeconds(seconds: number): string {
	if (seconds < 1) return '1 s';
	if (seconds < 90) return `${Math.round(seconds)} s`;
	if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
	return `${Math.round(seconds / 3600)} h`;
}

/** What a picture that is not done yet is doing. */
export function statusWords(picture: WirePicture): string {
	const eta = picture.etaSeconds === null ? '' : ` · about ${aboutSeconds(picture.etaSeconds)}`;
	switch (picture.state) {
		case 'queued':
			return picture.position !== null && picture.position > 1
				? `No. ${picture.position} in line${eta}`
				: `Next in line${eta}`;
		case 'running': {
			const { progress } = picture;
			if (progress === null) return `Starting${eta}`;
			const doing = {
				loading: 'Waking the model',
				seedling: 'Raising seedlings',
				background: 'Preparing the field',
				joint: 'Growing together',
				decode: 'Last touches',
			};
			return `${doing[progress.phase]} · ${percent(picture)} %${eta}`;
		}
		case 'done':
			return picture.bytes === 'none' ? 'No longer kept' : 'Done';
		case 'failed':
			return picture.failure?.message ?? 'It did not work.';
		case 'cancelled':
			return 'Cancelled';
		case 'deleted':
			return 'Deleted';
	}
}

export function percent(picture: WirePicture): number {
	const { progress } = picture;
	if (picture.state === 'done') return 100;
	return progress === null || progress.steps === 0
		? 0
		: Math.min(99, Math.round((100 * progress.step) / progress.steps));
}

export function clock(at: string): string {
	return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

const ACTION_WORDS: Readonly<Record<WirePicture['action'], string>> = {
	draw: 'drew',
	reroll: 'rerolled',
	'reroll-object': 'rerolled one object of',
	vary: 'varied',
	move: 'moved something in',
	edit: 'changed',
	sweep: 'swept',
	upscale: 'enlarged',
	layers: 'took apart',
};

/** How the picture came to be, for the chat: `moved 2. dog to right`, or what the action is called. */
export function actionWords(picture: WirePicture): string {
	return picture.action !== 'draw' && picture.note !== '' ? picture.note : ACTION_WORDS[picture.action];
}
