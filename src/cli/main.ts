import { processEnvironment } from '../app/config.ts';
import { EXIT } from './io.ts';
import { removePending } from './output-file.ts';
import { runCli } from './run.ts';

const environment = processEnvironment();
// npm runs scripts in the project's folder; what a person names is where they are.
if (environment.INIT_CWD !== undefined && environment.npm_lifecycle_event === 'taue')
	process.chdir(environment.INIT_CWD);

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
	env: environment,
	signal: interrupt.signal,
});
process.exit(code);
