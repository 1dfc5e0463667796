/** Runs on a thread of its own: loads nsfwjs with the model that its package bundles, and looks at pictures. */
import '../frozen-builtins.ts';
import { parentPort, workerData } from 'node:worker_threads';
import type { NsfwjsMessage, NsfwjsModules, NsfwjsQuestion } from './classifier.ts';

/** What is used of nsfwjs 4 and of TensorFlow.js 4. */
interface Nsfwjs {
	load(model: 'MobileNetV2'): Promise<{
		classify(image: Tensor, top: number): Promise<readonly { className: string; probability: number }[]>;
	}>;
}
interface Tensorflow {
	setBackend(name: string): Promise<boolean>;
	ready(): Promise<void>;
	getBackend(): string;
	tensor3d(values: Uint8Array, shape: [number, number, number], dtype: 'int32'): Tensor;
}
interface Tensor {
	dispose(): void;
}

/** Drawing, hentai, neutral, porn, sexy. */
const CLASSES = 5;

const modules: NsfwjsModules = workerData;

function say(message: NsfwjsMessage): void {
	parentPort?.postMessage(message);
}

// Both packages greet whoever loads them; the standard output is the program's.
console.info = () => {};
console.warn = () => {};

try {
	const tensorflow = (await import(modules.tensorflow)) as Tensorflow;
	if (modules.wasm !== null) await import(modules.wasm);
	await tensorflow.setBackend(modules.wasm === null ? 'cpu' : 'wasm');
	await tensorflow.ready();
	const nsfwjs = (await import(modules.nsfwjs)) as Nsfwjs;
	const model = await nsfwjs.load('MobileNetV2');
	parentPort?.on('message', async ({ id, rgb, width, height }: NsfwjsQuestion) => {
		const image = tensorflow.tensor3d(rgb, [height, width, 3], 'int32');
		try {
			const found = await model.classify(image, CLASSES);
			const classes = found.map(
				({ className, probability }) => [className.toLowerCase(), probability] as const,
			);
			say({ type: 'seen', id, classes: Object.fromEntries(classes) });
		} catch (error) {
			say({ type: 'failed', id, message: messageOf(error) });
		} finally {
			image.dispose();
		}
	});
	say({ type: 'ready', backend: tensorflow.getBackend() });
} catch (error) {
	say({ type: 'refused', message: messageOf(error) });
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
