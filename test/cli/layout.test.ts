import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { test } from 'node:test';
import sharp from 'sharp';
import { runCli } from '../../src/cli/run.ts';

class Page extends Writable {
	text = '';
	override _write(chunk: Buffer, _encoding: string, done: () => void): void {
		this.text += chunk.toString();
		setImmediate(done);
	}
}

async function run(argv: readonly string[], input: Iterable<string | Buffer> = []) {
	const stdout = new Page({ highWaterMark: 1024 });
	const stderr = new Page();
	const { signal } = new AbortController();
	const io = { stdout, stderr, stdin: Readable.from(input), env: {}, signal };
	const code = await runCli(['layout', ...argv], io);
	await new Promise((done) => stdout.end(done));
	return { code, out: stdout.text, err: stderr.text };
}

test('--json prints the contract for a good line', async () => {
	const { code, out } = await run(['--json', 'cat@left, dog@right on a sunny beach']);
	assert.equal(code, 0);
	assert.deepEqual(JSON.parse(out), {
		objects: [
			{ text: 'cat', box: [0.04, 0.2, 0.48, 0.8] },
			{ text: 'dog', box: [0.52, 0.2, 0.96, 0.8] },
		],
		background: 'a sunny beach',
		flags: {},
		pictures: 1,
		warnings: [],
	});
});

test('--json prints the error of a bad line and exits with 2', async () => {
	const { code, out } = await run(['--json', 'cat@lft']);
	assert.equal(code, 2);
	const { error } = JSON.parse(out);
	assert.deepEqual([error.code, error.offset, error.suggestion], ['unknown-place', 4, 'left']);
});

test('without --json a bad line is pointed at on standard error', async () => {
	const { code, out, err } = await run(['cat@lft']);
	assert.equal(code, 2);
	assert.equal(out, '');
	assert.match(err, /“lft” is no place.\ncat@lft\n {4}\^\nExpected: .*\nDid you mean left\?\n/);
});

test('without --json a good line is told in words, warnings with a caret', async () => {
	const { code, out } = await run(['cat@left, dog@left on a beach -n 2']);
	assert.equal(code, 0);
	assert.match(out, /^a cat and a dog on a beach\n/);
	assert.match(out, /pictures: 2/);
	assert.match(out, /Warning: “dog” and “cat” share 100%.*\ncat@left, dog@left on a beach -n 2\n {13}\^\n/);
});

test('--json - answers each line with one line, good or bad, and exits with 0', async () => {
	const { code, out } = await run(['--json', '-'], ['cat@le', 'ft\r\ncat@lft\n\n猫', Buffer.from('@左')]);
	assert.equal(code, 0);
	const lines = out
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.equal(lines[0].objects[0].text, 'cat');
	assert.equal(lines[1].error.code, 'unknown-place');
	assert.equal(lines[2].error.code, 'empty');
	assert.deepEqual(lines[3].objects, [{ text: '猫', box: [0.04, 0.2, 0.48, 0.8] }]);
	assert.equal(lines.length, 4);
});

test('ten thousand lines stream through a slow reader in order', async () => {
	const input = Array.from({ length: 100 }, (_, chunk) =>
		Array.from({ length: 100 }, (__, index) => `cat@left --seed ${chunk * 100 + index}\n`).join(''),
	);
	const { out } = await run(['--json', '-'], input);
	const seeds = out
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line).flags.seed);
	assert.deepEqual(
		seeds,
		Array.from({ length: 10_000 }, (_, index) => index),
	);
});

test('--out writes the sketch, and nothing else beside it', async (context) => {
	const folder = await mkdtemp(join(tmpdir(), 'taue-layout-'));
	context.after(() => rm(folder, { recursive: true }));
	const file = join(folder, 'sketch.png');
	assert.equal((await run(['cat@left', '--out', file])).code, 0);
	assert.equal((await sharp(file).metadata()).format, 'png');
	assert.deepEqual(await readdir(folder), ['sketch.png']);
	const nowhere = await run(['cat@left', '--out', join(folder, 'no', 'sketch.png')]);
	assert.equal(nowhere.code, 1);
	assert.match(nowhere.err, /folder .* does not exist/);
	assert.equal(nowhere.out, '');
});

test('words that the built-in model was not taught are told of, unless another model draws', async () => {
	const warnings = async (line: string) => JSON.parse((await run(['--json', line])).out).warnings;
	const [warning] = await warnings('a red pengiun@left');
	assert.match(warning.message, /does not know “pengiun”; did you mean “penguin”\?/);
	assert.equal(warning.offset, 6);
	assert.deepEqual(await warnings('a red pengiun@left --model sdxl'), []);
});

test('a line may begin with a flag', async () => {
	const { code, out } = await run(['--json', '-n 2 --seed 7 cat@left']);
	assert.equal(code, 0);
	assert.deepEqual(JSON.parse(out).flags, { count: 2, seed: 7 });
});

test('options are checked, and help is printed', async () => {
	assert.match((await run(['--help'])).out, /Usage:\n {2}taue layout/);
	for (const argv of [[], ['--nonsense', 'cat@left'], ['--json', '-', '--out', 'x.png']]) {
		assert.equal((await run(argv)).code, 2, argv.join(' '));
	}
});
