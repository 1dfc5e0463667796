import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { CommandContext, Reply } from '../../commands/command.ts';
import { duration } from '../../commands/duration.ts';
import { commands } from '../../commands/index.ts';
import { readForm, readWords } from '../../commands/read.ts';
import { listSettings, readPatch } from '../../commands/settings-text.ts';
import {
	asWritten,
	type Line,
	type ModelWords,
	type ParsedLine,
	parseLine,
	readOnce,
} from '../../src/layout/index.ts';
import type { MakeAction } from '../../src/studio/actions.ts';
import { StudioError } from '../../src/studio/errors.ts';
import { changeAsked } from '../../src/studio/plan/edit.ts';
import { plainlyMeant } from '../../src/studio/plan/plain.ts';
import { say } from '../../src/studio/sentences/index.ts';
import { mergeSettings, patchSettings } from '../../src/studio/settings.ts';
import type { Studio } from '../../src/studio/studio.ts';
import { knownWords } from '../../src/translate/known-words.ts';
import fc from '../support/properties.ts';
import { ANA, ROOM } from '../support/studio.ts';

const ID = '7f3k9m2p4q6t';

function command(name: string) {
	const found = commands.get(name);
	if (found === undefined) throw new Error(`no command ${name}`);
	return found;
}

/** A studio that writes down what it is asked. */
function recorder() {
	const calls: unknown[] = [];
	const picture = {
		id: ID,
		line: 'red cat@left, dog@right',
		state: 'done',
		votes: 1,
		stars: 0,
		recipe: { objects: [{ text: 'red cat' }, { text: 'dog' }, { text: 'blue dog' }] },
		layout: parseLine('red cat@left, dog@right, blue dog@top').layouts[0],
	};
	const answer = { jobs: [], warnings: [], repeated: false };
	const studio = {
		events: { snapshot: async () => ({ pictures: [] }) },
		pictures: {
			gallery: async (_place: unknown, { by }: { by?: string } = {}) => ({
				pictures: by === undefined ? [] : [picture],
				next: null,
			}),
			named: async (_: unknown, id: string) => {
				if (id !== ID) throw new StudioError('unknown-picture', say('unknownPicture', id));
				return picture;
			},
			change: async (action: unknown) => {
				calls.push(action);
				return picture;
			},
		},
		drawing: {
			known: knownWords(null),
			meant: (read: ParsedLine) => plainlyMeant(read, knownWords(null)),
			changeByWords: async (words: string, _: unknown, { pointed }: { pointed: boolean }) => {
				if (changeAsked(picture.layout, words, pointed) === null) return null;
				calls.push({ change: words });
				return answer;
			},
			draw: async ({ line, parent }: { line: Line; parent?: string }) => {
				calls.push({ draw: readOnce(line).line, ...(parent && { parent }) });
				return answer;
			},
			make: async (action: MakeAction) => {
				calls.push(action.kind === 'edit' ? { ...action, line: asWritten(action.line) } : action);
				return answer;
			},
		},
		layouts: {
			list: async () => [{ name: 'farm', line: 'cow@left on a meadow', by: null, at: new Date(0) }],
			save: async (_place: unknown, _person: unknown, name: string, given: Line) => {
				const line = asWritten(given);
				calls.push({ save: name, line });
				return { name, line, by: null, at: new Date(0) };
			},
			remove: async (_place: unknown, _person: unknown, name: string) => {
				calls.push({ unsave: name });
				return { name, line: 'cow@left', by: null, at: new Date(0) };
			},
		},
		recipes: {
			redraw: async ({ id }: { id: string }) => {
				calls.push({ redraw: id });
				return answer;
			},
		},
		privacy: {
			forget: async (_: string, options: unknown) => {
				calls.push({ forget: options });
				return { pictures: 1, votes: 2, said: 3 };
			},
		},
		settings: {
			of: async () => mergeSettings(),
			change: async (_place: unknown, _person: unknown, patch: unknown, scope: string) => {
				calls.push({ patch, scope });
				return mergeSettings(patch as object);
			},
		},
	} as unknown as Studio;
	const context = (more: Partial<CommandContext> = {}): CommandContext => ({
		studio,
		commands,
		person: { ...ANA, moderator: true, serverModerator: true },
		place: { ...ROOM, server: 'room:all' },
		locale: 'en',
		idempotencyKey: 'k',
		pointed: { picture: ID },
		...more,
	});
	return { calls, context };
}

