import type { Box } from '../../../layout/layout.ts';
import { failureText } from '../../failures.ts';
import type { WirePicture } from '../wire.ts';
import { language, t } from './language.ts';

/** Where a box is, as one would tell it to someone who does not see it. */
export function whereabouts(box: Box): string {
	const x = (box[0] + box[2]) / 2;
	const y = (box[1] + box[3]) / 2;
	const across = x < 0.4 ? 'left' : x > 0.6 ? 'right' : '';
	const down = y < 0.4 ? 'top' : y > 0.6 ? 'bottom' : '';
	return t().picture.where(across, down, box[2] - box[0] > 0.8 && box[3] - box[1] > 0.8);
}

type Shown = Pick<WirePicture, 'layout' | 'line' | 'state'>;

/** What is in the picture, from its layout: `a cat at the left, a dog at the right, on a beach`. */
export function altText(picture: Shown): string {
	const { layout } = picture;
	const words = t().picture;
	if (layout === null) return words.aDeleted;
	const things = layout.objects.map((object) =>
		object.box === 'auto' ? object.text : words.placed(object.text, whereabouts(object.box)),
	);
	const background =
		layout.background === null
			? []
			: [words.ground(layout.preposition, layout.background, things.length === 0)];
	const said = [...things, ...background].join(words.comma);
	return said === '' ? picture.line : said;
}

/** A picture in three words, for buttons and lists. */
export function shortName(picture: Shown): string {
	const { layout } = picture;
	const words = t().picture;
	if (layout === null) return words.deletedName;
	const things = layout.objects.map((object) => object.text);
	return clip(things.length > 0 ? things.join(words.and) : (layout.background ?? picture.line), 60);
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
	const words = t().status;
	if (seconds < 90) return words.seconds(Math.max(1, Math.round(seconds)));
	if (seconds < 5400) return words.minutes(Math.round(seconds / 60));
	return words.hours(Math.round(seconds / 3600));
}

/** What a picture that is not done yet is doing. */
export function statusWords(picture: WirePicture): string {
	const words = t().status;
	const eta = picture.etaSeconds === null ? '' : words.about(aboutSeconds(picture.etaSeconds));
	switch (picture.state) {
		case 'queued':
			return words.inLine(picture.position ?? 1) + eta;
		case 'running': {
			const { progress } = picture;
			if (progress === null) return words.starting + eta;
			return words.phases[progress.phase] + words.percent(percent(picture)) + eta;
		}
		case 'done':
			return picture.bytes === 'none' ? words.notKept : words.done;
		case 'failed':
			return picture.failure === null ? words.failed : failureText(picture.failure, language());
		case 'cancelled':
			return words.cancelled;
		case 'deleted':
			return words.deleted;
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

/** How the picture came to be, for the chat: `moved 2. dog to right`, or what the action is called. */
export function actionWords(picture: Pick<WirePicture, 'action' | 'note'>): string {
	return picture.action !== 'draw' && picture.note !== '' ? picture.note : t().actions[picture.action];
}

export function nameOf(picture: Pick<WirePicture, 'by'>): string {
	return picture.by?.name ?? t().page.someone;
}

/** A number with at most one digit behind the point: `2.7`. */
export function rounded(count: number): string {
	return String(Math.round(count * 10) / 10);
}
