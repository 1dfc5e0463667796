import type { AutoencoderShape } from './autoencoder.ts';
import type { TextEncoderShape } from './text-encoder.ts';
import type { UnetShape } from './unet.ts';

/** A model's sizes, as the configurations that were published with the weights have them. */
export interface Family {
	readonly unet: UnetShape;
	readonly encoders: readonly TextEncoderShape[];
	readonly autoencoder: AutoencoderShape & { readonly scaling_factor: number };
	/** Class and spacing of its scheduler. */
	readonly scheduler: { readonly _class_name: string; readonly timestep_spacing: 'leading' | 'trailing' };
}

const CLIP_L: TextEncoderShape = {
	vocab_size: 49408,
	hidden_size: 768,
	intermediate_size: 3072,
	num_hidden_layers: 12,
	num_attention_heads: 12,
	hidden_act: 'quick_gelu',
	projection_dim: null,
};

/** OpenCLIP's ViT-H without its last layer. */
const CLIP_H: TextEncoderShape = {
	...CLIP_L,
	hidden_size: 1024,
	intermediate_size: 4096,
	num_hidden_layers: 23,
	num_attention_heads: 16,
	hidden_act: 'gelu',
};

const CLIP_G: TextEncoderShape = {
	...CLIP_L,
	hidden_size: 1280,
	intermediate_size: 5120,
	num_hidden_layers: 32,
	num_attention_heads: 20,
	hidden_act: 'gelu',
	projection_dim: 1280,
};

const AUTOENCODER = {
	block_out_channels: [128, 256, 512, 512],
	layers_per_block: 2,
	latent_channels: 4,
	norm_num_groups: 32,
	scaling_factor: 0.18215,
} as const;

const SD_UNET: UnetShape = {
	block_out_channels: [320, 640, 1280, 1280],
	transformer_layers_per_block: [1, 1, 1, 0],
	middle_layers: 1,
	attention_head_dim: [8, 8, 8, 8],
	layers_per_block: 2,
	cross_attention_dim: 768,
	use_linear_projection: false,
	norm_num_groups: 32,
	sample_size: 64,
	text_time: null,
};

const SDXL: Family = {
	unet: {
		...SD_UNET,
		block_out_channels: [320, 640, 1280],
		transformer_layers_per_block: [0, 2, 10],
		middle_layers: 10,
		attention_head_dim: [5, 10, 20],
		cross_attention_dim: 2048,
		use_linear_projection: true,
		sample_size: 128,
		text_time: { addition_time_embed_dim: 256, pooled: 1280 },
	},
	encoders: [CLIP_L, CLIP_G],
	autoencoder: { ...AUTOENCODER, scaling_factor: 0.13025 },
	scheduler: { _class_name: 'EulerDiscreteScheduler', timestep_spacing: 'leading' },
};

const TURBO = { _class_name: 'EulerAncestralDiscreteScheduler', timestep_spacing: 'trailing' } as const;

export const FAMILIES = {
	sd15: {
		unet: SD_UNET,
		encoders: [CLIP_L],
		autoencoder: AUTOENCODER,
		scheduler: { _class_name: 'PNDMScheduler', timestep_spacing: 'leading' },
	},
	'sd-turbo': {
		unet: {
			...SD_UNET,
			attention_head_dim: [5, 10, 20, 20],
			cross_attention_dim: 1024,
			use_linear_projection: true,
		},
		encoders: [CLIP_H],
		autoencoder: AUTOENCODER,
		scheduler: TURBO,
	},
	sdxl: SDXL,
	'sdxl-turbo': { ...SDXL, unet: { ...SDXL.unet, sample_size: 64 }, scheduler: TURBO },
} as const satisfies Readonly<Record<string, Family>>;
