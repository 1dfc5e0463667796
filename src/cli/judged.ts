import { join } from 'node:path';
import sharp from 'sharp';
import { loadConfig } from '../app/config.ts';
import { toldFindings } from '../findings/told.ts';
import { loadJudge } from '../metrics/judge.ts';
import { judgePicture } from '../metrics/look.ts';
import { judgeOf } from '../models/installed-names.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** What the judge of the picture's model says of it, in words. */
export async function judged(bytes: Uint8Array, recipe: Recipe): Promise<string> {
	const judge = await loadJudge(join(loadConfig().models.folder, judgeOf(recipe.model)));
	try {
		const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
		const picture = { width: info.width, height: info.height, rgba: new Uint8Array(data) };
		const said = await judgePicture(judge, recipe, picture);
		// The model itself is not loaded here, so nothing is known of its attention.
		const findings = { judge: said.judge, attention: { assignment: null } };
		const { sentences, figures } = toldFindings(findings, recipe.objects, 'en');
		return `${[...sentences, '', ...figures.map((figure) => `  ${figure}`)].join('\n')}\n`;
	} finally {
		await judge.close();
	}
}
