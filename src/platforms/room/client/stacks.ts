import type { WirePicture } from '../wire.ts';

/** What hangs on the wall as one card: a picture and all that grew from it, or the pictures of one line. */
export interface Stack {
	/** Of its first picture; it stays while the stack grows. */
	readonly key: string;
	/** The picture that the card shows large. */
	readonly lead: WirePicture;
	/** All of them, oldest first, with the lead. */
	readonly members: readonly WirePicture[];
	/** Pictures that one line asked for and that stand side by side; one, or none, where it asked for one. */
	readonly grid: readonly WirePicture[];
	/** Nothing of it grows yet. */
	readonly waits: boolean;
}

/** Made from the picture as it is: they belong to it and never stand for it. */
const BELONGS = new Set<WirePicture['action']>(['layers', 'look', 'upscale']);

const isGone = ({ state }: WirePicture) => state === 'deleted' || state === 'cancelled';

/** Pictures of one request are written in one transaction: at the same moment, by one person, from one parent. */
export function requestOf({ by, at, parent, action, id }: WirePicture): string {
	return BELONGS.has(action) ? id : `${by?.id ?? ''} ${at} ${parent ?? ''} ${action}`;
}

/**
 * Pictures as stacks: the newest first, and those of which nothing is to be seen yet behind all others, the next one
 * first.
 * @param all - in order of asking; what is deleted or cancelled still ties its children together
 */
export function stacksOf(all: ReadonlyMap<string, WirePicture>): readonly Stack[] {
	const rootOf = (picture: WirePicture): WirePicture => {
		let root = picture;
		for (let parent = all.get(root.parent ?? ''); parent !== undefined; parent = all.get(root.parent ?? ''))
			root = parent;
		return root;
	};
	const families = new Map<string, WirePicture[]>();
	for (const picture of all.values()) {
		if (isGone(picture)) continue;
		const key = requestOf(rootOf(picture));
		const family = families.get(key);
		if (family === undefined) families.set(key, [picture]);
		else family.push(picture);
	}
	const stacks = [...families.values()].map(stackOf);
	const newest = stacks.filter(({ waits }) => !waits).sort((a, b) => byTime(b.lead, a.lead));
	const waiting = stacks
		.filter(({ waits }) => waits)
		.sort((a, b) => (a.lead.position ?? 0) - (b.lead.position ?? 0) || byTime(a.lead, b.lead));
	return [...newest, ...waiting];
}

/** The stacks with the very objects of before wherever nothing changed, so that their cards need not be drawn anew. */
export function unchanged(before: readonly Stack[], now: readonly Stack[]): readonly Stack[] {
	const known = new Map(before.map((stack) => [stack.key, stack]));
	return now.map((stack) => {
		const same = known.get(stack.key);
		const { members } = stack;
		return same?.lead === stack.lead &&
			same.members.length === members.length &&
			same.members.every((member, index) => member === members[index])
			? same
			: stack;
	});
}

/** Each picture by itself, in the order given. */
export function singly(pictures: readonly WirePicture[]): readonly Stack[] {
	return pictures.map((picture) => ({
		key: picture.id,
		lead: picture,
		members: [picture],
		grid: [],
		waits: picture.state === 'queued',
	}));
}

/** The picture that hangs before or behind another one on the wall; a stack is gone through from its newest on. */
export function neighbourOf(stacks: readonly Stack[], id: string, step: -1 | 1): string | null {
	const order = stacks.flatMap(({ grid, members }) => [
		...grid,
		...members.filter((member) => !grid.includes(member)).reverse(),
	]);
	const at = order.findIndex((picture) => picture.id === id);
	return at < 0 ? null : (order[at + step]?.id ?? null);
}

const byTime = (a: WirePicture, b: WirePicture) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);

function stackOf(members: readonly WirePicture[]): Stack {
	const own = members.filter(({ action }) => !BELONGS.has(action));
	const faces = own.length > 0 ? own : members;
	const [first] = members;
	const request = first === undefined ? '' : requestOf(first);
	const together = faces.filter((picture) => requestOf(picture) === request);
	const visible = faces.findLast(({ state }) => state === 'done' || state === 'running');
	const lead = visible ?? faces.find(({ state }) => state === 'queued') ?? faces.at(-1) ?? members[0];
	return {
		key: first?.id ?? '',
		lead: lead as WirePicture,
		members,
		grid: together.length > 1 ? together : [],
		waits: visible === undefined && faces.some(({ state }) => state === 'queued'),
	};
}
