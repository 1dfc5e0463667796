import sharp from 'sharp';
import type { PictureId, PictureView } from '../studio/picture-view.ts';
import type { HistoryNode } from '../studio/pictures.ts';

/** A node with its place in the drawing: column by depth, row by order of the leaves. */
interface Placed {
	readonly picture: PictureView;
	readonly column: number;
	readonly row: number;
	readonly parent: Placed | null;
}

export interface TreeOptions {
	/** The picture from which the tree was asked for. */
	readonly focus?: PictureId;
	/** Small pictures as `data:` addresses, by picture id. */
	readonly thumbs?: ReadonlyMap<PictureId, string>;
	/** Pictures shown at most: the newest ones and what they come from. */
	readonly most?: number;
}

const THUMB = 112;
const RADIUS = 10;
const CELL_WIDTH = 196;
const CELL_HEIGHT = 168;
const MARGIN = 20;
const MOST = 60;
const FONTS = "Inter, 'Noto Sans', 'Segoe UI', 'DejaVu Sans', 'Noto Sans CJK JP', sans-serif";

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const NOT_XML = /[\p{Cs}\ufffe\uffff]|(?![\t\n\r])\p{Cc}/gu;

function xml(text: string): string {
	return text.replace(NOT_XML, '\ufffd').replace(/[&<>"]/g, (character) => ENTITIES[character]);
}

function short(text: string, most: number): string {
	const characters = [...text];
	return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** All pictures of a tree, parents before children. */
export function picturesOf(tree: HistoryNode): readonly PictureView[] {
	return [tree.picture, ...tree.children.flatMap(picturesOf)];
}

/** Ids of the newest pictures and everything that they come from. */
function chosen(tree: HistoryNode, most: number): ReadonlySet<PictureId> {
	const all = picturesOf(tree);
	const byId = new Map(all.map((picture) => [picture.id, picture]));
	const kept = new Set<PictureId>([tree.picture.id]);
	for (const picture of all.toSorted((a, b) => b.at.getTime() - a.at.getTime())) {
		const line: PictureId[] = [];
		for (let at: PictureView | undefined = picture; at !== undefined && !kept.has(at.id); ) {
			line.push(at.id);
			at = at.parent === null ? undefined : byId.get(at.parent);
		}
		if (kept.size + line.length > most) continue;
		for (const id of line) kept.add(id);
	}
	return kept;
}

function place(
	node: HistoryNode,
	kept: ReadonlySet<PictureId>,
	column: number,
	row: number,
	parent: Placed | null,
): { readonly placed: readonly Placed[]; readonly rows: number } {
	const here: Placed = { picture: node.picture, column, row, parent };
	const placed: Placed[] = [here];
	let rows = 0;
	for (const child of node.children) {
		if (!kept.has(child.picture.id)) continue;
		const below = place(child, kept, column + 1, row + rows, here);
		placed.push(...below.placed);
		rows += below.rows;
	}
	return { placed, rows: Math.max(1, rows) };
}

const left = ({ column }: Placed) => MARGIN + column * CELL_WIDTH;
const top = ({ row }: Placed) => MARGIN + row * CELL_HEIGHT;

/** The family of a picture as an SVG: parents on the left, children on the right, each with what was done. */
export function treeSvg(tree: HistoryNode, options: TreeOptions = {}): string {
	const kept = chosen(tree, options.most ?? MOST);
	const { placed, rows } = place(tree, kept, 0, 0, null);
	const columns = 1 + Math.max(...placed.map(({ column }) => column));
	const left = picturesOf(tree).length - placed.length;
	const width = 2 * MARGIN + columns * CELL_WIDTH - (CELL_WIDTH - THUMB - 40);
	const height = 2 * MARGIN + rows * CELL_HEIGHT - 10 + (left > 0 ? 24 : 0);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONTS}">`,
		// librsvg reads no basic shapes in clip-path.
		`<clipPath id="rounded" clipPathUnits="objectBoundingBox"><rect width="1" height="1" rx="${RADIUS / THUMB}"/></clipPath>`,
		`<rect width="${width}" height="${height}" fill="#ffffff"/>`,
		...placed.map(edge),
		...placed.map((node) => face(node, options)),
		left > 0 ? `<text x="${MARGIN}" y="${height - 12}" font-size="13" fill="#6b675e">+ ${left}</text>` : '',
		'</svg>',
	].join('');
}

function edge(node: Placed): string {
	if (node.parent === null) return '';
	const x0 = left(node.parent) + THUMB;
	const y0 = top(node.parent) + THUMB / 2;
	const x1 = left(node);
	const y1 = top(node) + THUMB / 2;
	const middle = (x0 + x1) / 2;
	return `<path d="M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}" fill="none" stroke="#b9b4a6" stroke-width="2.5"/>`;
}

const STATES: Readonly<Record<string, string>> = {
	queued: '…',
	running: '…',
	failed: '⚠',
	cancelled: '✕',
	deleted: '✕',
	done: '',
};

function face(node: Placed, { focus, thumbs }: TreeOptions): string {
	const { picture } = node;
	const x = left(node);
	const y = top(node);
	const thumb = thumbs?.get(picture.id);
	const focused = picture.id === focus;
	const inside =
		thumb === undefined
			? `<text x="${x + THUMB / 2}" y="${y + THUMB / 2}" dy=".35em" font-size="28" text-anchor="middle" fill="#8a8578">${STATES[picture.state]}</text>`
			: `<image x="${x}" y="${y}" width="${THUMB}" height="${THUMB}" preserveAspectRatio="xMidYMid slice" clip-path="url(#rounded)" xlink:href="${thumb}"/>`;
	const stars = picture.stars > 0 ? ` ★${picture.stars}` : '';
	const caption = picture.note === '' ? picture.line : picture.note;
	return [
		`<g><title>${xml(picture.line)}</title>`,
		`<rect x="${x}" y="${y}" width="${THUMB}" height="${THUMB}" rx="${RADIUS}" fill="#f3f1ea"/>`,
		inside,
		`<rect x="${x}" y="${y}" width="${THUMB}" height="${THUMB}" rx="${RADIUS}" fill="none" stroke="${focused ? '#3b74e0' : '#d5d2c8'}" stroke-width="${focused ? 4 : 1.5}"/>`,
		`<text x="${x}" y="${y + THUMB + 18}" font-size="12.5" fill="#2c2a25">${xml(short(caption, 24))}</text>`,
		`<text x="${x}" y="${y + THUMB + 34}" font-size="11.5" fill="#6b675e">${xml(`${picture.id}${stars}`)}</text>`,
		'</g>',
	].join('');
}

/** The drawing as a PNG. */
export async function treePicture(tree: HistoryNode, options: TreeOptions = {}): Promise<Buffer> {
	return sharp(Buffer.from(treeSvg(tree, options)))
		.png({ compressionLevel: 8 })
		.toBuffer();
}
