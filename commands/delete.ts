import type { Command } from './command.ts';
import { inWords } from './reply.ts';
import { actContext, PICTURE, targetOf } from './target.ts';

export const command: Command = {
	name: 'delete',
	ja: '削除',
	description: {
		en: 'Delete a picture (its requester or a moderator)',
		ja: '絵を削除する(依頼者とモデレーター)',
	},
	options: [PICTURE],
	right: 'delete',
	answers: 'private',
	about: 'finished',
	examples: ['delete'],
	async run(context, options) {
		const target = await targetOf(context, options, 'delete');
		const picture = await context.studio.pictures.change({ kind: 'delete' }, actContext(context, target.id));
		const done = picture.state === 'deleted';
		const text = done
			? { en: 'Deleted. Its place in the tree stays.', ja: '削除しました。' }
			: { en: 'It had already ended; nothing was changed.', ja: 'すでに終わっています。' };
		return { kind: 'picture', picture, text: inWords(context.locale, text), private: true };
	},
};
