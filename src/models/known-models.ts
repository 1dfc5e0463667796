/** An export on the hub whose layout the engine reads. */
interface KnownModel {
	readonly id: string;
	readonly what: string;
	/** As the hub calls it. */
	readonly licence: string;
	/** What `models pull` fetches of it. */
	readonly gigabytes: number;
	readonly precision: 'float16' | 'float32';
	readonly steps: number;
	readonly guidance: number;
	/** The hardware that its export was made for; a plain one has no operators of its own. */
	readonly madeFor: 'any' | 'cuda' | 'webgpu';
	/** The page that sizes, licence and settings were read from. */
	readonly source: string;
}

/**
 * Exports that suit, as their pages describe them. None of them comes with the project, and which of them somebody
 * drew with on which card is for them to report: `taue doctor --measure`.
 */
export const KNOWN_MODELS: readonly KnownModel[] = [
	{
		id: 'nmkd/stable-diffusion-1.5-onnx-fp16',
		what: 'Stable Diffusion 1.5, 512 px.',
		licence: 'creativeml-openrail-m',
		gigabytes: 2.1,
		precision: 'float16',
		steps: 30,
		guidance: 7.5,
		madeFor: 'any',
		source: 'https://huggingface.co/nmkd/stable-diffusion-1.5-onnx-fp16',
	},
	{
		id: 'stabilityai/stable-diffusion-xl-base-1.0',
		what: 'SDXL base, 1024 px; the makers themselves export it.',
		licence: 'openrail++',
		gigabytes: 13.9,
		precision: 'float32',
		steps: 30,
		guidance: 7.5,
		madeFor: 'any',
		source: 'https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0',
	},
	{
		id: 'Cyronius/sdxl-lightning-4step-onnx-web',
		what: 'SDXL-Lightning, 1024 px in four steps without guidance; its autoencoder is repaired for float16.',
		licence: 'openrail++',
		gigabytes: 6.5,
		precision: 'float16',
		steps: 4,
		guidance: 1,
		madeFor: 'webgpu',
		source: 'https://huggingface.co/Cyronius/sdxl-lightning-4step-onnx-web',
	},
	{
		id: 'tlwu/sd-turbo-onnxruntime',
		what: 'SD-Turbo, 512 px in one to four steps; optimised by Olive. Not for commerce.',
		licence: 'sai-nc-community',
		gigabytes: 2.6,
		precision: 'float16',
		steps: 4,
		guidance: 1,
		madeFor: 'cuda',
		source: 'https://huggingface.co/tlwu/sd-turbo-onnxruntime',
	},
];
