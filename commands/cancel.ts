import type { Command } from './command.ts';
import { inWords } from './reply.ts';
import { actContext, PICTURE, targetOf } from './target.ts';

export const command: Command = {
	name: 'cancel',
	ja: '取消',
	description: { en: 'Stop a picture that is waiting or being drawn', ja: '待機中・描画中の絵を取り消す' },
	options: [PICTURE],
	right: 'cancel',
	answers: 'private',
	about: 'under way',
	examples: ['cancel'],
	async run(context, options) {
		const target = await targetOf(context, options, 'cancel');
		const picture = await context.studio.pictures.change({ kind: 'cancel' }, actContext(context, target.id));
		const done = picture.state === 'cancelled';
		const text = done
			? { en: 'Cancelled.', ja: '取り消しました。' }
			: { en: 'It had already ended; nothing was changed.', ja: 'すでに終わっています。' };
		return { kind: 'picture', picture, text: inWords(context.locale, text), private: true };
	},
};
