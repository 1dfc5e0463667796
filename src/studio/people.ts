/** `discord`, `slack`, `room`, `cli`: also the first part of person and place ids. */
export type PlatformName = 'discord' | 'slack' | 'room' | 'cli';
/** `platform:native-id`, for example `discord:80351110224678912`. */
export type PersonId = `${PlatformName}:${string}`;
/** `platform:native-path`, for example `slack:T1/C2` or `room:main`. */
export type PlaceId = `${PlatformName}:${string}`;

/** The language in which people are answered. */
export type Locale = 'en' | 'ja';

/** Who acts. The platform vouches for roles and for `moderator` on every call; the studio stores neither. */
export interface Person {
	readonly id: PersonId;
	/** Shown to others; at most 80 characters are kept. */
	readonly name: string;
	/** Names of roles that the settings may give weights and quotas. */
	readonly roles?: readonly string[];
	/** Moderates the place where they act: may delete what was made there, and change its settings. */
	readonly moderator?: boolean;
	/** Moderates all of the place's server: may do so everywhere in it, and change the server's settings. */
	readonly serverModerator?: boolean;
}

/** Somebody, and where they act: what rights are compared with (`rights.ts`). */
export interface Visitor {
	readonly person: Person;
	readonly place: Place;
}

/** Where it happens: one channel or room, inside an optional server or workspace. */
export interface Place {
	readonly id: PlaceId;
	readonly name?: string;
	/** One person talks with the bot alone here. */
	readonly direct?: boolean;
	/** Server, workspace: its settings are inherited, its quota is shared. */
	readonly server?: PlaceId;
}
