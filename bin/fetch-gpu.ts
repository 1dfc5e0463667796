import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { arch, env, execPath, exit, platform } from 'node:process';
import { chooseLibraries, cudaLibraries, fetchEnvironment, nvidiaDriver } from '../src/cli/cuda-libraries.ts';
import { libraryFolders } from '../src/cli/shared-libraries.ts';
import { installedRuntime } from '../src/diffusion/runtime.ts';

/** `npm run gpu`: fetches the CUDA libraries that the driver runs, and says what else they need. */
const require = createRequire(import.meta.url);
const { manifests }: { manifests: object } = require('onnxruntime-node/script/install-metadata.js');
const driver = nvidiaDriver();
const choice = chooseLibraries({ platform, arch, driver, manifests: Object.keys(manifests) });
if (choice.kind === 'nothing') {
	console.error(`Nothing is fetched: ${choice.why}.\n${choice.repair}`);
	exit(1);
}
console.log(`${choice.why}: fetching ${choice.install}.`);
const { status, stderr } = spawnSync(execPath, [require.resolve('onnxruntime-node/script/install.js')], {
	env: fetchEnvironment(env),
	encoding: 'utf8',
	stdio: ['ignore', 'inherit', 'pipe'],
});
const { cudaLibrary } = installedRuntime();
if (status !== 0 || cudaLibrary === null) {
	const [, why = 'nothing was said'] = /Error: (.+)/.exec(stderr) ?? [];
	console.error(
		`The libraries were not fetched: ${why}.\n` +
			'They come from api.nuget.org: is it within reach? HTTPS_PROXY names a proxy.',
	);
	exit(1);
}
const { state, text, repair } = cudaLibraries(cudaLibrary, libraryFolders(env), driver);
console.log(`${text}.\n${repair ?? 'npm run taue -- doctor runs a small graph on the card.'}`);
exit(state === 'ok' ? 0 : 1);
