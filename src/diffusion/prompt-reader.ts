import { readGraphFile } from './graph-file.ts';
import { ModelFolder } from './model-folder.ts';
import { type ClipTokenizer, sequenceLength, type TokenizerFiles } from './tokenizer.ts';

type Lengths = Pick<TokenizerFiles, 'fallbackLength' | 'mostLength' | 'fixedLength'>;

/**
 * How long an encoder's sequence is: what the graphs are fixed to, else at most the places that the encoder has.
 * A tokenizer's configuration alone is not believed; some say 512 where the encoder was trained on 77.
 * @param inputs - of the encoder and of the UNet that take the sequence, its side the second
 */
export function sequenceLengths(
	inputs: readonly { readonly shape: readonly (number | string)[] }[],
	positions: number | null,
): Lengths {
	const fixed = inputs.map(({ shape }) => shape[1]).find((side) => typeof side === 'number' && side > 0);
	if (typeof fixed === 'number') return { fallbackLength: fixed, fixedLength: fixed };
	return { fallbackLength: positions ?? 77, ...(positions !== null && { mostLength: positions }) };
}

/** Knows how far a model reads, from its files, without loading it. */
export class PromptReader {
	readonly #files: ModelFolder;
	readonly #lengths: Lengths;
	/** Bytes that fit in any case: a token holds one at least. */
	readonly #alwaysFit: number;
	/** A large vocabulary is read when a text is the first that may not fit. */
	#tokenizer: ClipTokenizer | undefined;

	/** @throws ModelError where files are missing or broken */
	constructor(folder: string) {
		this.#files = new ModelFolder(folder);
		const inputsOf = (part: 'text_encoder' | 'unet', names: readonly string[]) =>
			readGraphFile(this.#files.graphPath(part)).inputs.filter(({ name }) => names.includes(name));
		this.#lengths = sequenceLengths(
			[...inputsOf('text_encoder', ['input_ids', 'tokens']), ...inputsOf('unet', ['encoder_hidden_states'])],
			this.#files.textPositions('text_encoder'),
		);
		const config = this.#files.tokenizerConfig('tokenizer');
		this.#alwaysFit = sequenceLength({ config, ...this.#lengths }) - 2;
	}

	/** The words of a text that the model does not read; empty where it reads all. @throws ModelError */
	unread(text: string): string {
		if (Buffer.byteLength(text) <= this.#alwaysFit) return '';
		this.#tokenizer ??= this.#files.tokenizer('tokenizer', this.#lengths);
		return this.#tokenizer.unread(text);
	}
}
