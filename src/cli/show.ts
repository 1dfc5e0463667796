import { altText, placePhrase } from '../layout/index.ts';
import { PngError } from '../recipe/png.ts';
import { readRecipe } from '../recipe/read-recipe.ts';
import { type Recipe, recipeId } from '../recipe/recipe.ts';
import { defineCommand } from './command.ts';
import { EXIT, readGiven, usageError, write } from './io.ts';

const HELP = `taue show - says how a picture was made

Usage:
  taue show [options] PICTURE.png

Options:
  --json       print the recipe as JSON: it can be edited and drawn with draw --recipe
  --judge      let the detector look at it: what is missing, what is elsewhere, whose colour went to whom
  -h, --help   this help

Examples:
  taue show picture.png
  taue show --json picture.png > recipe.json
  taue show --judge picture.png

Exit codes: 0 shown, 2 the file is no PNG or carries no recipe.
`;

/** `taue show`. */
export const command = defineCommand({
	name: 'show',
	help: HELP,
	options: { json: { type: 'boolean' }, judge: { type: 'boolean' } },
	takes: 'words',
	async run({ values, words }, io) {
		if (words.length !== 1) throw usageError('Name one picture: taue show picture.png');
		const [path] = words;
		const bytes = await readGiven('picture', path);
		const recipe = await recipeOf(path, bytes);
		if (values.judge) {
			// The detector needs the model runtime, which nothing else here does.
			const { judged } = await import('./judged.ts');
			await write(io.stdout, await judged(bytes, recipe));
		} else await write(io.stdout, values.json ? `${JSON.stringify(recipe)}\n` : describeRecipe(path, recipe));
		return EXIT.ok;
	},
});

async function recipeOf(path: string, bytes: Uint8Array): Promise<Recipe> {
	try {
		return await readRecipe(bytes);
	} catch (error) {
		if (error instanceof PngError) throw new PngError(error.code, `${path}: ${error.message}`, error);
		throw error;
	}
}

function describeRecipe(path: string, recipe: Recipe): string {
	const { objects, background, size, negative } = recipe;
	const layout = { objects, background: background.text === '' ? null : background.text, flags: {} };
	const file = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
	const rows = [
		objects.length === 0 ? recipe.prompt : altText(layout),
		'',
		...objects.map(
			({ text, box, seed }, index) =>
				`  ${index + 1}. ${text}, ${box === 'auto' ? 'anywhere' : `${placePhrase(box)} [${box.join(', ')}]`}, seed ${seed}`,
		),
		`  background: ${background.text || 'none'}, seed ${background.seed}`,
		`  prompt: ${recipe.prompt}`,
		...(negative === '' ? [] : [`  without: ${negative}`]),
		`  model: ${recipe.model}, ${size[0]}x${size[1]}`,
		`  arm: ${recipe.arm}, cropped at step ${recipe.crop}, transplanted at step ${recipe.transplant}`,
		`  steps: ${recipe.steps} of ${recipe.scheduler}, guidance ${recipe.guidance}` +
			(recipe.guidanceUntil < 1 ? ` for ${Math.round(recipe.guidanceUntil * 100)}% of them` : ''),
		`  id: ${recipeId(recipe)}`,
		'',
		`Draw it again:  npm run taue -- draw --recipe ${file} --out again.png`,
		`Change it:      npm run taue -- show --json ${file} > recipe.json, edit, draw --recipe recipe.json`,
	];
	return `${rows.join('\n')}\n`;
}
