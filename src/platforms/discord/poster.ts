import { createHash } from 'node:crypto';
import type { PictureId, PictureView } from '../../studio/picture-view.ts';
import type { PostView } from '../../studio/posts.ts';
import type { Studio } from '../../studio/studio.ts';
import type { Card, CardImage } from '../card.ts';
import { type EncodedImage, loadImage } from '../images.ts';
import { isLive, type Together } from '../keeper.ts';
import { sendToPerson } from '../lost-post.ts';
import type { Clock, Log } from '../platform.ts';
import { postCard } from '../post-card.ts';
import { shorten } from '../shorten.ts';
import { type DiscordApi, type Refusal, refusalOf } from './api.ts';
import * as limits from './limits.ts';
import { type RenderedMessage, renderCard } from './render.ts';
import { readTarget, type Target, writeTarget } from './target.ts';

/** The encodings that are tried: as stored, four smaller ones, and at last without the pictures. */
const LAST_STEP = 5;
/** Sketches kept for further edits of the same message. */
const SKETCHES = 200;
/** Posts remembered as finished, so that a message which somebody deletes later is not sent again. */
const FINISHED = 5_000;

export interface PosterOptions {
	readonly studio: Studio;
	readonly api: DiscordApi;
	readonly clock: Clock;
	readonly log: Log;
	/** A post was added that wants to be shown. */
	readonly touch: (picture: PictureId) => void;
}

/** A map that forgets its oldest entries. */
class Recent<V> {
	readonly #entries = new Map<string, V>();
	readonly #most: number;

	constructor(most: number) {
		this.#most = most;
	}

	get(key: string): V | undefined {
		return this.#entries.get(key);
	}

	set(key: string, value: V): void {
		this.#entries.delete(key);
		this.#entries.set(key, value);
		const oldest = this.#entries.keys().next();
		if (this.#entries.size > this.#most && oldest.done !== true) this.#entries.delete(oldest.value);
	}
}

/** Writes posts: the placeholder once, then edits of it; other ways where one is closed. */
export class Poster {
	readonly #options: PosterOptions;
	readonly #sketches = new Recent<Promise<EncodedImage | null>>(SKETCHES);
	readonly #finished = new Recent<true>(FINISHED);
	readonly #threads = new Recent<boolean>(FINISHED);
	/** Claims of placeholders, one after the other. */
	#claims: Promise<unknown> = Promise.resolve();

	constructor(options: PosterOptions) {
		this.#options = options;
	}

	/** Brings a post's message up to date. Rejects for what may be better later; all else it settles itself. */
	async show(post: PostView, pictures: Together): Promise<void> {
		const target = readTarget(post);
		const card = postCard(post, pictures, target, limits.CARD);
		try {
			await this.#fitting(card, target, (message) => this.#write(post, target, message));
			if (!pictures.some(isLive)) this.#finished.set(post.id, true);
		} catch (error) {
			const refusal = refusalOf(error);
			if (refusal !== 'channel' && refusal !== 'message' && refusal !== 'token') throw error;
			await this.#lost(post, pictures, target, refusal, error);
		}
	}

