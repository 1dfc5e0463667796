import { Tokenizer as BpeTokenizer } from '@huggingface/tokenizers';
import type { PromptToken } from './diffusion-model.ts';
import { ModelError } from './model-error.ts';

/** What a tokenizer folder says, as far as CLIP needs it. */
export interface TokenizerFiles {
	readonly vocab: Readonly<Record<string, number>>;
	/** Lines of `merges.txt`. */
	readonly merges: string;
	readonly config: Readonly<Record<string, unknown>>;
	/** Length of the sequence where the configuration does not say. */
	readonly fallbackLength: number;
	/** The longest that the graphs can read, whatever the configuration says. */
	readonly mostLength?: number;
	/** What the graphs are fixed to, whatever the configuration says. */
	readonly fixedLength?: number;
}

/** A tokenised prompt: `ids` has the model's length, marks and padding included. */
export interface TokenizedPrompt {
	readonly ids: Int32Array;
	/** 1 for the marks and the prompt, 0 for padding. */
	readonly mask: Int32Array;
	/** Tokens between the marks. */
	readonly count: number;
	readonly tokens: readonly PromptToken[];
}

const END_OF_WORD = '</w>';

/** A special token of the configuration, which is either its text or an object that holds it. */
function tokenText(config: Readonly<Record<string, unknown>>, key: string, otherwise: string): string {
	const value = config[key];
	if (typeof value === 'string') return value;
	if (
		typeof value === 'object' &&
		value !== null &&
		'content' in value &&
		typeof value.content === 'string'
	) {
		return value.content;
	}
	return otherwise;
}

/** `merges.txt` without its version line, as pairs. */
function mergePairs(merges: string): [string, string][] {
	return merges
		.split('\n')
		.filter((line) => line.trim() !== '' && !line.startsWith('#version'))
		.map((line) => line.trim().split(' ') as [string, string]);
}

/** Tokens of a sequence, both marks among them. */
export function sequenceLength({
	config,
	fallbackLength,
	mostLength,
	fixedLength,
}: Pick<TokenizerFiles, 'config' | 'fallbackLength' | 'mostLength' | 'fixedLength'>): number {
	const length = config.model_max_length;
	// Some exports write 1e30 or -1 for "no limit"; both marks and a word are three.
	const said = typeof length === 'number' && length >= 3 && length <= 4096 ? length : fallbackLength;
	return fixedLength ?? Math.min(said, mostLength ?? said);
}

/** CLIP's pre-tokenizer: contractions, runs of letters, single digits, runs of anything else. */
const CLIP_WORDS = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\p{White_Space}\\p{L}\\p{N}]+";

/**
 * CLIP's normalizer, in Unicode's terms rather than JavaScript's, as the Rust library has it: `\s` there means
 * White_Space, and characters are lower-cased one by one (a Greek word does not end in a final sigma).
 */
function normalize(text: string): string {
	const spaced = text
		.toWellFormed()
		.normalize('NFC')
		.replace(/\p{White_Space}+/gu, ' ');
	return Array.from(spaced, (character) => character.toLowerCase()).join('');
}

