#!/usr/bin/env node
import './frozen-builtins.ts';
import { processEnvironment } from './app/config.ts';
import { EXIT } from './cli/io.ts';
import { removePending } from './cli/output-file.ts';
import { runCli } from './cli/run.ts';

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.on(signal, () => {
		// The second one does not wait for the step to end.
		if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
		interrupt.abort();
	});
}
process.on('exit', removePending);
// The reader has seen enough: `taue layout --json - | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
});

const code = await runCli(process.argv.slice(2), {
	stdin: process.stdin,
	stdout: process.stdout,
	stderr: process.stderr,
	env: processEnvironment(),
	signal: interrupt.signal,
});
process.exit(code);