async function typed(
	text: string,
	more: Partial<CommandContext> = {},
): Promise<{ reply: Reply; calls: unknown[] }> {
	const { calls, context } = recorder();
	return { reply: await commands.run(commands.read(text), context(more)), calls };
}

describe('plain sentences in chats', () => {
	const drawn = async (line: string, more: Partial<CommandContext> = {}) => {
		const { context, calls } = recorder();
		const { pointed: _, ...nowhere } = context(more);
		const reply = await commands.run(commands.read(line), nowhere);
		assert.ok(reply.kind === 'jobs');
		return { calls, meant: reply.meant };
	};
	const sure: [sentence: string, line: string][] = [
		['a cat and a dog on the beach', 'a cat@left, a dog@right on the beach'],
		['dog right', 'dog@right'],
		['砂浜に猫と犬', '猫@左、犬@右、砂浜'],
	];
	for (const [sentence, line] of sure) {
		it(`draws “${sentence}” as the line that it means`, async () => {
			const { calls, meant } = await drawn(sentence);
			assert.deepEqual([calls, meant?.read.line, meant?.sure], [[{ draw: line }], line, true]);
		});
	}

	it('offers the line where it is not certain, and draws what was typed', async () => {
		const { calls, meant } = await drawn('a pirate and a cat');
		assert.deepEqual(calls, [{ draw: 'a pirate and a cat' }]);
		assert.deepEqual([meant?.read.line, meant?.sure], ['a pirate@left, a cat@right', false]);
	});

	const asTyped = [
		'a quiet harbour at dawn',
		'portrait of an old cat wizard',
		'cat@left, dog@right',
		'a quiet harbour | oil painting',
		'a cat and a dog --arm plain',
	];
	for (const line of asTyped) {
		it(`draws “${line}” as it stands`, async () => {
			const { calls, meant } = await drawn(line);
			assert.deepEqual([calls, meant], [[{ draw: line }], undefined]);
		});
	}

	it('leaves to the room’s page what it read itself', async () => {
		const { calls, meant } = await drawn('a cat and a dog on the beach', { asTyped: true });
		assert.deepEqual([calls, meant], [[{ draw: 'a cat and a dog on the beach' }], undefined]);
	});
});

describe('an order to change a picture that is not pointed at', () => {
	const alone = { place: { ...ROOM, direct: true } };
	const made = async (line: string, more: Partial<CommandContext>) => {
		const { context, calls } = recorder();
		const { pointed: _, ...nowhere } = context(more);
		await commands.run(commands.read(line), nowhere);
		return calls;
	};
	for (const line of [
		'make the red cat yellow',
		'please make the red cat yellow!',
		'red cat -> fox',
		'犬を消して',
	]) {
		it(`changes the newest one where one is alone: “${line}”`, async () => {
			assert.deepEqual(await made(line, alone), [{ change: line }]);
			assert.deepEqual(await made(line, {}), [{ draw: line }]);
		});
	}
	for (const line of ['at night', 'bigger red cat', 'make a red cat with a hat', 'make the unicorn blue']) {
		it(`draws what may be a prompt: “${line}”`, async () => {
			assert.deepEqual(await made(line, alone), [{ draw: line }]);
		});
	}
});

it('draws words about a picture where none is pointed at', async () => {
	const { context, calls } = recorder();
	const { pointed: _, ...nowhere } = context();
	await commands.run(commands.read('make the cat blue'), nowhere);
	assert.deepEqual(calls, [{ draw: 'make the cat blue' }]);
});

