/**
 * What a message of ours says, free of any platform: a list of blocks that Discord makes Components V2 of
 * and Slack Block Kit. Decided once for both in `picture-card.ts` (a picture's life) and `reply-card.ts`
 * (answers to commands); platforms render, and decide nothing.
 */
import type { Layout } from '../layout/layout.ts';
import type { PersonId } from '../studio/people.ts';
import type { PictureId } from '../studio/picture-view.ts';

/** A stretch of a text. Plain strings are shown as they are: every platform escapes its own markup. */
type Inline =
	| string
	| { readonly bold: string }
	| { readonly code: string }
	/**
	 * Shown by name; with `mention` as a mention where the person is of the platform. Messages are sent so that it
	 * never rings.
	 */
	| { readonly person: PersonId; readonly name: string; readonly mention?: true }
	/** Shown in the reader's own time zone where the platform can. */
	| { readonly time: Date };

export type Text = readonly Inline[];

/** Where a picture's bytes come from; `images.ts` fetches them. */
export type ImageSource =
	/** The labelled sketch of a layout. */
	| { readonly kind: 'sketch'; readonly layout: Layout }
	/** The finished picture or one of its layers, as the studio keeps them. */
	| {
			readonly kind: 'stored';
			readonly picture: PictureId;
			readonly which: 'full' | 'thumb' | `layer:${number}`;
	  }
	/** Bytes at hand: live previews, trees. */
	| { readonly kind: 'bytes'; readonly mime: string; readonly bytes: Uint8Array };

export interface CardImage {
	/** File name without its ending; the encoding decides that. */
	readonly name: string;
	readonly alt: string;
	readonly source: ImageSource;
}

export interface CardButton {
	/** A control id (`control-id.ts`), at most 100 characters. */
	readonly id: string;
	readonly label: string;
	readonly emoji?: string;
	readonly style: 'plain' | 'primary' | 'danger';
	/**
	 * More than an id can hold: the line of a mistake, for the form that corrects it. Slack's buttons carry it;
	 * Discord finds it in the message's last code block.
	 */
	readonly value?: string;
}

export interface MenuOption {
	readonly value: string;
	/** At most 75 characters (Slack; Discord takes 100). */
	readonly label: string;
	readonly emoji?: string;
	/** What is chosen now. */
	readonly chosen?: true;
}

export type Block =
	| { readonly kind: 'heading'; readonly text: Text }
	| { readonly kind: 'text'; readonly text: Text }
	/** Small print: who, when, seed, model. */
	| { readonly kind: 'small'; readonly text: Text }
	/** Monospaced, as it is. */
	| { readonly kind: 'code'; readonly text: string; readonly language?: 'json' }
	/** At most 10. */
	| { readonly kind: 'images'; readonly images: readonly CardImage[] }
	/** A file to download. */
	| { readonly kind: 'file'; readonly name: string; readonly mime: string; readonly bytes: Uint8Array }
	/** One row: at most 5. */
	| { readonly kind: 'buttons'; readonly buttons: readonly CardButton[] }
	| {
			readonly kind: 'menu';
			readonly id: string;
			readonly placeholder: string;
			/** 1 to 25. */
			readonly options: readonly MenuOption[];
	  };

/** A button's label on every platform, in characters. */
export const LONGEST_LABEL = 75;

/** What a platform's messages take; cards are cut to it. */
export interface CardLimits {
	/** Characters of a picture's alternative text. */
	readonly altTextLength: number;
	/** A picture that is shown costs nothing in later edits; where it is sent anew each time, small ones do at first. */
	readonly keepsFiles?: boolean;
}

export interface Card {
	readonly tone: 'waiting' | 'working' | 'done' | 'failed' | 'gone' | 'plain';
	readonly blocks: readonly Block[];
	/** The same in one plain sentence, for notifications and screen readers. */
	readonly summary: string;
}

/** A form to fill in, opened by a control or an action. Values come back by field name. */
export interface Form {
	/** The control id that the submission carries. */
	readonly id: string;
	/** At most 24 characters (Slack; Discord takes 45). */
	readonly title: string;
	readonly submit: string;
	/** At most 5. */
	readonly fields: readonly FormField[];
}

/** Something to fill in. */
export type FormInput = {
	readonly name: string;
	readonly label: string;
	readonly hint?: string;
	readonly required: boolean;
} & (
	| {
			readonly kind: 'line';
			readonly value?: string;
			readonly maxLength: number;
			readonly rows: 'one' | 'many';
	  }
	| { readonly kind: 'choice'; readonly options: readonly MenuOption[]; readonly value?: string }
);

type FormField =
	| FormInput
	/** Something to look at while one fills in the rest: lines of text. */
	| { readonly kind: 'note'; readonly text: string };

/** A time for places that cannot show it as the reader's own clock does. */
export function minuteText(time: Date): string {
	return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A text without any markup. */
export function plainText(text: Text): string {
	return text
		.map((part) => {
			if (typeof part === 'string') return part;
			if ('bold' in part) return part.bold;
			if ('code' in part) return part.code;
			if ('name' in part) return part.name;
			return minuteText(part.time);
		})
		.join('');
}
