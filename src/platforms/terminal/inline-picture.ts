import sharp from 'sharp';
import { sixels } from './sixel.ts';

/** How a terminal shows pictures; `none`: it shows where they were put. */
export type Protocol = 'kitty' | 'iterm2' | 'sixel' | 'none';

/** Bytes of base64 that one sequence of kitty's carries. */
const KITTY_CHUNK = 4096;
/** Longest side of what is shown; the file has all of it. */
const SIDE_PX = 512;

/**
 * What a terminal says of itself in its environment. Behind `tmux` and `screen` pictures do not come through,
 * and what does not look like a terminal gets no escape sequences.
 */
export function protocolOf(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): Protocol {
	const { TERM = '', TERM_PROGRAM = '', KITTY_WINDOW_ID, TMUX } = env;
	if (!isTerminal || TMUX !== undefined || /^(dumb|screen|tmux)/.test(TERM)) return 'none';
	if (KITTY_WINDOW_ID !== undefined || /kitty|ghostty/.test(TERM) || TERM_PROGRAM === 'ghostty')
		return 'kitty';
	if (/^(iTerm\.app|WezTerm|vscode|mintty|rio)$/.test(TERM_PROGRAM)) return 'iterm2';
	return /sixel|^(foot|mlterm|yaft|contour)/.test(TERM) ? 'sixel' : 'none';
}

/** The sequence that shows a picture where the cursor is; null where the terminal shows none. */
export async function inlinePicture(bytes: Uint8Array, protocol: Protocol): Promise<string | null> {
	if (protocol === 'none') return null;
	const fitting = sharp(bytes).resize(SIDE_PX, SIDE_PX, { fit: 'inside', withoutEnlargement: true });
	if (protocol === 'sixel') {
		const { data, info } = await fitting
			.flatten({ background: '#ffffff' })
			.removeAlpha()
			.toColourspace('srgb')
			.raw()
			.toBuffer({ resolveWithObject: true });
		return `${sixels(data, info.width, info.height)}\n`;
	}
	const base64 = (await fitting.png().toBuffer()).toString('base64');
	return protocol === 'kitty' ? kitty(base64) : iterm2(base64);
}

/** https://sw.kovidgoyal.net/kitty/graphics-protocol: a PNG, transmitted and displayed, without an answer. */
function kitty(base64: string): string {
	const chunks = base64.match(new RegExp(`.{1,${KITTY_CHUNK}}`, 'g')) ?? [];
	const sequences = chunks.map((chunk, i) => {
		const first = i === 0 ? 'a=T,f=100,q=2,' : '';
		return `\x1b_G${first}m=${i < chunks.length - 1 ? 1 : 0};${chunk}\x1b\\`;
	});
	return `${sequences.join('')}\n`;
}

/** https://iterm2.com/documentation-images.html */
function iterm2(base64: string): string {
	const size = Buffer.byteLength(base64, 'base64');
	return `\x1b]1337;File=inline=1;size=${size};preserveAspectRatio=1:${base64}\x07\n`;
}
