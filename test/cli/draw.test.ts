import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { extractRecipe } from '../../src/recipe/png.ts';
import { recipeSchema } from '../../src/recipe/recipe.ts';
import { type Answer, HOME, scratch, TINY_MODELS, taue } from './terminal.ts';

const LINE = 'a red cat@left, a dog@right on a meadow --seed 7 --steps 4';
const json = ({ stdout }: Answer) => JSON.parse(stdout);

/** The command as people start it, in a process of its own. */
function start(argv: readonly string[], shell?: string) {
	const env = {
		PATH: process.env.PATH,
		TAUE_MODELS: TINY_MODELS,
		TAUE_MODEL: 'tiny-sd15',
		TAUE_PROVIDER: 'cpu',
	};
	const command = [process.execPath, join(HOME, 'src/cli.ts'), ...argv];
	const child = shell
		? spawn('sh', ['-c', `${shell}; exec "$@"`, 'sh', ...command], { env })
		: spawn(command[0], command.slice(1), { env });
	let text = '';
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (part) => (text += part));
	const ended = once(child, 'close').then(([code]) => ({ code: code as number, text }));
	return { child, ended };
}

describe('taue draw', () => {
	it('writes a picture that carries its recipe, and prints the contract as JSON', async () => {
		await using folder = await scratch();
		const out = join(folder.path, 'f.png');
		const answer = await taue(['draw', LINE, '--out', out, '--json']);
		assert.equal(answer.code, 0, answer.stdout);
		assert.equal(answer.stderr, '');
		assert.equal(answer.stdout.trim().split('\n').length, 1);
		const printed = json(answer);
		assert.deepEqual(Object.keys(printed).toSorted(), [
			'arm',
			'passes',
			'picture',
			'provider',
			'recipe',
			'seconds',
		]);
		assert.deepEqual(Object.keys(printed.seconds).toSorted(), ['load', 'session', 'total']);
		assert.equal(printed.picture, out);
		assert.equal(printed.arm, 'cultivate');
		assert.equal(printed.provider, 'cpu');
		assert.ok(printed.passes >= 2);
		assert.ok(printed.seconds.session > 0 && printed.seconds.session <= printed.seconds.total);
		const { width, height, channels } = await sharp(out).metadata();
		assert.deepEqual([width, height, channels], [...printed.recipe.size, 3]);
		assert.deepEqual(extractRecipe(await readFile(out)), recipeSchema.parse(printed.recipe));
		assert.deepEqual(await readdir(folder.path), ['f.png']);
	});

	it('repeats a picture bit for bit: from its PNG, its JSON, or what --json printed', async () => {
		await using folder = await scratch();
		const at = (name: string) => join(folder.path, name);
		const first = await taue(['draw', LINE, '-o', at('a.png'), '--save-recipe', at('r.json'), '--json']);
		await writeFile(at('printed.json'), first.stdout);
		const bytes = await readFile(at('a.png'));
		for (const source of ['a.png', 'r.json', 'printed.json']) {
			const again = await taue(['draw', '--recipe', at(source), '-o', at('b.png')]);
			assert.equal(again.code, 0, again.stderr);
			assert.ok(bytes.equals(await readFile(at('b.png'))), source);
		}
	});

	it('reads a recipe as editors and shells of Windows write it', async () => {
		await using folder = await scratch();
		const at = (name: string) => join(folder.path, name);
		await taue(['draw', LINE, '-o', at('a.png'), '--save-recipe', at('r.json')]);
		const text = `\uFEFF${await readFile(at('r.json'), 'utf8')}`;
		for (const encoding of ['utf8', 'utf16le'] as const) {
			await writeFile(at('r.json'), Buffer.from(text, encoding));
			const again = await taue(['draw', '--recipe', at('r.json'), '-o', at(`${encoding}.png`)]);
			assert.equal(again.code, 0, again.stderr);
			assert.deepEqual(await readFile(at(`${encoding}.png`)), await readFile(at('a.png')));
		}
	});

	it('takes flags inside the line and as options, to the same effect', async () => {
		await using folder = await scratch();
		const out = join(folder.path, 'f.png');
		const inside = await taue([
			'draw',
			'cat@left --arm regions --seed 3 --steps 1 --no "red, blue"',
			'-o',
			out,
			'--json',
		]);
		const options = ['--arm', 'regions', '--seed', '3', '--steps', '1', '--no', 'red, blue'];
		const outside = await taue(['draw', 'cat@left', ...options, '-o', out, '--json']);
		assert.equal(json(outside).recipe.negative, 'red, blue');
		assert.deepEqual(json(outside).recipe, json(inside).recipe);
	});

	it('numbers several pictures and prints them as an array', async () => {
		await using folder = await scratch();
		const answer = await taue([
			'draw',
			'{red,blue} cat@left --steps 1 --arm plain -n 2 --seed 1',
			'-o',
			join(folder.path, 'cat.png'),
			'--json',
		]);
		const printed = json(answer);
		assert.equal(printed.length, 4);
		assert.deepEqual((await readdir(folder.path)).toSorted(), [
			'cat-1.png',
			'cat-2.png',
			'cat-3.png',
			'cat-4.png',
		]);
		assert.deepEqual(
			printed.map(({ recipe }: { recipe: { prompt: string; background: { seed: number } } }) => [
				recipe.prompt,
				recipe.background.seed,
			]),
			[
				['a red cat', 1],
				['a red cat', 2],
				['a blue cat', 1],
				['a blue cat', 2],
			],
		);
		assert.equal(printed[0].seconds.load > 0, true);
		assert.equal(printed[1].seconds.load, 0);
	});

	it('writes each object on a transparent ground, the background, and the composite', async () => {
		await using folder = await scratch();
		const layers = join(folder.path, 'deep/layers');
		const answer = await taue(['draw', LINE, '-o', join(folder.path, 'f.png'), '--layers', layers, '--json']);
		assert.equal(answer.code, 0, answer.stdout);
		const names = ['1-a-red-cat.png', '2-a-dog.png', 'background.png', 'composite.png'];
		assert.deepEqual((await readdir(layers)).toSorted(), names);
		assert.deepEqual(
			json(answer).layers,
			names.map((name) => join(layers, name)),
		);
		const cat = await sharp(join(layers, names[0])).stats();
		assert.equal(cat.isOpaque, false);
		assert.ok((await sharp(join(layers, 'background.png')).stats()).isOpaque);
		assert.ok(
			(await readFile(join(layers, 'composite.png'))).equals(await readFile(join(folder.path, 'f.png'))),
		);
	});

	it('shows a bar with steps and time left on a terminal, plain lines elsewhere', async () => {
		await using folder = await scratch();
		const argv = ['draw', 'cat@left --steps 3 --arm plain --seed 1', '-o', join(folder.path, 'f.png')];
		// PNDM evaluates once more than it has steps.
		const plain = await taue(argv);
		assert.match(plain.stderr, /^growing together: 2 of 4, [\d.]+ s left$/m);
		assert.ok(!plain.stderr.includes('\x1b') && !plain.stderr.includes('█'));
		assert.match(
			plain.stdout,
			/f\.png: \d+x\d+, seed 1, plain, 1.33 passes of 3 steps in [\d.]+ s on cpu\n$/,
		);
		const watched = await taue(argv, { tty: true });
		assert.match(watched.stderr, /█+░+ 2\/4 growing together, [\d.]+ s left/);
		assert.ok(watched.stderr.endsWith('\r\x1b[2K'), 'the bar is taken away');
	});

	it('warns of what does not stop the picture', async () => {
		await using folder = await scratch();
		const line = `cat@left, dog@left | a meadow${' with a tree'.repeat(40)} --steps 1 --arm plain`;
		const argv = ['draw', line, '-o', join(folder.path, 'f.png')];
		const answer = await taue(argv);
		assert.equal(answer.code, 0);
		assert.match(
			answer.stderr,
			/^Warning: This is more than the model \S+ reads at once; it may leave out “.*tree/m,
		);
		assert.equal(answer.stderr.split('reads at once').length, 2, 'said once');
		assert.match(answer.stderr, /^Warning: .*“dog” and “cat” share 100% of their boxes.*\n.*\n {13}\^$/m);
	});
});

