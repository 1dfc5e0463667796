import { z } from 'zod';
import type { PictureId, PictureView } from '../../studio/picture-view.ts';
import type { PostView } from '../../studio/posts.ts';
import type { Studio } from '../../studio/studio.ts';
import type { Card, CardImage } from '../card.ts';
import { isLive, type Together } from '../keeper.ts';
import { sendToPerson } from '../lost-post.ts';
import type { Clock, Log } from '../platform.ts';
import { postCard } from '../post-card.ts';
import { textsFor } from '../texts/index.ts';
import { type FileOf, imagesOf, type MessageBody, messageOf, NO_FILES } from './blocks.ts';
import type { Files } from './files.ts';
import * as limits from './limits.ts';
import type { Pace } from './pace.ts';
import { userOf } from './people.ts';
import { codeOf, refusalOf } from './refusal.ts';
import { readTarget, type Target, writeTarget } from './target.ts';
import { slackTexts } from './texts.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

export interface PosterOptions {
	readonly studio: Studio;
	readonly workspaces: Workspaces;
	readonly files: Files;
	readonly pace: Pace;
	readonly clock: Clock;
	readonly log: Log;
	/** Time between two live previews of a picture: each is a file of its own. */
	readonly previewEveryMs: number;
	readonly pollMs: number;
	/** A post was added that wants to be shown. */
	readonly touch: (picture: PictureId) => void;
}

/** The files of a post by what they show; kept in the database, so that no edit uploads a picture twice. */
const filesOfPost = z.record(z.string(), z.string());
type FilesOfPost = z.output<typeof filesOfPost>;

/** Of a picture that is being drawn; there is one in a message at a time. */
const PREVIEW = 'preview';
/** Stands for pictures that were shared beside their message: ids with spaces between. */
const SHARED = 'shared';
/** Stands for the end having been shown. */
const ENDED = 'ended';
const BLOCK_TRIES = 3;
const MOST_LIVE = 2_000;

/** Names what an image shows: equal names need no second upload. */
function imageKey({ source }: CardImage): string {
	if (source.kind === 'stored') return `${source.picture} ${source.which}`;
	return source.kind === 'sketch' ? 'sketch' : PREVIEW;
}

/** Writes posts: a message once, then edits of it; other ways where one is closed. */
export class Poster {
	readonly #options: PosterOptions;
	/** When a picture's last preview was sent. */
	readonly #previewAt = new Map<string, number>();
	/** Workspaces that refuse files in no channel. */
	readonly #shareOnly = new Set<string>();
	readonly #tokenTrouble = new Map<string, number>();

	constructor(options: PosterOptions) {
		this.#options = options;
	}

	/** Brings a post's message up to date. Rejects for what may be better later; all else it settles itself. */
	async show(post: PostView, pictures: Together): Promise<void> {
		const { studio, workspaces, log } = this.#options;
		const target = readTarget(post);
		if (target.shared) return this.#showShared(post, pictures);
		const workspace = await workspaces.of(target.team);
		if (workspace === null) {
			log.warn(
				{ post: post.id, team: target.team },
				'a post in a workspace that removed the app is given up',
			);
			await studio.posts.drop(post.id);
			return;
		}
		try {
			await this.#write(post, pictures, target, workspace);
		} catch (error) {
			const refusal = refusalOf(error);
			if (refusal === 'token') await this.#tokenGone(post, workspace, error);
			else if (refusal === 'channel' || refusal === 'message') {
				await this.#lost(post, pictures, target, workspace, error);
			} else throw error;
		}
	}