describe('what is typed becomes what is done', () => {
	const table: [string, unknown][] = [
		['cat@left, dog@right on a beach', { draw: 'cat@left, dog@right on a beach', parent: ID }],
		['draw a quiet harbour', { draw: 'a quiet harbour', parent: ID }],
		['a quiet harbour', { draw: 'a quiet harbour', parent: ID }],
		// Words that are commands' names, where they are not meant as such.
		['queue of ducks@left', { draw: 'queue of ducks@left', parent: ID }],
		['star, moon@left', { draw: 'star, moon@left', parent: ID }],
		['reroll', { kind: 'reroll' }],
		[`reroll ${ID}`, { kind: 'reroll' }],
		[`REROLL #${ID}`, { kind: 'reroll' }],
		['reroll-object 2', { kind: 'reroll-object', object: 2 }],
		['reroll-object red cat', { kind: 'reroll-object', object: 1 }],
		['reroll-object the cat', { kind: 'reroll-object', object: 1 }],
		['reroll-object dog', { kind: 'reroll-object', object: 2 }],
		['reroll-object background', { kind: 'reroll-object', object: 0 }],
		['vary', { kind: 'vary', strength: 'new', count: 1 }],
		['vary subtle 3', { kind: 'vary', strength: 'subtle', count: 3 }],
		['vary count=2', { kind: 'vary', strength: 'new', count: 2 }],
		['move dog right', { kind: 'move', object: 2, to: 'right' }],
		['move red cat to top-left', { kind: 'move', object: 1, to: 'top-left' }],
		['move 1 @tl small', { kind: 'move', object: 1, to: '@tl', size: 'small' }],
		['move 1 (10 20 60 90)', { kind: 'move', object: 1, to: '(10 20 60 90)' }],
		['move 1 40%', { kind: 'move', object: 1, size: '40%' }],
		['move 1 2/3', { kind: 'move', object: 1, to: '2/3' }],
		[`move ${ID} dog right`, { kind: 'move', object: 2, to: 'right' }],
		// Words about the picture that is pointed at; no horse is there, which the studio says.
		...[
			'make the cat blue',
			'cat -> fox',
			'add a moon@top-right:small',
			'猫を青く',
			'make the horse blue',
		].map((line): [string, unknown] => [line, { change: line }]),
		['edit fox@left', { kind: 'edit', line: 'fox@left' }],
		[
			'sweep 1 red cat, blue cat',
			{ kind: 'sweep', over: { kind: 'object', object: 1 }, values: ['red cat', ' blue cat'] },
		],
		['sweep guidance 3,5', { kind: 'sweep', over: { kind: 'flag', flag: 'guidance' }, values: ['3', '5'] }],
		['sweep background a beach', { kind: 'sweep', over: { kind: 'background' }, values: ['a beach'] }],
		['upscale 4', { kind: 'upscale', factor: 4 }],
		['layers', { kind: 'layers' }],
		['look', { kind: 'look' }],
		['redraw', { redraw: ID }],
		['save farm', { save: 'farm', line: 'red cat@left, dog@right' }],
		['save farm cow@left, dog@right', { save: 'farm', line: 'cow@left, dog@right' }],
		['saved farm', { draw: 'cow@left on a meadow' }],
		['saved FARM --seed 7 -n 2', { draw: 'cow@left on a meadow --seed 7 -n 2' }],
		['saved farm a pig@top', { draw: 'a pig@top, cow@left on a meadow' }],
		['unsave farm', { unsave: 'farm' }],
		[`redraw ${'0123456789abcdef'.repeat(4)}`, { redraw: '0123456789abcdef'.repeat(4) }],
		['cancel', { kind: 'cancel' }],
		['delete', { kind: 'delete' }],
		['vote down', { kind: 'vote', value: -1 }],
		['star', { kind: 'star', on: true }],
		['star no', { kind: 'star', on: false }],
		['privacy forget-all', { forget: { pictures: true } }],
		[
			'settings quota.personHour=20 safety.policy=blur scope=server',
			{
				patch: {
					__proto__: null,
					quota: { __proto__: null, personHour: 20 },
					safety: { __proto__: null, policy: 'blur' },
				},
				scope: 'server',
			},
		],
	];
	for (const [text, call] of table) {
		it(text, async () => {
			const { calls, reply } = await typed(text);
			assert.deepEqual(calls, [call], JSON.stringify(reply));
		});
	}
});

