/** Plots as SVG, drawn from what evaluations say. */

/** A mean with its interval. */
export interface Span {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
}

/** One arm in a plot of cost: its passes, and one quality in each panel. */
export interface CostPoint {
	readonly name: string;
	readonly passes: number;
	/** In the order of the panels' titles. */
	readonly qualities: readonly Span[];
}

const PANEL = { width: 350, height: 290, margin: 46 };
const BLUE = '#2f6fde';
const INK = '#1d2126';
const PAPER = '#ffffff';
/** A name's place: to the right of its dot, so wide a sign, so far below another one that it would meet. */
const NAME_PX = { right: 8, sign: 7, down: 13 };
/** Where the axis of passes begins: no arm takes fewer than one. */
const LEAST_PASSES = 0.75;

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * Panels side by side, one a quality: passes to the right, quality upwards, an interval through each point.
 * Colours are those of the text around it where it stands in a page; alone in a file it brings its own ground.
 */
export function costPlot(
	titles: readonly string[],
	points: readonly CostPoint[],
	where: 'page' | 'file',
): string {
	const width = PANEL.width * titles.length;
	const panels = titles.map(
		(title, k) => `<g transform="translate(${k * PANEL.width} 0)">${costPanel(title, k, points)}</g>`,
	);
	return svg(width, PANEL.height, `Passes against ${titles.join(', ')}`, panels.join(''), where);
}

function costPanel(title: string, quality: number, points: readonly CostPoint[]): string {
	const { width, height, margin } = PANEL;
	const shown = points.filter(({ qualities }) => Number.isFinite(qualities[quality].mean));
	const most = Math.max(2, ...points.map(({ passes }) => passes)) * 1.15;
	const least = Math.floor(Math.min(1, ...shown.map(({ qualities }) => qualities[quality].low)) * 4) / 4;
	const floor = Math.max(0, Math.min(0.75, least));
	const x = (passes: number) =>
		margin + ((passes - LEAST_PASSES) / (most - LEAST_PASSES)) * (width - 2 * margin);
	const y = (share: number) => height - margin - ((share - floor) / (1 - floor)) * (height - 2 * margin);
	const lines = [0, 0.2, 0.4, 0.6, 0.8, 1].map((part) => {
		const share = floor + part * (1 - floor);
		return `<line x1="${margin}" x2="${width - margin}" y1="${px(y(share))}" y2="${px(y(share))}" stroke="currentColor" opacity=".15"/><text x="${margin - 8}" y="${px(y(share) + 4)}" text-anchor="end">${Number(share.toFixed(3))}</text>`;
	});
	const ticks = Array.from({ length: Math.floor(most) }, (_, k) => k + 1).map(
		(passes) =>
			`<text x="${px(x(passes))}" y="${height - margin + 18}" text-anchor="middle">${passes}</text>`,
	);
	const names = placedNames(
		shown.map(({ name, passes, qualities }) => ({ name, x: x(passes), y: y(qualities[quality].mean) })),
	);
	const dots = shown.map(({ name, passes, qualities }, k) => {
		const { mean, low, high } = qualities[quality];
		return `<line x1="${px(x(passes))}" x2="${px(x(passes))}" y1="${px(y(low))}" y2="${px(y(high))}" stroke="${BLUE}" stroke-width="2" opacity=".4"/><circle cx="${px(x(passes))}" cy="${px(y(mean))}" r="4" fill="${BLUE}"/><text x="${px(x(passes) + NAME_PX.right)}" y="${px(names[k])}">${escaped(name)}</text>`;
	});
	return `${lines.join('')}${ticks.join('')}<text x="${width / 2}" y="${height - 8}" text-anchor="middle">passes</text><text x="12" y="${margin - 20}">${escaped(title)}</text>${dots.join('')}`;
}

