/** How a room is set up; `docs/room.md` describes each for operators. */
export interface RoomConfig {
	/** Shown at the top of the page. */
	readonly name: string;
	/** Address to bind to; `127.0.0.1` unless told otherwise. */
	readonly host: string;
	/** 0 = any free port. */
	readonly port: number;
	/** The address that people use, where a reverse proxy stands in front. */
	readonly publicUrl: string | null;
	/** Asked at the door, beside the key. */
	readonly password: string | null;
	/** The secret in the invite link; null: made at the first start and remembered by the studio. */
	readonly key: string | null;
	/** Proxies of the operator's own in front, whose `X-Forwarded-For` is believed; 0: none. */
	readonly trustedProxies: number;
	/** New people from one address in a minute. */
	readonly newcomers: number;
}

/** The part of a logger that the room uses; pino's fits. */
export interface RoomLog {
	info(details: object, message: string): void;
	warn(details: object, message: string): void;
	error(details: object, message: string): void;
}
