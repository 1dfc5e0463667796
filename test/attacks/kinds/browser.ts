import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../browser/chromium.ts';
import { recipe } from '../../worker/recipes.ts';
import type { Attack } from '../attack.ts';
import { pngWithRecipe } from '../png-parts.ts';
import { ROOM_KEY, requestKey } from '../target.ts';

/** Each sets `pwned` where it is executed. */
const SCRIPTS = [
	'<img src=x onerror=pwned=1>',
	'<script>pwned=1</script>',
	'"><svg onload=pwned=1>',
	"'-(pwned=1)-'",
	'javascript:pwned=1',
	'[a](javascript:pwned=1)',
	'<a href="javascript:pwned=1" id=bad>x</a>',
	'{{constructor.constructor("pwned=1")()}}',
	'</title></style></textarea><iframe srcdoc="<script>parent.pwned=1</script>">',
	'data:text/html,<script>opener.pwned=1</script>',
	'<math><mtext><table><mglyph><style><img src=x onerror=pwned=1>',
	'<input autofocus onfocus=pwned=1>',
];

/** What somebody's words made of the page: something that ran, or elements that are not the page's own. */
async function harmIn(page: Page): Promise<readonly string[]> {
	return page.evaluate(() => {
		const found = [
			...document.querySelectorAll(
				'script:not([src]):not([type=importmap]), iframe, object, embed, math, base, img[src="x"], [srcdoc], [href^="javascript:" i], [href^="data:text" i], [action^="javascript:" i], #bad',
			),
		].map((element) => element.outerHTML.slice(0, 120));
		for (const element of document.querySelectorAll('*')) {
			for (const { name, value } of element.attributes)
				if (/^on/i.test(name) && value.includes('pwned')) found.push(`${element.tagName} ${name}=${value}`);
		}
		return 'pwned' in window ? ['a script ran', ...found] : found;
	});
}

/** Words of others in everybody's page: names, talk, lines, saved layouts, files, models. Needs Chromium. */
export const storedScripts: Attack = {
	name: 'stored scripts',
	async run(ground) {
		let browser: Browser;
		try {
			browser = await launchChromium();
		} catch {
			// Without a browser there is nobody to be harmed; CI has one.
			return;
		}
		try {
			const target = await ground.fresh();
			const ana = await browser.newPage();
			const dialogs: string[] = [];
			ana.on('dialog', (dialog) => {
				dialogs.push(dialog.message());
				void dialog.dismiss();
			});
			await ana.goto(`${target.url}/#key=${ROOM_KEY}`);
			await ana.getByLabel('Your name').fill(SCRIPTS[0]);
			await ana.getByRole('button', { name: 'Come in' }).click();
			await ana.locator('.composer textarea').waitFor();
			let last = '';
			for (const [i, script] of SCRIPTS.entries()) {
				const mallory = await target.guest(script.slice(0, 40), `127.0.41.${i + 1}`);
				const id = await mallory.draw(`draw "${script}"@left on ${script} --steps 1`);
				const plain = id ?? (await mallory.draw(`a cat@left on a beach ${i} --steps 1`));
				if (plain !== null) await mallory.ends(plain);
				await mallory.type(`save ${script} = cat@left`);
				await mallory.type(`save bad${i} ${script}@left`);
				await mallory.type(`edit make the cat ${script}`, { focus: plain ?? '' });
				await mallory.drop(
					pngWithRecipe(
						JSON.stringify(
							recipe({
								model: script,
								prompt: script,
								negative: script,
								background: { text: script, seed: 1 },
							}),
						),
					),
				);
				const text = `${script} (${i})`;
				await mallory.post('/api/say', {
					text,
					key: requestKey(),
					...(plain !== null && { picture: plain }),
				});
				last = `(${i})`;
			}
			await ana.getByText(last).first().waitFor();
			for (const [what, see] of pagesOf(ana, target.url)) {
				await see();
				const harm = await harmIn(ana);
				ground.tried(what, harm.length === 0, harm);
			}
			// A file of that name, by the page's own way in.
			for (const script of SCRIPTS.slice(0, 4)) {
				const [chooser] = await Promise.all([
					ana.waitForEvent('filechooser').catch(() => null),
					ana.evaluate(() => document.querySelector<HTMLInputElement>('input[type=file]')?.click()),
				]);
				await chooser?.setFiles({
					name: `${script.replaceAll('/', '_')}.png`,
					mimeType: 'image/png',
					buffer: pngWithRecipe(JSON.stringify(recipe({ model: script, prompt: script }))),
				});
			}
			const said = ana.getByText('(all)');
			const ben = await target.guest('Ben', '127.0.41.99');
			await ben.post('/api/say', { text: '(all)', key: requestKey() });
			await said.first().waitFor();
			const harm = await harmIn(ana);
			ground.tried('a file with such a name and model', harm.length === 0, harm);
			ground.tried('a dialog opens', dialogs.length === 0, dialogs);
		} finally {
			await browser.close();
		}
	},
};

/** Where these words are shown. */
function pagesOf(page: Page, url: string): readonly (readonly [string, () => Promise<unknown>])[] {
	const field = page.locator('.composer textarea');
	return [
		['the room as it was open', async () => {}],
		[
			'the room, loaded anew',
			async () => {
				await page.reload();
				await field.waitFor();
			},
		],
		[
			'a line typed and not sent',
			async () => {
				for (const script of SCRIPTS) await field.fill(script);
				await field.fill('saved ');
			},
		],
		[
			'every card’s page',
			async () => {
				const ids = await page
					.locator('.card[data-id]')
					.evaluateAll((cards) => cards.map((card) => card.getAttribute('data-id')));
				for (const id of ids.slice(0, 6)) {
					await page.goto(`${url}/p/${id}`);
					await page.locator('.composer textarea').waitFor({ state: 'attached' });
				}
			},
		],
	];
}
