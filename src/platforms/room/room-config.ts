import type { Config } from '../../app/config.ts';

/** How a room is set up. */
export type RoomConfig = NonNullable<Config['room']>;

/** The part of a logger that the room uses; pino's fits. */
export interface RoomLog {
	info(details: object, message: string): void;
	warn(details: object, message: string): void;
	error(details: object, message: string): void;
}
