import { checkModelFiles } from './check-model.ts';
import type { ModelInfo } from './diffusion-model.ts';
import { familyOfFiles } from './families/index.ts';
import { inWords } from './model-error.ts';
import { ModelFolder, type UnetConfig, type VaeConfig } from './model-folder.ts';
import { checkSchedulerConfig, schedulerNameOf } from './schedulers/create-schedule.ts';
import { nearestConfig } from './schedulers/nearest-scheduler.ts';
import { isSchedulerName } from './schedulers/registry.ts';
import type { SchedulerConfig } from './schedulers/scheduler-config.ts';

/** What a model's files say of how it wants to be drawn with. */
export interface ModelFacts {
	readonly schedulerConfig: SchedulerConfig;
	readonly unetConfig: UnetConfig;
	/** The UNet takes guidance as an input (LCM). */
	readonly embedsGuidance: boolean;
}

/**
 * Distilled models show by their scheduler, by a guidance input, or by timesteps that begin at pure noise
 * (`trailing`), without which four steps cannot do. Models of v-prediction are trained to begin there as well
 * (Lin et al. 2024, https://arxiv.org/abs/2305.08891) and take as many steps as others.
 */
export function isFewStep({ schedulerConfig, embedsGuidance }: ModelFacts): boolean {
	const { _class_name: name, timestep_spacing, prediction_type, rescale_betas_zero_snr } = schedulerConfig;
	const fromPureNoise =
		timestep_spacing === 'trailing' &&
		(prediction_type ?? 'epsilon') === 'epsilon' &&
		rescale_betas_zero_snr !== true;
	return embedsGuidance || name === 'LCMScheduler' || fromPureNoise;
}

/** Scheduler, steps, guidance and crop: the model's own word where it has one, else what its kind is used with. */
export function defaultsOf(facts: ModelFacts): ModelInfo['defaults'] {
	const own = facts.unetConfig.taue?.defaults;
	const given: Record<string, unknown> = typeof own === 'object' && own !== null ? { ...own } : {};
	const few = isFewStep(facts);
	const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);
	return {
		scheduler: isSchedulerName(given.scheduler) ? given.scheduler : schedulerNameOf(facts.schedulerConfig),
		steps: number(given.steps, few ? 4 : 30),
		guidance: number(given.guidance, facts.embedsGuidance ? 8.5 : few ? 1 : 7.5),
		...(typeof given.crop === 'number' && { crop: given.crop }),
	};
}

/** Pixels per latent cell along a side: one halving between two resolutions of the autoencoder. */
export function latentScaleOf(vaeConfig: VaeConfig): number {
	const blocks = vaeConfig.block_out_channels?.length;
	return blocks ? 2 ** (blocks - 1) : 8;
}

/**
 * Pixels of which a picture's sides are multiples. A UNet of n resolutions halves its latent n - 1 times; this
 * project's own halve it once more, before the first. `taue.grid`, in latent cells, goes over both.
 */
export function gridOf(unetConfig: UnetConfig, latentScale: number): number {
	const own = unetConfig.taue;
	const levels = unetConfig.block_out_channels?.length ?? unetConfig.down_block_types?.length ?? 4;
	const halvings = own ? levels : levels - 1;
	const cells = typeof own?.grid === 'number' && own.grid >= 1 ? Math.round(own.grid) : 2 ** halvings;
	return cells * latentScale;
}

/** What writing a recipe needs to know of a model. */
export interface ModelSummary extends Readonly<ModelInfo['defaults']> {
	readonly name: string;
	readonly nativeSize: number;
	readonly grid: number;
	/** Guidance is an input of its network (LCM), so that nothing is drawn away from: no negative words. */
	readonly embedsGuidance?: true;
	/** What is drawn otherwise than the model's files ask for. */
	readonly warning?: string;
}

/**
 * What a model's configuration files tell, in milliseconds and without loading a graph.
 * @throws ModelError where the folder holds no model
 */
export function readModelSummary(folder: string): ModelSummary {
	try {
		return summaryOf(folder);
	} catch (error) {
		throw inWords(folder, error);
	}
}

function summaryOf(folder: string): ModelSummary {
	const files = new ModelFolder(folder);
	checkModelFiles(files);
	const unetConfig = files.unetConfig();
	const { config, warning } = nearestConfig(files.schedulerConfig());
	checkSchedulerConfig(config);
	const sampleSize = unetConfig.sample_size ?? familyOfFiles(files).sampleSize;
	const cells = typeof sampleSize === 'number' ? sampleSize : sampleSize[1];
	const embedsGuidance = typeof unetConfig.time_cond_proj_dim === 'number';
	const defaults = defaultsOf({ schedulerConfig: config, unetConfig, embedsGuidance });
	const latentScale = latentScaleOf(files.vaeConfig());
	const grid = gridOf(unetConfig, latentScale);
	return {
		name: files.name,
		nativeSize: cells * latentScale,
		grid,
		...defaults,
		...(embedsGuidance && { embedsGuidance }),
		...(warning !== null && { warning }),
	};
}
