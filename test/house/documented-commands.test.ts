import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, describe, it } from 'node:test';
import { COMMAND_NAMES } from '../../src/cli/run.ts';
import { scratch, taue } from '../cli/terminal.ts';
import { faultOf, type Helps } from './command-faults.ts';
import { commandsIn, commandsOf, type DocumentedCommand, documentPaths } from './documented-commands.ts';
import { HOME } from './tracked-files.ts';

const documented = documentPaths().flatMap(commandsOf);

/** Arguments of `taue`, however it is started; null for other programs. */
function argumentsOfTaue({ argv }: DocumentedCommand): readonly string[] | null {
	const start = /^(npm run (-s )?taue --|npx taue|taue)( |$)/.exec(argv.join(' '))?.[1];
	return start === undefined ? null : argv.slice(start.split(' ').length);
}

/** Reads, says something and leaves: no model, no network, no database. */
function isCheap([name, sub]: readonly string[]): boolean {
	return (
		['layout', 'completion', 'doctor', '--version'].includes(name) || (name === 'models' && sub === 'list')
	);
}

describe('the commands in the documents', () => {
	let helps: Helps;
	before(async () => {
		const asked = COMMAND_NAMES.map(async (name) => {
			const { code, stdout, stderr } = await taue([name, '--help']);
			assert.deepEqual([code, stderr], [0, ''], name);
			return [name, stdout] as const;
		});
		helps = new Map(await Promise.all(asked));
	});

	it('are ones that there are, with options that they have and files that are there', () => {
		assert.ok(documented.length > 100, String(documented.length));
		assert.deepEqual(
			documented.flatMap((command) => faultOf(command, helps) ?? []),
			[],
		);
	});

	it('would not pass with a wrong script, option, command, file or variable', () => {
		const wrong = [
			['npm run tauee -- draw', /no script tauee/],
			['npm run -s bench --json', /npm itself takes --json/],
			['npm run -s bench -- --jsonn', /no option --jsonn/],
			['npm cli', /npm has no cli/],
			['npm run taue -- drew "cat@left"', /no command drew/],
			['npm run taue -- draw "cat@left" --output a.png', /no option --output/],
			['taue models fetch x', /has no fetch/],
			['npx taue show --jugde picture.png', /no option --jugde/],
			['npx node bench/nothing.ts', /no bench\/nothing.ts/],
			['npx node bench/layers.ts --sweet x', /no option --sweet/],
			['npx node bench/layers.ts --suite bench/suites/none.jsonl', /no bench\/suites\/none/],
			['node bench/queue.ts 5', /npx node/],
			['python training/trian.py unet', /no training\/trian.py/],
			['python training/train.py unets', /knows no unets/],
			['python training/train.py unet --minute 5', /no option --minute/],
			['TAUE_DEVICE=cpu npm start', /nothing reads the variable TAUE_DEVICE/],
		] as const;
		for (const [line, message] of wrong) {
			for (const shown of [
				`Do \`${line}\` now.`,
				`So:\n\n    ${line}\n`,
				`So:\n\n\`\`\`\n${line}\n\`\`\`\n`,
			]) {
				const found = commandsIn(shown, 'page.md');
				assert.equal(found.length, 1, shown);
				assert.match(faultOf(found[0], helps) ?? '', message, shown);
			}
		}
	});

	it('are read out of chains, pipes and comments, and not out of prose or lines of the language', () => {
		const read = (line: string) => commandsIn(`So:\n\n    ${line}\n`, 'page.md').map(({ argv }) => argv);
		assert.deepEqual(read('npm ci && npm test # both'), [
			['npm', 'ci'],
			['npm', 'test'],
		]);
		assert.deepEqual(read('echo "a | b" | npm run -s taue -- chat > out.txt'), [
			['echo', 'a | b'],
			['npm', 'run', '-s', 'taue', '--', 'chat'],
		]);
		assert.deepEqual(read('TAUE_LOG=debug npm start'), [['npm', 'start']]);
		assert.deepEqual(read('/taue cat@left'), []);
		assert.deepEqual(commandsIn('node is a runtime, npm test a command.\n', 'page.md'), []);
		assert.deepEqual(commandsIn('```layout\nnpm start@left\n```\n', 'page.md'), []);
	});

	it('do what they are shown for, those that need no model, no network and no database', async () => {
		await using folder = await scratch();
		const cheap = new Map<string, readonly string[]>();
		for (const command of documented) {
			const args = argumentsOfTaue(command);
			if (args !== null && isCheap(args))
				cheap.set(
					args.join(' '),
					args.filter((arg) => arg !== '--measure'),
				);
		}
		assert.ok(cheap.size >= 6, [...cheap.keys()].join('\n'));
		for (const args of cheap.values()) {
			const child = spawn(process.execPath, [join(HOME, 'src/cli.ts'), ...args], {
				cwd: folder.path,
				env: { ...process.env, TAUE_MODELS: join(HOME, 'models') },
				stdio: ['pipe', 'ignore', 'pipe'],
			});
			child.stdin.end('cat@left\n');
			const said = text(child.stderr);
			const code = await new Promise((resolve) => child.once('exit', resolve));
			// A doctor that finds something says so with 1.
			assert.ok(
				code === 0 || (code === 1 && args[0] === 'doctor'),
				`${args.join(' ')}: ${code} ${await said}`,
			);
		}
	});
});
