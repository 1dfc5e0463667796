import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./hostile-inputs.ts', import.meta.url));
const FROZEN = fileURLToPath(new URL('../../src/frozen-builtins.ts', import.meta.url));

describe('no command and no request changes what every object inherits', () => {
	for (const [what, argv] of [
		['not frozen', []],
		['frozen', ['--import', FROZEN]],
	] as const) {
		it(`where built-ins are ${what}, and none of them ends in an error of the server`, () => {
			const { stdout, stderr } = spawnSync(
				process.execPath,
				['--disable-warning=ExperimentalWarning', ...argv, SCRIPT],
				{ encoding: 'utf8' },
			);
			assert.equal(stdout, `held, ${what}\n`, stderr);
		});
	}
});
