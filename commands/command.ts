import type { LayoutMistake } from '../src/layout/index.ts';
import type { Layout, LayoutWarning, ParsedLine } from '../src/layout/layout.ts';
import type { AcceptedJob } from '../src/studio/admission.ts';
import type { QueueStatus } from '../src/studio/drawing.ts';
import type { SavedLayout } from '../src/studio/layout-shelf.ts';
import type { Locale, Person, Place } from '../src/studio/people.ts';
import type { PictureId, PictureView } from '../src/studio/picture-view.ts';
import type { GalleryPage, HistoryNode } from '../src/studio/pictures.ts';
import type { PostTarget } from '../src/studio/posts.ts';
import type { PrivacyReport } from '../src/studio/privacy.ts';
import type { Right } from '../src/studio/rights.ts';
import type { PlaceSettings } from '../src/studio/settings.ts';
import type { Studio } from '../src/studio/studio.ts';
import type { Said } from '../src/taue-error.ts';
import type { Meant } from '../src/translate/plain/index.ts';

export type Localised = { readonly [locale in Locale]: string };

/** Who sees an answer: the person alone, or everyone in the place. */
export type Privacy = 'private' | 'public';

interface OptionBase {
	readonly name: string;
	/** What Japanese people see instead of the name. */
	readonly ja: string;
	readonly description: Localised;
	readonly required?: boolean;
}

/** One thing that can be given to a command; platforms make fields, menus or words of it. */
export type CommandOption = OptionBase &
	/** A layout line: takes the rest of what was typed. */
	(
		| {
				readonly kind: 'line';
				readonly maxLength: number;
				/** Whether what was given must be readable by itself; always, if absent. */
				readonly isWhole?: (given: string) => boolean;
		  }
		/** A picture id; where it is missing the picture in view (thread, message, selection) counts. */
		| { readonly kind: 'picture' }
		/** Number of an object of that picture, counted from 1 (0 = background). */
		| { readonly kind: 'object' }
		/** A name: one word. */
		| { readonly kind: 'name'; readonly maxLength: number }
		/** A size of the layout language: `small`, `40%`, `30%x50%`. */
		| { readonly kind: 'size' }
		/** A place of the layout language: `left`, `tl`, `2/3`, `(10 20 60 90)`. */
		| { readonly kind: 'place' }
		| { readonly kind: 'text'; readonly maxLength: number }
		| { readonly kind: 'integer' | 'number'; readonly min?: number; readonly max?: number }
		| {
				readonly kind: 'choice';
				readonly choices: readonly { readonly value: string; readonly label: Localised }[];
		  }
		| { readonly kind: 'boolean' }
	);

/** What was given; every value is already of the option's kind (`read.ts` reads words and forms). */
export type OptionValues = Readonly<Record<string, string | number | boolean>>;

/** What somebody points at while they ask, as far as their platform can tell. */
export type Pointed =
	/** One picture: opened on the page, or the message that was answered to. */
	| { readonly picture: PictureId }
	/** The thread that grows from a picture. */
	| { readonly thread: PictureId };

export interface CommandContext {
	readonly studio: Studio;
	readonly commands: Commands;
	readonly person: Person;
	readonly place: Place;
	readonly locale: Locale;
	/** The platform's own id of this request. */
	readonly idempotencyKey: string;
	/** What the person points at, where the platform knows it. */
	readonly pointed?: Pointed;
	/** The picture in view: `commands.run` finds it (`picture-in-view.ts`), platforms leave it out. */
	readonly focus?: PictureId;
	/** The line that was given, as the invocation read it: `commands.run` passes it on, platforms leave it out. */
	readonly read?: ParsedLine;
	/** Lines are drawn as they were typed; else a plain sentence is drawn as the line that it means. */
	readonly asTyped?: true;
	/** Where new pictures will be shown; absent in the room, which shows all of a place's pictures. */
	readonly post?: PostTarget;
}

