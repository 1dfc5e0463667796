/** `npm run -s test:browser`: every scenario of the room in real Chromium; the last line names the screenshots' folder. */

import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { SCREENSHOTS } from './stage.ts';

const files = [fileURLToPath(new URL('room.browser.ts', import.meta.url))];
const only = process.argv[2];
const tests = run({ files, timeout: 900_000, ...(only === undefined ? {} : { testNamePatterns: [only] }) });
tests.on('test:fail', () => {
	process.exitCode = 1;
});
tests.compose(spec).pipe(process.stdout);
process.on('exit', () => {
	process.stdout.write(`Screenshots: ${SCREENSHOTS}\n`);
});
