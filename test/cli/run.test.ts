import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { access, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CliError } from '../../src/cli/io.ts';
import { assertRoom, OutputFile, removePending } from '../../src/cli/output-file.ts';
import { duration } from '../../src/cli/progress.ts';
import { COMMAND_NAMES } from '../../src/cli/run.ts';
import { HOME, scratch, TINY_MODELS, taue } from './terminal.ts';

describe('the command line', () => {
	it('has help with examples and exit codes for every command', async () => {
		for (const argv of [['--help'], ...COMMAND_NAMES.map((name) => [name, '--help'])]) {
			const { code, stdout, stderr } = await taue(argv);
			assert.equal(code, 0, argv.join(' '));
			assert.equal(stderr, '');
			for (const part of ['Usage:', 'Example', 'Exit codes', 'taue'])
				assert.ok(stdout.includes(part), `${argv}: ${part}`);
			for (const line of stdout.split('\n')) assert.ok(line.length <= 110, line);
		}
	});

	it('shows its help, as an error, when nothing is asked for', async () => {
		const { code, stdout, stderr } = await taue([]);
		assert.deepEqual([code, stdout], [2, '']);
		assert.match(stderr, /Usage:/);
	});

	it('names its commands when one is unknown', async () => {
		const { code, stderr } = await taue(['paint']);
		assert.equal(code, 2);
		assert.match(stderr, /no command "paint". There are: draw, layout, show, models/);
	});

	it('says what was probably meant', async () => {
		const answers: readonly (readonly [argv: readonly string[], answer: RegExp])[] = [
			[['drwa', 'cat'], /Did you mean draw\?/],
			[['cat@left, dog@right'], /To draw: taue draw "cat@left, dog@right"/],
			[
				['draw', '--stepz', '4', 'cat@left'],
				/no option --stepz\. Did you mean --steps\? See: taue draw --help/,
			],
			[['completion', 'powershell'], /Name one shell: taue completion bash/],
		];
		for (const [argv, answer] of answers) {
			const { code, stderr } = await taue(argv);
			assert.equal(code, 2);
			assert.match(stderr, answer);
		}
	});

	it('says its version', async () => {
		for (const argv of [['--version'], ['-V'], ['-version'], ['version'], ['draw', '--version']]) {
			const { code, stdout } = await taue(argv);
			assert.equal(code, 0, argv.join(' '));
			assert.match(stdout, /^taue \d+\.\d+\.\d+, Node\.js v24\./);
		}
		// What starts the program says it as well, and starts nothing.
		const main = execFileSync(process.execPath, [join(HOME, 'src/main.ts'), '--version'], {
			encoding: 'utf8',
		});
		assert.match(main, /^taue \d+\.\d+\.\d+, Node\.js v24\.[^\n]*\n$/);
	});

	it('keeps what was compiled of the sources for its threads and processes, unless it is told not to', () => {
		const kept = (env: NodeJS.ProcessEnv) =>
			execFileSync(
				process.execPath,
				[
					'--input-type=module',
					'--eval',
					`import { getCompileCacheDir } from 'node:module';
					import { keepCompiled } from '${pathToFileURL(join(HOME, 'src/keep-compiled.ts'))}';
					keepCompiled();
					console.log(getCompileCacheDir() ?? '', process.env.NODE_COMPILE_CACHE ?? '');`,
				],
				{ encoding: 'utf8', env: { ...process.env, NODE_COMPILE_CACHE: undefined, ...env } },
			).trim();
		const folder = join(HOME, 'node_modules/.cache/compiled');
		const [inUse = '', handedOn] = kept({}).split(' ');
		assert.ok(realpathSync(inUse).startsWith(realpathSync(folder)), inUse);
		assert.equal(handedOn, folder);
		assert.equal(kept({ NODE_DISABLE_COMPILE_CACHE: '1' }), '');
	});

	it('has the help of a command behind either word', async () => {
		const [one, other] = [await taue(['help', 'draw']), await taue(['draw', '--help'])];
		assert.equal(one.code, 0);
		assert.equal(one.stdout, other.stdout);
		for (const word of ['-help', '--Help', '-?']) assert.equal((await taue([word])).code, 0, word);
	});

	it('completes every command and option in a shell', async () => {
		const { stdout } = await taue(['completion', 'bash']);
		const words = (typed: string, at: number) =>
			execFileSync(
				'bash',
				['-c', `${stdout}\nCOMP_WORDS=(${typed}); COMP_CWORD=${at}; _taue; echo "\${COMPREPLY[*]}"`],
				{
					encoding: 'utf8',
				},
			).trim();
		assert.equal(words('taue', 1), COMMAND_NAMES.join(' '));
		assert.equal(words('taue draw --gui', 2), '--guidance --guidance-until');
		for (const shell of ['zsh', 'fish'])
			assert.match((await taue(['completion', shell])).stdout, /--guidance/);
	});

	it("completes the options that a command's help names, and no other", async () => {
		const { stdout } = await taue(['completion', 'bash']);
		const completed = [...stdout.matchAll(/^ {4}([a-z]+)\) COMPREPLY=.*-W "([^"]*)"/gm)];
		assert.deepEqual(
			completed.map(([, command]) => command),
			COMMAND_NAMES,
		);
		for (const [, command, words] of completed) {
			const help = (await taue([command, '--help'])).stdout;
			const named = [...help.matchAll(/^ {2}(?:-\w, )?(-n|--[a-z-]+)/gm)].map(([, option]) => option);
			const options = words.split(' ').filter((word) => word.startsWith('-'));
			assert.deepEqual(options.toSorted(), [...new Set([...named, '--help'])].toSorted(), command);
		}
	});

	it('shows the help of a command whose configuration is wrong', async () => {
		const { code, stdout } = await taue(['draw', '--help'], { env: { TAUE_THREADS: 'many' } });
		assert.equal(code, 0);
		assert.match(stdout, /^taue draw/);
	});

	it('starts on whatever Node.js is there, and writes where the person is', async () => {
		await using folder = await scratch();
		const launcher = fileURLToPath(new URL('../../bin/taue.cjs', import.meta.url));
		const sketch = execFileSync(process.execPath, [launcher, 'layout', 'cat@left', '--out', 'here.png'], {
			cwd: folder.path,
		});
		assert.match(String(sketch), /cat/);
		await access(join(folder.path, 'here.png'));
	});

	it('says of a .env that cannot be read that nothing of it counts', async () => {
		await using folder = await scratch();
		// As an engine leaves one where a file was to be mounted that is not there.
		await mkdir(join(folder.path, '.env'));
		const { status, stdout, stderr } = spawnSync(
			process.execPath,
			[join(HOME, 'src/cli.ts'), 'models', 'list', '--json'],
			{ cwd: folder.path, encoding: 'utf8', env: { ...process.env, TAUE_MODELS: TINY_MODELS } },
		);
		assert.deepEqual([status, JSON.parse(stdout).length], [0, 2], stdout);
		assert.match(
			stderr,
			/\.env cannot be read \(EISDIR\), so nothing of it counts\. Give it to this account/,
		);
	});

	it('refuses a wrong configuration before anything else', async () => {
		const { code, stderr } = await taue(['draw', 'cat@left'], { env: { TAUE_THREADS: 'many' } });
		assert.equal(code, 2);
		assert.match(stderr, /TAUE_THREADS is "many": it must be a whole number/);
	});
});