/** What a command answers, free of any platform. `private` answers are for the person alone. */
export type Reply =
	| {
			readonly kind: 'jobs';
			readonly jobs: readonly AcceptedJob[];
			readonly warnings: readonly LayoutWarning[];
			/** How a plain sentence was read: it was drawn so where that is sure, else it is offered. */
			readonly meant?: Meant;
			readonly private: false;
	  }
	| {
			readonly kind: 'picture';
			readonly picture: PictureView;
			readonly text: string;
			readonly private: boolean;
	  }
	| { readonly kind: 'recipe'; readonly picture: PictureView; readonly json: string; readonly private: true }
	/** What else can be done with a picture. */
	| {
			readonly kind: 'more';
			readonly picture: PictureView;
			/** The post of several pictures that it stands in, and how many of them there are. */
			readonly joint: { readonly post: string; readonly pictures: number } | null;
			readonly text: string;
			readonly private: true;
	  }
	/** A recipe out of a dropped picture that is not stored here. */
	| {
			readonly kind: 'found-recipe';
			/** What `redraw` takes. */
			readonly id: string;
			readonly layout: Layout;
			readonly line: string;
			readonly json: string;
			readonly model: string;
			/** Why it cannot be drawn here, if it cannot. */
			readonly refusal: { readonly code: string; readonly said: Said } | null;
			readonly private: true;
	  }
	| {
			readonly kind: 'history';
			readonly tree: HistoryNode;
			readonly focus: PictureId;
			readonly text: string;
			readonly private: false;
	  }
	| { readonly kind: 'gallery'; readonly page: GalleryPage; readonly title: string; readonly private: false }
	| { readonly kind: 'queue'; readonly status: QueueStatus; readonly text: string; readonly private: true }
	| {
			readonly kind: 'settings';
			readonly settings: PlaceSettings;
			readonly text: string;
			readonly editable: boolean;
			readonly private: true;
	  }
	/** The lines that this place keeps under names. */
	| {
			readonly kind: 'layouts';
			readonly layouts: readonly SavedLayout[];
			readonly text: string;
			readonly private: true;
	  }
	| {
			readonly kind: 'privacy';
			readonly report: PrivacyReport;
			readonly text: string;
			readonly private: true;
	  }
	| {
			readonly kind: 'help';
			readonly title: string;
			readonly sections: readonly HelpSection[];
			/** Lines that a button draws; none where a command was asked about. */
			readonly examples: readonly string[];
			readonly private: true;
	  }
	| { readonly kind: 'text'; readonly text: string; readonly private: boolean }
	| ErrorReply;

export interface HelpSection {
	readonly title: string;
	readonly text: string;
	readonly examples: readonly string[];
}

/** Something a person can put right. Where a line is at fault, it says where and what might be meant. */
export interface ErrorReply {
	readonly kind: 'error';
	readonly code: string;
	/** In English, for programs. */
	readonly message: string;
	/** The same for people, where it is no mistake in a line. */
	readonly said?: Said;
	readonly line?: string;
	/** UTF-16 offset into `line`. */
	readonly offset?: number;
	/** The line with a caret under the character, for a monospaced block. */
	readonly caret?: string;
	/** What is wrong with the line, as data: the message is in English. */
	readonly mistake?: LayoutMistake;
	/** What was probably meant by a place or a size that stands alone. */
	readonly meant?: string;
	/** The corrected line, where one suggests itself. */
	readonly corrected?: string;
	readonly retryAt?: Date;
	readonly private: true;
}

export interface Command {
	/** As typed after `/taue`; `draw` is also what `/taue <line>` means. */
	readonly name: string;
	/** What Japanese people see instead of the name. */
	readonly ja: string;
	readonly description: Localised;
	readonly options: readonly CommandOption[];
	/** What one must be allowed (docs/security.md#rights); it may depend on what was given. */
	readonly right: Right | ((values: OptionValues) => Right);
	/** Who sees the answer; it may depend on what was given. */
	readonly answers: Privacy | ((values: OptionValues) => Privacy);
	/** Which picture is meant where none is named: a finished one, or one's own that is under way. */
	readonly about?: 'finished' | 'under way';
	/** What may be typed, without the leading `/taue `. */
	readonly examples: readonly string[];
	/** Never throws for what a person did: it answers an `ErrorReply`. */
	run(context: CommandContext, options: OptionValues): Promise<Reply>;
}

/** What somebody typed or filled in, read once: everything that a platform needs before it is carried out. */
export interface Invocation {
	/** The command that is meant; null where there is none of the name. */
	readonly command: Command | null;
	readonly values: OptionValues;
	/** The line among the values, read: nobody behind it reads it again. Absent where a part of one is enough. */
	readonly read?: ParsedLine;
	/** Who sees the answer, which a platform must know before there is one. */
	readonly answers: Privacy;
	/** What is wrong with it, if it cannot be carried out; told to the person alone. */
	readonly mistake: ErrorReply | null;
}

/** All commands, in the order of the help text. */
export interface Commands {
	readonly all: readonly Command[];
	get(name: string): Command | undefined;
	/** `reroll-object 2`, `move dog right`, `cat@left …`: what is meant. */
	read(text: string): Invocation;
	/** The same of values that a form, a menu or a button has. */
	fill(name: string, given: Readonly<Record<string, unknown>>): Invocation;
	/** Carries out what was read; a mistake in it is the answer. */
	run(invocation: Invocation, context: CommandContext): Promise<Reply>;
}