describe('mistakes are answered privately, with what to do', () => {
	const table: [string, string, RegExp][] = [
		['cat@lefft', 'unknown-place', /lefft/],
		['reroll-object', 'bad-value', /reroll-object needs object .* For example: \/taue reroll-object 2/],
		[
			'reroll-object bird',
			'unknown-object',
			/There is no object "bird"; there are 1 red cat, 2 dog, 3 blue dog\./,
		],
		['vary 9', 'bad-value', /count takes a whole number from 1 to 4; "9" was given/],
		['show me a cat', 'bad-value', /To draw it, write: draw show me a cat/],
		['settings quota', 'bad-settings', /Write name=value/],
		['settings quota.personHuor=3', 'bad-settings', /Did you mean quota\.personHour\?/],
		['settings stepz=3', 'bad-settings', /no setting "stepz"\. Possible here: enabled, locale, models/],
		[
			'settings roles.patron.size=3',
			'bad-settings',
			/Possible here: roles\.NAME\.weight, roles\.NAME\.quotaFactor/,
		],
		['saved frm', 'unknown-layout', /"frm"\. Did you mean farm\? See them all with: saved/],
		['unsave', 'bad-value', /unsave needs name/],
		['star maybe', 'bad-value', /"maybe" means nothing to star/],
	];
	for (const [text, code, message] of table) {
		it(text, async () => {
			const { reply } = await typed(text);
			assert.ok(reply.kind === 'error', JSON.stringify(reply));
			assert.equal(reply.private, true);
			assert.equal(reply.code, code);
			assert.match(reply.message, message);
		});
	}

	it('a wrong line comes with a caret and the corrected line', async () => {
		const { reply } = await typed('cat@lefft, dog@right');
		assert.ok(reply.kind === 'error');
		assert.equal(reply.offset, 4);
		assert.match(reply.caret ?? '', /^cat@lefft, dog@right\n {4}\^/);
		assert.equal(reply.corrected, 'cat@left, dog@right');
	});

	it('a command without its picture asks which', async () => {
		const { context } = recorder();
		const { pointed: _, ...unfocused } = context();
		const reply = await commands.run(commands.read('reroll'), unfocused);
		assert.ok(reply.kind === 'error');
		assert.match(reply.message, /Which picture\?/);
	});

	it('no text at all gets help', async () => {
		assert.equal((await typed('  ')).reply.kind, 'help');
	});

	it('errors that are ours are not hidden', async () => {
		const { context } = recorder();
		const drawing = { draw: () => Promise.reject(new TypeError('bug')) };
		const broken = { ...context().studio, drawing } as unknown as Studio;
		await assert.rejects(commands.run(commands.read('cat@left'), context({ studio: broken })), TypeError);
	});

	it('any text gets an answer', async () => {
		const { context } = recorder();
		const words = fc.constantFrom(
			...commands.all.map(({ name }) => name),
			'cat@left',
			'2',
			'left',
			ID,
			'(',
			'=',
			'x=y',
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.oneof(words, fc.string({ unit: 'grapheme' })), { maxLength: 6 }),
				async (parts) => {
					const text = parts.join(' ');
					// These ask the studio for things that the recorder does not have.
					if (/^\s*(show|history|gallery|queue|about|privacy)/i.test(text)) return;
					assert.ok((await commands.run(commands.read(text), context())).kind);
				},
			),
		);
	});
});

describe('forms', () => {
	it('are read by kind', () => {
		assert.deepEqual(readForm(command('vary'), { strength: 'subtle', count: '3', picture: '' }), {
			strength: 'subtle',
			count: 3,
		});
		assert.deepEqual(readForm(command('star'), { on: true }), { on: true });
		assert.throws(() => readForm(command('star'), { off: true }), {
			code: 'bad-value',
			message: /star has no option "off"; it has on, picture/,
		});
		assert.throws(() => readForm(command('vary'), { strength: 'wild' }), {
			message: /strength takes new, subtle; "wild" was given/,
		});
	});

	it('run like words', async () => {
		const { calls, context } = recorder();
		await commands.run(commands.fill('move', { object: 'dog', to: 'left' }), context());
		assert.deepEqual(calls, [{ kind: 'move', object: 2, to: 'left' }]);
		const reply = await commands.run(commands.fill('dance', {}), context());
		assert.ok(reply.kind === 'error' && reply.message === 'There is no command "dance".');
	});
});

