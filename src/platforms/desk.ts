/**
 * The inbound core of all platforms: what somebody typed, pressed, filled in, dropped or reacted with comes to
 * the desk, is acknowledged, carried out in its place and for its person, and answered. A platform tells what it
 * heard and implements `Request`: it acknowledges, shows, opens forms, and decides nothing. This is the one door
 * to the studio for what people do; the studio asks for the right of each (`src/studio/rights.ts`).
 */
import type {
	CommandContext,
	Commands,
	ErrorReply,
	Invocation,
	Pointed,
	Privacy,
	Reply,
} from '../../commands/command.ts';
import { errorReply, replyToError } from '../../commands/reply.ts';
import { StudioError } from '../studio/errors.ts';
import type { Locale, Visitor } from '../studio/people.ts';
import type { PictureId } from '../studio/picture-view.ts';
import type { PostTarget, PostView } from '../studio/posts.ts';
import type { Studio } from '../studio/studio.ts';
import type { Card, CardLimits, Form } from './card.ts';
import {
	type ControlAnswer,
	type ControlUse,
	controlMode,
	internalError,
	lineFilledIn,
	oldControl,
	useControl,
} from './controls.ts';
import { type DroppedFile, recoverFrom } from './dropped.ts';
import type { Clock, Log } from './platform.ts';
import { applyReaction } from './reactions.ts';
import { errorCard, notesCard, replyCard } from './reply-card.ts';
import { textsFor } from './texts/index.ts';

/** How something is acknowledged before it is carried out. */
export type Acknowledgement =
	/** The answer will be for everyone, or for the person alone. */
	| Privacy
	/** Pictures will be made: their posts are the answer. */
	| 'make'
	/** What is there changes: its posts are edited. */
	| 'quiet';

/** Who asks, as the platform vouches for them. */
export interface Asker extends Visitor {
	readonly locale: Locale;
}

export type Answer = Exclude<Reply, { readonly kind: 'jobs' }>;
export type Accepted = Extract<Reply, { readonly kind: 'jobs' }>;

/** One thing that somebody did, with the ways in which its platform can answer. */
export interface Request {
	/** The platform's own id of it: what comes twice is done once. */
	readonly id: string;
	/** Null where there is nobody to answer any more. */
	asker(): Promise<Asker | null>;
	/** What the person points at (`picture-in-view.ts`), where the platform can tell. */
	pointed?(): Promise<Pointed | null>;
	/** Never rejects: what cannot be acknowledged is carried out all the same, and answered in another way. */
	acknowledge(how: Acknowledgement): Promise<void>;
	/** Where new pictures will be shown, as it stands after the acknowledgement. */
	target(asker: Asker): PostTarget | undefined;
	/** Shows what came of it; without an acknowledgement before it, it is one. */
	answer(answer: Answer, card: () => Promise<Card>): Promise<void>;
	/** Pictures were accepted. Their posts are the answer of most platforms. */
	accepted?(accepted: Accepted): Promise<void>;
	/** For the person alone, beside the answer. */
	tell(card: Card): Promise<void>;
	/** The acknowledgement of what opens one. */
	openForm(form: Form, asker: Asker): Promise<void>;
}

export interface DeskOptions {
	readonly studio: Studio;
	readonly commands: Commands;
	readonly clock: Clock;
	readonly log: Pick<Log, 'error'>;
	/** What a message of the platform takes. */
	readonly limits: CardLimits;
	/** A picture's posts are to be looked at: 0 at once, 1 as soon as there is time. */
	readonly touch: (picture: PictureId, urgency: 0 | 1) => void;
	/** Runs work so that acknowledgements go first. */
	readonly work?: <T>(run: () => Promise<T>) => Promise<T>;
	/** The platform reads plain sentences while they are typed: what comes from it is what is to be drawn. */
	readonly asTyped?: true;
	/** An example of the help as it is typed here. */
	readonly example?: (text: string) => string;
}

/** Someone reacted to a post. */
export interface GivenReaction {
	/** Unicode emoji, or the platform's name of it without colons. */
	readonly emoji: string;
	readonly added: boolean;
	readonly post: PostView;
}

/** A form must be there within the time of an acknowledgement; what takes longer is told to be busy. */
const FORM_MS = 2_000;

export class Desk {
	readonly #options: DeskOptions;

	constructor(options: DeskOptions) {
		this.#options = options;
	}

	/** What somebody typed: a command, or a line to draw. */
	typed(text: string, request: Request): Promise<void> {
		return this.invoked(this.#options.commands.read(text), request);
	}

	/** A command with values that have names. */
	filled(name: string, given: Readonly<Record<string, unknown>>, request: Request): Promise<void> {
		return this.invoked(this.#options.commands.fill(name, given), request);
	}

	/** What was read already. A mistake in it is told before anything is begun, to the person alone. */
	async invoked(invocation: Invocation, request: Request): Promise<void> {
		const { commands } = this.#options;
		if (invocation.mistake !== null) return this.refuse(invocation.mistake, request);
		await this.#carryOut(invocation.answers, request, async (context) => {
			const pointed = (await request.pointed?.()) ?? null;
			return commands.run(invocation, { ...context, ...(pointed !== null && { pointed }) });
		});
	}

