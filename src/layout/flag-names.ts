import { FLAG_RULES, type FlagRule } from './flags.ts';
import { nearest } from './nearest.ts';

/** Other names of our flags: other programs', other languages'. Letters and digits alone; see `bare`. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
	'--seed': [
		'sd',
		'sameseed',
		'randomseed',
		'noiseseed',
		'シード',
		'シード値',
		'种子',
		'種子',
		'随机种子',
		'시드',
		'сид',
		'semilla',
		'graine',
		'samen',
		'startwert',
		'semente',
		'seme',
		'بذرة',
		'البذرة',
		'बीज',
	],
	'--steps': [
		'step',
		'iterations',
		'numinferencesteps',
		'inferencesteps',
		'samplingsteps',
		'numsteps',
		'stepcount',
		'ステップ',
		'ステップ数',
		'步数',
		'步數',
		'스텝',
		'шаги',
		'pasos',
		'étapes',
		'etapes',
		'schritte',
		'passos',
		'passi',
		'خطوات',
		'चरण',
	],
	'--guidance': [
		'cfg',
		'cfgscale',
		'guidancescale',
		'scale',
		'gs',
		'classifierfreeguidance',
		'promptguidance',
		'ガイダンス',
		'guide',
		'引导',
		'引導',
		'提示词相关性',
		'가이던스',
	],
	'--guidance-until': ['cfguntil', 'guidanceend'],
	'--size': [
		'ar',
		'aspect',
		'aspectratio',
		'imagesize',
		'outputsize',
		'orientation',
		'ratio',
		'resolution',
		'res',
		'dimensions',
		'dim',
		'サイズ',
		'大きさ',
		'尺寸',
		'크기',
		'размер',
		'サイズ比',
		'比率',
		'比例',
		'縦横比',
		'tamaño',
		'taille',
		'größe',
		'groesse',
		'tamanho',
		'dimensione',
		'الحجم',
		'आकार',
	],
	'--no': [
		'negative',
		'negativeprompt',
		'neg',
		'negprompt',
		'np',
		'without',
		'exclude',
		'avoid',
		'not',
		'un',
		'ng',
		'uc',
		'negativeprompts',
		'否定',
		'除外',
		'なし',
		'不要',
		'排除',
		'제외',
		'без',
		'sin',
		'sans',
		'ohne',
		'sem',
		'senza',
		'negativo',
		'négatif',
		'negativ',
		'بدون',
		'बिना',
		'ネガティブ',
		'ネガティブプロンプト',
		'負面',
		'负面',
	],
	'-n': [
		'n',
		'count',
		'num',
		'number',
		'images',
		'pictures',
		'numimages',
		'numimagesperprompt',
		'imagecount',
		'numoutputs',
		'niter',
		'samples',
		'batch',
		'batchsize',
		'batchcount',
		'repeat',
		'r',
		'枚数',
		'张数',
		'張數',
		'anzahl',
		'nombre',
		'número',
		'numero',
		'개수',
		'数量',
		'數量',
	],
	'--model': [
		'checkpoint',
		'ckpt',
		'm',
		'modelid',
		'modelname',
		'モデル',
		'模型',
		'모델',
		'модель',
		'modelo',
		'modèle',
		'modell',
	],
	'--scheduler': [
		'sampler',
		'samplername',
		'samplerindex',
		'samplingmethod',
		'スケジューラー',
		'スケジューラ',
		'サンプラー',
		'采样器',
		'採樣器',
		'샘플러',
	],
	'--key': ['keycolor', 'keycolour'],
};

/** One letter behind one dash, where a number follows; upper and lower case differ. */
const LETTERS: Readonly<Record<string, string>> = {
	n: '-n',
	s: '--steps',
	S: '--seed',
	C: '--guidance',
	W: '--width',
	H: '--height',
};

/** What a flag of another program takes behind it, so that all of it can be left out. */
type Takes = 'nothing' | 'number' | 'word' | 'addresses';

/** Flags that are known and mean nothing here. */
const FOREIGN: Readonly<Record<Takes, readonly string[]>> = {
	nothing:
		'tile video hd test testp creative fast relax relaxed turbo raw draft stealth public private upbeta uplight uplb restorefaces nsfw sfw loop lowmotion highmotion tiling seamless karras plus lucky spoiler ephemeral hidden grid nogrid nologo lcm hyper lightning magic expert photoreal alchemy facefix json nothumbs'.split(
			' ',
		),
	number:
		'v version niji stylize s chaos c weird q iw bs stop sw cw sv ow exp stylization variety strength denoise denoising denoisingstrength hiresstrength imageweight clipskip skip eta etat ensd subseed subseedstrength variationseed variationstrength variationamount perlin threshold upscale enhance hires hiresfix highres facerestore upscaleby hiressteps hrscale hrsteps sharpness gfpgan codeformer facefixerstrength adm guidancerescale cfgrescale rescale dynamicthreshold contrast contrastratio kudos refinersteps refinerswitch t shift b top bottom threads'.split(
			' ',
		),
	word: 'style quality motion vae lora lycoris embedding hypernetwork styles preset performance refiner upscaler format outputformat filter p personalize profile mode type device precision loraweight controlnet loras token workflow enablehr allownsfw safetychecker safetytolerance safety seedmode hrupscaler aesthetics basemodel presetstyle guidancemode postprocessing karrasmode promptmagic replacementfilter trustedworkers slowworkers out output layers saverecipe provider recipe outdir outputdir'.split(
		' ',
	),
	addresses: 'sref cref oref image img initimg init initimage input mask ref'.split(' '),
};

/** A name as it is compared: `--negative_prompt`, `--Negative-Prompt` and `--negativePrompt` are one. */
function bare(name: string): string {
	return name
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[-_\s]/g, '');
}

const OURS = new Map<string, FlagRule>();
for (const rule of FLAG_RULES) {
	OURS.set(bare(rule.name), rule);
	for (const alias of ALIASES[rule.name] ?? []) OURS.set(alias, rule);
}
const THEIRS = new Map<string, Takes>();
for (const takes of Object.keys(FOREIGN) as Takes[])
	for (const name of FOREIGN[takes]) THEIRS.set(name, takes);

/** What a name behind dashes means. */
export type NamedFlag =
	| { readonly kind: 'ours'; readonly rule: FlagRule }
	/** One side of the size, in pixels. */
	| { readonly kind: 'side'; readonly side: 'width' | 'height' }
	| { readonly kind: 'foreign'; readonly takes: Takes };

const SIDES: Readonly<Record<string, 'width' | 'height'>> = {
	width: 'width',
	w: 'width',
	height: 'height',
	h: 'height',
};

/**
 * The flag of a name as typed, without its dashes; `undefined` where none has it.
 * @param short - whether one dash stands before one letter
 */
export function namedFlag(name: string, short: boolean): NamedFlag | undefined {
	const letter = short ? LETTERS[name] : undefined;
	const plain = bare(letter ?? name);
	if (short && letter === undefined) return undefined;
	const rule = OURS.get(plain);
	if (rule) return { kind: 'ours', rule };
	if (Object.hasOwn(SIDES, plain)) return { kind: 'side', side: SIDES[plain] };
	const takes = THEIRS.get(plain);
	return takes && { kind: 'foreign', takes };
}

/** The flag that was probably meant, as it is typed. */
export function nearestFlag(name: string): string | undefined {
	const plain = bare(name);
	// Two letters are near to anything.
	if (plain.length < 3) return undefined;
	const near = nearest(plain, OURS.keys());
	const rule = near === undefined ? undefined : OURS.get(near);
	return rule?.name;
}