/** Baselines of the points' names, from the top down, none upon another one. */
function placedNames(
	points: readonly { readonly name: string; readonly x: number; readonly y: number }[],
): number[] {
	const baselines = points.map(({ y }) => y + 4);
	const order = points.map((_, k) => k).sort((a, b) => points[a].y - points[b].y);
	const meet = (a: number, b: number) => {
		const [left, right] = points[a].x < points[b].x ? [a, b] : [b, a];
		return points[right].x - points[left].x < NAME_PX.right + NAME_PX.sign * points[left].name.length;
	};
	order.forEach((k, position) => {
		const above = order.slice(0, position).filter((other) => meet(other, k));
		for (const other of above.sort((a, b) => baselines[a] - baselines[b]))
			if (Math.abs(baselines[k] - baselines[other]) < NAME_PX.down)
				baselines[k] = baselines[other] + NAME_PX.down;
	});
	return baselines;
}

/** A cell of a grid of crop and transplant. */
export interface GridCell {
	readonly crop: number;
	readonly transplant: number;
	/** In the order of the grid's titles, 0..1. */
	readonly qualities: readonly number[];
}

const CELL = { width: 72, height: 34, left: 76, top: 62 };

/** A map a quality, side by side: a row a crop, a column a transplant, the deeper the better. */
export function gridPlot(titles: readonly string[], cells: readonly GridCell[]): string {
	const steps = (key: 'crop' | 'transplant') =>
		[...new Set(cells.map((cell) => cell[key]))].sort((a, b) => a - b);
	const [crops, transplants] = [steps('crop'), steps('transplant')];
	const width = CELL.left + transplants.length * CELL.width + 16;
	const height = CELL.top + crops.length * CELL.height + 14;
	const maps = titles.map((title, quality) => {
		const values = cells.map(({ qualities }) => qualities[quality]);
		const [least, most] = [Math.min(...values), Math.max(...values)];
		const head = transplants.map(
			(transplant, column) =>
				`<text x="${CELL.left + (column + 0.5) * CELL.width}" y="${CELL.top - 8}" text-anchor="middle">${transplant}</text>`,
		);
		const rows = crops.map(
			(crop, line) =>
				`<text x="${CELL.left - 10}" y="${CELL.top + (line + 0.5) * CELL.height + 4}" text-anchor="end">crop ${crop}</text>`,
		);
		const squares = cells.map(({ crop, transplant, qualities }) => {
			const [left, top] = [
				CELL.left + transplants.indexOf(transplant) * CELL.width,
				CELL.top + crops.indexOf(crop) * CELL.height,
			];
			const value = qualities[quality];
			const depth = most > least ? (value - least) / (most - least) : 1;
			const ink = depth > 0.55 ? PAPER : INK;
			return `<rect x="${left + 1}" y="${top + 1}" width="${CELL.width - 2}" height="${CELL.height - 2}" rx="3" fill="${BLUE}" fill-opacity="${(0.08 + 0.92 * depth).toFixed(2)}"/><text x="${left + CELL.width / 2}" y="${top + CELL.height / 2 + 4}" text-anchor="middle" style="fill:${ink}">${value.toFixed(2)}</text>`;
		});
		return `<g transform="translate(${quality * width} 0)"><text x="12" y="20">${escaped(title)}</text><text x="${CELL.left}" y="${CELL.top - 26}">transplant at step</text>${head.join('')}${rows.join('')}${squares.join('')}</g>`;
	});
	return svg(
		width * titles.length,
		height,
		`${titles.join(', ')} by crop and transplant`,
		maps.join(''),
		'file',
	);
}

function svg(width: number, height: number, label: string, inside: string, where: 'page' | 'file'): string {
	const alone =
		where === 'page'
			? ''
			: ` xmlns="http://www.w3.org/2000/svg" style="font:12px system-ui,sans-serif;color:${INK};fill:${INK};background:${PAPER}"`;
	const ground = where === 'page' ? '' : `<rect width="${width}" height="${height}" fill="${PAPER}"/>`;
	return `<svg${alone} viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${escaped(label)}">${ground}${inside}</svg>`;
}

const px = (value: number) => Number(value.toFixed(1));
