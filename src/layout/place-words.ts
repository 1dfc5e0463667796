import type { PlaceName } from './named-places.ts';

/** What a language calls the sides of a picture, each side's words in order of use. */
interface SideWords {
	readonly left: string;
	readonly right: string;
	readonly top: string;
	readonly bottom: string;
	readonly center: string;
	/** How corners are written: `top-left`, `左上`. */
	readonly joins: readonly ('' | '-')[];
}

/** Words as people type them, in the languages of chats; `-` stands for a space. */
const LANGUAGES: readonly SideWords[] = [
	{
		left: 'left leftside lefthand leftmost west',
		right: 'right rightside righthand rightmost east',
		top: 'top upper up above uppermost topmost north',
		bottom: 'bottom lower down below lowest bottommost south',
		center: 'center centre middle central mid centered centred',
		joins: ['-', ''],
	},
	{
		left: '左 左側 左侧 左边 左邊 左面 左部 左方 左手 左がわ 左のほう 左の方 左寄り 画面左 ひだり',
		right: '右 右側 右侧 右边 右邊 右面 右部 右方 右手 右がわ 右のほう 右の方 右寄り 画面右 みぎ',
		top: '上 上側 上侧 上边 上邊 上面 上部 上方 上の方 正上方 頂部 顶部 顶上 顶端 画面上 うえ',
		bottom: '下 下側 下侧 下边 下邊 下面 下部 下方 下の方 正下方 底部 底 底下 底端 画面下 した',
		center:
			'中央 中 中心 中间 中間 真ん中 真中 まんなか まん中 ど真ん中 中部 中段 正中 正中央 正中间 居中 当中',
		joins: [''],
	},
	{
		left: '왼쪽 왼편 좌측 좌',
		right: '오른쪽 오른편 우측 우',
		top: '위 위쪽 상단 상',
		bottom: '아래 아래쪽 하단 하',
		center: '가운데 한가운데 정중앙 중앙 중간 중심 중',
		joins: ['', '-'],
	},
	{
		left: 'слева лево левый левом левая левой влево',
		right: 'справа право правый правом правая правой вправо',
		top: 'сверху вверху верх наверху верхний верхнем',
		bottom: 'снизу внизу низ нижний нижнем',
		center: 'центр центре посередине середина середине',
		joins: ['-'],
	},
	{
		left: 'چپ بائیں',
		right: 'راست دائیں',
		top: 'بالا بالای اوپر',
		bottom: 'پایین پائین نیچے',
		center: 'مرکز میانه درمیان بیچ',
		joins: ['-'],
	},
	{
		left: 'يسار اليسار يسارا شمال اليسرى يسرى الأيسر',
		right: 'يمين اليمين يمينا اليمنى يمنى الأيمن',
		top: 'أعلى الأعلى اعلى فوق العلوية علوية العلوي العليا',
		bottom: 'أسفل الأسفل اسفل تحت السفلية سفلية السفلي السفلى',
		center: 'وسط الوسط منتصف المنتصف المركز',
		joins: ['-'],
	},
	{
		left: 'बाएं बाएँ बायें बायां बाईं बायीं',
		right: 'दाएं दाएँ दायें दायां दाईं दायीं',
		top: 'ऊपर शीर्ष ऊपरी',
		bottom: 'नीचे निचला निचले',
		center: 'बीच मध्य केंद्र केन्द्र',
		joins: ['-'],
	},
	{
		left: 'বাম বামে বাঁ বাঁয়ে বাঁদিকে',
		right: 'ডান ডানে ডানদিকে',
		top: 'উপর উপরে ওপরে',
		bottom: 'নিচে নীচে',
		center: 'মাঝে মাঝখানে মধ্যে',
		joins: ['-'],
	},
	{ left: 'இடது', right: 'வலது', top: 'மேல் மேலே', bottom: 'கீழ் கீழே', center: 'நடுவில் மையம்', joins: ['-'] },
	{
		left: 'izquierda izquierdo izq',
		right: 'derecha derecho der',
		top: 'arriba superior',
		bottom: 'abajo inferior',
		center: 'centro medio mitad',
		joins: ['-'],
	},
	{
		left: 'gauche',
		right: 'droite droit',
		top: 'haut supérieur superieur',
		bottom: 'bas inférieur inferieur',
		center: 'milieu',
		joins: ['-'],
	},
	{
		left: 'links linke linker linken linkes',
		right: 'rechts rechte rechter rechten rechtes',
		top: 'oben obere oberer oberen oberes',
		bottom: 'unten untere unterer unteren unteres',
		center: 'mitte mittig zentrum',
		joins: ['-', ''],
	},
	{ left: 'sinistra', right: 'destra', top: 'alto', bottom: 'basso', center: 'centro', joins: ['-'] },
	{
		left: 'esquerda esquerdo',
		right: 'direita direito',
		top: 'cima topo',
		bottom: 'baixo',
		center: 'meio',
		joins: ['-'],
	},
	{
		left: 'lewo lewa lewy lewym lewej',
		right: 'prawo prawa prawy prawym prawej',
		top: 'góra góry górze górny górnym',
		bottom: 'dół dole dolny dolnym',
		center: 'środek środku',
		joins: ['-'],
	},
	{
		left: 'sol solda soldaki solunda',
		right: 'sağ sağda sağdaki sağında',
		top: 'üst üstte yukarı yukarıda üstünde',
		bottom: 'alt altta aşağı aşağıda altında',
		center: 'orta ortada ortasında',
		joins: ['-'],
	},
	{
		left: 'links linkerkant linker',
		right: 'rechts rechterkant rechter',
		top: 'boven bovenaan bovenste',
		bottom: 'onder onderaan onderste',
		center: 'midden',
		joins: ['', '-'],
	},
	{ left: 'kiri', right: 'kanan', top: 'atas', bottom: 'bawah', center: 'tengah', joins: ['-'] },
	{ left: 'trái', right: 'phải', top: 'trên', bottom: 'dưới', center: 'giữa', joins: ['-'] },
	{
		left: 'vänster venstre vasen',
		right: 'höger højre høyre oikea',
		top: 'överst øverst',
		bottom: 'nederst underst',
		center: 'mitten midten keskellä',
		joins: ['-'],
	},
	{ left: 'αριστερά', right: 'δεξιά', top: 'πάνω', bottom: 'κάτω', center: 'κέντρο μέση', joins: ['-'] },
	{
		left: 'שמאל משמאל',
		right: 'ימין מימין',
		top: 'למעלה',
		bottom: 'למטה',
		center: 'מרכז אמצע',
		joins: ['-'],
	},
	{ left: 'ліворуч зліва', right: 'праворуч', top: 'вгорі', bottom: 'внизу', center: 'центрі', joins: ['-'] },
	{ left: 'vlevo', right: 'vpravo', top: 'nahoře', bottom: 'dole', center: 'uprostřed', joins: ['-'] },
	{ left: 'vľavo', right: 'vpravo', top: 'hore', bottom: 'dolu', center: 'uprostred', joins: ['-'] },
	{
		left: 'bal balra baloldalt',
		right: 'jobb jobbra jobboldalt',
		top: 'fent felül',
		bottom: 'lent alul',
		center: 'középen közép',
		joins: ['-'],
	},
	{
		left: 'stânga stanga',
		right: 'dreapta',
		top: 'sus',
		bottom: 'jos',
		center: 'mijloc centru',
		joins: ['-'],
	},
	{
		left: 'ляво вляво отляво',
		right: 'дясно вдясно отдясно',
		top: 'горе',
		bottom: 'долу',
		center: 'център средата',
		joins: ['-'],
	},
	{
		left: 'lijevo levo',
		right: 'desno',
		top: 'gore',
		bottom: 'dolje dole',
		center: 'sredina sredini',
		joins: ['-'],
	},
	{ left: 'esquerra', right: 'dreta', top: 'dalt', bottom: 'baix', center: 'mig', joins: ['-'] },
	{ left: 'kaliwa', right: 'kanan', top: 'itaas taas', bottom: 'ibaba baba', center: 'gitna', joins: ['-'] },
	{ left: 'kushoto', right: 'kulia', top: 'juu', bottom: 'chini', center: 'katikati', joins: ['-'] },
	{
		left: 'linksaf',
		right: 'rechtsaf',
		top: 'boven',
		bottom: 'onder beneden',
		center: 'midden',
		joins: ['-'],
	},
	{
		left: '← ⬅ 👈 ◀ ◁ ⇐',
		right: '→ ➡ 👉 ▶ ▷ ⇒',
		top: '↑ ⬆ 👆 ☝ 🔝 🔼 ⇑',
		bottom: '↓ ⬇ 👇 🔽 ⇓',
		center: '🎯 ⏺',
		joins: [''],
	},
	{ left: 'ซ้าย', right: 'ขวา', top: 'บน', bottom: 'ล่าง', center: 'กลาง', joins: ['', '-'] },
];

