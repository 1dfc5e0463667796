// Rasterises the picture sets named in nouns.json to square RGBA sprites.
// Output: <work>/sprites.npy, uint8 [N, 224, 224, 4] (straight alpha), and <work>/sprites.json,
// one {noun, set, icon} per sprite in the same order.
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const SPRITE_SIZE_PX = 224;
/** Dots per inch: large enough that the smallest drawings (16 px) are rendered above the sprite size. */
const RENDER_DENSITY = 1200;
const SETS = [
  "noto", "noto-v1", "fluent-emoji", "fluent-emoji-flat",
  "twemoji", "emojione", "fxemoji", "streamline-emojis",
];

const here = dirname(fileURLToPath(import.meta.url));
const work = process.env.TAUE_TRAINING_WORK ?? join(here, "work");
const require = createRequire(import.meta.url);
mkdirSync(work, { recursive: true });

/** The SVG text of one icon of an Iconify set, or undefined where the set lacks it. */
function svgOf(set, name) {
  const parent = set.aliases?.[name]?.parent;
  const icon = set.icons[name] ?? (parent === undefined ? undefined : set.icons[parent]);
  if (icon === undefined) return undefined;
  const width = icon.width ?? set.width ?? 16;
  const height = icon.height ?? set.height ?? 16;
  const left = icon.left ?? 0;
  const top = icon.top ?? 0;
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}">${icon.body}</svg>`;
}

/** Straight-alpha RGBA bytes of an SVG, fitted into a square of SPRITE_SIZE_PX. */
function rasterise(svg) {
  return sharp(Buffer.from(svg), { density: RENDER_DENSITY })
    .resize(SPRITE_SIZE_PX, SPRITE_SIZE_PX, { fit: "contain", background: "#00000000" })
    .ensureAlpha()
    .raw()
    .toBuffer();
}

/** The header of a version 1.0 .npy file of uint8 in C order. */
function npyHeader(shape) {
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  return Buffer.concat([head, Buffer.from(padded, "latin1")]);
}

const nouns = JSON.parse(readFileSync(join(here, "nouns.json"), "utf8"));
const index = [];
const pixels = [];
for (const setName of SETS) {
  const set = JSON.parse(readFileSync(require.resolve(`@iconify-json/${setName}/icons.json`), "utf8"));
  for (const [noun, icons] of Object.entries(nouns)) {
    for (const icon of icons[setName] ?? []) {
      const svg = svgOf(set, icon);
      if (svg === undefined) continue;
      index.push({ noun, set: setName, icon });
      pixels.push(await rasterise(svg));
    }
  }
}
const file = createWriteStream(join(work, "sprites.npy"));
file.write(npyHeader([index.length, SPRITE_SIZE_PX, SPRITE_SIZE_PX, 4]));
for (const sprite of pixels) file.write(sprite);
file.end();
writeFileSync(join(work, "sprites.json"), JSON.stringify(index));
console.log(`${index.length} sprites in ${work}`);
