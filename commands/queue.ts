import type { QueueStatus } from '../src/studio/drawing.ts';
import type { Locale } from '../src/studio/people.ts';
import type { Command } from './command.ts';
import { duration } from './duration.ts';

export function statusText(status: QueueStatus, locale: Locale): string {
	const { queued, running, workers, mine, quota } = status;
	const busy = workers.filter((worker) => worker.busy).length;
	const left = [quota.hourLeft, quota.dayLeft].map((count) => (count === null ? '∞' : String(count)));
	const own = mine.map(({ pictureId, position, etaSeconds }) => {
		const eta = etaSeconds === null ? '' : ` (${duration(etaSeconds, locale)})`;
		if (locale === 'ja') return `${pictureId}: ${position === 0 ? '描画中' : `${position}番目`}${eta}`;
		return `${pictureId}: ${position === 0 ? 'being drawn' : `number ${position} in line`}${eta}`;
	});
	const head =
		locale === 'ja'
			? [
					`待ち ${queued}、描画中 ${running}、装置 ${busy}/${workers.length}`,
					`残り: 1時間 ${left[0]}、1日 ${left[1]}`,
				]
			: [
					`${queued} waiting, ${running} being drawn, ${busy} of ${workers.length} devices busy`,
					`You have ${left[0]} left this hour and ${left[1]} today.`,
				];
	return [...head, ...own].join('\n');
}

export const command: Command = {
	name: 'queue',
	ja: '待ち行列',
	description: { en: 'The line, your place in it, and your quota', ja: '待ち行列と残り枚数を見る' },
	options: [],
	right: 'look',
	answers: 'private',
	examples: ['queue'],
	async run(context) {
		const status = await context.studio.drawing.queue(context.place, context.person);
		return { kind: 'queue', status, text: statusText(status, context.locale), private: true };
	},
};
