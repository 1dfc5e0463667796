/**
 * `npm run docs:messages`: draws what our messages look like into docs/images/, from the messages that the
 * bots post to the tests' local platforms. Slack's pictures are made by `slack.ts` where it is present.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { launchChromium } from '../../test/browser/chromium.ts';
import { DiscordStage, hasAction } from '../../test/support/discord-stage.ts';
import { DISCORD_CSS, messageHtml, modalHtml } from './discord.ts';
import { drawn, LINE, SWEEP } from './drawn.ts';

/** A page to be drawn: its HTML, its style, and the file's name without its ending. */
export interface Drawing {
	readonly name: string;
	readonly html: string;
	readonly css: string;
}

const IMAGES = fileURLToPath(new URL('../images/', import.meta.url));

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
		await stage.finish(job, await drawn('meadow.png', job));
		const shown = await fake.until(() =>
			hasAction(interaction.original, 'star') ? interaction.original : null,
		);
		add('picture', messageHtml(shown));
		const move = fake.press(ana, shown, 'object', 'move 2');
		await fake.until(() => move.modal);
		add('move', modalHtml(move.modal));
		add('more', messageHtml(await stage.original(fake.press(ana, shown, 'more'), /More with/)));
		const sweep = fake.command(ana, channel, { line: SWEEP });
		await stage.original(sweep, /In line|Starting/);
		for (const name of ['butterfly-1.png', 'butterfly-2.png']) {
			const next = await stage.fetch();
			await stage.finish(next, await drawn(name, next));
		}
		const several = await fake.until(() =>
			sweep.original?.files.length === 2 && !hasAction(sweep.original, 'cancel') ? sweep.original : null,
		);
		add('several', messageHtml(several));
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
	const page = await browser.newPage({ viewport: { width: 640, height: 120 }, deviceScaleFactor: 1.5 });
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
