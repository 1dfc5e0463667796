import type { Pointed } from '../../../commands/command.ts';
import type { Locale } from '../../studio/people.ts';
import type { PictureId } from '../../studio/picture-view.ts';
import type { PostTarget } from '../../studio/posts.ts';
import type { Studio } from '../../studio/studio.ts';
import type { Card, Form } from '../card.ts';
import type { Answer, Asker, Request } from '../desk.ts';
import type { Log } from '../platform.ts';
import type { Answers, Asked } from './answers.ts';
import { modalOf, type Opened } from './modal.ts';
import { type People, placeOf } from './people.ts';
import { refusalOf } from './refusal.ts';
import { writeTarget } from './target.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** Where something was asked, before anything was looked up. */
export interface Where {
	readonly team: string;
	readonly channel: string;
	readonly channelName?: string | undefined;
	readonly thread: string | null;
	readonly user: string;
	readonly userName: string | null;
	readonly responseUrl: string | null;
	/** The platform's own id of this request. */
	readonly key: string;
	/** Opens a form, for three seconds. */
	readonly trigger?: string;
	/** The picture whose thread this is. */
	readonly root?: PictureId | undefined;
	/** The place's own, if absent. */
	readonly locale?: Locale;
}

export interface SlackRequestOptions {
	readonly studio: Studio;
	readonly workspaces: Workspaces;
	readonly people: People;
	readonly answers: Answers;
	readonly log: Log;
}

interface Found {
	readonly asker: Asker;
	readonly asked: Asked;
}

/** Something that a person did in Slack; Bolt has acknowledged it before it comes to the desk. */
export class SlackRequest implements Request {
	readonly id: string;
	readonly #where: Where;
	readonly #options: SlackRequestOptions;
	#found: Promise<Found | null> | null = null;

	constructor(where: Where, options: SlackRequestOptions) {
		this.id = where.key;
		this.#where = where;
		this.#options = options;
	}

	/** Null in a workspace that has removed the app. */
	async asker(): Promise<Asker | null> {
		return (await this.#find())?.asker ?? null;
	}

	/** In a thread of ours, that one. */
	async pointed(): Promise<Pointed | null> {
		const { root } = this.#where;
		return root === undefined ? null : { thread: root };
	}

	async acknowledge(): Promise<void> {}

	target({ locale }: Asker): PostTarget {
		const { team, channel, thread, user } = this.#where;
		return writeTarget({ team, channel, thread, locale, person: user, lost: false, shared: false });
	}

	/** What is for one person alone is ephemeral, the rest goes where it was asked for. */
	async answer(answer: Answer, card: () => Promise<Card>): Promise<void> {
		const found = await this.#find();
		if (found === null) return;
		const { answers } = this.#options;
		await (answer.private
			? answers.tell(await card(), found.asked)
			: answers.post(await card(), found.asked));
	}

	async tell(card: Card): Promise<void> {
		const found = await this.#find();
		if (found !== null) await this.#options.answers.tell(card, found.asked);
	}

	async openForm(form: Form, { locale }: Asker): Promise<void> {
		const { trigger } = this.#where;
		const found = await this.#find();
		if (trigger === undefined || found === null) return;
		const view = modalOf(form, openedAt(this.#where), locale);
		await openView(found.asked.workspace, trigger, view, this.#options.log);
	}

	/** Looked up once. */
	#find(): Promise<Found | null> {
		this.#found ??= this.#look();
		return this.#found;
	}

	async #look(): Promise<Found | null> {
		const { studio, workspaces, people } = this.#options;
		const { team, channel, channelName, thread, user, userName, responseUrl } = this.#where;
		const workspace = await workspaces.of(team);
		if (workspace === null) return null;
		const place = placeOf(team, channel, channelName);
		const locale = this.#where.locale ?? (await studio.settings.of(place)).locale;
		const person = people.person(team, user, userName, workspace.installer);
		return {
			asker: { person, place, locale },
			asked: { workspace, channel, thread, user, responseUrl, locale },
		};
	}
}

/** What a form remembers of where it was opened. */
export function openedAt({ channel, thread, responseUrl }: Where): Opened {
	return { channel, thread, responseUrl };
}

/** Opens a form; one that comes too late is let go. */
export async function openView(
	{ answers }: Workspace,
	trigger: string,
	view: ReturnType<typeof modalOf>,
	log: Log,
): Promise<void> {
	try {
		await answers.views.open({ trigger_id: trigger, view });
	} catch (error) {
		if (refusalOf(error) !== 'trigger') throw error;
		log.warn({ err: error }, 'a form came too late; pressing again opens it');
	}
}
