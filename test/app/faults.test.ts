import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

/** A program of its own, since what is tested is what ends a process. */
function run(body: string): {
	readonly code: number | null;
	readonly logged: string[];
	readonly said: string;
} {
	const faults = JSON.stringify(new URL('../../src/app/faults.ts', import.meta.url));
	const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module'], {
		input: `
			import { outliveFaults } from ${faults};
			outliveFaults({ error: ({ err, origin }) => console.error(origin, err.message) });
			${body}`,
		encoding: 'utf8',
	});
	return { code: status, logged: stderr.trim().split('\n'), said: stdout };
}

describe('an error that nobody caught', () => {
	it('is logged and ends nothing', () => {
		const { code, logged, said } = run(`
			import { EventEmitter } from 'node:events';
			const emitter = new EventEmitter().on('told', () => { throw new Error('a handler'); });
			setImmediate(() => emitter.emit('told'));
			setImmediate(() => Promise.reject(new Error('a promise')));
			setTimeout(() => console.log('still here'), 1);`);
		assert.equal(code, 0);
		assert.deepEqual(logged, ['uncaughtException a handler', 'unhandledRejection a promise']);
		assert.equal(said, 'still here\n');
	});

	it('ends the program where it comes again and again, so that its service manager starts it anew', () => {
		const { code, logged } = run(`
			const again = () => { setImmediate(again); throw new Error('again'); };
			setImmediate(again);`);
		assert.equal(code, 1);
		assert.equal(logged.length, 61);
	});
});
