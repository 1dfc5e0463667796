/** First digits of the scripts that write numbers with digits of their own, below U+FFFF. */
const ZEROS: readonly number[] = [
	0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6,
	0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0,
	0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
];

/** The sign of places in a line that was not read yet, in every width. */
export const PLACE_SIGN = /[@＠﹫]/;

/** What signs of other scripts, widths and keyboards mean to the grammar. */
const MEANINGS: Readonly<Record<string, string>> = {
	' ': '\u3000\u2028\u2029\u202f\u205f',
	',': '、､﹐﹑،፣᠂᠈၊՝߸٬⸲⸴⹁꓾꛵︐︑꘍',
	';': '；﹔؛፤。｡।॥۔።။។៕᠃᠉⸵︒︔꓿꛳꘎།༎',
	':': '﹕꞉ː∶︓',
	'@': '﹫',
	'|': '￨│┃∣¦❘｜',
	'(': '〔【〖❨﴾《〈',
	')': '〕】〗❩﴿》〉',
	'/': '⁄∕⧸',
	'%': '٪﹪',
	'.': '٫',
	'-': '‐‑‒–—―−⸺⸻﹘﹣➖─━⁃᠆֊⁻₋',
	'*': '∗✱',
	x: '✕✖⨯╳',
};

const FOLDED = new Map<number, number>();
for (const [meaning, signs] of Object.entries(MEANINGS)) {
	for (const sign of signs) FOLDED.set(sign.charCodeAt(0), meaning.charCodeAt(0));
}
for (const zero of ZEROS) for (let digit = 0; digit < 10; digit++) FOLDED.set(zero + digit, 48 + digit);
// What stands for a hidden character (see `LITERAL`) must not be typed.
FOLDED.set(0xe000, 0xe001);

/** What one UTF-16 unit means to the grammar; spaces and control characters a space, new lines kept. */
function foldUnit(unit: number): number {
	if (unit === 10) return 10;
	if (unit <= 32 || (unit >= 0x7f && unit <= 0xa0)) return 32;
	if (unit < 0x370) return unit;
	if (unit >= 0xff01 && unit <= 0xff5e) return unit - 0xfee0;
	if (unit >= 0x2000 && unit <= 0x200a) return 32;
	return FOLDED.get(unit) ?? unit;
}

/** The full stop of full width ends a sentence, but between digits and behind a row's number. */
const FULL_STOP = 0xff0e;

/** The text as the grammar sees it before quotes and escapes are taken away; one unit for one unit. */
export function fold(text: string): string {
	let folded = '';
	let kept = 0;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		const half = unit === FULL_STOP && !/[0-9０-９]/.test(text[index - 1] ?? '') ? 59 : foldUnit(unit);
		if (half === unit) continue;
		folded += text.slice(kept, index) + String.fromCharCode(half);
		kept = index + 1;
	}
	return kept === 0 ? text : folded + text.slice(kept);
}

/** Lower case without a change of length: `İ` has two units in lower case, and offsets must stay. */
export function lowered(text: string): string {
	const lower = text.toLowerCase();
	return lower.length === text.length ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Characters that no keyboard types and no picture shows: half a surrogate pair, NUL, what stands for a lost one. */
const BROKEN = /[\p{Cs}\p{Co}\ufffc\ufffd]|(?![\t\n\r])\p{Cc}/u;

/** Whether the text holds half a character or a control character, which neither models nor databases take. */
export function isBroken(text: string): boolean {
	return BROKEN.test(text);
}

/** Families of quotation marks: only a mark of its own family closes a quote. Zero is no mark. */
export function quoteFamily(unit: number): number {
	switch (unit) {
		case 0x22:
		case 0x201c:
		case 0x201d:
		case 0x201e:
		case 0x201f:
		case 0x301d:
		case 0x301e:
		case 0x301f:
		case 0x275d:
		case 0x275e:
		case 0xff02:
			return 1;
		case 0xab:
		case 0xbb:
			return 2;
		case 0x2039:
		case 0x203a:
			return 5;
		case 0x300c:
		case 0x300d:
		case 0xff62:
		case 0xff63:
			return 3;
		case 0x300e:
		case 0x300f:
			return 4;
		default:
			return 0;
	}
}

/** Whether a mark can only close: it opens nothing, so that alone it is a character like any other. */
export function onlyCloses(unit: number): boolean {
	return unit === 0x300d || unit === 0xff63 || unit === 0x300f;
}
