import { canonicalJson, type Recipe } from '../src/recipe/recipe.ts';
import type { Command, CommandContext, ErrorReply, Reply } from './command.ts';
import { jobsReply, replyToError } from './reply.ts';
import { PICTURE, targetOf } from './target.ts';

export const command: Command = {
	name: 'redraw',
	ja: '再現',
	description: { en: 'Draw the very same recipe again', ja: '同じレシピでもう一度描く' },
	options: [PICTURE],
	right: 'build',
	answers: 'public',
	about: 'finished',
	examples: ['redraw 7f3k9m2p4q6t'],
	async run(context, options) {
		const { studio, person, place, idempotencyKey, post } = context;
		const id =
			typeof options.picture === 'string' ? options.picture : (await targetOf(context, options, 'build')).id;
		return jobsReply(
			await studio.recipes.redraw({ id, person, place, idempotencyKey, ...(post && { post }) }),
		);
	},
};

export type RecoveredReply =
	| Extract<Reply, { kind: 'recipe' }>
	| Extract<Reply, { kind: 'found-recipe' }>
	| ErrorReply;

/** What a dropped picture's recipe leads to: the picture with its recipe, or an offer to draw it. */
export async function recovered(recipe: Recipe, context: CommandContext): Promise<RecoveredReply> {
	try {
		const found = await context.studio.recipes.recover(recipe, context.place, context.person);
		const json = canonicalJson(recipe);
		if (found.kind === 'picture') return { kind: 'recipe', picture: found.picture, json, private: true };
		const { id, layout, line, refusal } = found;
		return { kind: 'found-recipe', id, layout, line, json, model: recipe.model, refusal, private: true };
	} catch (error) {
		return replyToError(error);
	}
}