const CORNERS = [
	['top', 'left', 'top-left'],
	['top', 'right', 'top-right'],
	['bottom', 'left', 'bottom-left'],
	['bottom', 'right', 'bottom-right'],
	['center', 'left', 'left'],
	['center', 'right', 'right'],
	['top', 'center', 'top'],
	['bottom', 'center', 'bottom'],
	['center', 'center', 'center'],
] as const;

/** Words that follow no rule. */
const OTHERS: Readonly<Record<string, PlaceName>> = {
	'↖': 'top-left',
	'↗': 'top-right',
	'↙': 'bottom-left',
	'↘': 'bottom-right',
	l: 'left',
	r: 'right',
	t: 'top',
	b: 'bottom',
	c: 'center',
	tl: 'top-left',
	tr: 'top-right',
	bl: 'bottom-left',
	br: 'bottom-right',
	nw: 'top-left',
	ne: 'top-right',
	sw: 'bottom-left',
	se: 'bottom-right',
	'center-third': 'middle-third',
	'centre-third': 'middle-third',
	'upper-third': 'top-third',
	'lower-third': 'bottom-third',
	'first-third': 'left-third',
	'1st-third': 'left-third',
	'second-third': 'middle-third',
	'2nd-third': 'middle-third',
	'last-third': 'right-third',
	'third-third': 'right-third',
	'first-column': 'left-third',
	'second-column': 'middle-third',
	'third-column': 'right-third',
	'left-column': 'left-third',
	'middle-column': 'middle-third',
	'right-column': 'right-third',
	'1a': 'a1',
	'2a': 'a2',
	'3a': 'a3',
	'1b': 'b1',
	'2b': 'b2',
	'3b': 'b3',
	'1c': 'c1',
	'2c': 'c2',
	'3c': 'c3',
	'a-1': 'a1',
	'a-2': 'a2',
	'a-3': 'a3',
	'b-1': 'b1',
	'b-2': 'b2',
	'b-3': 'b3',
	'c-1': 'c1',
	'c-2': 'c2',
	'c-3': 'c3',
	'左1/3': 'left-third',
	左三分之一: 'left-third',
	'右1/3': 'right-third',
	右三分之一: 'right-third',
	'中1/3': 'middle-third',
	'上1/3': 'top-third',
	上三分之一: 'top-third',
	'下1/3': 'bottom-third',
	下三分之一: 'bottom-third',
	'left-1/3': 'left-third',
	'right-1/3': 'right-third',
	'middle-1/3': 'middle-third',
	'center-1/3': 'middle-third',
	'top-1/3': 'top-third',
	'bottom-1/3': 'bottom-third',
	'extreme-left': 'far-left',
	'extreme-right': 'far-right',
	'very-left': 'far-left',
	'very-right': 'far-right',
	anywhere: 'auto',
	wherever: 'auto',
	somewhere: 'auto',
	random: 'auto',
	左端: 'far-left',
	左はし: 'far-left',
	最左: 'far-left',
	最左边: 'far-left',
	最左侧: 'far-left',
	最左側: 'far-left',
	最左端: 'far-left',
	一番左: 'far-left',
	右端: 'far-right',
	右はし: 'far-right',
	最右: 'far-right',
	最右边: 'far-right',
	最右侧: 'far-right',
	最右側: 'far-right',
	最右端: 'far-right',
	一番右: 'far-right',
	自動: 'auto',
	自动: 'auto',
	おまかせ: 'auto',
	任意: 'auto',
	随意: 'auto',
	자동: 'auto',
	авто: 'auto',
	تلقائي: 'auto',
};

