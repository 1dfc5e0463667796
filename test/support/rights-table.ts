import { readFileSync } from 'node:fs';
import type { Person, Place } from '../../src/studio/people.ts';
import type { Right, Standing } from '../../src/studio/rights.ts';

/** One row of docs/security.md's tables of rights. */
export interface RightsRow {
	readonly right: Right;
	/** Names of commands and routes as the page writes them. */
	readonly askedBy: readonly string[];
	/** Standings for which the page says yes. */
	readonly gives: ReadonlySet<Standing>;
}

const HEADS: Readonly<Record<string, Standing>> = {
	'knows the id': 'knows',
	here: 'here',
	'author, here': 'author',
	'moderator, here': 'moderator',
	"server's moderator": 'server-moderator',
};

/** The rights as the page tells them: what all of the tests of rights expect. */
export function rightsTable(): readonly RightsRow[] {
	const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
	let heads: readonly string[] = [];
	const rows: RightsRow[] = [];
	for (const line of page.split('\n')) {
		if (!line.startsWith('|')) continue;
		const cells = line
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim());
		if (cells[0] === 'right') heads = cells;
		const right = /^`([a-z-]+)`$/.exec(cells[0])?.[1];
		if (heads.length === 0 || right === undefined || cells.length !== heads.length) continue;
		const gives = heads.flatMap((head, i) => (cells[i] === 'yes' ? [HEADS[head]] : []));
		rows.push({
			right: right as Right,
			askedBy: [...cells[1].matchAll(/`([^`]+)`/g)].map(([, name]) => name),
			gives: new Set(gives),
		});
	}
	return rows;
}

/** The six kinds of places, and a second channel of one server. */
export const PLACES = {
	room: { id: 'room:main' },
	'guild A': { id: 'discord:1001', server: 'discord:server-1' },
	'guild A, another channel': { id: 'discord:1002', server: 'discord:server-1' },
	'guild B': { id: 'discord:2001', server: 'discord:server-2' },
	'direct message': { id: 'discord:3001' },
	'workspace A': { id: 'slack:T1/C1', server: 'slack:T1' },
	'workspace B': { id: 'slack:T2/C1', server: 'slack:T2' },
} as const satisfies Readonly<Record<string, Place>>;

export const ROLES = ['member', 'author', 'moderator', 'server moderator', 'owner of another place'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks, as the platform of the acting place vouches for them: an owner elsewhere is nobody special here. */
export function personOf(role: Role, author: Person, acting: Place, home: Place): Person {
	if (role === 'author') return author;
	const person: Person = { id: 'room:somebody', name: 'Somebody' };
	if (role === 'moderator') return { ...person, moderator: true };
	if (role === 'server moderator') return { ...person, moderator: true, serverModerator: true };
	const own = role === 'owner of another place' && acting.id !== home.id && acting.server !== home.server;
	return own ? { ...person, moderator: true, serverModerator: true } : person;
}

/** Everything that holds of them, told apart from the program's own reckoning. */
export function standingsOf(role: Role, acting: Place, home: Place): readonly Standing[] {
	const here = acting.id === home.id;
	const server = acting.server !== undefined && acting.server === home.server;
	return [
		'knows',
		...(here ? (['here'] as const) : []),
		...(here && role === 'author' ? (['author'] as const) : []),
		...(here && (role === 'moderator' || role === 'server moderator') ? (['moderator'] as const) : []),
		...(server && role === 'server moderator' ? (['server-moderator'] as const) : []),
	];
}
