// Picture sets (npm packages of SVG drawings) to sprites: `npm run sprites --prefix training`.
// Writes work/sprites/: a lossless WebP for each drawing and index.json with what it shows. The gradients' blur
// filters make this take ten minutes on one core.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sharp from 'sharp';

const HERE = new URL('.', import.meta.url);
const OUT = new URL(`${process.env.TAUE_TRAINING_WORK ?? 'work'}/sprites/`, HERE);
const require = createRequire(import.meta.url);

/** Longer sides in pixels: what is rendered, and what is kept of it. */
const SIZES = { generator: { render: 640, keep: 448 }, scenery: { render: 640, keep: 320 }, judge: { render: 320, keep: 160 } };

/** The generator's artist, and the others that the judge learns or is tested on. */
const GENERATOR = 'fluent-emoji';
const OTHERS = ['noto', 'twemoji', 'fluent-emoji-flat', 'noto-v1', 'fxemoji', 'streamline-emojis', 'emojione'];

/** What backgrounds are furnished with, drawn by the generator's artist. */
const SCENERY = `cloud sun full-moon crescent-moon glowing-star ringed-planet globe-showing-europe-africa evergreen-tree
deciduous-tree palm-tree cactus rock tulip rose sunflower blossom hibiscus sheaf-of-rice herb seedling coral tropical-fish
maple-leaf fallen-leaf mushroom snowflake house office-building houses potted-plant framed-picture couch-and-lamp
fork-and-knife-with-plate comet wood spiral-shell beach-with-umbrella`.split(/\s+/);

/** noun -> icons, as things.py has them: the one place that says which drawing shows which noun. */
const nouns = JSON.parse(
	execFileSync(process.env.PYTHON ?? 'python3', ['-c', 'import json, things; print(json.dumps(things.ICONS))'], { cwd: HERE, encoding: 'utf8' }),
);
/** noun -> set -> icons of artists who name theirs differently. */
const otherNames = JSON.parse(readFileSync(new URL('nouns.json', HERE), 'utf8'));

const index = [];
const lost = [];

function load(set) {
	return JSON.parse(readFileSync(require.resolve(`@iconify-json/${set}/icons.json`), 'utf8'));
}

function iconOf(set, name) {
	return set.icons[name] ?? set.icons[set.aliases?.[name]?.parent];
}

/** An icon as an SVG file, and the density at which it is rendered sharply. */
function svgOf(set, icon) {
	const width = icon.width ?? set.width ?? 16;
	const height = icon.height ?? set.height ?? 16;
	const box = `${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}`;
	const head = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
	return {
		svg: Buffer.from(`<svg ${head} viewBox="${box}" width="${width}" height="${height}">${icon.body}</svg>`),
		density: Math.max(72, Math.min(2400, Math.ceil((72 * 700) / Math.max(width, height)))),
	};
}

/** Renders an icon, trims it to what is visible, and writes it. */
async function add(noun, setName, set, name, { render, keep }) {
	const icon = iconOf(set, name);
	if (icon === undefined) return void lost.push(`${setName}/${name}`);
	const { svg, density } = svgOf(set, icon);
	const { data, info } = await sharp(svg, { density })
		.resize(render, render, { fit: 'contain', background: '#00000000' })
		.trim({ background: '#00000000', threshold: 8 })
		.ensureAlpha()
		.raw()
		.toBuffer({ resolveWithObject: true });
	const kept = await sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
		.resize(keep, keep, { fit: 'inside' })
		.webp({ lossless: true, effort: 5 })
		.toBuffer({ resolveWithObject: true });
	const file = `${index.length}.webp`;
	writeFileSync(new URL(file, OUT), kept.data);
	index.push({ noun, set: setName, icon: name, file, width: kept.info.width, height: kept.info.height });
}

mkdirSync(OUT, { recursive: true });
const generator = load(GENERATOR);
for (const [noun, icons] of Object.entries(nouns)) {
	for (const icon of icons) await add(noun, GENERATOR, generator, icon, SIZES.generator);
}
for (const icon of SCENERY) await add('scenery', 'scenery', generator, icon, SIZES.scenery);
for (const name of OTHERS) {
	const set = load(name);
	for (const [noun, icons] of Object.entries(nouns)) {
		const same = icons.filter((icon) => iconOf(set, icon) !== undefined);
		const found = same.length > 0 ? same : (otherNames[noun]?.[name] ?? []).slice(0, 1);
		for (const icon of found) await add(noun, name, set, icon, SIZES.judge);
	}
}
writeFileSync(new URL('index.json', OUT), JSON.stringify(index));
console.log(`${index.length} sprites; not drawn by their artists: ${lost.join(' ') || 'none'}`);
