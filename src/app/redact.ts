/** What must never be read in a log: found by the names of fields, at any depth, and by the shapes of values. */

const HIDDEN = '(hidden)';

/** Fields that hold secrets, however their names are written: `botToken`, `SLACK_SIGNING_SECRET`, `x-api-key`. */
const isSecretName = (name: string): boolean => SECRET_NAME.test(name.replace(/([a-z0-9])(?=[A-Z])/g, '$1_'));
const SECRET_NAME = new RegExp(
	[
		'token(?!iz)',
		'secret',
		'passw|passphrase|^pwd$',
		'authoriz',
		'cookie',
		'credential',
		'invite',
		'bearer',
		'signature',
		'(database|invite|moderator|webhook)_?url|^dsn$|connection_?string',
		// A key is a word of its own: neither `keyboard` nor `keywords`.
		'keys?$|(^|[^a-z])keys?([^a-z]|$)',
	].join('|'),
	'i',
);

/** The same as they stand in text: `password=…`, `"botToken":"…"`, `?key=…`, also inside JSON inside JSON. */
const NAME_IN_TEXT =
	'[\\w-]{0,40}(?:token|secret|password|passwd|passphrase|authorization|cookie|credential|invite|signature|key)';

/** Shapes of secrets, and where in them the part begins that is hidden (all of it unless there is a group). */
const SECRET_SHAPES: readonly RegExp[] = [
	// Slack: bot, user, app, configuration and refresh tokens.
	/\b(?:xox[a-z](?:\.xox[a-z])?|xapp|xwfp)-[\w-]+/gi,
	/\bhf_\w{4,}/g,
	/\b(?:gh[a-z]|github_pat)_\w{16,}/g,
	/\bsk-[\w-]{16,}/g,
	// Discord: id of the bot, time, signature; and the tokens of webhooks and interactions inside addresses.
	/\b[MNO][\w-]{22,27}\.[\w-]{5,7}\.[\w-]{25,120}/g,
	/((?:webhooks|interactions)\/\d+\/)[\w-]{20,}/g,
	/(\b(?:Bearer|Basic|Bot|Token)\s+)[\w.~+/=-]{6,}/gi,
	// JSON Web Tokens.
	/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
	// The password of an address: from the first colon behind the name to the last @.
	/(:\/\/[^\s:@/"'\\]{0,200}:)[^\s"'\\]{1,200}(?=@)/g,
	new RegExp(`((?<![\\w-])${NAME_IN_TEXT}=)[^\\s&"'\\\\;)]+`, 'gi'),
	new RegExp(`(["']${NAME_IN_TEXT}\\\\{0,7}["']\\s?:\\s?\\\\{0,7}["'])[^"'\\\\]+`, 'gi'),
];

/** Headers as Node gives them raw: names and values take turns. */
const SECRET_HEADER =
	/^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:token|key|secret|signature))$/i;

/** Deeper than anything that is logged on purpose. */
const MOST_DEPTH = 8;
const MOST_ENTRIES = 200;

/** Text without what looks like a secret, and without the secrets that are known. */
export function redactText(text: string, known: readonly string[] = []): string {
	let clean = text;
	for (const secret of known) clean = clean.replaceAll(secret, HIDDEN);
	for (const shape of SECRET_SHAPES) {
		clean = clean.replace(shape, (_all, kept: unknown) => (typeof kept === 'string' ? kept : '') + HIDDEN);
	}
	return clean;
}

/**
 * What errors of libraries may say of themselves. Everything else they carry (statements and their values,
 * requests with headers and bodies, rows that broke a rule) is somebody's secret or somebody's words.
 */
const ERROR_FIELDS = new Set([
	'code',
	'status',
	'statusCode',
	'severity',
	'constraint',
	'table',
	'column',
	'routine',
	'errno',
	'syscall',
	'address',
	'port',
	'path',
	'method',
	'requestId',
	'retryAfter',
]);

function plainError(error: Error, depth: number, seen: ReadonlySet<object>): Record<string, unknown> {
	const plain: Record<string, unknown> = {
		type: error.name,
		message: error.message,
		stack: error.stack ?? `${error.name}: ${error.message}`,
	};
	for (const name of ERROR_FIELDS) {
		const value: unknown = Reflect.get(error, name);
		if (typeof value === 'string' || typeof value === 'number') plain[name] = value;
	}
	if (error.cause !== undefined) plain.cause = redact(error.cause, depth + 1, seen);
	if ('errors' in error && Array.isArray(error.errors)) plain.errors = redact(error.errors, depth + 1, seen);
	return plain;
}

/** Plain data that shows a value without its secrets. Errors keep type, message, stack, code and cause. */
export function redact(value: unknown, depth = 0, above: ReadonlySet<object> = new Set()): unknown {
	if (typeof value === 'bigint') return String(value);
	if (typeof value === 'function' || typeof value === 'symbol') return undefined;
	if (typeof value !== 'object' || value === null) return value;
	if (above.has(value)) return '(circular)';
	if (depth > MOST_DEPTH) return '(deeper)';
	const seen = new Set(above).add(value);
	if (value instanceof Error) return plainError(value, depth, seen);
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
	if (value instanceof URL) return value.href;
	if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `(${value.byteLength} bytes)`;
	if (value instanceof Map || value instanceof Headers || value instanceof URLSearchParams) {
		return redactFields(
			[...value].map(([name, field]) => [String(name), field]),
			depth,
			seen,
		);
	}
	if (value instanceof Set) return redact([...value], depth, seen);
	if (Array.isArray(value)) {
		return value
			.slice(0, MOST_ENTRIES)
			.map((entry, i) =>
				i > 0 && typeof value[i - 1] === 'string' && SECRET_HEADER.test(value[i - 1])
					? HIDDEN
					: redact(entry, depth + 1, seen),
			);
	}
	const { toJSON } = value as { toJSON?: unknown };
	if (typeof toJSON === 'function') return redact(toJSON.call(value), depth + 1, seen);
	return redactFields(Object.entries(value), depth, seen);
}

function redactFields(
	fields: readonly (readonly [string, unknown])[],
	depth: number,
	seen: ReadonlySet<object>,
): Record<string, unknown> {
	// `fromEntries` defines fields, also one that is called `__proto__`; assigning would not.
	return Object.fromEntries(
		fields.slice(0, MOST_ENTRIES).map(([name, field]) => {
			const hides = isSecretName(name) && field !== null && field !== undefined && field !== '';
			return [name, hides && typeof field !== 'boolean' ? HIDDEN : redact(field, depth + 1, seen)];
		}),
	);
}
