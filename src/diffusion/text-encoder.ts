import type { Conditioning, PromptToken } from './diffusion-model.ts';
import type { Family } from './families/family.ts';
import type { Graph } from './session.ts';
import { floats, TensorBuffer } from './tensor-buffer.ts';
import type { ClipTokenizer, TokenizedPrompt } from './tokenizer.ts';

/** Prompts are short and their embeddings small; this holds some hundreds of SDXL's. */
const CACHE_BYTES = 256 << 20;

/** One text encoder with the tokenizer that belongs to it. */
export interface EncoderPair {
	readonly tokenizer: ClipTokenizer;
	readonly graph: Graph;
}

/** Concatenates rows: `[tokens, a]` and `[tokens, b]` become `[tokens, a + b]`. */
function joinRows(parts: readonly Float32Array[], tokens: number): Float32Array {
	if (parts.length === 1) return parts[0].slice();
	const width = parts.reduce((sum, part) => sum + part.length / tokens, 0);
	const joined = new Float32Array(tokens * width);
	let column = 0;
	for (const part of parts) {
		const own = part.length / tokens;
		for (let t = 0; t < tokens; t++) joined.set(part.subarray(t * own, (t + 1) * own), t * width + column);
		column += own;
	}
	return joined;
}

/** Prompt in, conditioning out, by all encoders that the family has. Cached by text. */
export class PromptEncoder {
	readonly #encoders: readonly EncoderPair[];
	readonly #family: Family;
	/** Least recently used first. */
	readonly #cache = new Map<string, Conditioning>();
	#cacheBytes = 0;

	constructor(encoders: readonly EncoderPair[], family: Family) {
		this.#encoders = encoders;
		this.#family = family;
	}

	get tokenLength(): number {
		return this.#encoders[0].tokenizer.length;
	}

	wordTokens(text: string, phrase: string, occurrence = 0): readonly number[] {
		const { tokenizer } = this.#encoders[0];
		return tokenizer.find(tokenizer.withoutMarks(text), tokenizer.withoutMarks(phrase), occurrence);
	}

	async encode(text: string): Promise<Conditioning> {
		const known = this.#cache.get(text);
		if (known) {
			this.#cache.delete(text);
			this.#cache.set(text, known);
			return known;
		}
		const conditioning = await this.#encode(text);
		this.#keep(text, conditioning);
		return conditioning;
	}

	/** Zeros of the same shape as `like`: the unconditional side of some families. */
	zeros(like: Conditioning): Conditioning {
		return {
			text: '',
			embeddings: new Float32Array(like.embeddings.length),
			pooled: like.pooled && new Float32Array(like.pooled.length),
			tokenCount: 0,
			tokens: [],
		};
	}

	#keep(text: string, conditioning: Conditioning): void {
		const bytes = (entry: Conditioning) => entry.embeddings.byteLength + (entry.pooled?.byteLength ?? 0);
		this.#cache.set(text, conditioning);
		this.#cacheBytes += bytes(conditioning);
		for (const [oldest, entry] of this.#cache) {
			if (this.#cacheBytes <= CACHE_BYTES || this.#cache.size === 1) return;
			this.#cache.delete(oldest);
			this.#cacheBytes -= bytes(entry);
		}
	}

	async #encode(text: string): Promise<Conditioning> {
		const states: Float32Array[] = [];
		let pooled: Float32Array | null = null;
		let first: TokenizedPrompt | null = null;
		for (const { tokenizer, graph } of this.#encoders) {
			const prompt = tokenizer.encode(tokenizer.withoutMarks(text));
			first ??= prompt;
			const results = await this.#run(graph, prompt);
			states.push(floats(results[this.#family.stateOf(graph)]));
			const summary = this.#family.pooledOf(graph);
			if (summary !== null) pooled = floats(results[summary]).slice();
		}
		const tokens: readonly PromptToken[] = first?.tokens ?? [];
		return {
			text,
			embeddings: joinRows(states, this.tokenLength),
			pooled,
			tokenCount: first?.count ?? 0,
			tokens,
		};
	}

	#run(graph: Graph, prompt: TokenizedPrompt) {
		const ids = graph.input('input_ids', 'tokens');
		const feeds = { [ids.name]: integers(ids.type, prompt.ids) };
		const mask = graph.inputs.get('attention_mask');
		const summary = this.#family.pooledOf(graph);
		const fetches = [this.#family.stateOf(graph), ...(summary === null ? [] : [summary])];
		return graph.run(mask ? { ...feeds, [mask.name]: integers(mask.type, prompt.mask) } : feeds, fetches);
	}
}

/** A `[1, n]` tensor of ids in the type that the graph wants. */
function integers(type: string, ids: Int32Array) {
	const buffer = new TensorBuffer(type, [1, ids.length]);
	buffer.write(Float32Array.from(ids));
	return buffer.tensor;
}