	async #write(post: PostView, pictures: Together, target: Target, workspace: Workspace): Promise<void> {
		const card = postCard(post, pictures, target, limits.CARD);
		const { channel, ts } = await this.#message(post, card, target, workspace);
		const fresh = post.message === null;
		if (!pictures.some(isLive)) {
			return this.#end(post, pictures, card, { ...target, channel }, ts, workspace);
		}
		const before = await this.#filesOf(post.id);
		const files = await this.#liveFiles(post, card, before, target, workspace);
		const body = messageOf(card, (image) => {
			const key = imageKey(image);
			return files[key] ?? (key === PREVIEW ? files.sketch : null) ?? null;
		});
		const gained = Object.keys(files).some((key) => key !== PREVIEW && before[key] === undefined);
		const edit = () => this.#update(workspace, channel, ts, body);
		if (gained) {
			await this.#options.pace.edit(target.team, 'sketch', edit);
		} else if (!fresh) await this.#options.pace.progress(target.team, channel, edit);
		if (before.preview !== undefined && before.preview !== files.preview) {
			await this.#options.files.remove(workspace.posts, [before.preview]);
		}
	}

	/** The message of a post, posted now if it was not yet. */
	async #message(
		post: PostView,
		card: Card,
		{ team, channel, thread }: Target,
		{ posts }: Workspace,
	): Promise<{ readonly channel: string; readonly ts: string }> {
		const { studio, pace } = this.#options;
		if (post.message !== null) return { channel: post.target.channel ?? channel, ts: post.message };
		const sent = await pace.post(team, channel, () =>
			posts.chat.postMessage({
				channel,
				...(thread !== null && { thread_ts: thread }),
				...messageOf(card, NO_FILES),
				unfurl_links: false,
				unfurl_media: false,
			}),
		);
		const ts = sent.ts ?? '';
		const where = sent.channel ?? channel;
		const kept = await studio.posts.posted(post.id, { channel: where, message: ts });
		if (kept.message !== null && kept.message !== ts) {
			// Another process was first: its message is the post's, and ours goes.
			await posts.chat.delete({ channel: where, ts });
			return { channel: kept.target.channel ?? where, ts: kept.message };
		}
		return { channel: where, ts };
	}

	/** The sketch, what is finished, and from time to time a preview, where there is room for them. */
	async #liveFiles(
		post: PostView,
		card: Card,
		before: FilesOfPost,
		target: Target,
		workspace: Workspace,
	): Promise<FilesOfPost> {
		let files = before;
		if (this.#shareOnly.has(target.team)) return files;
		for (const image of imagesOf(card)) {
			files = await this.#liveFile(post, image, files, target, workspace);
		}
		return files;
	}

	async #liveFile(
		post: PostView,
		image: CardImage,
		before: FilesOfPost,
		{ team }: Target,
		{ posts }: Workspace,
	): Promise<FilesOfPost> {
		const { files, clock, previewEveryMs, pace, log } = this.#options;
		const key = imageKey(image);
		if (key !== PREVIEW && before[key] !== undefined) return before;
		if (key === PREVIEW) {
			const last = this.#previewAt.get(post.id) ?? Number.NEGATIVE_INFINITY;
			if (clock.now() - last < previewEveryMs || !pace.hasRoom(team)) return before;
			if (this.#previewAt.size > MOST_LIVE) this.#previewAt.clear();
			this.#previewAt.set(post.id, clock.now());
		}
		try {
			const uploaded = await files.upload(posts, image);
			if (uploaded === null) return before;
			const after = { ...before, [key]: uploaded.id };
			await this.#keepFiles(post.id, after);
			return after;
		} catch (error) {
			// Sketches and previews are nice to have: the picture itself is what is promised.
			const refusal = refusalOf(error);
			if (refusal === 'channel' || refusal === 'message' || refusal === 'token') throw error;
			log.warn({ err: error, post: post.id, image: key }, 'an unfinished picture could not be shown');
			return before;
		}
	}

	/** The last edit of a picture that ended, and every one after it: votes, stars, deletion. */
	async #end(
		post: PostView,
		pictures: Together,
		card: Card,
		target: Target,
		ts: string,
		workspace: Workspace,
	): Promise<void> {
		const { files, pace } = this.#options;
		const { team, channel } = target;
		const before = await this.#filesOf(post.id);
		const wanted = imagesOf(card);
		const after: Record<string, string> = before[SHARED] === undefined ? {} : { [SHARED]: before[SHARED] };
		let refused = false;
		if (before[SHARED] === undefined && !this.#shareOnly.has(team)) {
			try {
				await Promise.all(
					wanted.map(async (image) => {
						const key = imageKey(image);
						const id = before[key] ?? (await files.upload(workspace.posts, image))?.id;
						if (id !== undefined) after[key] = id;
					}),
				);
			} catch (error) {
				if (refusalOf(error) !== 'files') throw error;
				refused = true;
				this.#options.log.error(
					{ err: error, code: codeOf(error), team, picture: post.pictureId },
					'Slack takes no files here; the picture is told in words',
				);
			}
			// Kept before they are shown: what fails now is not uploaded again.
			await this.#keepFiles(post.id, { ...before, ...after });
		}
		const shareOnly = after[SHARED] !== undefined || (this.#shareOnly.has(team) && wanted.length > 0);
		if (shareOnly && after[SHARED] === undefined) {
			after[SHARED] = await this.#share(post, pictures, card, target, ts, workspace);
		}
		const fileOf: FileOf = (image) => after[imageKey(image)] ?? null;
		const lacking = !shareOnly && wanted.some((image) => fileOf(image) === null);
		const note = shareOnly
			? slackTexts(target.locale).shared
			: refused || lacking
				? textsFor(target.locale).lostNotice(post.pictureId)
				: null;
		const body = messageOf(note === null ? card : withNote(card, note), shareOnly ? NO_FILES : fileOf);
		const edit = () => pace.edit(team, 'end', () => this.#update(workspace, channel, ts, body));
		if (!(await this.#tryBlocks(edit, !shareOnly && !refused && wanted.length > 0))) {
			this.#shareOnly.add(team);
			this.#options.log.warn({ team }, 'Slack shows no unshared files here; pictures are shared in threads');
			return this.#end(post, pictures, card, target, ts, workspace);
		}
		const deleted = pictures.every(({ state }) => state === 'deleted');
		const gone = Object.entries(before).flatMap(([key, id]) => {
			if (key === ENDED) return [];
			if (key === SHARED) return deleted ? id.split(' ') : [];
			return after[key] === id ? [] : [id];
		});
		await files.remove(workspace.posts, gone);
		await this.#keepFiles(post.id, deleted ? {} : { ...after, [ENDED]: '1' });
		this.#previewAt.delete(post.id);
	}

	/** False where Slack takes the message only without its files; a file may need a moment longer. */
	async #tryBlocks(edit: () => Promise<void>, hasFiles: boolean): Promise<boolean> {
		const { files, pollMs } = this.#options;
		for (let tries = 1; ; tries++) {
			try {
				await edit();
				return true;
			} catch (error) {
				if (!hasFiles || refusalOf(error) !== 'blocks') throw error;
				if (tries >= BLOCK_TRIES) return false;
				await files.pause(pollMs * 2 ** tries);
			}
		}
	}

	/** The other way: the files go into the thread, as messages that Slack makes, which are posts of ours too. */
	async #share(
		post: PostView,
		pictures: Together,
		card: Card,
		target: Target,
		ts: string,
		{ posts }: Workspace,
	): Promise<string> {
		const { files, studio } = this.#options;
		const thread = target.thread ?? ts;
		const ids: string[] = [];
		for (const image of imagesOf(card)) {
			const uploaded = await files.upload(posts, image, { channel: target.channel, thread });
			if (uploaded === null) continue;
			ids.push(uploaded.id);
			if (uploaded.ts === null) continue;
			const shown = ownerOf(image, pictures);
			const appearance = await studio.posts.add(
				[shown.id],
				'slack',
				{ id: post.place },
				writeTarget({ ...target, thread, shared: true }),
				`shared ${post.id} ${imageKey(image)}`,
			);
			await studio.posts.posted(appearance.id, { channel: target.channel, message: uploaded.ts });
			await studio.posts.shown(appearance.id, shown.version);
		}
		const shared = ids.join(' ');
		await this.#keepFiles(post.id, { ...(await this.#filesOf(post.id)), [SHARED]: shared });
		return shared;
	}

	/** Slack's own message of a shared file cannot be edited; it goes with its picture. */
	async #showShared(post: PostView, [picture]: Together): Promise<void> {
		if (picture.state === 'deleted') await this.#options.studio.posts.drop(post.id);
	}

	async #update(
		{ posts }: Workspace,
		channel: string,
		ts: string,
		{ text, blocks }: MessageBody,
	): Promise<void> {
		await posts.chat.update({ channel, ts, text, blocks });
	}

	async #filesOf(post: string): Promise<FilesOfPost> {
		const text = await this.#options.studio.memory.get('slack', `files ${post}`);
		return text === null ? {} : filesOfPost.parse(JSON.parse(text));
	}

	async #keepFiles(post: string, files: FilesOfPost): Promise<void> {
		const { memory } = this.#options.studio;
		if (Object.keys(files).length === 0) await memory.delete('slack', `files ${post}`);
		else await memory.set('slack', `files ${post}`, JSON.stringify(files));
	}

	/** The token is no longer good: an installation goes, the operator's own token is the operator's to renew. */
	async #tokenGone(post: PostView, workspace: Workspace, error: unknown): Promise<void> {
		const { studio, workspaces, log, clock } = this.#options;
		const fields = { code: codeOf(error), team: workspace.team, post: post.id };
		if (workspace.byOAuth) {
			log.error(fields, 'Slack: the token of a workspace was revoked; it must install the app again');
			await workspaces.forget(workspace.team);
			await studio.posts.drop(post.id);
			return;
		}
		const last = this.#tokenTrouble.get(workspace.team) ?? Number.NEGATIVE_INFINITY;
		if (clock.now() - last > 60_000) {
			this.#tokenTrouble.set(workspace.team, clock.now());
			log.error(fields, 'Slack: SLACK_BOT_TOKEN is no longer good; pictures wait until it is renewed');
		}
		throw error;
	}

	/** The message cannot be written where it belongs: to the person directly, and into the log in any case. */
	async #lost(
		post: PostView,
		pictures: Together,
		target: Target,
		{ team }: Workspace,
		error: unknown,
	): Promise<void> {
		const { studio, log } = this.#options;
		const fields = { code: codeOf(error), picture: post.pictureId, post: post.id, channel: target.channel };
		const [{ by }] = pictures;
		const person = target.person ?? (by === null ? null : userOf(by.id, team));
		const wanted = pictures.some(({ state }) => state !== 'deleted' && state !== 'cancelled');
		// A picture that was seen, and whose message somebody deleted since, is not sent again.
		const seen = (await this.#filesOf(post.id))[ENDED] !== undefined;
		if (target.lost || person === null || !wanted || seen) {
			const over = seen || !wanted;
			log[over ? 'info' : 'error'](fields, 'a message cannot be written, and it is sent nowhere else');
			await this.#keepFiles(post.id, {});
			await studio.posts.drop(post.id);
			return;
		}
		log.warn(fields, 'a message cannot be written where it belongs; it goes to its person directly');
		const direct: Target = { ...target, channel: person, thread: null, lost: true, person };
		await this.#keepFiles(post.id, {});
		await sendToPerson(this.#options, post, { id: post.place }, writeTarget(direct));
	}
}

/** The picture that an image is of. */
function ownerOf({ source }: CardImage, pictures: Together): PictureView {
	const owner = source.kind === 'stored' ? source.picture : null;
	return pictures.find(({ id }) => id === owner) ?? pictures[0];
}

function withNote(card: Card, note: string): Card {
	const blocks = [...card.blocks];
	const at = blocks.findIndex(({ kind }) => kind === 'small' || kind === 'buttons');
	blocks.splice(at < 0 ? blocks.length : at, 0, { kind: 'text', text: [note] });
	return { ...card, blocks };
}
