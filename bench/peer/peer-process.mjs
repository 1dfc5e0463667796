// Draws with stable-diffusion-nodejs, on request: the other process that `npm run bench` times. The same
// clock around the same calls as in ours: `InferenceSession.run` of all three graphs.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sdNode from 'stable-diffusion-nodejs';

let pipeline = null;
const spent = { all: 0, unet: 0, runs: 0 };

/** Counts the seconds inside a session's `run`. */
function watch(session, isUnet) {
	const run = session.run.bind(session);
	session.run = async (...args) => {
		const started = performance.now();
		const result = await run(...args);
		const seconds = (performance.now() - started) / 1000;
		spent.all += seconds;
		if (isUnet) {
			spent.unet += seconds;
			spent.runs++;
		}
		return result;
	};
}

async function load(folder) {
	const started = performance.now();
	// 2 = the UNet takes a float timestep, as the built-in model's does.
	pipeline = await sdNode.StableDiffusionPipeline.fromPretrained('cpu', folder, undefined, 2);
	watch(pipeline.unet, true);
	watch(pipeline.vae, false);
	watch(pipeline.textEncoder, false);
	return { seconds: (performance.now() - started) / 1000 };
}

async function plain({ prompt, sizePx, steps }) {
	if (sizePx !== 512) throw new Error('this peer draws 512 pixels and nothing else');
	const before = { ...spent };
	const started = performance.now();
	const [image] = await pipeline.run(prompt, undefined, 1, 7.5, steps);
	// Pixels, as ours gives them.
	await image.data();
	return {
		wallSeconds: (performance.now() - started) / 1000,
		sessionSeconds: spent.all - before.all,
		unetSeconds: spent.unet - before.unet,
		evaluations: spent.runs - before.runs,
	};
}

async function answer(question) {
	switch (question.kind) {
		case 'load':
			return await load(question.folder);
		case 'plain':
			return await plain(question);
		case 'memory':
			return { peakMb: process.resourceUsage().maxRSS / 1024 };
		case 'version': {
			const manifest = join(import.meta.dirname, 'node_modules/stable-diffusion-nodejs/package.json');
			return JSON.parse(await readFile(manifest, 'utf8')).version;
		}
		default:
			throw new Error(`the peer cannot do ${question.kind}`);
	}
}

process.on('message', (question) => {
	answer(question).then(
		(value) => process.send({ ok: true, value }),
		(error) => process.send({ ok: false, message: error instanceof Error ? error.message : String(error) }),
	);
});
