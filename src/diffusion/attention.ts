/**
 * Cross-attention of one entry at one resolution, averaged over heads and over the layers of that
 * resolution: `data[pixel * tokens + token]`, each pixel's row sums to 1.
 */
export interface AttentionMap {
	readonly width: number;
	readonly height: number;
	readonly tokens: number;
	readonly data: Float32Array;
}

/**
 * Numbers added to the cross-attention logits of every layer at one resolution:
 * `data[pixel * tokens + token]`; 0 leaves as it is, -1e4 forbids.
 */
export interface AttentionBias {
	readonly width: number;
	readonly height: number;
	readonly tokens: number;
	readonly data: Float32Array;
}