describe('commands', () => {
	it('are one file each, named after it', () => {
		const files = readdirSync(new URL('../../commands/', import.meta.url)).map((file) =>
			file.replace('.ts', ''),
		);
		for (const { name } of commands.all) assert.ok(files.includes(name), name);
	});

	for (const { name, options, examples, description } of commands.all) {
		it(`${name} has descriptions that fit Discord, and examples that can be read`, () => {
			assert.match(name, /^[a-z-]{1,32}$/);
			for (const text of [description, ...options.map((option) => option.description)]) {
				for (const words of [text.en, text.ja]) assert.ok(words.length > 0 && words.length <= 100, words);
			}
			assert.ok(examples.length > 0);
			for (const example of examples) {
				const rest = example.startsWith(name) ? example.slice(name.length).trim() : example;
				readWords(command(name), rest);
				if (name === 'draw') parseLine(rest);
			}
		});
	}

	it('are all in the help, in both languages', async () => {
		for (const locale of ['en', 'ja'] as const) {
			const short = (await typed('help', { locale })).reply;
			assert.ok(short.kind === 'help' && short.examples.length === 3 && short.sections.length === 3);
			const { reply } = await typed('help all', { locale });
			assert.ok(reply.kind === 'help');
			for (const { name } of commands.all)
				assert.ok(
					reply.sections.some(({ title }) => title === name),
					name,
				);
		}
		const { reply } = await typed('help move');
		assert.ok(reply.kind === 'help');
		assert.equal(reply.sections.length, 1);
	});
});

describe('settings as text', () => {
	it('are read for moderators only: what others type is not even parsed', async () => {
		for (const change of ['quota.personHour=20', 'nonsense', '__proto__.x=1']) {
			const { reply, calls } = await typed(`settings ${change}`, { person: ANA });
			assert.ok(reply.kind === 'error');
			assert.equal(reply.code, 'not-allowed');
			assert.deepEqual(calls, []);
		}
	});

	it('have names from their schema, so that no name reaches what every object inherits', async () => {
		for (const name of [
			'__proto__.x',
			'constructor.keys',
			'constructor.prototype.x',
			'quota.__proto__.x',
			'quota.__proto__',
			'quota.constructor.keys',
			'roles.__proto__.weight',
			'roles.constructor.prototype',
			'reactions.__proto__',
			'toString',
			'safety.words.length',
		]) {
			const { reply, calls } = await typed(`settings ${name}=1`);
			assert.ok(reply.kind === 'error', name);
			assert.equal(reply.code, 'bad-settings', name);
			assert.deepEqual(calls, [], name);
		}
	});

	it('take roles and emoji by any other name', () => {
		const { roles, reactions } = mergeSettings(
			patchSettings({}, readPatch('roles.v1.2.weight=3 roles.constructor.quotaFactor=2 reactions.🎲=reroll')),
		);
		assert.deepEqual(
			{ ...roles },
			{ 'v1.2': { weight: 3, quotaFactor: 1 }, constructor: { weight: 1, quotaFactor: 2 } },
		);
		assert.deepEqual({ ...reactions }, { '🎲': 'reroll' });
		assert.equal(roles.toString, undefined);
	});

	it('keep what a patch does not name, and inherit what it says', () => {
		const stored = patchSettings(
			{},
			readPatch('roles.a.weight=2 roles.b.weight=3 quota.personHour=none retentionDays=none'),
		);
		const next = mergeSettings(
			patchSettings(
				stored,
				readPatch('roles.a.quotaFactor=4 quota.personHour=inherit retentionDays=inherit'),
			),
		);
		assert.deepEqual(
			{ ...next.roles },
			{ a: { weight: 2, quotaFactor: 4 }, b: { weight: 3, quotaFactor: 1 } },
		);
		assert.equal(next.quota.personHour, 300);
		assert.equal(next.retentionDays, 180);
	});

	it('are listed as they can be typed back', () => {
		const settings = mergeSettings({
			safety: { words: ['a', 'b'] },
			retentionDays: null,
			roles: { patron: { weight: 2, quotaFactor: 3 } },
		});
		const text = listSettings(settings);
		assert.match(text, /^safety\.words=a,b$/m);
		assert.match(text, /^retentionDays=none$/m);
		const typedBack = readPatch(
			text
				.split('\n')
				.filter((line) => !line.endsWith('='))
				.join(' '),
		);
		assert.deepEqual(mergeSettings(typedBack), settings);
	});

	it('take a scheduler by any of its names, and suggest one where it is none', () => {
		const set = (text: string) => mergeSettings(patchSettings({}, readPatch(text))).scheduler;
		assert.equal(set('scheduler=unipc'), 'unipc');
		assert.equal(set('scheduler="DPM++ 2M Karras"'), 'dpmpp-2m-karras');
		assert.equal(set('scheduler=none'), null);
		assert.throws(() => set('scheduler=unipcc'), {
			code: 'bad-settings',
			message: /no scheduler "unipcc" \(did you mean unipc\?\), there are euler,/,
		});
	});

	it('know inherit, none and quotes', () => {
		assert.deepEqual(
			readPatch('quota=inherit retentionDays=none enabled=off defaults="--steps 8 --arm draft"'),
			{
				__proto__: null,
				quota: undefined,
				retentionDays: null,
				enabled: false,
				defaults: '--steps 8 --arm draft',
			},
		);
	});
});