	/** A button, a menu or a form; null for what this program does not know (any more). */
	async used(use: ControlUse | null, request: Request): Promise<void> {
		if (use === null) {
			const asker = await request.asker();
			if (asker === null) return;
			return this.refuse(oldControl(asker), request);
		}
		const { commands } = this.#options;
		const mode = controlMode(use, commands);
		if (mode === 'form') return this.#form(use, request);
		const filled = lineFilledIn(use, commands);
		if (filled?.mistake) return this.refuse(filled.mistake, request, use.control.picture);
		await this.#carryOut(mode, request, async (context) =>
			filled === null ? this.#took(await useControl(use, context)) : commands.run(filled, context),
		);
	}

	/**
	 * The recipe of a picture that stands in the chat: of one of ours, or of the first file that holds one.
	 * `silent`: nobody asked, so only a recipe is worth an answer.
	 */
	async recipe(
		source: () => Promise<PictureId | readonly DroppedFile[]>,
		request: Request,
		mistakes: 'told' | 'silent' = 'told',
	): Promise<void> {
		const { commands } = this.#options;
		await this.#carryOut('private', request, async (context) => {
			const found = await source();
			if (typeof found === 'string') return commands.run(commands.fill('show', { picture: found }), context);
			const reply = await recoverFrom(found, context);
			return reply.kind === 'error' && mistakes === 'silent' ? null : reply;
		});
	}

	/** A reaction needs no acknowledgement. The same one of the same person on a message counts once. */
	async reacted({ emoji, added, post }: GivenReaction, request: Request): Promise<void> {
		const { studio, touch, log } = this.#options;
		const asker = await request.asker();
		if (asker === null) return;
		const { person, place, locale } = asker;
		const idempotencyKey = request.id;
		let reply: Reply | null = null;
		try {
			const outcome = await applyReaction(studio, {
				emoji,
				added,
				person,
				place,
				post,
				locale,
				idempotencyKey,
			});
			if (outcome.kind === 'changed') touch(outcome.picture.id, 0);
			if (outcome.kind !== 'make') return;
			const target = request.target(asker);
			const context = { pictureId: outcome.picture.id, person, place, idempotencyKey };
			const answer = await studio.drawing.make(outcome.action, {
				...context,
				...(target && { post: target }),
			});
			if (answer.repeated) return;
			reply = { kind: 'jobs', jobs: answer.jobs, warnings: answer.warnings, private: false };
		} catch (error) {
			if (error instanceof StudioError) reply = replyToError(error);
			else {
				log.error({ err: error, emoji, post: post.id }, 'a reaction could not be carried out');
				reply = internalError(locale);
			}
		}
		await this.#answer(reply, request, asker);
	}

	/** A form is its own acknowledgement, so what it shows must be read quickly. */
	async #form(use: ControlUse, request: Request): Promise<void> {
		const asker = await request.asker();
		if (asker === null) return;
		const context = this.#context(request, asker);
		let timer = { clear: () => {} };
		const late = new Promise<null>((resolve) => {
			timer = this.#options.clock.setTimeout(() => resolve(null), FORM_MS);
		});
		const answer = await Promise.race([useControl(use, context), late]).finally(() => timer.clear());
		if (answer?.kind === 'form') return request.openForm(answer.form, asker);
		const busy = errorReply('busy', textsFor(asker.locale).busy);
		const reply = answer?.kind === 'reply' && answer.reply.kind === 'error' ? answer.reply : busy;
		await this.#answer(reply, request, asker);
	}

	/** What changed shows in its posts. */
	#took(answer: ControlAnswer): Reply | null {
		if (answer.kind === 'changed') this.#options.touch(answer.picture.id, 0);
		return answer.kind === 'reply' ? answer.reply : null;
	}

	/** Acknowledged, carried out, answered: the way of everything. */
	async #carryOut(
		how: Acknowledgement,
		request: Request,
		run: (context: CommandContext) => Promise<Reply | null>,
	): Promise<void> {
		const { log, work = (run) => run() } = this.#options;
		await request.acknowledge(how);
		const asker = await request.asker();
		if (asker === null) return;
		let reply: Reply | null;
		try {
			reply = await work(() => run(this.#context(request, asker)));
		} catch (error) {
			log.error({ err: error, request: request.id }, 'a command failed');
			reply = internalError(asker.locale);
		}
		if (reply !== null) await this.#answer(reply, request, asker);
	}

	/** Nothing is begun: what was given cannot be carried out. */
	async refuse(mistake: ErrorReply, request: Request, picture: PictureId | null = null): Promise<void> {
		const asker = await request.asker();
		if (asker === null) return;
		await request.answer(mistake, async () => errorCard(mistake, asker.locale, picture));
	}

	async #answer(reply: Reply, request: Request, { locale }: Asker): Promise<void> {
		const { studio, touch, limits, example } = this.#options;
		if (reply.kind !== 'jobs') {
			await request.answer(reply, () =>
				replyCard(reply, { studio, locale, ...limits, ...(example && { example }) }),
			);
			return;
		}
		// Pictures of one post are kept by the first of them.
		const firsts = new Map(
			reply.jobs.toReversed().map(({ pictureId, postId }) => [postId ?? pictureId, pictureId]),
		);
		for (const pictureId of firsts.values()) touch(pictureId, 1);
		await request.accepted?.(reply);
		const notes = notesCard(reply, locale);
		if (notes !== null) await request.tell(notes);
	}

	#context(request: Request, asker: Asker): CommandContext {
		const { studio, commands, asTyped } = this.#options;
		const { person, place, locale } = asker;
		const post = request.target(asker);
		return {
			studio,
			commands,
			person,
			place,
			locale,
			idempotencyKey: request.id,
			...(post && { post }),
			...(asTyped && { asTyped }),
		};
	}
}
