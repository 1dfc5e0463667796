import type {
	Message,
	MessageReaction,
	PartialMessage,
	PartialMessageReaction,
	PartialUser,
	User,
} from 'discord.js';
import type { PostTarget, PostView } from '../../studio/posts.ts';
import type { Studio } from '../../studio/studio.ts';
import type { Answer, Asker, Desk, Request } from '../desk.ts';
import type { Log } from '../platform.ts';
import { ATTACHMENT_BYTES } from './limits.ts';
import { personOfReaction, placeOfMessage } from './people.ts';
import { readTarget, type Target, writeTarget } from './target.ts';

export interface ReactionOptions {
	readonly studio: Studio;
	readonly desk: Desk;
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
		const { studio, desk, log, self } = this.#options;
		if (user.id === self() || user.bot === true) return;
		const { message } = given;
		const emoji =
			given.emoji.id === null ? (given.emoji.name ?? '') : `${given.emoji.name}:${given.emoji.id}`;
		try {
			const post = await studio.posts.byMessage('discord', message.channelId, message.id);
			if (post === null) return;
			const request = new ReactionRequest(message, user as User, post, emoji, log);
			await desk.reacted({ emoji, added, post }, request);
		} catch (error) {
			log.error({ err: error, message: message.id, emoji }, 'a reaction could not be carried out');
		}
	}
}

/** A reaction has no answer of its own that only its person would see. */
class ReactionRequest implements Request {
	readonly id: string;
	readonly #message: Message | PartialMessage;
	readonly #user: User;
	readonly #post: PostView;
	readonly #log: Log;

	constructor(message: Message | PartialMessage, user: User, post: PostView, emoji: string, log: Log) {
		// The same reaction of the same person on the same message counts once, however often it is given.
		this.id = `reaction ${message.id} ${emoji}`;
		this.#message = message;
		this.#user = user;
		this.#post = post;
		this.#log = log;
	}

	async asker(): Promise<Asker> {
		const { channel, guild } = this.#message;
		return {
			person: personOfReaction(this.#user, guild, channel),
			place: placeOfMessage(this.#message),
			locale: readTarget(this.#post).locale,
		};
	}

	async acknowledge(): Promise<void> {}

	target({ locale }: Asker): PostTarget {
		const { id, channel, channelId, guild, guildId } = this.#message;
		const threaded = guild !== null && !channel.isThread();
		const target: Target = {
			channel: channelId,
			guild: guildId,
			thread: threaded ? id : null,
			answerTo: threaded ? null : id,
			answer: null,
			placeholder: null,
			botThere: true,
			locale,
			attachmentBytes: ATTACHMENT_BYTES,
			person: this.#user.id,
			lost: false,
		};
		return writeTarget(target);
	}

	async answer(answer: Answer): Promise<void> {
		this.#log.info({ answer, reaction: this.id }, 'a reaction could not be carried out');
	}

	async tell(): Promise<void> {}

	async openForm(): Promise<void> {}
}
