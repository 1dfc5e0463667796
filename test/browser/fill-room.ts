import sharp from 'sharp';
import type { Job, WorkQueue } from '../../src/queue/types.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { openStudio } from '../../src/studio/studio.ts';
import { quietLog } from '../support/studio.ts';

const THINGS = ['cat', 'dog', 'owl', 'car', 'house', 'tree', 'fish', 'boat'];
const SCENES = ['on a beach', 'on a green meadow', 'at night', 'in the snow', 'under a sunset'];

/** A studio's folder with so many finished pictures by two people, so that a room opens full. */
export async function fillRoom(folder: string, pictures: number): Promise<void> {
	const database = await openDatabase({ folder });
	const { studio, queue } = await openStudio({
		database,
		log: quietLog,
		catalogue: {
			models: [{ name: 'nae', nativeSize: 256, grid: 64, scheduler: 'euler', steps: 20, guidance: 5 }],
		},
		burst: { requests: 10_000, seconds: 1 },
		sweepMs: 0,
	});
	for (let index = 0; index < pictures; index++) {
		const [one, two] = [THINGS[index % THINGS.length], THINGS[(index * 3 + 1) % THINGS.length]];
		await studio.drawing.draw({
			place: { id: 'room:main' },
			person: index % 2 === 0 ? { id: 'room:ana', name: 'Ana' } : { id: 'room:ben', name: 'Ben' },
			line: `a ${one}@left, a ${two}@right ${SCENES[index % SCENES.length]}`,
			idempotencyKey: `fill-${index}`,
		});
		// A person may have only so many in line.
		if (index % 50 === 49) await drawAll(queue);
	}
	await drawAll(queue);
	await studio.close();
	await database.close();
}

async function drawAll(queue: WorkQueue): Promise<void> {
	for (;;) {
		const job = await queue.fetch({ workerId: 'filler', device: 'cpu', models: ['nae'] });
		if (job === null) return;
		const picture = sharp(Buffer.from(paint(job)));
		const png = await picture.png().toBuffer();
		const thumb = await sharp(png).webp().toBuffer();
		await queue.complete(job, { png, thumb, layers: [], recipe: job.recipe, seconds: 1, passes: 2 });
	}
}

function paint({ recipe }: Job): string {
	const hue = (text: string) =>
		[...text].reduce((sum, letter) => sum * 7 + (letter.codePointAt(0) ?? 0), 3) % 360;
	const [width, height] = recipe.size;
	const shapes = recipe.objects.map(({ text, box }) => {
		if (box === 'auto') return '';
		const [x0, y0, x1, y1] = box;
		const at = `cx="${((x0 + x1) / 2) * width}" cy="${((y0 + y1) / 2) * height}"`;
		return `<ellipse ${at} rx="${((x1 - x0) / 2.4) * width}" ry="${((y1 - y0) / 2.4) * height}" fill="hsl(${hue(text)} 60% 55%)"/>`;
	});
	const ground = `hsl(${hue(recipe.background.text)} 40% 75%)`;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${ground}"/>${shapes.join('')}</svg>`;
}