/** The `tokenizer.json` that goes with CLIP's vocabulary and merges: exporters of old models left it out. */
function tokenizerJson(files: TokenizerFiles, start: string, end: string): object {
	const special = [start, end].map((content) => ({
		id: files.vocab[content],
		content,
		single_word: false,
		lstrip: false,
		rstrip: false,
		normalized: true,
		special: true,
	}));
	return {
		version: '1.0',
		truncation: null,
		padding: null,
		added_tokens: special,
		normalizer: null,
		pre_tokenizer: {
			type: 'Sequence',
			pretokenizers: [
				{ type: 'Split', pattern: { Regex: CLIP_WORDS }, behavior: 'Removed', invert: true },
				{ type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
			],
		},
		post_processor: null,
		decoder: null,
		model: {
			type: 'BPE',
			dropout: null,
			unk_token: end,
			continuing_subword_prefix: '',
			end_of_word_suffix: END_OF_WORD,
			fuse_unk: false,
			byte_fallback: false,
			vocab: files.vocab,
			merges: mergePairs(files.merges),
		},
	};
}

/** CLIP's tokenizer: byte-level BPE of lower-cased words between a start and an end mark, padded. */
export class ClipTokenizer {
	readonly length: number;
	readonly #bpe: BpeTokenizer;
	readonly #start: { readonly id: number; readonly text: string };
	readonly #end: { readonly id: number; readonly text: string };
	readonly #padId: number;

	constructor(files: TokenizerFiles) {
		const start = tokenText(files.config, 'bos_token', '<|startoftext|>');
		const end = tokenText(files.config, 'eos_token', '<|endoftext|>');
		const pad = tokenText(files.config, 'pad_token', end);
		const id = (token: string): number => {
			const found = files.vocab[token] ?? files.vocab[token + END_OF_WORD];
			if (found === undefined) throw new ModelError('file-broken', `vocab.json lacks the token ${token}.`);
			return found;
		};
		this.#start = { id: id(start), text: start };
		this.#end = { id: id(end), text: end };
		this.#padId = id(pad);
		this.length = sequenceLength(files);
		this.#bpe = new BpeTokenizer(tokenizerJson(files, start, end), files.config);
	}

	/** Token ids of a text, without the marks around it. A mark written out in the text is that mark. */
	pieces(text: string): readonly number[] {
		return this.#bpe.encode(normalize(text), { add_special_tokens: false }).ids;
	}

	/** People's text must not be able to end the sequence: removes marks that are written out in it. */
	withoutMarks(text: string): string {
		let clean = text;
		for (;;) {
			const next = [this.#start.text, this.#end.text].reduce((rest, mark) => removeMark(rest, mark), clean);
			// Removing one mark can join the halves of another.
			if (next === clean) return clean;
			clean = next;
		}
	}

	/** A prompt as the model reads it. */
	encode(text: string): TokenizedPrompt {
		const pieces = this.pieces(text);
		const room = this.length - 2;
		const kept = pieces.slice(0, room);
		const ids = new Int32Array(this.length).fill(this.#padId);
		const mask = new Int32Array(this.length).fill(1, 0, kept.length + 2);
		ids[0] = this.#start.id;
		ids.set(kept, 1);
		ids[kept.length + 1] = this.#end.id;
		return { ids, mask, count: kept.length, tokens: this.#spans(kept) };
	}

	/** What of a text stands behind the model's length, from the beginning of a word on; empty where all fits. */
	unread(text: string): string {
		const clean = this.withoutMarks(text).toWellFormed().normalize('NFC');
		let room = this.length - 2;
		for (const { 0: word, index } of clean.matchAll(new RegExp(CLIP_WORDS, 'giu'))) {
			room -= this.pieces(word).length;
			if (room < 0) return clean.slice(index).trim();
		}
		return '';
	}

	#spans(pieces: readonly number[]): PromptToken[] {
		let word = 0;
		return pieces.map((id, k) => {
			const raw = this.#bpe.id_to_token(id) ?? '';
			const ends = raw.endsWith(END_OF_WORD);
			const token = { index: k + 1, piece: ends ? raw.slice(0, -END_OF_WORD.length) : raw, word };
			if (ends) word++;
			return token;
		});
	}

	/** Positions in the sequence of the `occurrence`-th appearance of `phrase` in `text`, as whole words. */
	find(text: string, phrase: string, occurrence = 0): readonly number[] {
		const haystack = this.pieces(text).slice(0, this.length - 2);
		const needle = this.pieces(phrase);
		if (needle.length === 0) return [];
		let seen = 0;
		for (let at = 0; at + needle.length <= haystack.length; at++) {
			if (!needle.every((id, k) => haystack[at + k] === id)) continue;
			if (seen++ === occurrence) return needle.map((_, k) => at + k + 1);
		}
		return [];
	}
}

/** Removes a mark in any case, since the text is lower-cased before it is split. */
function removeMark(text: string, mark: string): string {
	const escaped = mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return text.replace(new RegExp(escaped, 'gi'), '');
}