describe('a file that is written', () => {
	const failure = async (attempt: Promise<unknown>): Promise<CliError> => {
		const error = await attempt.then(
			() => assert.fail('it was written'),
			(reason: unknown) => reason,
		);
		assert.ok(error instanceof CliError, String(error));
		return error;
	};

	it('is whole or not there', async () => {
		await using folder = await scratch();
		const path = join(folder.path, 'f.txt');
		{
			await using file = await OutputFile.reserve(path);
			assert.equal(existsSync(path), false);
			await file.commit('all of it');
		}
		assert.equal(await readFile(path, 'utf8'), 'all of it');
		{
			await using _abandoned = await OutputFile.reserve(path);
		}
		assert.deepEqual(await readdir(folder.path), ['f.txt']);
		assert.equal(await readFile(path, 'utf8'), 'all of it');
	});

	it('is removed at once when the process is told to go', async () => {
		await using folder = await scratch();
		await using _file = await OutputFile.reserve(join(folder.path, 'f.txt'));
		assert.equal((await readdir(folder.path)).length, 1);
		removePending();
		assert.deepEqual(await readdir(folder.path), []);
	});

	it('goes through a link, and never replaces a device', { skip: !existsSync('/dev/null') }, async () => {
		await using folder = await scratch();
		const [target, link] = [join(folder.path, 'target.txt'), join(folder.path, 'link.txt')];
		await writeFile(target, 'old');
		await symlink(target, link);
		await using file = await OutputFile.reserve(link);
		await file.commit('new');
		assert.equal(await readFile(target, 'utf8'), 'new');
		const device = await failure(OutputFile.reserve('/dev/null'));
		assert.match(device.message, /\/dev\/null cannot be written\. It is a device/);
	});

	it('is refused before the work when the disk is too small', async () => {
		const error = await failure(assertRoom('/anywhere/f.png', 5e6, async () => 1e6));
		assert.equal(error.code, 'no-space');
		assert.match(error.message, /may need 5\.0 MB, and the disk of .*anywhere has 1\.0 MB left/);
		await assertRoom('/anywhere/f.png', 5e6, async () => 6e6);
	});
});

describe('a duration', () => {
	it('is told as people say it', () => {
		assert.deepEqual([0.04, 9.94, 11.6, 89, 200].map(duration), [
			'0.0 s',
			'9.9 s',
			'12 s',
			'89 s',
			'3 min 20 s',
		]);
	});
});