	/** Writes in the best encoding that Discord takes. */
	async #fitting(
		card: Card,
		{ attachmentBytes }: Pick<Target, 'attachmentBytes'>,
		write: (message: RenderedMessage) => Promise<void>,
	): Promise<void> {
		for (let step = 0; ; step++) {
			const message = await this.#render(
				step < LAST_STEP ? card : withoutImages(card),
				attachmentBytes,
				step,
			);
			try {
				return await write(message);
			} catch (error) {
				if (refusalOf(error) !== 'too-large' || step >= LAST_STEP) throw error;
				this.#options.log.warn(
					{ step },
					'Discord refused a message as too large; a smaller encoding is next',
				);
			}
		}
	}

	#render(card: Card, attachmentBytes: number, step: number): Promise<RenderedMessage> {
		const { studio } = this.#options;
		return renderCard(card, { studio, attachmentBytes, step, load: (image) => this.#load(image) });
	}

	#load(image: CardImage): Promise<EncodedImage | null> {
		const { studio } = this.#options;
		if (image.source.kind !== 'sketch') return loadImage(studio, image.source);
		const key = JSON.stringify(image.source.layout);
		const known = this.#sketches.get(key);
		if (known !== undefined) return known;
		const made = loadImage(studio, image.source);
		this.#sketches.set(key, made);
		return made;
	}

	async #write(post: PostView, target: Target, message: RenderedMessage): Promise<void> {
		if (post.message !== null) return this.#edit(post.message, target, message);
		const claimed = await this.#claim(post, target);
		if (claimed !== null) return this.#edit(claimed, target, message);
		await this.#post(post, target, message);
	}

	/** The placeholder of the deferred answer, if this post is the one that becomes it. */
	#claim(post: PostView, { channel, placeholder }: Target): Promise<string | null> {
		if (placeholder === null) return Promise.resolve(null);
		const { studio } = this.#options;
		const claim = this.#claims.then(async () => {
			const owner = await studio.posts.byMessage('discord', channel, placeholder);
			if (owner !== null && owner.id !== post.id) return null;
			const posted = await studio.posts.posted(post.id, { channel, message: placeholder });
			return posted.message;
		});
		this.#claims = claim.catch(() => null);
		return claim;
	}

	async #edit(id: string, target: Target, message: RenderedMessage): Promise<void> {
		const { api, clock } = this.#options;
		const { answer } = target;
		// Only a placeholder and what follows it belong to the interaction; threads' messages are the bot's.
		if (answer !== null && clock.wallTime() < answer.untilMs && target.thread === null) {
			try {
				await api.editAnswer(answer, id, message);
				return;
			} catch (error) {
				const refusal = refusalOf(error);
				if (refusal !== 'token' && refusal !== 'message') throw error;
				if (refusal === 'message' && id === target.placeholder) throw error;
			}
		}
		await api.edit(target.channel, id, message);
	}

	/** A message of its own. A retry finds the first one again by its nonce. */
	async #post(post: PostView, target: Target, message: RenderedMessage): Promise<void> {
		const { api, studio, clock } = this.#options;
		const { answer, thread, channel } = target;
		if (!target.botThere && answer !== null && clock.wallTime() < answer.untilMs) {
			const sent = await api.followUp(answer, message);
			await studio.posts.posted(post.id, { channel: sent.channel, message: sent.id });
			return;
		}
		const nonce = nonceOf(post.id);
		const inThread = thread !== null && (await this.#thread(channel, thread, post));
		if (inThread) {
			try {
				const id = await api.post(thread, message, { nonce });
				await studio.posts.posted(post.id, { channel: thread, message: id });
				return;
			} catch (error) {
				if (refusalOf(error) !== 'channel') throw error;
				this.#threads.set(thread, false);
			}
		}
		const answerTo = thread ?? target.answerTo ?? undefined;
		const id = await api.post(channel, message, { nonce, answerTo });
		await studio.posts.posted(post.id, { channel, message: id });
	}

	/** Whether there is a thread at the message now. */
	async #thread(channel: string, message: string, post: PostView): Promise<boolean> {
		const known = this.#threads.get(message);
		if (known !== undefined) return known;
		const { api, studio, log } = this.#options;
		const picture = await studio.pictures.find(post.pictureId);
		let there = true;
		try {
			await api.openThread(channel, message, shorten(`TAUE: ${picture?.line ?? ''}`, limits.THREAD_NAME));
		} catch (error) {
			const refusal = refusalOf(error);
			if (refusal !== 'thread-exists') {
				if (refusal !== 'channel' && refusal !== 'message') throw error;
				there = false;
				log.info({ channel, refusal }, 'no thread can be opened here; answers go to the channel');
			}
		}
		this.#threads.set(message, there);
		return there;
	}

	/** The message cannot be written where it belongs: to the person directly, and into the log in any case. */
	async #lost(
		post: PostView,
		pictures: Together,
		target: Target,
		refusal: Refusal,
		error: unknown,
	): Promise<void> {
		const { studio, api, log } = this.#options;
		const fields = { err: error, picture: post.pictureId, post: post.id, channel: target.channel, refusal };
		if (pictures.some(isLive)) {
			log.warn(fields, 'a message cannot be written; the job goes on, and its end will be told');
			return;
		}
		const person = target.person ?? discordPerson(pictures[0]);
		const told = pictures.some(({ state }) => state === 'done' || state === 'failed');
		if (target.lost || person === null || !told || this.#finished.get(post.id) === true) {
			log.error(fields, 'a message cannot be written, and there is no other way to its person');
			await studio.posts.drop(post.id);
			return;
		}
		log.warn(fields, 'a message cannot be written where it belongs; it goes to its person directly');
		let channel: string;
		try {
			channel = await api.directChannel(person);
		} catch (failure) {
			if (refusalOf(failure) === 'other') throw failure;
			log.error(
				{ ...fields, err: failure },
				'the person takes no direct messages; the picture stays in the studio',
			);
			await studio.posts.drop(post.id);
			return;
		}
		const direct: Target = {
			...target,
			channel,
			thread: null,
			answerTo: null,
			answer: null,
			placeholder: null,
			botThere: true,
			lost: true,
			attachmentBytes: limits.ATTACHMENT_BYTES,
		};
		await sendToPerson(this.#options, post, { id: `discord:${channel}` }, writeTarget(direct));
	}
}

function withoutImages(card: Card): Card {
	return { ...card, blocks: card.blocks.filter(({ kind }) => kind !== 'images') };
}

function discordPerson({ by }: PictureView): string | null {
	return by?.id.startsWith('discord:') === true ? by.id.slice('discord:'.length) : null;
}

/** One per post: Discord gives the message that it has already for it. */
export function nonceOf(postId: string): string {
	return createHash('sha256').update(postId).digest('hex').slice(0, limits.NONCE);
}
