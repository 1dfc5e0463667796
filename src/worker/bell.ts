/** Wakes one who waits. A ring that nobody waited for is kept for the next. */
export class Bell {
	#wake: () => void = () => {};
	#rung = false;

	ring(): void {
		this.#rung = true;
		this.#wake();
	}

	/** Waits for a ring, `ms` at most. */
	async wait(ms: number): Promise<void> {
		if (!this.#rung) {
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, ms);
				this.#wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
			this.#wake = () => {};
		}
		this.#rung = false;
	}
}
