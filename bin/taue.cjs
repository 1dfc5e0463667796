#!/usr/bin/env node
// What `npx taue` starts, on whichever Node.js is there: the project's own Node.js runs the program.
'use strict';

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

function nodeOfProject() {
	try {
		const home = dirname(require.resolve('node/package.json'));
		const path = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
		return existsSync(path) ? path : null;
	} catch {
		return null;
	}
}

const node = nodeOfProject();
if (node === null) {
	process.stderr.write('The packages of TAUE are not installed. In its folder: npm ci\n');
	process.exit(1);
}
const program = join(__dirname, '..', 'src', 'cli.ts');
const child = spawn(node, ['--disable-warning=ExperimentalWarning', program, ...process.argv.slice(2)], {
	stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code === null ? 128 + (signal === 'SIGINT' ? 2 : 15) : code));
