/** One line of a plot; null where there is nothing to show. */
export interface Curve {
	readonly name: string;
	readonly points: readonly (readonly [x: number, y: number | null])[];
}

export interface Panel {
	readonly title: string;
	readonly x: { readonly label: string; readonly ticks: readonly number[]; readonly log: boolean };
	readonly curves: readonly Curve[];
}

const WIDTH = 430;
const HEIGHT = 300;
const MARGIN = { left: 56, right: 14, top: 56, bottom: 44 };
/** Readable on white and on black. */
const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7'];
const INK = '#6b7280';
/** Seconds: what is quicker is drawn on the ground. */
const SHORTEST = 0.1;
const LONGEST = 86_400;
const TICKS: readonly (readonly [number, string])[] = [
	[0.1, '0.1 s'],
	[1, '1 s'],
	[10, '10 s'],
	[60, '1 min'],
	[600, '10 min'],
	[3600, '1 h'],
	[36_000, '10 h'],
];

/** Panels side by side, waiting times upwards in powers of ten. */
export function plot(panels: readonly Panel[]): string {
	const width = panels.length * WIDTH;
	const drawn = panels.map((panel, i) => `<g transform="translate(${i * WIDTH} 0)">${drawPanel(panel)}</g>`);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="${INK}">
<title>${panels.map(({ title }) => title).join('; ')}</title>
${drawn.join('\n')}
</svg>
`;
}

function drawPanel({ title, x, curves }: Panel): string {
	const across = scale(x.ticks[0], x.ticks[x.ticks.length - 1], MARGIN.left, WIDTH - MARGIN.right, x.log);
	const up = scale(SHORTEST, LONGEST, HEIGHT - MARGIN.bottom, MARGIN.top, true);
	const seconds = (y: number) => up(Math.min(LONGEST, Math.max(SHORTEST, y)));
	const grid = TICKS.map(
		([value, label]) =>
			`<path d="M${MARGIN.left} ${round(up(value))}H${WIDTH - MARGIN.right}" stroke="${INK}" stroke-opacity=".25"/>` +
			`<text x="${MARGIN.left - 6}" y="${round(up(value) + 4)}" text-anchor="end">${label}</text>`,
	);
	const ticks = x.ticks.map(
		(value) =>
			`<text x="${round(across(value))}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${short(value)}</text>`,
	);
	const lines = curves.map(({ points }, i) => {
		const path = points
			.map(([at, y], k) => {
				if (y === null) return '';
				const joined = k > 0 && points[k - 1][1] !== null;
				return `${joined ? 'L' : 'M'}${round(across(at))} ${round(seconds(y))}`;
			})
			.join('');
		return `<path d="${path}" fill="none" stroke="${COLOURS[i]}" stroke-width="2.5" stroke-linejoin="round"/>`;
	});
	const legend = curves.map(
		({ name }, i) =>
			`<text x="${MARGIN.left + i * 100}" y="38" fill="${COLOURS[i]}" font-weight="bold">${name}</text>`,
	);
	return [
		`<text x="${MARGIN.left}" y="18" font-size="14">${title}</text>`,
		...grid,
		...ticks,
		`<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${x.label}</text>`,
		...lines,
		...legend,
	].join('\n');
}

function scale(from: number, to: number, low: number, high: number, log: boolean): (value: number) => number {
	const on = log ? Math.log : (value: number) => value;
	return (value) => low + ((on(value) - on(from)) / (on(to) - on(from))) * (high - low);
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}

function short(value: number): string {
	if (value >= 1_000_000) return `${value / 1_000_000}m`;
	return value >= 1000 ? `${value / 1000}k` : String(value);
}