it('durations are said as people say them', () => {
	const table: [number, string, string][] = [
		[0, 'about 1 s', '約1秒'],
		[59.6, 'about 60 s', '約60秒'],
		[120, 'about 2 min', '約2分'],
		[3900, 'about 1 h 5 min', '約1時間5分'],
	];
	for (const [seconds, en, ja] of table)
		assert.deepEqual([duration(seconds, 'en'), duration(seconds, 'ja')], [en, ja]);
});

describe('nouns', () => {
	const taught = JSON.parse(readFileSync(new URL('../../models/nae/words.json', import.meta.url), 'utf8'));
	const said = async (words: ModelWords | null, locale: 'en' | 'ja' = 'en') => {
		const { context } = recorder();
		const studio = { ...context().studio, drawing: { known: knownWords(words) } } as unknown as Studio;
		const reply = await commands.run(commands.read('nouns'), context({ studio, locale }));
		assert.ok(reply.kind === 'text' && reply.private);
		return reply.text;
	};
	const nae: ModelWords = { model: 'nae', taught };

	it('lists all that the model was taught, in the language of the person', async () => {
		assert.match(
			await said(nae),
			/something else may come out\.\nThings \(218\): cat, dog, .*\nColours \(19\): .*red.*\nBackgrounds \(21\): .*a beach/,
		);
		const japanese = await said(nae, 'ja');
		assert.match(japanese, /\n物 \(218\): 猫、犬、.*\n色 \(18\): .*赤.*\n背景 \(21\): .*砂浜/);
		assert.doesNotMatch(japanese, /[a-z]/i);
	});

	it('offers a start where the model takes any words', async () => {
		assert.match(await said(null), /^The model takes any words\. .*\nThings \(\d+\): .*cat/);
	});

	it('fits into a message, however many there are', async () => {
		const nouns = Array.from({ length: 3000 }, (_, index) => `thing${index}`);
		const text = await said({ model: 'large', taught: { ...taught, nouns } });
		assert.match(text, /Things \(3000\): thing0, .*, …\n/);
		assert.ok(text.length < 3000, `${text.length} characters`);
	});
});

describe('about', () => {
	it('tells the version and which devices hold which models, each kind once', async () => {
		const worker = (id: string, device: string, models: readonly string[]) => ({
			id,
			device,
			models,
			busy: false,
		});
		const workers = [
			worker('1', 'cpu', ['nae']),
			worker('2', 'cuda', ['sdxl', 'nae']),
			worker('3', 'cpu', ['nae']),
		];
		const { context } = recorder();
		const studio = {
			...context().studio,
			drawing: { queue: async () => ({ workers }) },
		} as unknown as Studio;
		const reply = await commands.run(commands.read('about'), context({ studio }));
		assert.ok(reply.kind === 'text' && reply.private);
		assert.match(reply.text, /^TAUE \d+\.\d+\.\d+, Node \d+/);
		assert.match(reply.text, /\n2 × cpu: nae\ncuda: sdxl, nae\n/);
		const idle = { ...studio, drawing: { queue: async () => ({ workers: [] }) } } as unknown as Studio;
		const alone = await commands.run(commands.read('about'), context({ studio: idle }));
		assert.match(alone.kind === 'text' ? alone.text : '', /No device is at work/);
	});
});
