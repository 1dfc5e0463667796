import { readFileSync } from 'node:fs';
import { z } from 'zod';

const FIXTURES = new URL('../fixtures/conformance/slack/', import.meta.url);

interface Parameter {
	readonly name: string;
	readonly type?: string;
	readonly required?: boolean;
}
type Operation = { readonly parameters?: readonly Parameter[] };
const openapi = JSON.parse(readFileSync(new URL('web-api-openapi-2021.json', FIXTURES), 'utf8')) as {
	readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

/** A recorded answer or payload, with every field that Slack may send and a value of its type. */
export function sample(name: string): unknown {
	return JSON.parse(readFileSync(new URL(`samples/${name}.json`, FIXTURES), 'utf8'));
}

// ------------------------------------------------------------------------------------------- Block Kit

const plain = (most: number) =>
	z.strictObject({
		type: z.literal('plain_text'),
		text: z.string().min(1).max(most),
		emoji: z.boolean().optional(),
	});
const mrkdwn = (most: number) =>
	z.strictObject({
		type: z.literal('mrkdwn'),
		text: z.string().min(1).max(most),
		verbatim: z.boolean().optional(),
	});
const actionId = z.string().min(1).max(255);
const blockId = z.string().max(255).optional();
const style = z
	.strictObject({
		bold: z.boolean().optional(),
		italic: z.boolean().optional(),
		strike: z.boolean().optional(),
		code: z.boolean().optional(),
	})
	.optional();
const richElement = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('text'), text: z.string().min(1), style }),
	z.strictObject({
		type: z.literal('date'),
		timestamp: z.int(),
		format: z.string().min(1),
		fallback: z.string().optional(),
		style,
	}),
]);
const richText = z.strictObject({
	type: z.literal('rich_text'),
	block_id: blockId,
	elements: z
		.array(
			z.discriminatedUnion('type', [
				z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(richElement).min(1) }),
				z.strictObject({
					type: z.literal('rich_text_preformatted'),
					elements: z.array(richElement).min(1),
					border: z.int().optional(),
				}),
			]),
		)
		.min(1),
});
const option = z.strictObject({ text: plain(75), value: z.string().min(1).max(150) });
const staticSelect = z.strictObject({
	type: z.literal('static_select'),
	action_id: actionId,
	placeholder: plain(150).optional(),
	options: z.array(option).min(1).max(100),
	initial_option: option.optional(),
});
const button = z.strictObject({
	type: z.literal('button'),
	action_id: actionId,
	text: plain(75),
	value: z.string().max(2000).optional(),
	style: z.enum(['primary', 'danger']).optional(),
});
const input = z.strictObject({
	type: z.literal('input'),
	block_id: blockId,
	label: plain(2000),
	hint: plain(2000).optional(),
	optional: z.boolean().optional(),
	element: z.discriminatedUnion('type', [
		z.strictObject({
			type: z.literal('plain_text_input'),
			action_id: actionId,
			multiline: z.boolean().optional(),
			max_length: z.int().min(1).max(3000).optional(),
			initial_value: z.string().optional(),
		}),
		staticSelect,
		z.strictObject({
			type: z.literal('conversations_select'),
			action_id: actionId,
			default_to_current_conversation: z.boolean().optional(),
			response_url_enabled: z.boolean().optional(),
		}),
	]),
});
const block = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('header'), block_id: blockId, text: plain(150) }),
	z.strictObject({
		type: z.literal('section'),
		block_id: blockId,
		text: z.discriminatedUnion('type', [plain(3000), mrkdwn(3000)]),
	}),
	z.strictObject({
		type: z.literal('context'),
		block_id: blockId,
		elements: z
			.array(z.discriminatedUnion('type', [plain(3000), mrkdwn(3000)]))
			.min(1)
			.max(10),
	}),
	z.strictObject({
		type: z.literal('image'),
		block_id: blockId,
		slack_file: z.strictObject({ id: z.string().startsWith('F') }),
		alt_text: z.string().min(1).max(2000),
	}),
	z.strictObject({
		type: z.literal('actions'),
		block_id: blockId,
		elements: z
			.array(z.discriminatedUnion('type', [button, staticSelect]))
			.min(1)
			.max(25),
	}),
	richText,
]);
/** What a message may hold. */
export const messageBlocks = z
	.array(block)
	.min(1)
	.max(50)
	.superRefine((blocks, context) => {
		const ids = blocks.flatMap((one) =>
			one.type === 'actions' ? one.elements.map((each) => each.action_id) : [],
		);
		if (new Set(ids).size !== ids.length) context.addIssue('action ids repeat');
	});
export type FakeBlock = z.output<typeof block>;

/** What `views.open` takes. */
export const modalView = z
	.strictObject({
		type: z.literal('modal'),
		callback_id: z.string().max(255),
		title: plain(24),
		submit: plain(24).optional(),
		close: plain(24).optional(),
		private_metadata: z.string().max(3000).optional(),
		blocks: z
			.array(z.discriminatedUnion('type', [input, richText]))
			.min(1)
			.max(100),
	})
	.superRefine(({ blocks, submit }, context) => {
		if (submit === undefined) context.addIssue('a modal with inputs needs submit');
		const ids = blocks.map(({ block_id }) => block_id);
		if (new Set(ids).size !== ids.length) context.addIssue('block ids repeat');
	});
