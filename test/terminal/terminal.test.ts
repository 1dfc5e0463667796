import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { commands } from '../../commands/index.ts';
import { systemClock } from '../../src/platforms/platform.ts';
import { Terminal } from '../../src/platforms/terminal/index.ts';
import { scratch, taue } from '../cli/terminal.ts';
import { foreignRecipe, ourPng } from '../support/dropped-pictures.ts';
import { InstantWorker } from '../support/instant-worker.ts';
import { quietLog, type TestStudio, testStudio } from '../support/studio.ts';

describe('a chat in the terminal', () => {
	let open: TestStudio;
	let worker: InstantWorker;
	let folder: string;
	let terminal: Terminal;
	let input: PassThrough;
	let written = '';
	let heard: () => void = () => {};

	before(async () => {
		open = await testStudio({});
		worker = new InstantWorker(open.queue);
		await worker.start();
	});
	after(async () => {
		await worker.stop();
		await open.close();
	});
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'taue-chat-'));
		input = new PassThrough();
		written = '';
		const output = new PassThrough();
		output.setEncoding('utf8').on('data', (text: string) => {
			written += text;
			heard();
		});
		const context = { studio: open.studio, commands, log: quietLog, clock: systemClock };
		terminal = new Terminal(context, { input, output, env: {}, folder, name: 'ana' });
		await terminal.start();
	});
	afterEach(async () => {
		await terminal.stop();
		await rm(folder, { recursive: true });
	});

	/** Waits until it stands on the screen, behind what stood there when it was asked. */
	const reads = async (wanted: RegExp, from = 0): Promise<RegExpExecArray> => {
		for (;;) {
			const found = wanted.exec(written.slice(from));
			if (found !== null) return found;
			await new Promise<void>((resolve) => {
				heard = resolve;
			});
		}
	};
	const types = (line: string): number => {
		const from = written.length;
		input.write(`${line}\n`);
		return from;
	};
	/** Draws, and answers with what the finished picture's card says. */
	const drawn = async (line: string): Promise<string> => {
		const from = types(line);
		return (await reads(/\.png\n[^\n]*s\n\[[\s\S]*?Change one thing[^\n]*\n/, from))[0];
	};
	const numberOf = (card: string, label: string): string => {
		const found = new RegExp(`\\[(\\d+)\\] (?:\\S+ )?${label}`).exec(card);
		assert.ok(found, `${label} in ${card}`);
		return found[1];
	};

	it('draws what is typed, and puts the picture into a file', async () => {
		await drawn('cat@left, dog@right');
		const files = await readdir(folder);
		const picture = files.find((name) => /^taue-[0-9a-z]{12}\.png$/.test(name));
		assert.ok(picture !== undefined && written.includes(join(folder, picture)));
		const { pictures } = await open.studio.pictures.gallery('cli:main');
		assert.deepEqual([pictures[0].by?.name, pictures[0].line], ['ana', 'cat@left, dog@right']);
		const stored = await open.studio.pictures.bytes(pictures[0].id, 'full');
		assert.deepEqual(await readFile(join(folder, picture)), Buffer.from(stored?.bytes ?? []));
	});

	it('greets whoever sits at a screen, with examples that a number draws', async () => {
		const typed = new PassThrough();
		const screen = Object.assign(new PassThrough(), { isTTY: true });
		const context = { studio: open.studio, commands, log: quietLog, clock: systemClock };
		const greeting = new Terminal(context, {
			input: typed,
			output: screen,
			env: { NO_COLOR: '1' },
			folder,
			name: 'ben',
		});
		let shown = '';
		screen.setEncoding('utf8').on('data', (text: string) => {
			shown += text;
			screen.emit('shown');
		});
		const shows = async (wanted: RegExp): Promise<RegExpExecArray> => {
			for (;;) {
				const found = wanted.exec(shown);
				if (found !== null) return found;
				await once(screen, 'shown');
			}
		};
		await greeting.start();
		try {
			const [, number] = await shows(/draws what you place[\s\S]*?\[(\d+)\] (?:\S+ )?a red cat@left/);
			assert.match((await shows(/\[\d+\] What can I draw\?/))[0], /What can I draw/);
			typed.write(`${number}\n`);
			await shows(/a red cat on the left, a blue dog on the right[\s\S]*?\.png/);
		} finally {
			await greeting.stop();
		}
		assert.doesNotMatch(written, /draws what you place/, 'a pipe is not greeted');
	});

	it('draws a plain sentence as the line that it means, and says so', async () => {
		const from = written.length;
		await drawn('a cat and a dog on the beach');
		await reads(/Read as: a cat@left, a dog@right on the beach/, from);
		const { pictures } = await open.studio.pictures.gallery('cli:main');
		assert.deepEqual(
			pictures[0].layout?.objects.map(({ text }) => text),
			['a cat', 'a dog'],
		);
	});

	it('offers the line of a sentence that it is not certain of', async () => {
		const from = types('a pirate and a cat');
		const [offer] = await reads(/\[\d+\] [^\n]*Draw: a pirate@left, a cat@right/, from);
		await reads(/\.png\n[^\n]*s\n\[[^\n]*More/, from);
		await drawn(numberOf(offer, 'Draw: a pirate'));
		const { pictures } = await open.studio.pictures.gallery('cli:main');
		assert.deepEqual(
			pictures.slice(0, 2).map(({ line }) => line),
			['a pirate@left, a cat@right', 'a pirate and a cat'],
		);
	});

	it('names what settings are, with the key that changes each', async () => {
		const from = types('settings');
		await reads(/Pictures of one person in an hour: .*300.*quota\.personHour/, from);
		await reads(
			/Scheduler of lines that name none: .*–.*scheduler[\s\S]*Days for which pictures are kept/,
			from,
		);
	});

	it('takes numbers for buttons and menus', async () => {
		const card = await drawn('cat@left, dog@right');
		let from = types(numberOf(card, 'Reroll dog'));
		await reads(/Rerolled|rerolled 2\. dog/i, from);
		from = types(numberOf(card, 'Star'));
		await reads(/Star \(1\)|⭐[^\n]*1/, from);
		const { pictures } = await open.studio.pictures.gallery('cli:main', { starredOnly: true });
		assert.equal(pictures.length, 1);
		from = types('99999');
		await reads(/There is no choice 99999 any more/, from);
	});

	it('shows several pictures of a line once, with a number that takes each of them in hand', async () => {
		const from = types('cat@left, dog@right -n 3');
		const [card] = await reads(/Another picture[^\n]*Picture 3[^\n]*\n/, from);
		const again = types(numberOf(card, 'Picture 3'));
		await reads(/3 of 3 · /, again);
	});

	it('asks a form field after field, and keeps what is not typed over', async () => {
		const card = await drawn('cat@left, dog@right');
		let from = types(numberOf(card, 'Change'));
		await reads(/\[cat@left, dog@right\]/, from);
		from = types('cat@left, owl@right');
		await reads(/changed dog to owl/, from);
		const { pictures } = await open.studio.events.snapshot({ id: 'cli:main' });
		assert.ok(pictures.some(({ line, action }) => action === 'edit' && line === 'cat@left, owl@right'));
	});

	it('leaves a form at exit, and nothing comes of it', async () => {
		const card = await drawn('cat@left, dog@right');
		const before = (await open.studio.events.snapshot({ id: 'cli:main' })).seq;
		let from = types(numberOf(card, 'Change'));
		await reads(/\[cat@left, dog@right\]/, from);
		types('exit');
		from = types('about');
		await reads(/TAUE \d/, from);
		assert.equal((await open.studio.events.snapshot({ id: 'cli:main' })).seq, before);
	});

	it('says what is wrong with a line, with a number that corrects it', async () => {
		const from = types('cat@lefft');
		const [card] = await reads(/lefft[\s\S]*\[\d+\] [^\n]*\n/, from);
		assert.match(card, /\^/);
		assert.match(card, /\[\d+\]/);
	});

	it('brings the recipe of a picture back whose path is typed', async () => {
		const path = join(folder, 'a picture.png');
		await writeFile(path, await ourPng(foreignRecipe({})));
		const from = types(`'${path}'`);
		await reads(/red cat@left, dog@right on a beach/, from);
	});

	it('shows what others wrote as text, whatever it would do to a terminal', async () => {
		await open.studio.layouts.save(
			{ id: 'cli:main' },
			{ id: 'cli:eve', name: 'Eve' },
			'evil',
			'a \u009b2J\u0007cat@left',
		);
		const from = types('saved');
		await reads(/evil: a [^\n]*cat@left/, from);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
		assert.doesNotMatch(written.slice(from), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
	});

	it('ends with its input, once all that was asked for is there', async () => {
		types('cow@left -n 3');
		input.end('pig@right\n');
		await terminal.ended;
		const files = (await readdir(folder)).filter((name) => /^taue-[0-9a-z]{12}\.png$/.test(name));
		assert.equal(files.length, 4);
	});

	it('changes the newest picture by an order, without a number', async () => {
		await drawn('a red cat@left, a dog@right');
		const [origin] = (await open.studio.pictures.gallery('cli:main')).pictures;
		const from = types('make the cat yellow');
		// The first one's card is printed again, too, since it has a child now.
		const card = `taue-(?!${origin.id})[0-9a-z]{12}\\.png\\n[^\\n]*s\\n\\[[\\s\\S]*?Change one thing[^\\n]*\\n`;
		await reads(new RegExp(card), from);
		const [child] = (await open.studio.pictures.gallery('cli:main')).pictures;
		assert.deepEqual(
			[child.layout?.objects.map(({ text }) => text), child.parent],
			[['a yellow cat', 'a dog'], origin.id],
		);
	});
});

it('taue chat says before it begins that its pictures could not be written', async () => {
	await using folder = await scratch();
	await writeFile(join(folder.path, 'file'), '');
	const out = join(folder.path, 'file/pictures');
	const { code, stderr } = await taue(['chat', '--out', out], {
		env: { TAUE_DATA: join(folder.path, 'data') },
	});
	assert.equal(code, 1);
	assert.equal(
		stderr,
		`The folder ${out} cannot be written to: a part of the path is a file. Choose another --out.\n`,
	);
	assert.deepEqual(await readdir(folder.path), ['file']);
});
