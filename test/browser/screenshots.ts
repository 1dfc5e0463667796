/** `npm run -s screenshots`: plays an afternoon in the room on the built-in model and writes docs/images/room-*.png. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { launchChromium } from './chromium.ts';
import { startProgram } from './program.ts';
import { DESKTOP, PATIENCE_MS, PHONE, scratch, type Visitor, visit } from './stage.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const LARGEST_BYTES = 400_000;
const LINES = [
	'a yellow duck@left, a blue fish@right in the sea',
	'a house@left:large, a tree@right on snow',
	'a red car@bottom-left, a yellow bus@right on a road',
	'an owl@top-right, a purple chair@bottom-left in a room',
	'a white rabbit@left, a red apple@bottom-right in a forest',
	'a red cat@left, a blue dog@right on a green meadow',
];

const { folder, remove } = scratch();
const browser = await launchChromium();
const program = await startProgram({
	folder,
	env: { TAUE_ENGINE: 'onnx', TAUE_ROOM_NAME: 'The rice field' },
});

async function shoot({ page }: Visitor, name: string): Promise<void> {
	await page.mouse.move(0, 0);
	await page
		.locator('.card img.face')
		.first()
		.evaluate((image: HTMLImageElement) => image.decode());
	const png = await page.screenshot();
	const small = await sharp(png).png({ palette: true, quality: 90, effort: 10 }).toBuffer();
	if (small.length > LARGEST_BYTES)
		throw new Error(`${name} has ${small.length} bytes; ${LARGEST_BYTES} are allowed.`);
	await sharp(small).toFile(join(IMAGES, `room-${name}.png`));
	process.stdout.write(`docs/images/room-${name}.png ${Math.round(small.length / 1000)} kB\n`);
}

try {
	const ana = await visit(browser, program.url, 'Ana', { viewport: DESKTOP, colorScheme: 'light' });
	const ben = await visit(browser, program.url, 'Ben', { viewport: DESKTOP, colorScheme: 'dark' });
	for (const [index, line] of LINES.entries()) {
		const who = index % 2 === 0 ? ana : ben;
		await who.send(`/taue ${line}`);
		await who.finished(line);
	}
	const last = LINES.at(-1) ?? '';
	const card = await ana.finished(last);
	await card.getByRole('button', { name: /^Star/ }).click();
	await ben.send('The dog should look at the cat. Shall I reroll it?');
	await (await ben.finished(last)).getByRole('button', { name: 'Reroll object 2: a blue dog' }).click();
	await ana.page.locator('.card').first().locator('.relative.done').nth(1).waitFor({ timeout: PATIENCE_MS });
	await ana.send('Yes! And then move it a little.');
	await ana.type('/taue a green turtle@left, an orange butterfly@top-right:small in the desert');
	await shoot(ana, 'desktop');

	await ben.page.locator('.card .card-face').first().click();
	const dialog = ben.page.locator('dialog.picture');
	await dialog.getByRole('button', { name: 'Move & change' }).click();
	await dialog.locator('.box').nth(1).focus();
	for (let step = 0; step < 4; step++) await ben.page.keyboard.press('ArrowUp');
	await dialog.locator('.member').nth(1).waitFor();
	await shoot(ben, 'change-dark');

	const mika = await visit(browser, program.url, 'Mika', {
		viewport: PHONE,
		colorScheme: 'light',
		hasTouch: true,
	});
	await mika.page.getByRole('button', { name: /^Pictures/ }).click();
	await shoot(mika, 'phone');
	await Promise.all([ana.close(), ben.close(), mika.close()]);
} finally {
	await browser.close();
	await program.stop();
	remove();
}
