import type { ServerResponse } from 'node:http';
import type { Pointed } from '../../../commands/command.ts';
import type { PictureId } from '../../studio/picture-view.ts';
import type { Accepted, Answer, Asker, Request } from '../desk.ts';
import { errorText } from '../texts/index.ts';
import { send } from './answers.ts';
import { RoomError } from './request.ts';

/** A request of the room's page: its answer is JSON, which the page shows in its own way. */
export class VisitRequest implements Request {
	/** The page's own number of it. */
	readonly id: string;
	readonly #asker: Asker;
	readonly #response: ServerResponse;
	readonly #opened: PictureId | undefined;

	/** @param opened - the picture that is open on the page */
	constructor(id: string, asker: Asker, response: ServerResponse, opened?: PictureId) {
		this.id = id;
		this.#asker = asker;
		this.#response = response;
		this.#opened = opened;
	}

	async asker(): Promise<Asker> {
		return this.#asker;
	}

	async pointed(): Promise<Pointed | null> {
		return this.#opened === undefined ? null : { picture: this.#opened };
	}

	/** The answer comes when it is there. */
	async acknowledge(): Promise<void> {}

	/** The room shows all pictures of its place. */
	target(): undefined {}

	async answer(answer: Answer): Promise<void> {
		if (answer.kind !== 'error') return send(this.#response, answer);
		// A fault of ours: the page keeps what was typed, so that it can be sent again.
		if (answer.code === 'internal') throw new RoomError(500, 'room-failed', answer.message);
		await send(this.#response, { ...answer, message: errorText(answer, this.#asker.locale) });
	}

	async accepted(accepted: Accepted): Promise<void> {
		await send(this.#response, accepted);
	}

	/** Warnings are part of what was accepted. */
	async tell(): Promise<void> {}

	/** The page has its own forms. */
	async openForm(): Promise<void> {}
}
