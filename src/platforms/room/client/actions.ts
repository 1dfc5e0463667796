import type { WireAction, WirePicture } from '../wire.ts';

/** What any part of the page may do; one object for the whole life of the page, so that cards stay memoised. */
export interface Actions {
	/** Asks the room; answers with the id of the (first) picture that comes of it. What goes wrong is shown to the person. */
	act(picture: WirePicture, action: WireAction): Promise<string | null>;
	/** The same for who tells by themselves what goes wrong. @throws Refused */
	ask(picture: WirePicture, action: WireAction): Promise<string | null>;
	star(picture: WirePicture, on: boolean): void;
	vote(picture: WirePicture, value: 1 | 0 | -1): void;
	open(id: string): void;
	compare(id: string, other: string): void;
	/** Puts a line into the composer. */
	compose(line: string): void;
	/** Runs a command, without `/taue`. */
	run(text: string): void;
	copy(text: string, what: string): void;
}
