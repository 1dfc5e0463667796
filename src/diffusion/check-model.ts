import { basename } from 'node:path';
import { familyOfFiles } from './families/index.ts';
import { isPointer, notFetched } from './lfs-pointer.ts';
import { ModelError } from './model-error.ts';
import type { ModelFolder } from './model-folder.ts';
import type { Graph } from './session.ts';

/** What a UNet with more channels than a latent has was made for. */
const OTHER_TASKS: Readonly<Record<number, string>> = {
	5: 'a model that follows a depth map',
	7: 'a model that enlarges pictures',
	8: 'a model that edits a given picture',
	9: 'an inpainting model, which also takes a mask and a picture to fill in',
};

const TAKE_ANOTHER =
	'TAUE draws from text alone: take the text-to-image form of this model (`taue models list --known`).';

/**
 * Finds what a model lacks or is not made for, from its small files, in milliseconds.
 * @throws ModelError
 */
export function checkModelFiles(files: ModelFolder): void {
	if (!files.has('unet') && files.has('transformer')) {
		throw new ModelError(
			'unsupported-model',
			`${files.name} draws with a transformer (as SD 3 and Flux do), and TAUE with a UNet. Take a Stable Diffusion ` +
				'1.x, 2.x or SDXL model (`taue models list --known`).',
		);
	}
	const unetConfig = files.unetConfig();
	if (!files.hasGraph('text_encoder') && files.hasGraph('text_encoder_2')) {
		throw new ModelError(
			'unsupported-model',
			`${files.name} has a second text encoder and no first one: it is SDXL's refiner, which improves pictures and ` +
				`draws none. ${TAKE_ANOTHER}`,
		);
	}
	// Each throws where its file is missing.
	for (const part of ['text_encoder', 'unet', 'vae_decoder'] as const) {
		const path = files.graphPath(part);
		if (isPointer(path)) throw notFetched(`${part}/${basename(path)}`);
	}
	familyOfFiles(files).mustBeWhole(files);
	files.mustHaveTokenizer('tokenizer');
	if (files.hasGraph('text_encoder_2')) files.mustHaveTokenizer('tokenizer_2');
	checkChannels(files, unetConfig.in_channels ?? null);
}

/** @param channels - latent channels that the UNet takes; null where nothing says */
function checkChannels(files: ModelFolder, channels: number | null): void {
	const latent = files.vaeConfig().latent_channels ?? 4;
	if (channels === null || channels === latent) return;
	const task = OTHER_TASKS[channels] ?? 'a model for another task or another autoencoder';
	throw new ModelError(
		'unsupported-model',
		`The UNet of ${files.name} takes ${channels} channels where a latent has ${latent}: it is ${task}. ${TAKE_ANOTHER}`,
	);
}

/**
 * Finds parts that do not belong together once the network is open: without this, the first step fails with a
 * shape.
 * @throws ModelError
 */
export function checkModelPorts(files: ModelFolder, unet: Graph): void {
	const [, channels] = unet.input('sample', 'latent_model_input').shape;
	checkChannels(files, typeof channels === 'number' ? channels : null);
}
