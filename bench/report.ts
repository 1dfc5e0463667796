import sharp from 'sharp';
import { CELL_PX, outlines, type SheetCell } from './contact-sheet.ts';
import { type CostPoint, costPlot } from './plots.ts';

/** One figure of an arm, with its interval. */
export interface Figure {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
}

/** What a report shows of an arm. */
export interface ReportArm {
	readonly name: string;
	readonly passes: number;
	readonly seconds: number;
	/** In the order of the table's columns. */
	readonly figures: Readonly<Record<string, Figure>>;
	/** Share of the pictures with all objects found, by the number of objects. */
	readonly byCount: ReadonlyMap<number, Figure>;
	/** Step or share of crop and transplant, where the arm has them. */
	readonly stages: { readonly crop: number; readonly transplant: number; readonly steps: number };
}

/** One layout: what was asked, and each arm's picture of it. */
export interface ReportRow {
	readonly title: string;
	/** Objects that the first arm missed or coloured wrongly: the higher, the further up. */
	readonly failures: number;
	readonly cells: readonly (SheetCell & { readonly note: string })[];
}

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1d2126; background: #fff }
h1, h2 { font-weight: 600 } table { border-collapse: collapse } th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid #d8dde3; white-space: nowrap }
th:first-child, td:first-child { text-align: left } small { color: #5b6570 } figure { margin: 0; width: ${CELL_PX}px } figcaption { font-size: .8rem; line-height: 1.25 }
.wide { overflow-x: auto } .row { display: flex; gap: .6rem; flex-wrap: wrap; margin: .3rem 0 1.4rem } .bad { color: #b3261e } img { display: block; border-radius: 4px }
svg text { font: 12px system-ui, sans-serif; fill: currentColor }
@media (prefers-color-scheme: dark) { body { color: #e6e9ed; background: #16191d } th, td { border-color: #343b43 } small { color: #9aa5b1 } .bad { color: #ff8a80 } }
`;

/** A page that needs nothing else: tables, plots, and all pictures side by side, failures first. */
export async function reportPage(
	title: string,
	about: readonly string[],
	arms: readonly ReportArm[],
	rows: readonly ReportRow[],
): Promise<string> {
	const sorted = rows.toSorted((a, b) => b.failures - a.failures);
	const parts: string[] = [];
	for (const { title: row, cells } of sorted) {
		const figures = await Promise.all(
			cells.map(
				async (cell, index) =>
					`<figure><img width="${CELL_PX}" height="${CELL_PX}" alt="${escaped(`${arms[index].name}: ${row}`)}" src="${await picture(cell)}"><figcaption>${escaped(arms[index].name)} <span class="bad">${escaped(cell.note)}</span></figcaption></figure>`,
			),
		);
		parts.push(`<p>${escaped(row)}</p><div class="row">${figures.join('')}</div>`);
	}
	return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style>
<h1>${escaped(title)}</h1>${about.map((line) => `<p><small>${escaped(line)}</small></p>`).join('')}
<div class="wide">${table(arms)}</div>
<h2>Passes against quality</h2>${costPlot(PLOTTED, arms.map(costPoint), 'page')}
${counts(arms)}${grid(arms)}
<h2>Pictures, failures of ${escaped(arms[0].name)} first</h2>
<p><small>White and dashed: asked for. Black: found.</small></p>
${parts.join('\n')}</html>\n`;
}

/** Qualities that are plotted against the passes. */
const PLOTTED = ['all found', 'mean IoU', 'binding'];

function costPoint({ name, passes, figures }: ReportArm): CostPoint {
	const none = { mean: Number.NaN, low: Number.NaN, high: Number.NaN };
	return { name, passes, qualities: PLOTTED.map((title) => figures[title] ?? none) };
}

function escaped(text: string): string {
	return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

async function picture({ picture: { width, height, rgba }, asked, found }: SheetCell): Promise<string> {
	const data = await sharp(rgba, { raw: { width, height, channels: 4 } })
		.resize(CELL_PX, CELL_PX, { fit: 'fill' })
		.composite([{ input: Buffer.from(outlines(asked, found)) }])
		.webp({ quality: 78 })
		.toBuffer();
	return `data:image/webp;base64,${data.toString('base64')}`;
}

function told({ mean, low, high }: Figure): string {
	return Number.isNaN(mean)
		? '–'
		: `${mean.toFixed(2)} <small>${low.toFixed(2)} to ${high.toFixed(2)}</small>`;
}

function table(arms: readonly ReportArm[]): string {
	const names = Object.keys(arms[0].figures);
	const head = ['arm', ...names, 'passes', 's a picture'].map((name) => `<th>${escaped(name)}</th>`).join('');
	const body = arms.map(({ name, figures, passes, seconds }) => {
		const cells = [
			escaped(name),
			...names.map((key) => told(figures[key])),
			passes.toFixed(2),
			seconds.toFixed(2),
		];
		return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
	});
	return `<table><tr>${head}</tr>${body.join('')}</table>`;
}

/** The share of pictures with everything found by the number of objects, where a suite has several. */
function counts(arms: readonly ReportArm[]): string {
	const numbers = [...arms[0].byCount.keys()].sort((a, b) => a - b);
	if (numbers.length < 2) return '';
	const rows = arms.map(
		({ name, byCount }) =>
			`<tr><td>${escaped(name)}</td>${numbers.map((n) => `<td>${told(byCount.get(n) ?? { mean: Number.NaN, low: 0, high: 0 })}</td>`).join('')}</tr>`,
	);
	return `<h2>All found, by number of objects</h2><table><tr><th>arm</th>${numbers.map((n) => `<th>${n}</th>`).join('')}</tr>${rows.join('')}</table>`;
}

/** Crop against transplant, where one arm was drawn with several of both. */
function grid(arms: readonly ReportArm[]): string {
	const family = arms.filter(({ name }) => name.split(':')[0] === 'cultivate');
	const crops = [...new Set(family.map(({ stages }) => stages.crop))].sort((a, b) => a - b);
	const transplants = [...new Set(family.map(({ stages }) => stages.transplant))].sort((a, b) => a - b);
	if (crops.length < 2 || transplants.length < 2) return '';
	const rows = crops.map((crop) => {
		const cells = transplants.map((transplant) => {
			const arm = family.find(({ stages }) => stages.crop === crop && stages.transplant === transplant);
			if (arm === undefined) return '<td></td>';
			const { mean } = arm.figures['all found'];
			return `<td style="background: color-mix(in srgb, #2f6fde ${Math.round(70 * mean)}%, transparent)">${mean.toFixed(2)}</td>`;
		});
		return `<tr><th>crop ${crop}</th>${cells.join('')}</tr>`;
	});
	const head = transplants.map((transplant) => `<th>transplant ${transplant}</th>`).join('');
	return `<h2>Crop and transplant (of ${family[0].stages.steps} steps): all found</h2><table><tr><th></th>${head}</tr>${rows.join('')}</table>`;
}
