import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const SYSTEM = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** Where the browser out of the npm package is unpacked; the package itself would use the shared temporary folder. */
const UNPACKED = fileURLToPath(new URL('../../node_modules/.cache/taue-chromium/', import.meta.url));

/**
 * A Chromium to run: `CHROMIUM`, Playwright's own, the system's, else the one that the development
 * dependency `@sparticuz/chromium` carries, which runs on any x86-64 Linux without further packages.
 */
export async function launchChromium(): Promise<Browser> {
	const own = [process.env.CHROMIUM, chromium.executablePath(), ...SYSTEM].find(
		(path) => path !== undefined && path !== '' && existsSync(path),
	);
	const common = {
		headless: true,
		args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
	};
	if (own !== undefined) return chromium.launch({ ...common, executablePath: own });
	if (process.platform !== 'linux' || process.arch !== 'x64') {
		throw new Error(
			'No Chromium was found. Install one (on Debian: apt-get install chromium) or name it with CHROMIUM=/path/to/chromium.',
		);
	}
	const { executablePath, libraries, fonts } = await unpack();
	return chromium.launch({
		...common,
		args: [...common.args, '--headless=shell', '--no-zygote', '--disable-gpu'],
		executablePath,
		env: {
			...process.env,
			LD_LIBRARY_PATH: [libraries, process.env.LD_LIBRARY_PATH]
				.filter((path) => path !== undefined && path !== '')
				.join(delimiter),
			...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: fonts }),
		},
	});
}

async function unpack(): Promise<{ executablePath: string; libraries: string; fonts: string }> {
	const paths = {
		executablePath: join(UNPACKED, 'chromium'),
		libraries: join(UNPACKED, 'al2023', 'lib'),
		fonts: join(UNPACKED, 'fonts'),
	};
	if (existsSync(paths.executablePath)) return paths;
	const { inflate } = await import('@sparticuz/chromium');
	const bin = fileURLToPath(new URL('../bin/', import.meta.resolve('@sparticuz/chromium')));
	// The package unpacks into the temporary folder: for this call, that is one of our own, and only a whole one is kept.
	const before = process.env.TMPDIR;
	const folder = `${UNPACKED.replace(/\/$/, '')}-${process.pid}`;
	mkdirSync(folder, { recursive: true });
	process.env.TMPDIR = folder;
	if (tmpdir() !== folder)
		throw new Error(`The browser cannot be unpacked: the temporary folder is ${tmpdir()}, not ${folder}.`);
	try {
		for (const file of ['al2023.tar.br', 'fonts.tar.br', 'chromium.br']) await inflate(join(bin, file));
	} finally {
		if (before === undefined) delete process.env.TMPDIR;
		else process.env.TMPDIR = before;
	}
	if (!existsSync(UNPACKED)) renameSync(folder, UNPACKED);
	return paths;
}
