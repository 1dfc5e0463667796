import { basename, relative } from 'node:path';
import { familyOfFiles } from './families/index.ts';
import { readGraphFile } from './graph-file.ts';
import { isPointer, notFetched } from './lfs-pointer.ts';
import { missingWeights } from './load-problem.ts';
import { ModelError } from './model-error.ts';
import { GRAPH_FOLDERS, type ModelFolder } from './model-folder.ts';
import { regularFile } from './regular-file.ts';
import type { Graph, Port } from './session.ts';

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

/**
 * Finds graphs that are cut off, empty, no graphs at all or without their weights, by reading through each once.
 * @throws ModelError
 */
export function checkGraphs(files: ModelFolder): void {
	for (const part of GRAPH_FOLDERS) {
		if (!files.hasGraph(part)) continue;
		const path = files.graphPath(part);
		regularFile(files.path, relative(files.path, path));
		const missing = missingWeights(path, readGraphFile(path));
		if (missing !== null) throw missing;
	}
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
 * Finds text encoders of another model once all are open, where their graphs say how wide they are.
 * @param states - the outputs that are laid side by side
 * @throws ModelError
 */
export function checkEncoders(files: ModelFolder, unet: Graph, states: readonly Port[]): void {
	const wanted = unet.input('encoder_hidden_states').shape.at(-1);
	const widths = states.map(({ shape }) => shape.at(-1));
	const given = widths.reduce<number>(
		(sum, width) => sum + (typeof width === 'number' ? width : Number.NaN),
		0,
	);
	if (typeof wanted !== 'number' || Number.isNaN(given) || given === wanted) return;
	throw new ModelError(
		'shape-mismatch',
		`The text encoders of ${files.name} give ${widths.join(' + ')} numbers a token, and its UNet takes ${wanted}: they ` +
			'belong to different models. Download the model again.',
	);
}

/**
 * Finds parts that do not belong together once the network is open: without this, the first step fails with a
 * shape.
 * @param maps - outputs that attention is read from
 * @throws ModelError
 */
export function checkModelPorts(files: ModelFolder, unet: Graph, maps: readonly string[]): void {
	const [, channels] = unet.input('sample', 'latent_model_input').shape;
	checkChannels(files, typeof channels === 'number' ? channels : null);
	const lacking = maps.find((name) => !unet.outputs.has(name));
	if (lacking === undefined) return;
	throw new ModelError(
		'graph-broken',
		`unet/config.json of ${files.name} names the output ${JSON.stringify(lacking)} for its cross-attention, which the graph ` +
			'does not have. Download the model again.',
	);
}
