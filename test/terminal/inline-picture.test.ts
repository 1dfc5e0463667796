import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { inlinePicture, protocolOf } from '../../src/platforms/terminal/inline-picture.ts';
import { sixels } from '../../src/platforms/terminal/sixel.ts';
import fc from '../support/properties.ts';

/** Control characters as their pictures, so that they can stand in patterns. */
const visible = (text: string | null) => (text ?? '').replaceAll('\x1b', '␛').replaceAll('\x07', '␇');

/** What a sixel terminal would draw: palette indices by pixel, and the palette in percent. */
function decode(text: string) {
	const body = /^␛P0;1;0q"1;1;(\d+);(\d+)([\s\S]*)␛\\$/.exec(visible(text));
	assert.ok(body);
	const [width, height] = [Number(body[1]), Number(body[2])];
	const palette = new Map<number, string>();
	const pixels = Array.from({ length: width * height }, () => -1);
	let [x, top, colour] = [0, 0, -1];
	for (const [token] of body[3].matchAll(/#\d+;2;\d+;\d+;\d+|#\d+|!\d+.|[$-]|[?-~]/g)) {
		const defined = /^#(\d+);2;(.*)$/.exec(token);
		const repeated = /^!(\d+)(.)$/.exec(token);
		if (defined) palette.set(Number(defined[1]), defined[2]);
		else if (token.startsWith('#')) colour = Number(token.slice(1));
		else if (token === '$') x = 0;
		else if (token === '-') [x, top] = [0, top + 6];
		else {
			const bits = (repeated?.[2] ?? token).charCodeAt(0) - 63;
			for (let n = Number(repeated?.[1] ?? 1); n > 0; n--, x++) {
				for (let row = 0; row < 6; row++) {
					if ((bits & (1 << row)) !== 0) pixels[(top + row) * width + x] = colour;
				}
			}
		}
	}
	return { width, height, colours: pixels.map((index) => palette.get(index)) };
}

describe('pictures in a terminal', () => {
	it('go the way that the terminal names, and none where it is none or hides behind another', () => {
		const table: [Record<string, string>, string][] = [
			[{ TERM: 'xterm-kitty' }, 'kitty'],
			[{ TERM: 'xterm-256color', KITTY_WINDOW_ID: '1' }, 'kitty'],
			[{ TERM: 'xterm-ghostty', TERM_PROGRAM: 'ghostty' }, 'kitty'],
			[{ TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, 'iterm2'],
			[{ TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm' }, 'iterm2'],
			[{ TERM: 'foot' }, 'sixel'],
			[{ TERM: 'xterm-256color' }, 'none'],
			[{ TERM: 'tmux-256color', TERM_PROGRAM: 'iTerm.app', TMUX: 'default,1,0' }, 'none'],
			[{ TERM: 'dumb', KITTY_WINDOW_ID: '1' }, 'none'],
			[{}, 'none'],
		];
		for (const [env, protocol] of table) {
			assert.equal(protocolOf(env, true), protocol, JSON.stringify(env));
			assert.equal(protocolOf(env, false), 'none');
		}
	});

	it('are sixels that draw every pixel in its colour, rounded to a sixth', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 9 }),
				fc.integer({ min: 1, max: 14 }),
				fc.gen(),
				(width, height, gen) => {
					const rgb = Uint8Array.from({ length: width * height * 3 }, () =>
						gen(fc.constantFrom, 0, 51, 128, 255),
					);
					const drawn = decode(sixels(rgb, width, height));
					assert.deepEqual([drawn.width, drawn.height], [width, height]);
					const percent = (value: number) => Math.round((Math.round(value / 51) * 100) / 5);
					const wanted = Array.from({ length: width * height }, (_, i) =>
						[0, 1, 2].map((at) => percent(rgb[i * 3 + at])).join(';'),
					);
					assert.deepEqual(drawn.colours, wanted);
				},
			),
		);
	});

	it('come whole through kitty\u2019s chunks and iTerm2\u2019s sequence, at most 512 pixels large', async () => {
		const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
		const png = await sharp({ create: { width: 700, height: 350, channels: 3, background: '#000', noise } })
			.png()
			.toBuffer();
		const kitty = visible(await inlinePicture(png, 'kitty'));
		const chunks = [...kitty.matchAll(/␛_G(?:a=T,f=100,q=2,)?m=([01]);([A-Za-z0-9+/=]*)␛\\/g)];
		assert.ok(chunks.length > 1 && chunks.every(([, , data]) => data.length <= 4096));
		assert.deepEqual(
			chunks.map(([, more]) => more),
			chunks.map((_, i) => (i < chunks.length - 1 ? '1' : '0')),
		);
		const iterm = /inline=1;size=(\d+);[^:]*:([A-Za-z0-9+/=]+)␇/.exec(
			visible(await inlinePicture(png, 'iterm2')),
		);
		const [fromKitty, fromIterm] = [chunks.map(([, , data]) => data).join(''), iterm?.[2] ?? ''];
		assert.equal(fromKitty, fromIterm);
		const shown = Buffer.from(fromKitty, 'base64');
		assert.equal(Number(iterm?.[1]), shown.length);
		const { width, height, format } = await sharp(shown).metadata();
		assert.deepEqual([width, height, format], [512, 256, 'png']);
		assert.match(visible(await inlinePicture(png, 'sixel')), /^␛P0;1;0q"1;1;512;256/);
		assert.equal(await inlinePicture(png, 'none'), null);
	});
});
