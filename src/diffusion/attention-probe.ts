import type { Tensor } from 'onnxruntime-node';
import type { AttentionBias, AttentionMap } from './attention.ts';
import type { UnetConfig } from './model-folder.ts';
import type { GraphSource } from './session.ts';
import type { TensorBuffer } from './tensor-buffer.ts';

export class AttentionProbe {
	readonly outputs: readonly string[] = [];
	readonly capability: 'maps' | 'maps+bias' = 'maps';
	static prepare(
		source: GraphSource,
		_config: UnetConfig,
		_wanted: 'none' | 'maps' | 'maps+bias',
	): { source: GraphSource; probe: AttentionProbe | null } {
		return { source, probe: null };
	}
	read(
		_results: Readonly<Record<string, Tensor>>,
		_row: number,
		_width: number,
		_height: number,
	): AttentionMap[] {
		return [];
	}
	biasBuffers(_rows: number, _width: number, _height: number, _tokens: number): Map<string, TensorBuffer> {
		return new Map();
	}
	writeBias(
		_name: string,
		_buffer: TensorBuffer,
		_row: number,
		_bias: readonly AttentionBias[] | undefined,
	): void {}
}
