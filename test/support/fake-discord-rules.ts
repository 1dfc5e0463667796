import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Operation {
	readonly requestBody?: {
		readonly required?: boolean;
		readonly content: Readonly<Record<string, { readonly schema: object }>>;
	};
	readonly parameters?: readonly Parameter[];
}
interface Parameter {
	readonly name: string;
	readonly in: 'path' | 'query';
	readonly required?: boolean;
	readonly schema: object;
}
type PathItem = { readonly parameters?: readonly Parameter[] } & {
	readonly [method in 'get' | 'put' | 'post' | 'patch' | 'delete']?: Operation;
};
interface Specification {
	readonly paths: Readonly<Record<string, PathItem>>;
	readonly components: object;
}

const FILE = new URL('../fixtures/conformance/discord/openapi.json', import.meta.url);

/** A request as it arrived. */
export interface Arrived {
	readonly method: string;
	/** Without the version. */
	readonly path: string;
	readonly query: URLSearchParams;
	/** The JSON body, or what stood in `payload_json`. */
	readonly body: unknown;
	readonly files: readonly { readonly field: string; readonly name: string; readonly bytes: number }[];
}

/** Holds requests to Discord's own OpenAPI file, and to rules that stand only in its documentation. */
export class DiscordRules {
	readonly #specification = JSON.parse(readFileSync(FILE, 'utf8')) as Specification;
	readonly #ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
	readonly #validators = new Map<object, ValidateFunction>();
	readonly #routes: readonly {
		readonly pattern: RegExp;
		readonly names: string[];
		readonly item: PathItem;
	}[];

	constructor() {
		this.#ajv.addFormat('snowflake', /^(0|[1-9][0-9]*)$/);
		this.#ajv.addFormat('nonce', true);
		this.#ajv.addFormat('uri', /^[a-z][a-z0-9+.-]*:/i);
		this.#ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT/);
		for (const format of ['int32', 'int64', 'double']) {
			this.#ajv.addFormat(format, { type: 'number', validate: () => true });
		}
		// Fixed parts before parameters: `@original` is no message id.
		this.#routes = Object.entries(this.#specification.paths)
			.toSorted(([a], [b]) => a.split('{').length - b.split('{').length)
			.map(([path, item]) => ({
				pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`),
				names: [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]),
				item,
			}));
	}

	/** What is wrong with a request; empty where Discord would take it. */
	problems(request: Arrived): readonly string[] {
		const where = `${request.method} ${request.path}`;
		const route = this.#routes.find(({ pattern }) => pattern.test(request.path));
		const operation = route?.item[request.method.toLowerCase() as 'get'];
		if (route === undefined || operation === undefined) return [`${where}: Discord has no such route`];
		const found: string[] = [];
		const values = route.pattern.exec(request.path)?.slice(1) ?? [];
		const parameters = [...(route.item.parameters ?? []), ...(operation.parameters ?? [])];
		for (const [index, name] of route.names.entries()) {
			const schema = parameters.find(
				(parameter) => parameter.in === 'path' && parameter.name === name,
			)?.schema;
			if (schema) found.push(...this.#errors(schema, decodeURIComponent(values[index]), `path ${name}`));
		}
		for (const name of request.query.keys()) {
			const known = parameters.some((parameter) => parameter.in === 'query' && parameter.name === name);
			if (!known) found.push(`query ${name} is unknown`);
		}
		const content = operation.requestBody?.content;
		if (content === undefined) {
			if (request.body !== undefined) found.push('a body where none belongs');
		} else if (request.body === undefined) {
			if (operation.requestBody?.required === true) found.push('the body is missing');
		} else {
			found.push(...this.#errors(content['application/json'].schema, request.body, 'body'));
		}
		found.push(...messageProblems(request));
		return found.map((problem) => `${where}: ${problem}`);
	}

	#errors(schema: object, value: unknown, what: string): readonly string[] {
		let validate = this.#validators.get(schema);
		if (validate === undefined) {
			validate = this.#ajv.compile({ ...schema, components: this.#specification.components });
			this.#validators.set(schema, validate);
		}
		if (validate(value)) return [];
		return (validate.errors ?? [])
			.slice(0, 3)
			.map((error) => `${what}${error.instancePath} ${error.message}`);
	}
}

const V2 = 1 << 15;

interface Component {
	readonly type: number;
	readonly content?: string;
	readonly custom_id?: string;
	readonly components?: readonly Component[];
	readonly component?: Component;
	readonly items?: readonly { readonly media: { readonly url: string }; readonly description?: string }[];
	readonly file?: { readonly url: string };
	readonly options?: readonly { readonly value: string }[];
}

interface MessageLike {
	readonly flags?: number;
	readonly content?: unknown;
	readonly embeds?: unknown;
	readonly components?: readonly Component[];
	readonly attachments?: readonly { readonly id: string; readonly filename?: string }[];
	readonly allowed_mentions?: { readonly parse?: readonly string[] };
	readonly nonce?: unknown;
	readonly enforce_nonce?: unknown;
}

/** All components of a message or a modal, the nested ones too. */
export function allComponents(components: readonly Component[] = []): readonly Component[] {
	return components.flatMap((component) => [
		component,
		...allComponents(component.components),
		...allComponents(component.component === undefined ? [] : [component.component]),
	]);
}

/** The documented rules of messages that a schema cannot say. */
function messageProblems({ path, method, body, files }: Arrived): readonly string[] {
	const message = messageIn(path, method, body);
	if (message === null) return [];
	const found: string[] = [];
	const components = allComponents(message.components);
	if (((message.flags ?? 0) & V2) === 0) found.push('a message without Components V2');
	if (message.content !== undefined || message.embeds !== undefined)
		found.push('content beside Components V2');
	if (components.length === 0) found.push('a message without components');
	if (components.length > 40) found.push(`${components.length} components; 40 is the most`);
	const text = components.reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
	if (text > 4000) found.push(`${text} characters of text; 4000 is the most`);
	const ids = components.flatMap(({ custom_id }) => custom_id ?? []);
	if (new Set(ids).size !== ids.length) found.push('two components with one custom_id');
	for (const { options = [] } of components) {
		if (new Set(options.map(({ value }) => value)).size !== options.length)
			found.push('two options with one value');
	}
	if (message.allowed_mentions?.parse?.length !== 0) found.push('a message whose mentions would ring');
	found.push(...fileProblems(message, components, files));
	if (method === 'POST' && /^\/channels\/\d+\/messages$/.test(path)) {
		if (message.nonce === undefined || message.enforce_nonce !== true)
			found.push('a post that a retry would double');
	}
	return found;
}

function fileProblems(
	message: MessageLike,
	components: readonly Component[],
	files: Arrived['files'],
): readonly string[] {
	const found: string[] = [];
	const names = new Set((message.attachments ?? []).map(({ filename }) => filename));
	const urls = components.flatMap(({ items, file }) => [
		...(items ?? []).map(({ media }) => media.url),
		...(file === undefined ? [] : [file.url]),
	]);
	for (const url of urls) {
		if (!names.has(url.replace(/^attachment:\/\//, ''))) found.push(`${url} is not attached`);
	}
	for (const name of names)
		if (!urls.includes(`attachment://${name}`)) found.push(`${name} is shown nowhere`);
	for (const { items = [] } of components) {
		if (items.some(({ description }) => !description)) found.push('a picture without alternative text');
	}
	for (const { field, name } of files) {
		const id = /^files\[(\d+)\]$/.exec(field)?.[1];
		const listed = (message.attachments ?? []).find((attachment) => attachment.id === id);
		if (listed?.filename !== name) found.push(`the file ${field} (${name}) is not listed`);
	}
	return found;
}

/** The message that a request writes, if it writes one. */
export function messageIn(path: string, method: string, body: unknown): MessageLike | null {
	if (method !== 'POST' && method !== 'PATCH') return null;
	if (/^\/(channels\/\d+|webhooks\/\d+\/[^/]+)\/messages(\/[^/]+)?$/.test(path)) return body as MessageLike;
	if (/^\/webhooks\/\d+\/[^/]+$/.test(path)) return body as MessageLike;
	if (/^\/interactions\/\d+\/[^/]+\/callback$/.test(path)) {
		const { type, data } = body as { type: number; data?: MessageLike };
		return type === 4 || type === 7 ? (data ?? {}) : null;
	}
	return null;
}
