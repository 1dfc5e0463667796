import { canonicalJson } from '../src/recipe/recipe.ts';
import { say } from '../src/studio/sentences/index.ts';
import type { Command } from './command.ts';
import { errorReply } from './reply.ts';
import { PICTURE, targetOf } from './target.ts';

export const command: Command = {
	name: 'show',
	ja: '表示',
	description: { en: 'Show a picture and its recipe', ja: '絵とレシピを表示する' },
	options: [PICTURE],
	right: 'see',
	answers: 'private',
	about: 'finished',
	examples: ['show 7f3k9m2p4q6t'],
	async run(context, options) {
		const picture = await targetOf(context, options, 'see');
		if (picture.recipe === null) return errorReply('deleted', say('deletedRecipe'));
		return { kind: 'recipe', picture, json: canonicalJson(picture.recipe), private: true };
	},
};