function tableOf(): Readonly<Record<string, PlaceName>> {
	const table: Record<string, PlaceName> = {};
	const add = (word: string, place: PlaceName) => {
		if (!Object.hasOwn(table, word)) table[word] = place;
	};
	const sides = ['left', 'right', 'top', 'bottom', 'center'] as const;
	for (const language of LANGUAGES) {
		const words = (side: (typeof sides)[number]) => language[side].split(' ');
		for (const side of sides) for (const word of words(side)) add(word, side);
		for (const [vertical, horizontal, place] of CORNERS) {
			for (const first of words(vertical)) {
				for (const second of words(horizontal)) {
					for (const join of language.joins) {
						add(`${first}${join}${second}`, place);
						add(`${second}${join}${first}`, place);
					}
				}
			}
		}
	}
	return { ...table, ...OTHERS };
}

/** Every word that is always understood as a place, but for those of `places.ts` themselves. */
export const PLACE_WORDS = tableOf();

/** English words for sides. */
export const ENGLISH_SIDES: readonly string[] = (({ joins: _joins, ...sides }) =>
	Object.values(sides).flatMap((words) => words.split(' ')))(LANGUAGES[0]);

/** All words for sides alone. */
const SIDE_WORDS: readonly string[] = LANGUAGES.flatMap(({ joins: _joins, ...sides }) =>
	Object.values(sides).flatMap((words) => words.split(' ')),
);