export type FakeView = z.output<typeof modalView>;

/** What `views.publish` takes. */
const homeView = z.strictObject({ type: z.literal('home'), blocks: z.array(block).min(1).max(100) });

// ------------------------------------------------------------------------------------------- arguments

/** Documented arguments that are younger than the archived specification. */
const YOUNGER: Readonly<Record<string, readonly string[]>> = {
	'chat.postMessage': ['metadata', 'markdown_text'],
	'chat.update': ['metadata', 'file_ids', 'reply_broadcast'],
};
const whole = z.string().regex(/^\d+$/);
/** Methods that the archived specification does not have. */
const OWN: Readonly<Record<string, z.ZodType>> = {
	'apps.connections.open': z.strictObject({}),
	'files.getUploadURLExternal': z.strictObject({
		filename: z.string().min(1).max(255),
		length: whole,
		alt_txt: z.string().max(2000).optional(),
		snippet_type: z.string().optional(),
	}),
	'files.completeUploadExternal': z.strictObject({
		files: z
			.string()
			.transform((text) => JSON.parse(text) as unknown)
			.pipe(z.array(z.strictObject({ id: z.string(), title: z.string().optional() })).min(1)),
		channel_id: z.string().optional(),
		thread_ts: z.string().optional(),
		initial_comment: z.string().optional(),
	}),
};

/** What is wrong with a call's arguments, or null. Arguments come as form fields, as the client sends them. */
export function wrongArguments(method: string, given: Readonly<Record<string, string>>): string | null {
	const own = OWN[method];
	if (own !== undefined) {
		const parsed = own.safeParse(given);
		return parsed.success ? null : z.prettifyError(parsed.error);
	}
	const operation = Object.values(openapi.paths[`/${method}`] ?? {}).at(0);
	if (operation === undefined) return `there is no method ${method}`;
	const parameters = new Map(operation.parameters?.map((each) => [each.name, each]));
	for (const [name, value] of Object.entries(given)) {
		if (YOUNGER[method]?.includes(name)) continue;
		const parameter = parameters.get(name);
		if (parameter === undefined) return `${method} has no argument ${name}`;
		if (parameter.type === 'boolean' && !/^(true|false|0|1)$/.test(value)) return `${name} is no boolean`;
		if (parameter.type === 'integer' && !/^-?\d+$/.test(value)) return `${name} is no whole number`;
		if (parameter.type === 'number' && !Number.isFinite(Number(value))) return `${name} is no number`;
	}
	for (const { name, required } of parameters.values()) {
		if (required === true && name !== 'token' && given[name] === undefined) return `${name} is missing`;
	}
	if (given.blocks !== undefined) {
		const parsed = messageBlocks.safeParse(JSON.parse(given.blocks));
		if (!parsed.success) return z.prettifyError(parsed.error);
	}
	if (given.view !== undefined) {
		const view = JSON.parse(given.view) as { readonly type?: string };
		const parsed = (view.type === 'home' ? homeView : modalView).safeParse(view);
		if (!parsed.success) return z.prettifyError(parsed.error);
	}
	if ((given.text?.length ?? 0) > 40_000) return 'text is too long';
	return null;
}

// --------------------------------------------------------------------------------------------- shapes

const ID_KEY = /^[CDGTUW][A-Z0-9]{2,}$/;

/** Where an answer of ours leaves the recorded shape: fields that Slack does not send, or other types. */
export function shapeMismatches(recorded: unknown, ours: unknown, at = ''): readonly string[] {
	if (ours === null || ours === undefined) return [];
	if (Array.isArray(ours)) {
		if (!Array.isArray(recorded)) return [`${at} is a list`];
		if (recorded.length === 0) return [];
		return ours.flatMap((each, index) => {
			const type = typeOf(each);
			const like = recorded.find((one) => type === null || typeOf(one) === type) ?? recorded[0];
			return shapeMismatches(like, each, `${at}[${index}]`);
		});
	}
	if (typeof ours !== 'object') {
		return typeof ours === typeof recorded ? [] : [`${at} is a ${typeof ours}, recorded ${typeof recorded}`];
	}
	if (typeof recorded !== 'object' || recorded === null) return [`${at} is an object`];
	const known = recorded as Readonly<Record<string, unknown>>;
	const open = Object.keys(known).length === 0;
	return Object.entries(ours).flatMap(([key, value]) => {
		const like = known[key] ?? (ID_KEY.test(key) ? Object.values(known)[0] : undefined);
		if (like === undefined) return open || value === undefined ? [] : [`${at}.${key} is not recorded`];
		return shapeMismatches(like, value, `${at}.${key}`);
	});
}

function typeOf(value: unknown): string | null {
	return value !== null && typeof value === 'object' && 'type' in value ? String(value.type) : null;
}
