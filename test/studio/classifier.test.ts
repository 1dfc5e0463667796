import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClassifierError, loadNsfwjs } from '../../src/studio/classifier.ts';

/** Stand-ins as modules: they run on the classifier's own thread, as the real ones do. */
const module = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;

const TENSORFLOW = module(`
	let backend = 'none';
	export const setBackend = async (name) => { backend = name; };
	export const ready = async () => {};
	export const getBackend = () => backend;
	let alive = 0;
	export function tensor3d(values, shape, type) {
		alive++;
		return { values, shape, type, alive, dispose() { alive--; } };
	}
`);

/** `classify` gets `image`, as the stand-in for TensorFlow made it. */
const nsfwjs = (classify: string) =>
	module(`export const load = async (name) => ({ async classify(image, top) { ${classify} } });`);

function packages(installed: Readonly<Record<string, string>>): (name: string) => string {
	return (name) => {
		if (name in installed) return installed[name];
		throw Object.assign(new Error(`no package ${name}`), { code: 'ERR_MODULE_NOT_FOUND' });
	};
}

const DOT = { rgb: new Uint8Array(3), width: 1, height: 1 };

describe('the image classifier', () => {
	it('is nsfwjs where it is installed, on WebAssembly where that is', async () => {
		assert.equal(await loadNsfwjs(packages({})), null);
		const found = nsfwjs(`return [
			{ className: 'Porn', probability: 0.5 }, { className: 'Hentai', probability: 0.25 },
			{ className: 'Sexy', probability: 0.25 }, { className: 'Alive', probability: image.alive },
		];`);
		const slow = await loadNsfwjs(packages({ nsfwjs: found, '@tensorflow/tfjs': TENSORFLOW }));
		assert.equal(slow?.name, 'nsfwjs (cpu)');
		const fast = await loadNsfwjs(
			packages({
				nsfwjs: found,
				'@tensorflow/tfjs': TENSORFLOW,
				'@tensorflow/tfjs-backend-wasm': module(''),
			}),
		);
		assert.equal(fast?.name, 'nsfwjs (wasm)');
		await fast.classify(DOT);
		assert.deepEqual(await fast.classify(DOT), {
			unsafe: 0.875,
			classes: { porn: 0.5, hentai: 0.25, sexy: 0.25, alive: 1 },
		});
	});

	it('refuses to start with half of an installation', async () => {
		await assert.rejects(loadNsfwjs(packages({ nsfwjs: nsfwjs('') })), {
			name: 'ClassifierError',
			code: 'incomplete',
			message:
				/@tensorflow\/tfjs, which it needs, is not\. Install them together \(npm install --no-save nsfwjs/,
		});
	});

	it('refuses to start when it cannot load', async () => {
		const broken = module(
			`export const load = async () => { throw new Error('no weights in the package'); };`,
		);
		await assert.rejects(loadNsfwjs(packages({ nsfwjs: broken, '@tensorflow/tfjs': TENSORFLOW })), {
			code: 'not-loaded',
			message: /cannot be loaded: no weights in the package\. Install it anew .*, or remove it\./,
		});
	});

	it('tells of a look that failed, and looks again after its thread died', async () => {
		const moody = nsfwjs(`
			if (image.values[0] === 1) throw new Error('a bad tensor');
			if (image.values[0] === 2) process.exit(9);
			return [{ className: 'Neutral', probability: 1 }];
		`);
		const classifier = await loadNsfwjs(packages({ nsfwjs: moody, '@tensorflow/tfjs': TENSORFLOW }));
		assert.ok(classifier);
		const look = (first: number) => classifier.classify({ ...DOT, rgb: Uint8Array.of(first, 0, 0) });
		await assert.rejects(look(1), { code: 'died', message: /failed: a bad tensor\..* not stored unseen/ });
		await assert.rejects(
			look(2),
			(error) => error instanceof ClassifierError && /ended with code 9/.test(error.message),
		);
		assert.equal((await look(0)).unsafe, 0);
	});

	it('ends a look that takes too long, and looks again', async () => {
		const stuck = nsfwjs(`
			if (image.values[0] === 1) for (;;);
			return [{ className: 'Neutral', probability: 1 }];
		`);
		const classifier = await loadNsfwjs(packages({ nsfwjs: stuck, '@tensorflow/tfjs': TENSORFLOW }), 3_000);
		assert.ok(classifier);
		const look = (first: number) => classifier.classify({ ...DOT, rgb: Uint8Array.of(first, 0, 0) });
		await assert.rejects(look(1), {
			code: 'died',
			message: /it gave no answer within 3 s\. The picture is not/,
		});
		assert.equal((await look(0)).unsafe, 0);
	});

	it('looks with the real nsfwjs', { skip: missingReal() }, async () => {
		const classifier = await loadNsfwjs();
		assert.match(classifier?.name ?? '', /^nsfwjs \((wasm|cpu)\)$/);
		const sizePx = 224;
		// A sky above a meadow.
		const rgb = Uint8Array.from({ length: sizePx * sizePx * 3 }, (_, i) => {
			const colour = i < (sizePx * sizePx * 3) / 2 ? [120, 180, 240] : [60, 160, 70];
			return colour[i % 3];
		});
		const seen = await classifier?.classify({ rgb, width: sizePx, height: sizePx });
		assert.deepEqual(Object.keys(seen?.classes ?? {}).sort(), [
			'drawing',
			'hentai',
			'neutral',
			'porn',
			'sexy',
		]);
		const sum = Object.values(seen?.classes ?? {}).reduce((total, share) => total + share, 0);
		assert.ok(Math.abs(sum - 1) < 1e-3, `${sum}`);
		assert.ok(seen !== undefined && seen.unsafe < 0.5, JSON.stringify(seen));
	});
});

/** The reason for which the real one cannot be tested; false when it can. */
function missingReal(): string | false {
	try {
		import.meta.resolve('nsfwjs');
		return false;
	} catch {
		return 'nsfwjs is not installed; docs/operating.md says how';
	}
}
