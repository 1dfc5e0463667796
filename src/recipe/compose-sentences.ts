import type { Said } from '../taue-error.ts';

/** What a line's parts cannot be put together for, in every language. */
export const COMPOSE_SENTENCES = {
	tooFewSteps: (arm: string, earliest: number, steps: number): Said => ({
		en:
			`The arm ${arm} raises each object alone before it is set into the picture, which needs more than ` +
			`${earliest} step${earliest === 1 ? '' : 's'}; --steps is ${steps}. Take more, or --arm regions.`,
		ja: `描き方 ${arm} は物を一つずつ育ててから絵に入れるので、${earliest}より多いステップが要ります。--steps は ${steps} でした。増やすか、--arm regions にしてください。`,
	}),
	transplantAfterCrop: (given: number, crop: number, steps: number): Said => ({
		en:
			`--transplant ${given} comes after the seedlings are cropped, which is at step ${crop} of ${steps}. ` +
			`Take a step from 0 to ${crop}, or crop later with --crop.`,
		ja: `--transplant ${given} は、苗を切り出す${steps}ステップ中の${crop}より後です。0〜${crop} にするか、--crop で切り出しを遅くしてください。`,
	}),
	cannotDraw: (why: string): Said => ({
		en: `This picture cannot be drawn: ${why}.`,
		ja: `この絵は描けません: ${why}。`,
	}),
};
