import type { DiffusionModel } from './diffusion-model.ts';
import type { Provider } from './session.ts';

export interface LoadOptions {
	/** `auto` tries the accelerators of this platform, then the CPU. A named one is not replaced silently. */
	readonly provider?: 'auto' | Provider;
	/** CPU threads inside one run; the runtime's choice unless given. */
	readonly threads?: number;
	readonly deviceId?: number;
	/** What cross-attention is wanted: reading costs a little, steering as well. */
	readonly attention?: 'none' | 'maps' | 'maps+bias';
}

/** Loads a folder in the diffusers/ONNX layout. Throws `ModelError`. */
export type LoadModel = (folder: string, options?: LoadOptions) => Promise<DiffusionModel>;
