import { randomUUID } from 'node:crypto';
import type { MessageReaction, PartialMessageReaction, PartialUser, User } from 'discord.js';
import { StudioError } from '../../studio/errors.ts';
import type { Studio } from '../../studio/types.ts';
import type { Keeper } from '../keeper.ts';
import type { Log } from '../platform.ts';
import { applyReaction } from '../reactions.ts';
import { ATTACHMENT_BYTES } from './limits.ts';
import { personOfReaction, placeOf } from './people.ts';
import { readTarget, type Target, writeTarget } from './target.ts';

export interface ReactionOptions {
	readonly studio: Studio;
	readonly keeper: Keeper;
	readonly log: Log;
	/** Our own id: our reactions mean nothing. */
	readonly self: () => string | null;
}

/** Everything that people do with reactions. They come without messages' contents: no privileged intent. */
export class ReactionListener {
	readonly #options: ReactionOptions;

	constructor(options: ReactionOptions) {
		this.#options = options;
	}

	/** Never rejects. */
	async handle(
		given: MessageReaction | PartialMessageReaction,
		user: User | PartialUser,
		added: boolean,
	): Promise<void> {
		const { studio, keeper, log, self } = this.#options;
		if (user.id === self() || user.bot === true) return;
		const { message, emoji } = given;
		const name = emoji.id === null ? (emoji.name ?? '') : `${emoji.name}:${emoji.id}`;
		try {
			const post = await studio.postOf('discord', message.channelId, message.id);
			if (post === null) return;
			const { channel, guild, guildId } = message;
			const parent = channel.isThread() ? channel.parentId : null;
			const person = personOfReaction(user as User, guild, channel);
			const place = placeOf(message.channelId, parent, guildId);
			const target = readTarget(post);
			const outcome = await applyReaction(studio, {
				emoji: name,
				added,
				person,
				place,
				post,
				locale: target.locale,
				idempotencyKey: randomUUID(),
			});
			if (outcome.kind === 'changed') keeper.touch(outcome.picture.id, 0);
			if (outcome.kind !== 'make') return;
			const threaded = guild !== null && parent === null;
			const next: Target = {
				channel: message.channelId,
				guild: guildId,
				thread: threaded ? message.id : null,
				answerTo: threaded ? null : message.id,
				answer: null,
				placeholder: null,
				botThere: true,
				locale: target.locale,
				attachmentBytes: ATTACHMENT_BYTES,
				person: user.id,
				lost: false,
			};
			const answer = await studio.make(outcome.action, {
				pictureId: outcome.picture.id,
				person,
				place,
				// The same reaction of the same person on the same message counts once, however often it is given.
				idempotencyKey: `reaction ${message.id} ${name}`,
				post: writeTarget(next),
			});
			if (!answer.repeated) for (const { pictureId } of answer.jobs) keeper.touch(pictureId, 1);
		} catch (error) {
			// A reaction has no answer of its own that only its person would see.
			const known = error instanceof StudioError;
			log[known ? 'info' : 'error'](
				{ err: error, message: message.id, emoji: name },
				'a reaction could not be carried out',
			);
		}
	}
}
