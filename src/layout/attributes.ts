import { lowered } from './characters.ts';
import { SIZE_NAMES, type Size, sizeOf } from './sizes.ts';

/** What stands behind a colon: how large an object is, which way it looks, what it covers. */
export type Attribute =
	| { readonly kind: 'size'; readonly size: Size }
	| { readonly kind: 'flip' }
	| { readonly kind: 'depth'; readonly depth: 'front' | 'back' };

const WORDS: Readonly<Record<'flip' | 'front' | 'back', string>> = {
	flip: 'flip flipped flipx fliph hflip mirror mirrored reverse reversed turned 反転 左右反転 逆 鏡 逆向き 翻转 翻轉 镜像 鏡像 반전',
	front: 'front infront in-front foreground fg forward before 前 手前 前面 最前面 一番前 앞 앞쪽 спереди',
	back: 'back background bg behind rear backward 奥 後ろ 後 背面 後面 后面 一番後ろ 뒤 뒤쪽 сзади',
};

const MARKS = new Map<string, Attribute>();
for (const word of WORDS.flip.split(' ')) MARKS.set(word, { kind: 'flip' });
for (const depth of ['front', 'back'] as const) {
	for (const word of WORDS[depth].split(' ')) MARKS.set(word, { kind: 'depth', depth });
}

/** What may stand behind a colon, as completion and suggestions offer it. */
export const ATTRIBUTE_NAMES: readonly string[] = [...SIZE_NAMES, 'flip', 'front', 'back'];

/** What a word behind a colon means, if anything. */
export function attributeOf(word: string): Attribute | undefined {
	const lower = lowered(word);
	const mark = MARKS.get(lower) ?? MARKS.get(lower.replace(/[-_ ]/g, ''));
	if (mark) return mark;
	const size = sizeOf(word);
	return size && { kind: 'size', size };
}

/** What was said of one object behind its colons. */
export interface Attributes {
	readonly size?: Size;
	readonly flip?: true;
	readonly depth?: 'front' | 'back';
}

/** Adds one more; `undefined` where it was said already. */
export function withAttribute(attributes: Attributes, attribute: Attribute): Attributes | undefined {
	switch (attribute.kind) {
		case 'size':
			return attributes.size === undefined ? { ...attributes, size: attribute.size } : undefined;
		case 'flip':
			return { ...attributes, flip: true };
		case 'depth':
			return { ...attributes, depth: attribute.depth };
	}
}