/** The words for each side, and the usual ones for each corner: what is suggested. */
export const SUGGESTED_WORDS: readonly string[] = LANGUAGES.flatMap((language) => {
	const usual = (side: 'left' | 'right' | 'top' | 'bottom' | 'center') => language[side].split(' ')[0];
	const corners = CORNERS.slice(0, 4).map(([vertical, horizontal]) =>
		// People who write without spaces say 左上 and not 上左.
		(language.joins[0] === '' && language.left.startsWith('左')
			? [usual(horizontal), usual(vertical)]
			: [usual(vertical), usual(horizontal)]
		).join(language.joins[0]),
	);
	return corners;
}).concat(SIDE_WORDS);

/** What may stand before a place (`on the left`) and within one (`en haut à gauche`), and means nothing. */
export const SMALL_WORDS: ReadonlySet<string> = new Set(
	'corner side edge half part all way slightly bit little just dead exactly esquina lado coin côté bord canto angolo lato ecke seite rand ganz róg rogu po stronie z u górę vid till på ved til de het in kant góc bên phía угол углу сторона стороне الزاوية زاوية الجانب جانب سمت طرف در کی میں পাশে দিকে în till position located placed 화면 화면의 the on in at to towards of a an very la le les el al à en au du de del der das die dem den im am an auf in na no em à ao a в на у ве की के में ओर तरफ في على إلى'.split(
		' ',
	),
);

/** What may stand behind a place: `bottom left corner`, `left side of the picture`. */
export const TAILS =
	/^(?:(?: +in +(?:der|the))?(?: +|-)(?:hand|most|corners?|sides?|edges?|half|parts?|area|region|portion|section|thirds?|quarters?|quadrant|end|border|طرف|سمت|পাশে|দিকে|কোণে|ecke|rand|seite|esquina|lado|coin|côté|angolo|canto|угол|углу|части|كونه|الزاوية|زاوية|róg|rogu|stronie|strona|kant|hoek|tarafta|tarafında|köşede|köşesinde|köşe|сторона|стороне|में|पर|तरफ़|कोने|कोना|तरफ|ओर|모서리|구석))*(?: +of(?: +(?:the|this|my))? +(?:picture|image|frame|canvas|screen|scene|photo|page|drawing|painting))?/iu;
