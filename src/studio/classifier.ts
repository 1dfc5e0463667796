/** Looks at a finished picture and says how likely it is that it should not be shown. */
export interface ImageClassifier {
	readonly name: string;
	/**
	 * @param rgb - 8-bit RGB, row by row
	 * @returns probabilities by class, among them `unsafe` in 0..1
	 */
	classify(image: { readonly rgb: Uint8Array; readonly width: number; readonly height: number }): Promise<{
		readonly unsafe: number;
		readonly classes: Readonly<Record<string, number>>;
	}>;
}

/** At or above this the policy applies. */
export const UNSAFE_AT = 0.7;

/** What we use of nsfwjs 4 and of TensorFlow.js. */
interface Nsfwjs {
	load(): Promise<{
		classify(image: unknown, top?: number): Promise<{ className: string; probability: number }[]>;
	}>;
}
interface Tensorflow {
	tensor3d(values: Uint8Array, shape: [number, number, number], dtype: 'int32'): { dispose(): void };
}

/** Imports by a name that the bundle does not know: these packages are the operator's to install. */
type Importer = (name: string) => Promise<unknown>;

/**
 * The classifier of `nsfwjs`, where it is installed (`npm install nsfwjs @tensorflow/tfjs`), else null: it is
 * no dependency of ours.
 */
export async function loadNsfwjs(load: Importer = (name) => import(name)): Promise<ImageClassifier | null> {
	let nsfwjs: Nsfwjs;
	let tensorflow: Tensorflow;
	try {
		nsfwjs = (await load('nsfwjs')) as Nsfwjs;
		tensorflow = (await load('@tensorflow/tfjs')) as Tensorflow;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null;
		throw error;
	}
	const model = await nsfwjs.load();
	return {
		name: 'nsfwjs',
		async classify({ rgb, width, height }) {
			const tensor = tensorflow.tensor3d(rgb, [height, width, 3], 'int32');
			try {
				const found = await model.classify(tensor, 5);
				const classes = Object.fromEntries(
					found.map(({ className, probability }) => [className.toLowerCase(), probability]),
				);
				return { unsafe: (classes.porn ?? 0) + (classes.hentai ?? 0) + (classes.sexy ?? 0) / 2, classes };
			} finally {
				tensor.dispose();
			}
		},
	};
}
