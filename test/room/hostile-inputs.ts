import assert from 'node:assert/strict';
import { commands } from '../../commands/index.ts';
import fc from '../support/properties.ts';
import { ANA, MOD, ROOM, testStudio } from '../support/studio.ts';
import { openRoom } from './open-room.ts';

const BUILTINS: readonly object[] = [
	...[
		Object,
		Function,
		Array,
		String,
		Number,
		Boolean,
		Symbol,
		Promise,
		Map,
		Set,
		WeakMap,
		RegExp,
		Date,
		Error,
		Uint8Array,
	],
	...[Object, Function, Array, String, Number, Boolean, Promise, Map, Set, RegExp, Date, Error].map(
		(each): object => each.prototype,
	),
	...[JSON, Math, Reflect, Object.getPrototypeOf(Uint8Array), Object.getPrototypeOf([][Symbol.iterator]())],
];

/** Every own property of every built-in, with the very functions and values that it has. */
function snapshot(): unknown[][] {
	return BUILTINS.map((each) =>
		Reflect.ownKeys(each).flatMap((key) => {
			const { value, get, set } = Object.getOwnPropertyDescriptor(each, key) ?? {};
			// Libraries write it at will: how many lines a stack has.
			return key === 'stackTraceLimit' || key === 'prepareStackTrace' ? [] : [key, value, get, set];
		}),
	);
}

const KEYS = [
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'valueOf',
	'hasOwnProperty',
	'keys',
	'x',
	'quota',
	'roles',
	'reactions',
	'flags',
	'key',
	'NODE_OPTIONS',
];
const key = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom(...KEYS) },
	fc.string({ maxLength: 8, unit: 'binary' }),
);
const path = fc.array(key, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
const value = fc.oneof(
	fc.constantFrom(
		'1',
		'none',
		'inherit',
		'on',
		'"a b"',
		'__proto__',
		'constructor',
		'\0',
		'\ud800',
		'x'.repeat(300),
	),
	fc.string({ maxLength: 20, unit: 'binary' }),
);
const line = fc.oneof(
	fc.tuple(key, key, value).map(([noun, place, ground]) => `${noun}@${place} on ${ground}`),
	fc.tuple(key, value).map(([flag, given]) => `cat@left --${flag} ${given}`),
	fc.tuple(key, key, key).map(([size, colour, model]) => `cat@left:${size} --key ${colour} --model ${model}`),
	fc.tuple(path, value).map(([name, given]) => `${name}=${given}`),
	value,
);
const typed = fc.oneof(
	fc
		.tuple(fc.constantFrom(...commands.all.map(({ name }) => name)), line)
		.map(([name, text]) => `${name} ${text}`),
	fc.tuple(path, value).map(([name, given]) => `settings ${name}=${given}`),
	line,
);
/** JSON text: a key `__proto__` in it is an own key of what is parsed. */
const json = fc.letrec<{ node: string }>((tie) => ({
	node: fc.oneof(
		{ maxDepth: 3 },
		value.map((text) => JSON.stringify(text)),
		fc.constantFrom('1', 'null', 'true', '1e999', '[]'),
		fc
			.array(fc.tuple(key, tie('node')), { maxLength: 4 })
			.map((pairs) => `{${pairs.map(([name, node]) => `${JSON.stringify(name)}:${node}`).join()}}`),
	),
})).node;
const ROUTES = ['enter', 'leave', 'command', 'act', 'say', 'recipe'] as const;
const READS = ['room', 'gallery', 'layouts', 'queue', 'pictures', 'history', 'events'];

/**
 * Throws hostile keys and values at every command and every route of a real room.
 * @throws AssertionError where a built-in changed, or where an answer was no answer
 */
export async function throwHostileInputs(runs: number): Promise<void> {
	const open = await testStudio({}, { burst: { requests: 1_000_000, seconds: 1 } });
	const { room, visit, enter } = await openRoom({}, { studio: open.studio, commands });
	try {
		const cookie = await enter('Ana');
		const before = snapshot();
		let n = 0;
		await fc.assert(
			fc.asyncProperty(typed, fc.boolean(), async (text, moderator) => {
				const person = moderator ? MOD : ANA;
				const context = {
					studio: open.studio,
					commands,
					person,
					place: ROOM,
					locale: 'en',
					idempotencyKey: `k${n++}`,
				} as const;
				await commands.run(commands.read(text), context);
				const filled = commands.fill(
					'draw',
					JSON.parse(`{"__proto__":{"x":1},"line":${JSON.stringify(text)}}`),
				);
				await commands.run(filled, context);
				assert.deepEqual(snapshot(), before);
			}),
			{ numRuns: runs },
		);
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...ROUTES), json, key, value, async (route, body, name, given) => {
				const merged = body.startsWith('{')
					? `{"key":"hostile-${n++}","text":${JSON.stringify(`settings ${name}=${given}`)}${body === '{}' ? '' : `,${body.slice(1, -1)}`}}`
					: body;
				for (const sent of [body, merged]) {
					const { status } = await visit(`/api/${route}`, { method: 'POST', body: sent, cookie });
					assert.ok(status < 500, `${status} of /api/${route} for ${sent}`);
				}
				assert.deepEqual(snapshot(), before);
			}),
			{ numRuns: runs },
		);
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...READS), key, value, async (route, name, given) => {
				if (route === 'events') return;
				const query = new URLSearchParams([[name.toWellFormed(), given.toWellFormed()]]);
				for (const tail of [`?${query}`, `/${encodeURIComponent(name.toWellFormed())}`]) {
					const { status } = await visit(`/api/${route}${tail}`, { cookie });
					assert.ok(status < 500, `${status} of /api/${route}${tail}`);
				}
				assert.deepEqual(snapshot(), before);
			}),
			{ numRuns: runs },
		);
	} finally {
		await room.close();
		await open.close();
	}
}

if (import.meta.main) {
	await throwHostileInputs(100);
	process.stdout.write(`held, ${Object.isFrozen(Object.prototype) ? 'frozen' : 'not frozen'}\n`);
	process.exit(0);
}
