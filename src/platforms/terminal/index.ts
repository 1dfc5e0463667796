import { readFile, stat } from 'node:fs/promises';
import { createInterface, type Interface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import type { Place } from '../../studio/people.ts';
import type { PostView } from '../../studio/posts.ts';
import type { CardLimits, Form, FormInput } from '../card.ts';
import { readControlId } from '../control-id.ts';
import { type Asker, Desk } from '../desk.ts';
import type { DroppedFile } from '../dropped.ts';
import { MOST_PICTURE_BYTES } from '../dropped-size.ts';
import type { FormValues } from '../forms.ts';
import { isLive, Keeper, type Together } from '../keeper.ts';
import type { Platform, PlatformContext } from '../platform.ts';
import { postCard } from '../post-card.ts';
import { localeOf } from '../texts/index.ts';
import { welcomeCard } from '../welcome-card.ts';
import { protocolOf } from './inline-picture.ts';
import { TerminalRequest } from './request.ts';
import { Screen } from './screen.ts';

export interface TerminalConfig {
	readonly input: Readable & { readonly isTTY?: boolean };
	readonly output: Writable & { readonly isTTY?: boolean };
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Where pictures are put. */
	readonly folder: string;
	/** Who sits there. */
	readonly name: string;
}

const PLACE: Place = { id: 'cli:main', name: 'terminal', direct: true };
const PROMPT = 'taue> ';
/** Leaves a form, or the chat. */
const EXIT = /^(exit|quit)$/i;
const LIMITS: CardLimits = { altTextLength: 1_000, keepsFiles: true };
/** The screen is not edited: only a change of state is printed. */
const EDIT_EVERY_MS = 2_000;

/**
 * A chat in the terminal: lines are typed, pictures are shown where the terminal can and put into files, buttons
 * are numbers. It ends with its input, once what was asked for is there.
 */
export class Terminal implements Platform {
	readonly name = 'cli';
	readonly #context: PlatformContext;
	readonly #config: TerminalConfig;
	readonly #screen: Screen;
	readonly #desk: Desk;
	readonly #keeper: Keeper;
	readonly #asker: Asker;
	/** What each post said last. */
	readonly #shown = new Map<string, string>();
	/** Pictures that were asked for and have not ended. */
	readonly #awaited = new Set<string>();
	#wake: () => void = () => {};
	#lines: Interface | null = null;
	/** Pictures whose end was printed. */
	readonly #printed = new Set<string>();
	/** The form that takes what is typed next. */
	#form: Form | null = null;
	#ended: () => void = () => {};
	/** Resolves when nothing more is typed, and what was asked for is there. */
	readonly ended = new Promise<void>((resolve) => {
		this.#ended = resolve;
	});

	constructor(context: PlatformContext, config: TerminalConfig) {
		const { studio, clock, log } = context;
		const { output, env, folder, name } = config;
		const isTerminal = output.isTTY === true;
		this.#context = context;
		this.#config = config;
		this.#asker = {
			// Who sits at the machine owns what is stored on it.
			person: { id: `cli:${name}`, name, moderator: true },
			place: PLACE,
			locale: localeOf(env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG),
		};
		const protocol = protocolOf(env, isTerminal);
		this.#screen = new Screen({
			studio,
			output,
			protocol,
			styled: isTerminal && env.NO_COLOR === undefined,
			folder,
		});
		this.#keeper = new Keeper({
			studio,
			platform: 'cli',
			clock,
			log,
			editEveryMs: EDIT_EVERY_MS,
			atOnce: 1,
			show: (post, pictures) => this.#show(post, pictures),
		});
		this.#desk = new Desk({
			...context,
			limits: LIMITS,
			touch: (id, urgency) => this.#keeper.touch(id, urgency),
		});
	}

	async start(): Promise<void> {
		const { input, output } = this.#config;
		const isTerminal = output.isTTY === true;
		const lines = createInterface({ input, ...(isTerminal && { output }), prompt: PROMPT });
		this.#lines = lines;
		// From here on no line is lost.
		const typed = lines[Symbol.asyncIterator]();
		if (isTerminal) {
			await this.#screen.print(welcomeCard(this.#asker.locale));
			this.#screen.give({ before: () => output.write('\r\x1b[K'), after: () => lines.prompt(true) });
		}
		await this.#keeper.start();
		void this.#read(typed);
	}

	async stop(): Promise<void> {
		this.#awaited.clear();
		this.#wake();
		this.#lines?.close();
		await this.#keeper.stop();
	}

	/** Line by line: what one does is done before the next is looked at. */
	async #read(typed: AsyncIterator<string>): Promise<void> {
		const { log } = this.#context;
		for (;;) {
			const line = await this.#next(typed, PROMPT);
			if (line === null || EXIT.test(line)) break;
			try {
				await this.#typed(line, typed);
			} catch (error) {
				log.error({ err: error }, 'a line could not be carried out');
			}
		}
		if (this.#awaited.size > 0) await this.#screen.say(waitingFor(this.#awaited.size));
		while (this.#awaited.size > 0) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
		this.#lines?.close();
		this.#ended();
	}

	/** The next line; null where the input has ended. Only a terminal is asked with a prompt. */
	async #next(typed: AsyncIterator<string>, prompt: string): Promise<string | null> {
		this.#lines?.setPrompt(prompt);
		if (this.#config.output.isTTY === true) this.#lines?.prompt();
		const { value, done } = await typed.next();
		return done === true ? null : value.trim();
	}

	async #typed(text: string, typed: AsyncIterator<string>): Promise<void> {
		const request = this.#request();
		if (/^\d{1,6}$/.test(text)) {
			const choice = this.#screen.choice(Number(text));
			if (choice === undefined) return this.#screen.say(noChoice(text));
			const { id, ...given } = choice;
			const control = readControlId(id);
			await this.#desk.used(control && { control, ...given }, request);
		} else if (/\.png['"]?$/i.test(text) && (await isFile(path(text)))) {
			await this.#desk.recipe(async () => [await fileAt(path(text))], request);
		} else await this.#desk.typed(text.replace(/^\/?taue\s+/i, ''), request);
		const form = this.#form;
		if (form === null) return;
		this.#form = null;
		const values = await this.#fill(form, typed);
		const control = readControlId(form.id);
		if (values !== null) await this.#desk.used(control && { control, values }, this.#request());
	}

	#request(): TerminalRequest {
		return new TerminalRequest({
			asker: this.#asker,
			screen: this.#screen,
			fill: (form) => {
				this.#form = form;
			},
			accepted: (pictures) => {
				for (const id of pictures) if (!this.#printed.has(id)) this.#awaited.add(id);
			},
		});
	}

	/** Field after field; nothing typed keeps what is there. Null where the form is left, or the input ends. */
	async #fill(form: Form, typed: AsyncIterator<string>): Promise<FormValues | null> {
		await this.#screen.say(form.title);
		const values: Record<string, string> = {};
		for (const field of form.fields) {
			if (field.kind === 'note') {
				await this.#screen.say(field.text);
				continue;
			}
			if (this.#config.output.isTTY !== true) await this.#screen.say(question(field));
			const given = await this.#next(typed, question(field));
			if (given === null || EXIT.test(given)) return null;
			values[field.name] = chosen(field, given);
		}
		return values;
	}

	/** Prints a post whenever it says something else; one of several pictures when it waits and when all have ended. */
	async #show(post: PostView, pictures: Together): Promise<void> {
		const { studio } = this.#context;
		if (post.message === null) await studio.posts.posted(post.id, { channel: PLACE.id, message: post.id });
		const over = !pictures.some(isLive);
		const begun = pictures.length === 1 && pictures[0].state === 'running';
		const said = over ? `over ${post.version}` : begun ? 'begun' : 'waiting';
		if (this.#shown.get(post.id) !== said) {
			this.#shown.set(post.id, said);
			const target = { locale: this.#asker.locale, lost: false };
			await this.#screen.print(postCard(post, pictures, target, LIMITS));
		}
		if (!over) return;
		for (const { id } of pictures) {
			this.#printed.add(id);
			this.#awaited.delete(id);
		}
		this.#wake();
	}
}

