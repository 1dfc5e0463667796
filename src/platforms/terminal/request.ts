import { randomUUID } from 'node:crypto';
import type { PostTarget } from '../../studio/posts.ts';
import type { Card, Form } from '../card.ts';
import type { Accepted, Answer, Asker, Request } from '../desk.ts';
import type { Screen } from './screen.ts';

export interface TerminalRequestOptions {
	readonly asker: Asker;
	readonly screen: Screen;
	/** Asks field after field, and brings what was filled in to the desk. */
	readonly fill: (form: Form) => void;
	/** Pictures that will be waited for. */
	readonly accepted: (pictures: readonly string[]) => void;
}

/** Something typed at the terminal; one person is there, so nothing is more private than the rest. */
export class TerminalRequest implements Request {
	readonly id = randomUUID();
	readonly #options: TerminalRequestOptions;

	constructor(options: TerminalRequestOptions) {
		this.#options = options;
	}

	async asker(): Promise<Asker> {
		return this.#options.asker;
	}

	async acknowledge(): Promise<void> {}

	target(): PostTarget {
		return {};
	}

	async answer(_answer: Answer, card: () => Promise<Card>): Promise<void> {
		await this.#options.screen.print(await card());
	}

	async accepted({ jobs }: Accepted): Promise<void> {
		this.#options.accepted(jobs.map(({ pictureId }) => pictureId));
	}

	async tell(card: Card): Promise<void> {
		await this.#options.screen.print(card);
	}

	async openForm(form: Form): Promise<void> {
		this.#options.fill(form);
	}
}