describe('taue draw, given something wrong', () => {
	it('points at the character of a bad line, and exits with 2', async () => {
		const answer = await taue(['draw', 'cat@lfet']);
		assert.equal(answer.code, 2);
		assert.match(answer.stderr, /cat@lfet\n {4}\^/);
		assert.match(answer.stderr, /Did you mean left\?/);
		const { error } = json(await taue(['draw', 'cat@lfet', '--json']));
		assert.deepEqual(Object.keys(error).toSorted(), ['code', 'expected', 'message', 'offset', 'suggestion']);
		assert.equal(error.offset, 4);
	});

	it('says what is wrong with options', async () => {
		const wrong = async (...argv: string[]) => {
			const answer = await taue(['draw', ...argv]);
			assert.equal(answer.code, 2, argv.join(' '));
			return answer.stderr;
		};
		assert.match(await wrong(), /nothing to draw. Give a line in quotes/);
		assert.match(await wrong('cat@left', '--colour'), /--colour/);
		assert.match(await wrong('cat@left', '--provider', 'gpu'), /no provider "gpu". There are: auto, cpu/);
		assert.match(await wrong('cat@left', '--threads', '0'), /--threads is "0"; it must be a whole number/);
		assert.match(await wrong('cat@left', '--size', '99999x99999'), /99999x99999/);
		assert.match(await wrong('cat@left', '-o', 'cat.jpg'), /pictures are PNG files/);
		assert.match(await wrong('cat@left', '--recipe', 'r.json'), /--recipe already says everything/);
		assert.match(
			await wrong('cat@left --transplant 60 --steps 20'),
			/--transplant 60 comes after .* step 7 of 20/,
		);
	});

	it('says what is wrong with a recipe', async () => {
		await using folder = await scratch();
		const file = join(folder.path, 'r.json');
		const wrong = async (content: string | Buffer) => {
			await writeFile(file, content);
			const answer = await taue(['draw', '--recipe', file, '-o', join(folder.path, 'f.png')]);
			assert.equal(answer.code, 2);
			return answer.stderr;
		};
		assert.match(await wrong('{"version":'), /neither a PNG picture nor JSON/);
		assert.match(await wrong('{"version":1}'), /is not a recipe:\n {2}model: /);
		const blank = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
			.png()
			.toBuffer();
		assert.match(await wrong(blank), /carries no recipe/);
		const missing = await taue(['draw', '--recipe', join(folder.path, 'none.json')]);
		assert.equal(missing.code, 2);
		assert.match(missing.stderr, /none\.json cannot be read: there is no such file/);
		assert.deepEqual(await readdir(folder.path), ['r.json']);
	});

	it('finds out before it loads a model that the picture cannot be written', async () => {
		await using folder = await scratch();
		await mkdir(join(folder.path, 'a.png'));
		const to = async (out: string, ...more: readonly string[]) => {
			// The model does not exist either: had it been looked for first, the code would be 3.
			const answer = await taue(['draw', 'cat@left --model none', '-o', out, ...more]);
			assert.equal(answer.code, 1, out);
			return answer.stderr;
		};
		assert.match(await to(join(folder.path, 'no/such/f.png')), /folder .* does not exist. Create it first/);
		assert.match(await to(join(folder.path, 'a.png')), /It is a folder/);
		assert.match(await to(join(folder.path, 'a.png/b/f.png')), /does not exist/);
		const out = join(folder.path, 'f.png');
		assert.match(
			await to(out, '--save-recipe', join(folder.path, 'no/r.json')),
			/r\.json cannot be written\. .* does not exist/,
		);
		await writeFile(join(folder.path, 'file'), '');
		assert.match(
			await to(out, '--layers', join(folder.path, 'file/layers')),
			/layers cannot be written to: a part of the path is a file\. Choose another --layers\./,
		);
		if (process.platform === 'linux') {
			for (const layers of ['/proc', '/proc/layers'])
				assert.match(
					await to(out, '--layers', layers),
					/nothing can be made there\. Choose another --layers\./,
				);
		}
		const layers = join(folder.path, 'layers');
		assert.equal((await taue(['draw', 'cat@left --model none', '-o', out, '--layers', layers])).code, 3);
		assert.deepEqual((await readdir(folder.path)).sort(), ['a.png', 'file']);
	});

	it('says which models there are when one is unknown, and exits with 3', async () => {
		await using folder = await scratch();
		const out = join(folder.path, 'f.png');
		const answer = await taue(['draw', 'cat@left --model tiny-sd16', '-o', out]);
		assert.equal(answer.code, 3);
		assert.match(
			answer.stderr,
			/no model "tiny-sd16". Did you mean tiny-sd15\? There are: tiny-sd15, tiny-sdxl/,
		);
		assert.equal((await taue(['draw', 'cat@left --model a/../../etc', '-o', out])).code, 3);
		assert.deepEqual(await readdir(folder.path), []);
	});

	it('names the broken file of a model, and leaves nothing behind', async () => {
		await using folder = await scratch();
		const models = join(folder.path, 'models');
		await cp(join(TINY_MODELS, 'tiny-sd15'), join(models, 'broken'), { recursive: true });
		await truncate(join(models, 'broken/unet/model.onnx'), 100_000);
		const out = join(folder.path, 'f.png');
		const answer = await taue(['draw', 'cat@left --model broken', '-o', out], {
			env: { TAUE_MODELS: models },
		});
		assert.equal(answer.code, 3);
		assert.match(
			answer.stderr,
			/unet\/model\.onnx is not a graph that can be loaded: it is no ONNX file\. Download/,
		);
		assert.deepEqual(await readdir(folder.path), ['models']);
	});

	it('misses a file of the model before it draws, not after', async () => {
		await using folder = await scratch();
		const models = join(folder.path, 'models');
		await cp(join(TINY_MODELS, 'tiny-sd15'), join(models, 'half'), { recursive: true });
		await rm(join(models, 'half/vae_decoder/model.onnx'));
		const argv = ['draw', 'cat@left --model half', '-o', join(folder.path, 'f.png')];
		const answer = await taue(argv, { env: { TAUE_MODELS: models } });
		assert.equal(answer.code, 3);
		assert.match(answer.stderr, /half lacks vae_decoder\/model\.onnx/);
		assert.doesNotMatch(answer.stderr, /raising|growing/);
	});

	it('leaves the old picture whole when the new one does not fit', {
		skip: process.platform === 'win32',
	}, async () => {
		await using folder = await scratch();
		const out = join(folder.path, 'f.png');
		await writeFile(out, 'the old picture');
		// No file may grow over 512 bytes: what a full disk does, without one.
		const { ended } = start(['draw', 'cat@left --steps 1 --arm plain', '-o', out], 'ulimit -f 1');
		const { code, text } = await ended;
		assert.equal(code, 1, text);
		assert.match(text, /f\.png cannot be written\. The file may not grow as large as the picture/);
		assert.equal(await readFile(out, 'utf8'), 'the old picture');
		assert.deepEqual(await readdir(folder.path), ['f.png']);
	});

	it('ends with 130 on Ctrl-C, within a step, and leaves no file', {
		skip: process.platform === 'win32',
	}, async () => {
		await using folder = await scratch();
		const argv = [
			'draw',
			'cat@left --steps 200',
			'-o',
			join(folder.path, 'f.png'),
			'--layers',
			join(folder.path, 'l'),
		];
		const { child, ended } = start(argv);
		child.stderr.on('data', (text: string) => {
			if (/raising objects: \d+ of/.test(text)) child.kill('SIGINT');
		});
		const { code, text } = await ended;
		assert.equal(code, 130, text);
		assert.match(text, /Interrupted\. Nothing unfinished was left behind/);
		assert.deepEqual(await readdir(folder.path), []);
	});
});
