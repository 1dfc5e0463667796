/**
 * `npm run docs:messages`: draws what our messages look like into docs/images/, from the messages that the
 * bots post to the tests' local platforms. Slack's pictures are made by `slack.ts` where it is present.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { embedRecipe } from '../../src/recipe/png.ts';
import { launchChromium } from '../../test/browser/chromium.ts';
import { DiscordStage, hasAction } from '../../test/support/discord-stage.ts';
import { DISCORD_CSS, messageHtml, modalHtml } from './discord.ts';

/** A page to be drawn: its HTML, its style, and the file's name without its ending. */
export interface Drawing {
	readonly name: string;
	readonly html: string;
	readonly css: string;
}

const IMAGES = fileURLToPath(new URL('../images/', import.meta.url));
/** The line and the picture of docs/images/make.sh, drawn by the built-in model. */
const LINE = 'a red cat@left, a blue dog@right on a green meadow';

async function discordDrawings(): Promise<readonly Drawing[]> {
	const stage = await DiscordStage.start();
	const drawings: Drawing[] = [];
	const add = (name: string, html: string) =>
		drawings.push({ name: `discord-${name}`, html, css: DISCORD_CSS });
	try {
		const { fake } = stage;
		const ana = fake.user('Ana');
		const channel = fake.channel();
		const interaction = fake.command(ana, channel, { line: LINE });
		const waiting = await stage.original(interaction, /In line|Starting/);
		add('waiting', messageHtml(waiting));
		const job = await stage.fetch();
		const png = await readFile(`${IMAGES}meadow.png`);
		const thumb = await sharp(png).resize(160).webp().toBuffer();
		await stage.finish(job, { png: embedRecipe(await sharp(png).png().toBuffer(), job.recipe), thumb });
		const shown = await fake.until(() =>
			hasAction(interaction.original, 'star') ? interaction.original : null,
		);
		add('picture', messageHtml(shown));
		const move = fake.press(ana, shown, 'object', 'move 2');
		await fake.until(() => move.modal);
		add('move', modalHtml(move.modal));
		for (const [line, name, pattern] of [
			['cat@left, dog@rigth on a beach', 'mistake', /is no place/],
			['help', 'help', /Play on/],
		] as const) {
			const asked = fake.command(ana, channel, { line });
			add(name, messageHtml(await stage.original(asked, pattern)));
		}
		return drawings;
	} finally {
		await stage.stop();
	}
}

const drawings = [...(await discordDrawings())];
const slack = new URL('./slack.ts', import.meta.url);
if (existsSync(slack)) {
	const { slackDrawings } = (await import(slack.href)) as {
		slackDrawings: () => Promise<readonly Drawing[]>;
	};
	drawings.push(...(await slackDrawings()));
}
const browser = await launchChromium();
try {
	const page = await browser.newPage({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 1.5 });
	for (const { name, html, css } of drawings) {
		await page.setContent(`<!doctype html><meta charset="utf-8"><style>${css}</style>${html}`);
		const picture = await page.screenshot({ fullPage: true });
		await sharp(picture)
			.png({ palette: true, quality: 90, compressionLevel: 9 })
			.toFile(`${IMAGES}${name}.png`);
		process.stdout.write(`${name}.png\n`);
	}
} finally {
	await browser.close();
}
