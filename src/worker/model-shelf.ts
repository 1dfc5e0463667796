/** Anything that was loaded and can be let go. */
export interface Shelved {
	close(): Promise<void>;
}

export interface ModelShelfOptions<Model extends Shelved> {
	/** What all models on the shelf may take together, in bytes; the one in use is kept whatever it takes. */
	readonly maxBytes: number;
	/** Bytes that a model will take in memory. */
	readonly sizeOf: (name: string) => number;
	readonly load: (name: string) => Promise<Model>;
}

/**
 * Models in memory by name. A model is loaded when it is first asked for, and stays until others need its
 * room; the one that rested longest goes first.
 */
export class ModelShelf<Model extends Shelved> {
	/** In order of use: a Map iterates in insertion order, and each use re-inserts. */
	readonly #models = new Map<string, { readonly model: Model; readonly bytes: number }>();
	readonly #options: ModelShelfOptions<Model>;

	constructor(options: ModelShelfOptions<Model>) {
		this.#options = options;
	}

	/** Names of the models in memory, the one that rested longest first. */
	names(): readonly string[] {
		return [...this.#models.keys()];
	}

	has(name: string): boolean {
		return this.#models.has(name);
	}

	/** The model, loaded where it is not there yet. Calls must not overlap. */
	async take(name: string): Promise<Model> {
		const held = this.#models.get(name);
		if (held !== undefined) {
			this.#models.delete(name);
			this.#models.set(name, held);
			return held.model;
		}
		const bytes = this.#options.sizeOf(name);
		// Room is made first: old and new together may be more than the device has.
		await this.#makeRoom(bytes);
		const model = await this.#options.load(name);
		this.#models.set(name, { model, bytes });
		return model;
	}

	async close(): Promise<void> {
		const models = [...this.#models.values()];
		this.#models.clear();
		for (const { model } of models) await model.close();
	}

	async #makeRoom(bytes: number): Promise<void> {
		let used = [...this.#models.values()].reduce((sum, held) => sum + held.bytes, 0);
		for (const [name, held] of this.#models) {
			if (used + bytes <= this.#options.maxBytes) return;
			this.#models.delete(name);
			used -= held.bytes;
			await held.model.close();
		}
	}
}
