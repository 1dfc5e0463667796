import { StudioError } from '../src/studio/errors.ts';
import type { PictureId, PictureView } from '../src/studio/picture-view.ts';
import type { HistoryNode } from '../src/studio/pictures.ts';
import type { Command, CommandContext } from './command.ts';

/** Newest pictures of a place among which one's own that are under way are looked for. */
const LOOKED_THROUGH = 50;

/**
 * The picture that a command speaks of without naming one, by one rule on all platforms: what is pointed at; in
 * a thread, of its family, and elsewhere, of the place, the newest that the command can be about. A command that
 * is about no picture (drawing) has one in view only where somebody points at it.
 *
 * @throws StudioError `unknown-picture`, `not-allowed` where what is pointed at cannot be seen
 */
export async function pictureInView(
	command: Pick<Command, 'about'>,
	{ studio, person, place, pointed }: CommandContext,
): Promise<PictureId | undefined> {
	if (pointed !== undefined && 'picture' in pointed) return pointed.picture;
	const about = command.about ?? 'finished';
	const newest = (pictures: readonly PictureView[]) => newestOf(pictures, about, person.id);
	if (pointed !== undefined) {
		const family = await orNull(studio.pictures.history({ person, place }, pointed.thread));
		if (family !== null) return newest(picturesOf(family)) ?? pointed.thread;
	}
	if (command.about === undefined) return undefined;
	if (about === 'finished') {
		const { pictures } = await studio.pictures.gallery(place.id, { limit: 1 });
		if (pictures.length > 0) return pictures[0].id;
	}
	const { pictures } = await studio.events.snapshot(place, { pictures: LOOKED_THROUGH });
	return newest(pictures);
}

/** A finished one; while there is none, the newest at all. What can be cancelled: one's own that is under way. */
function newestOf(
	pictures: readonly PictureView[],
	about: NonNullable<Command['about']>,
	person: string,
): PictureId | undefined {
	const byAge = pictures
		.filter(({ state }) => state !== 'deleted')
		.toSorted((a, b) => a.at.getTime() - b.at.getTime());
	const underWay = ({ state, by }: PictureView) =>
		(state === 'queued' || state === 'running') && by?.id === person;
	if (about === 'under way') return byAge.findLast(underWay)?.id;
	// What was seen of a picture is not the picture.
	const finished = byAge.findLast(({ state, action }) => state === 'done' && action !== 'look');
	return (finished ?? byAge.at(-1))?.id;
}

function picturesOf({ picture, children }: HistoryNode): PictureView[] {
	return [picture, ...children.flatMap(picturesOf)];
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
	try {
		return await found;
	} catch (error) {
		if (error instanceof StudioError && error.code === 'unknown-picture') return null;
		throw error;
	}
}
