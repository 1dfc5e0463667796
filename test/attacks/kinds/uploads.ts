import { deflateSync } from 'node:zlib';
import type { Attack } from '../attack.ts';
import { pngChunk, pngOf } from '../png-parts.ts';
import { slowestAnswerDuring } from '../slowest-answer.ts';

const KEYWORD = Buffer.from('taue\0', 'latin1');

/** `n` compressed texts that are just too long to be taken. */
function zTexts(n: number, bytes: number, keyword = KEYWORD): Buffer {
	const text = Buffer.concat([
		keyword,
		Buffer.from([0]),
		deflateSync(Buffer.alloc(bytes, 0x20), { level: 9 }),
	]);
	const chunk = pngChunk('zTXt', text);
	return pngOf(Array.from({ length: n }, () => chunk));
}

function iText(bytes: number): Buffer {
	const head = Buffer.concat([KEYWORD, Buffer.from([1, 0, 0, 0])]);
	return pngOf([
		pngChunk('iTXt', Buffer.concat([head, deflateSync(Buffer.alloc(bytes, 0x20), { level: 9 })])),
	]);
}

function manyKeys(): Buffer {
	const json = `{${Array.from({ length: 1_000_000 }, (_, i) => `"k${i}":0`).join(',')}}`;
	return pngOf([pngChunk('tEXt', Buffer.concat([KEYWORD, Buffer.from(json)]))]);
}

function brackets(depth: number): Buffer {
	return pngOf([pngChunk('tEXt', Buffer.concat([KEYWORD, Buffer.alloc(depth, '[')]))]);
}

/** H3: a dropped picture must stop nobody. */
export const uploads: Attack = {
	name: 'H3 uploads',
	async run(ground) {
		const target = await ground.fresh();
		const mallory = await target.guest('Mallory', '127.0.4.1');
		const pictures: readonly (readonly [what: string, png: Buffer])[] = [
			['1,000 texts that cannot be inflated', zTexts(900, 2 ** 20 + 1)],
			['3,700 texts that cannot be inflated', zTexts(3_700, 2 ** 20 + 1)],
			['the same under another keyword', zTexts(3_700, 2 ** 20 + 1, Buffer.from('Comment\0'))],
			['100 MB in one zTXt', zTexts(1, 100 * 2 ** 20)],
			['100 MB in one iTXt', iText(100 * 2 ** 20)],
			[
				'a million empty chunks',
				pngOf(Array.from({ length: 1_000_000 }, () => pngChunk('tEXt', Buffer.alloc(0)))),
			],
			['a million keys', manyKeys()],
			['a million brackets', brackets(1_000_000)],
			['a picture that ends in a chunk', zTexts(1, 100).subarray(0, 60)],
			[
				'a chunk of 2^31 bytes',
				Buffer.concat([pngOf([]).subarray(0, 33), Buffer.from([0x7f, 255, 255, 255]), Buffer.from('tEXt')]),
			],
		];
		for (const [what, png] of pictures) {
			let answer = { status: 0, text: '' };
			const slowestMs = await slowestAnswerDuring(target, async () => {
				answer = await mallory.drop(png);
			});
			ground.tried(`${what}: others wait`, slowestMs < 1500, `${Math.round(slowestMs)} ms`);
			ground.tried(
				`${what}: an error of the room`,
				answer.status > 0 && answer.status < 500,
				`${answer.status} ${answer.text}`,
			);
		}
		ground.tried('the program is unwell afterwards', await target.isWell());
	},
};