function waitingFor(pictures: number): string {
	const what = pictures === 1 ? 'One picture is' : `${pictures} pictures are`;
	return `${what} still being drawn. Ctrl-C leaves the rest for the next start.`;
}

function noChoice(number: string): string {
	return `There is no choice ${number} any more. To draw a number, write: draw ${number}`;
}

/** What is dragged into a terminal comes in quotes, or with its spaces escaped. */
function path(text: string): string {
	return text.replace(/^(['"])(.*)\1$/, '$2').replace(/\\ /g, ' ');
}

async function isFile(name: string): Promise<boolean> {
	try {
		return (await stat(name)).isFile();
	} catch {
		return false;
	}
}

async function fileAt(name: string): Promise<DroppedFile> {
	const { size } = await stat(name);
	return {
		name,
		mime: 'image/png',
		bytes: size,
		fetch: async () => (size > MOST_PICTURE_BYTES ? new Uint8Array() : readFile(name)),
	};
}

function question(field: FormInput): string {
	const hint = field.hint === undefined ? '' : ` (${field.hint})`;
	if (field.kind === 'line') {
		const now = field.value === undefined || field.value === '' ? '' : ` [${field.value}]`;
		return `${field.label}${hint}${now}: `;
	}
	const entries = field.options.map(({ label }, i) => `${i + 1} ${label}`).join(', ');
	const now = field.options.findIndex(({ value }) => value === field.value);
	return `${field.label}${hint}: ${entries}${now === -1 ? '' : ` [${now + 1}]`}: `;
}

/** A number chooses an entry; for a line what is typed is what it is. */
function chosen(field: FormInput, typed: string): string {
	if (typed === '') return field.value ?? '';
	if (field.kind === 'line') return typed;
	return field.options[Number(typed) - 1]?.value ?? typed;
}
