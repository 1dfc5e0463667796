import { AttentionProbe } from './attention-probe.ts';
import { checkEncoders, checkModelFiles, checkModelPorts } from './check-model.ts';
import type { DiffusionModel } from './diffusion-model.ts';
import { familyOfNetwork } from './families/index.ts';
import { inWords } from './model-error.ts';
import { ModelFolder } from './model-folder.ts';
import { OnnxDiffusionModel } from './onnx-diffusion-model.ts';
import { sequenceLengths } from './prompt-reader.ts';
import { type Provider, runsOnCpuAlone } from './session.ts';
import { PromptEncoder } from './text-encoder.ts';

export interface LoadOptions {
	/** `auto` tries the accelerators of this platform, then the CPU. A named one is not replaced silently. */
	readonly provider?: 'auto' | Provider;
	/** CPU threads inside one run; the runtime's choice unless given. */
	readonly threads?: number;
	readonly deviceId?: number;
	/** What cross-attention is wanted: reading costs a little, steering as well. */
	readonly attention?: 'none' | 'maps' | 'maps+bias';
	/** Rows of one UNet run at most (a guided sample is two); 8 unless given, 2 where memory is spared. */
	readonly maxRows?: number;
	/**
	 * `sparing` takes as little memory as possible, on the CPU alone: weights stay in their files and are widened
	 * layer by layer, and parts are closed while others work. Slower; results differ from `ample` in float16's last bits.
	 */
	readonly memory?: 'ample' | 'sparing';
}

/** Endings of the folders `text_encoder` and `tokenizer`, in the order in which their states stand in a row. */
const ENCODERS = ['', '_2'] as const;

/**
 * Loads a folder in the diffusers/ONNX layout: Stable Diffusion 1.x, 2.x, SDXL, their Turbo and LCM forms,
 * and the project's own model. Configurations and `inputMetadata` decide everything; no model is known by
 * name. The decoder and the encoder are opened when they are first needed.
 * @throws ModelError naming the missing or broken file, or the provider that does not start
 */
export async function loadModel(folder: string, options: LoadOptions = {}): Promise<DiffusionModel> {
	const files = new ModelFolder(folder);
	const settings = {
		provider: options.provider ?? 'auto',
		threads: options.threads,
		deviceId: options.deviceId,
		sparing: options.memory === 'sparing' && runsOnCpuAlone(options.provider ?? 'auto'),
	};
	const model = new OnnxDiffusionModel(files, settings);
	try {
		const unetConfig = files.unetConfig();
		// Parts are opened when they are first needed, but missed at once, not after minutes of drawing.
		checkModelFiles(files);
		files.graph('vae_decoder');
		const wanted = options.attention ?? 'none';
		const prepared = AttentionProbe.prepare(files.graph('unet'), unetConfig, wanted);
		const unetGraph = await model.openGraph('unet', prepared.source);
		checkModelPorts(files, unetGraph, prepared.probe?.outputs ?? []);
		const family = familyOfNetwork(unetGraph);
		family.mustBeWhole(files);
		const encoders = [];
		for (const suffix of ENCODERS) {
			if (!files.hasGraph(`text_encoder${suffix}`)) continue;
			const graph = await model.openGraph(`text_encoder${suffix}`, files.graph(`text_encoder${suffix}`));
			const inputs = [graph.input('input_ids', 'tokens'), unetGraph.input('encoder_hidden_states')];
			const lengths = sequenceLengths(inputs, files.textPositions(`text_encoder${suffix}`));
			encoders.push({ graph, tokenizer: files.tokenizer(`tokenizer${suffix}`, lengths) });
			if (settings.sparing) await graph.rest();
		}
		checkEncoders(
			files,
			unetGraph,
			encoders.map(({ graph }) => graph.output(family.stateOf(graph))),
		);
		const prompts = new PromptEncoder(encoders, family);
		const denoiser = family.denoiser(unetGraph, {
			latentScale: model.latentScale,
			tokenLength: prompts.tokenLength,
			maxRows: options.maxRows ?? (settings.sparing ? 2 : 8),
			probe: prepared.probe,
		});
		model.start(family, denoiser, prompts);
		return model;
	} catch (error) {
		await model.close();
		throw inWords(folder, error);
	}
}
