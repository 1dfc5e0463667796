import type { types } from '@slack/bolt';
import { z } from 'zod';
import { PLACE_NAMES } from '../../layout/index.ts';
import type { Locale } from '../../studio/people.ts';
import type { Form, FormInput } from '../card.ts';
import { lineOfForm } from '../form-line.ts';
import type { FormValues } from '../forms.ts';
import { textsFor } from '../texts/index.ts';
import { codeOf, plain } from './blocks.ts';
import * as limits from './limits.ts';
import { slackTexts } from './texts.ts';

/** Of the form that puts a line together out of fields. */
export const DRAW_FORM = 't1:draw-form';
const OBJECTS = 4;
/** Action id of every field: a block has one, and is named by its field. */
const FIELD = 'value';

/** Where a form was opened: what comes back of it names no channel. */
const opened = z.object({
	channel: z.string(),
	thread: z.string().nullable(),
	/** Where an answer for the person alone can be sent for half an hour. */
	responseUrl: z.string().nullable(),
});
export type Opened = z.output<typeof opened>;
/** As the form carries it, with the language that its mistakes are told in. */
const carried = opened.extend({ locale: z.enum(['en', 'ja']).default('en') });

/** Null where a form names no channel: the person chooses one in it. */
export function readOpened(metadata: string): z.output<typeof carried> | null {
	if (metadata === '') return null;
	return carried.parse(JSON.parse(metadata));
}

export function modalOf(form: Form, from: Opened, locale: Locale): types.ModalView {
	return {
		type: 'modal',
		callback_id: form.id,
		title: plain(form.title, limits.MODAL_TITLE),
		submit: plain(form.submit, limits.MODAL_BUTTON),
		close: plain(slackTexts(locale).close, limits.MODAL_BUTTON),
		private_metadata: JSON.stringify({ ...from, locale }),
		blocks: form.fields.map((field) => (field.kind === 'note' ? codeOf(field.text) : inputOf(field))),
	};
}

function inputOf(field: FormInput): types.InputBlock {
	return {
		type: 'input',
		block_id: field.name,
		label: plain(field.label, limits.INPUT_LABEL),
		optional: !field.required,
		...(field.hint !== undefined && { hint: plain(field.hint, limits.INPUT_LABEL) }),
		element: field.kind === 'choice' ? choiceOf(field) : lineOf(field),
	};
}

function lineOf(field: Extract<FormInput, { kind: 'line' }>): types.PlainTextInput {
	const most = Math.min(field.maxLength, limits.INPUT_LENGTH);
	const { value = '' } = field;
	return {
		type: 'plain_text_input',
		action_id: FIELD,
		multiline: field.rows === 'many',
		max_length: most,
		...(value !== '' && { initial_value: value.slice(0, most) }),
	};
}

function choiceOf(field: Extract<FormInput, { kind: 'choice' }>): types.StaticSelect {
	const options = field.options.slice(0, limits.SELECT_OPTIONS).map(({ value, label }) => ({
		value,
		text: plain(label, limits.OPTION_TEXT),
	}));
	const chosen = options.find(({ value }) => value === field.value);
	return {
		type: 'static_select',
		action_id: FIELD,
		options,
		...(chosen !== undefined && { initial_option: chosen }),
	};
}

/** The form for people who prefer fields to a language. Without `from`, the person chooses the channel. */
export function drawModal(from: Opened | null, locale: Locale): types.ModalView {
	const texts = slackTexts(locale);
	const field = (name: string, label: string, more: { hint?: string; optional?: boolean } = {}) =>
		inputOf({
			kind: 'line',
			name,
			label,
			required: false,
			rows: 'one',
			maxLength: 300,
			...(more.hint !== undefined && { hint: more.hint }),
		});
	const places = PLACE_NAMES.slice(0, 25).map((place) => ({ value: place, label: place }));
	const objects = Array.from({ length: OBJECTS }, (_, index) => [
		field(`object${index + 1}`, texts.object(index + 1), index === 0 ? { hint: texts.objectHint } : {}),
		inputOf({
			kind: 'choice',
			name: `place${index + 1}`,
			label: texts.place(index + 1),
			required: false,
			options: places,
		}),
	]).flat();
	const where: types.InputBlock = {
		type: 'input',
		block_id: 'where',
		label: plain(texts.where, limits.INPUT_LABEL),
		element: {
			type: 'conversations_select',
			action_id: FIELD,
			default_to_current_conversation: true,
			response_url_enabled: true,
		},
	};
	return {
		type: 'modal',
		callback_id: DRAW_FORM,
		title: plain(texts.drawTitle, limits.MODAL_TITLE),
		submit: plain(textsFor(locale).draw, limits.MODAL_BUTTON),
		close: plain(texts.close, limits.MODAL_BUTTON),
		private_metadata: from === null ? '' : JSON.stringify({ ...from, locale }),
		blocks: [
			...(from === null ? [where] : []),
			...objects,
			field('background', texts.background),
			inputOf({
				kind: 'choice',
				name: 'count',
				label: texts.count,
				required: false,
				options: ['1', '2', '3', '4'].map((count) => ({ value: count, label: count })),
			}),
			field('seed', texts.seed),
			field('size', texts.size, { hint: texts.sizeHint }),
			field('model', texts.model),
		],
	};
}

/** What Slack sends back of a field, of any kind that we use. */
interface FieldState {
	readonly value?: string | null | undefined;
	readonly selected_option?: { readonly value: string } | null | undefined;
	readonly selected_conversation?: string | null | undefined;
}

/** What was filled in, by the names of the fields. */
export function valuesOf(state: Readonly<Record<string, Readonly<Record<string, FieldState>>>>): FormValues {
	const values: Record<string, string | undefined> = {};
	for (const [name, block] of Object.entries(state)) {
		const field = block[FIELD];
		values[name] = field?.value ?? field?.selected_option?.value ?? field?.selected_conversation ?? undefined;
	}
	return values;
}

/** The draw form as a line; empty where nothing was filled in. */
export function lineOfDrawForm(values: FormValues): string {
	const { background, seed, size, count, model } = values;
	const number = (text: string | undefined) =>
		text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
	const seedNumber = number(seed);
	const countNumber = number(count);
	return lineOfForm({
		objects: Array.from({ length: OBJECTS }, (_, index) => {
			const place = values[`place${index + 1}`];
			return { text: values[`object${index + 1}`] ?? '', ...(place !== undefined && { place }) };
		}),
		...(background !== undefined && { background }),
		...(seedNumber !== undefined && { seed: seedNumber }),
		...(size !== undefined && { size }),
		...(countNumber !== undefined && { count: countNumber }),
		...(model !== undefined && { model }),
	});
}
