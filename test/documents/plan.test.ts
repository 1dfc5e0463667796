import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandsOf, documentPaths } from '../house/documented-commands.ts';
import { LEFT_OUT, LONG, linesToRun, planOf, SERVES, SHORTER } from './plan.ts';

const lines = linesToRun(documentPaths().flatMap(commandsOf)).map(({ line }) => line);

describe('what is done with the lines of the documents', () => {
	it('is nothing that no document asks for: every rule has its line', () => {
		const idle = [...LEFT_OUT, ...LONG, ...SHORTER, ...SERVES].filter(
			([pattern]) => !lines.some((line) => pattern.test(line)),
		);
		assert.deepEqual(idle, []);
	});

	it('is to run most of them', () => {
		const run = lines.filter((line) => planOf(line).kind === 'run');
		assert.ok(run.length > lines.length / 2, `${run.length} of ${lines.length}`);
	});

	it('cuts hours to minutes by the last of an option, in front of a file that is written', () => {
		const cut: readonly (readonly [string, string])[] = [
			[
				'npm run -s eval -- --suite a.jsonl --json > a.json',
				'npm run -s eval -- --suite a.jsonl --json --count 1 --repeat 1 > a.json',
			],
			['npm run -s test:chaos', 'npm run -s test:chaos -- --jobs 20 --seconds 5'],
			[
				'npx node bench/queue.ts 10000 --server --workers 8',
				'npx node bench/queue.ts 200 --server --workers 8',
			],
		];
		for (const [shown, line] of cut) {
			assert.deepEqual(planOf(shown), { kind: 'run', line, shortened: true, until: null });
			assert.deepEqual(planOf(shown, true), { kind: 'run', line: shown, shortened: false, until: null });
		}
	});

	it('keeps what is written inside of the clone', () => {
		assert.deepEqual(planOf('npm run taue -- restore /backups/monday --replace'), {
			kind: 'run',
			line: 'npm run taue -- restore backups/monday --replace',
			shortened: false,
			until: null,
		});
	});
});
