import packageFile from '../package.json' with { type: 'json' };
import type { QueueStatus } from '../src/studio/drawing.ts';
import type { Command } from './command.ts';
import { inWords, textReply } from './reply.ts';

/** The paper of the method. */
const PAPER = 'https://arxiv.org/abs/2511.02580';

/** One line for each kind of device: what runs the graphs, and which models it holds. */
function devices({ workers }: QueueStatus): readonly string[] {
	const counts = new Map<string, number>();
	for (const { device, models } of workers) {
		const line = `${device}: ${models.join(', ')}`;
		counts.set(line, (counts.get(line) ?? 0) + 1);
	}
	return [...counts].map(([line, count]) => (count === 1 ? line : `${count} × ${line}`));
}

export const command: Command = {
	name: 'about',
	ja: 'このボット',
	description: { en: 'Version, devices, models, links', ja: 'バージョン、装置、モデル、リンク' },
	options: [],
	right: 'look',
	answers: 'private',
	examples: ['about'],
	async run({ studio, place, person, locale }) {
		const there = devices(await studio.drawing.queue(place, person));
		const none = inWords(locale, {
			en: 'No device is at work just now.',
			ja: '今動いている装置はありません。',
		});
		return textReply(
			[
				`TAUE ${packageFile.version}, Node ${process.versions.node}`,
				...(there.length === 0 ? [none] : there),
				inWords(locale, { en: `The method: ${PAPER}`, ja: `手法: ${PAPER}` }),
			].join('\n'),
		);
	},
};
