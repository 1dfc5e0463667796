import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { parseLine, printLayout } from '../../src/layout/index.ts';
import { SCHEDULERS } from '../../src/layout/schedulers.ts';
import { plainText } from '../../src/platforms/card.ts';
import { completeField, completeLine, completeName } from '../../src/platforms/complete.ts';
import { CONTROL_ACTIONS, controlId, readControlId } from '../../src/platforms/control-id.ts';
import { codeBlock, escapeMarkdown, markdown } from '../../src/platforms/discord/markup.ts';
import { owns, readShards, shardOf } from '../../src/platforms/discord/shards.ts';
import { lineOfForm } from '../../src/platforms/form-line.ts';
import { readSettingsForm } from '../../src/platforms/forms.ts';
import { fileName, fitImage } from '../../src/platforms/images.ts';
import { pictureCard } from '../../src/platforms/picture-card.ts';
import { meaningOf } from '../../src/platforms/reactions.ts';
import { replyCard } from '../../src/platforms/reply-card.ts';
import { localeOf } from '../../src/platforms/texts/index.ts';
import { treePicture, treeSvg } from '../../src/platforms/tree-picture.ts';
import type { PictureView } from '../../src/studio/picture-view.ts';
import type { HistoryNode } from '../../src/studio/pictures.ts';
import type { PostView } from '../../src/studio/posts.ts';
import fc from '../support/properties.ts';

describe('ids of controls', () => {
	it('come back as they went, and fit every platform', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...CONTROL_ACTIONS),
				fc.option(fc.stringMatching(/^[0-9a-z]{12}$/)),
				fc.option(fc.stringMatching(/^[\w:-]{1,60}$/)),
				(action, picture, argument) => {
					const id = controlId(action, picture, argument);
					assert.ok(id.length <= 100);
					assert.deepEqual(readControlId(id), { action, picture, argument });
				},
			),
		);
	});

	it('of other versions, programs and actions are not ours', () => {
		for (const id of ['', 't0:reroll:abc', 't1', 't1:fly:abc', 'confirm', 't1:reroll']) {
			assert.equal(readControlId(id), null, id);
		}
	});
});

describe('the reaction table', () => {
	it('knows dice, arrows, numbers, stars, votes and the cross, by emoji and by Slack name', () => {
		const cases: readonly (readonly [emoji: string, kind: string | undefined])[] = [
			['🎲', 'reroll'],
			['game_die', 'reroll'],
			['🔁', 'reroll'],
			['arrows_counterclockwise', 'reroll'],
			['2️⃣', 'reroll-object'],
			['2⃣', 'reroll-object'],
			['two', 'reroll-object'],
			['⭐', 'star'],
			['👍🏽', 'vote'],
			['+1::skin-tone-4', 'vote'],
			['❌', 'cross'],
			['x', 'cross'],
			['🍕', undefined],
			['constructor', undefined],
		];
		for (const [emoji, kind] of cases) assert.equal(meaningOf(emoji)?.kind, kind, emoji);
		assert.deepEqual(meaningOf('0️⃣'), { kind: 'reroll-object', object: 0 });
	});

	it('lets a place change it', () => {
		assert.deepEqual(meaningOf('🍕', { '🍕': 'reroll' }), { kind: 'reroll' });
		assert.equal(meaningOf('🎲', { '🎲': '' }), null);
	});
});

describe('completion', () => {
	const source = {
		nouns: ['cat', 'cow', 'dog', 'house'],
		backgrounds: ['a beach', 'a meadow'],
		saved: [{ name: 'farm', line: 'cow@left on a meadow' }],
		starred: ['cow@left'],
		commands: ['gallery', 'help'],
		examples: ['cat@left, dog@right'],
	};
	const values = (typed: string) => completeLine(typed, source).map(({ value }) => value);

	it('offers places behind @, nouns where a description begins, backgrounds behind on', () => {
		assert.equal(values('cat@l')[0], 'cat@left');
		assert.ok(values('猫@左').includes('猫@左上'));
		assert.ok(values('cat@left, do').includes('cat@left, dog@'));
		assert.ok(values('cat@left on ').includes('cat@left on a beach'));
		assert.ok(values('cat@left | a m').length > 0);
		assert.deepEqual(values('').slice(0, 3), ['cow@left on a meadow', 'cow@left', 'cat@left, dog@right']);
		assert.deepEqual(values('fa').slice(0, 2), ['fa', 'cow@left on a meadow']);
		assert.ok(values('saved f').includes('saved farm'));
		assert.deepEqual(
			completeName('fa', source).map(({ value }) => value),
			['fa', 'farm'],
		);
		const long = {
			...source,
			saved: [{ name: 'long', line: `cat@left on ${'a very '.repeat(20)}long beach` }],
		};
		assert.ok(completeLine('lo', long).some(({ value }) => value === 'saved long'));
		assert.ok(values('hel').includes('help'));
		assert.ok(values('a house@center, cat@abo').includes('a house@center, cat@above the house'));
		assert.ok(values('cat@left:fl').includes('cat@left:flip'));
	});

	it('completes flags and what they may be', () => {
		assert.deepEqual(values('cat@left --sch'), ['cat@left --scheduler']);
		assert.deepEqual(
			values('cat@left --scheduler '),
			SCHEDULERS.map((name) => `cat@left --scheduler ${name}`),
		);
		assert.equal(values('cat@left --scheduler=uni')[0], 'cat@left --scheduler=unipc');
		assert.equal(values('cat@left --arm cul')[0], 'cat@left --arm cultivate');
		for (const value of values('cat@left --scheduler ')) parseLine(value);
	});

	it('completes nouns of several words from any of them on', () => {
		const nouns = ['dog', 'hot dog', 'ice cream', 'crab'];
		const ofMany = (typed: string) => completeLine(typed, { ...source, nouns }).map(({ value }) => value);
		assert.ok(ofMany('cat@left, a blue ice cr').includes('cat@left, a blue ice cream@'));
		assert.ok(!ofMany('cat@left, a blue ice cr').includes('cat@left, a blue ice crab@'));
		assert.ok(ofMany('a blue hot').includes('a blue hot dog@'));
		assert.ok(ofMany('a blue d').includes('a blue dog@'));
	});

	it('gives at most 25 distinct values of at most 100 characters, whatever is typed', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 300 }), (typed) => {
				const found = [...completeLine(typed, source), ...completeField('object', typed, source)];
				for (const { name, value } of found)
					assert.ok(name.length <= 100 && value.length <= 100 && name !== '');
				assert.ok(new Set(values(typed)).size === values(typed).length && values(typed).length <= 25);
			}),
		);
	});
});

describe('the form', () => {
	it('makes the line that says the same', () => {
		assert.equal(
			lineOfForm({
				objects: [{ text: 'a red, round ball', place: 'left' }, { text: 'cow' }, { text: ' ' }],
				background: 'a meadow',
				seed: 7,
				size: '16:9',
				count: 2,
			}),
			'"a red, round ball"@left, cow@auto | a meadow --seed 7 --size 16:9 -n 2',
		);
		assert.equal(lineOfForm({ objects: [], background: 'a quiet harbour' }), 'a quiet harbour');
		assert.equal(lineOfForm({ objects: [], line: 'help' }), 'help');
		assert.equal(lineOfForm({ objects: [] }), '');
		const means = (text: string, place?: string) =>
			printLayout(parseLine(lineOfForm({ objects: [{ text, ...(place && { place }) }] })).layouts[0]);
		assert.equal(means('cat', '@left'), 'cat@left');
		assert.equal(means('cat', 'top right corner'), 'cat@top-right');
		assert.equal(means('cat@left'), 'cat@left');
		assert.equal(means('a cat＠左', 'left'), 'a cat@left');
		assert.equal(means('me@example.com', 'left'), '"me\\@example.com"@left');
	});

	it('keeps objects as they were written, whatever characters they have', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[a-z][a-z ,;@"\\:-]{0,20}[a-z]$/), (text) => {
				const [layout] = parseLine(lineOfForm({ objects: [{ text, place: 'left' }] })).layouts;
				assert.equal(layout.objects.length, 1);
			}),
		);
	});

	it('of settings says what is wrong with a quota, and what was given', () => {
		assert.match(
			String(readSettingsForm({ quota: 'lots' }, 'en')),
			/"lots"; it is two numbers such as 30 \/ 200/,
		);
		assert.deepEqual(readSettingsForm({ quota: '30/-', enabled: 'off', policy: 'blur' }, 'en'), {
			enabled: false,
			safety: { policy: 'blur' },
			quota: { personHour: 30, personDay: null },
			models: [],
			defaults: '',
		});
	});
});

describe('Discord’s Markdown', () => {
	it('shows a person’s text as it is: no mentions, no formatting, no way out of a code block', () => {
		assert.equal(
			escapeMarkdown('@everyone **cat** <@123> [a](b)'),
			'\\@everyone \\*\\*cat\\*\\* \\<\\@123\\> \\[a\\](b)',
		);
		assert.equal(escapeMarkdown('# big\n- list\n1. one'), '\\# big\n\\- list\n1\\. one');
		assert.equal(markdown([{ code: 'a`b' }, ' ', { bold: 'x*y' }]), '`aˋb` **x\\*y**');
		assert.equal(codeBlock('a```b').match(/```/g)?.length, 2);
	});
});

describe('pictures', () => {
	it('are sent as they are where they fit, and smaller where they do not', async () => {
		const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
		const bytes = await sharp({ create: { width: 128, height: 128, channels: 3, background: '#888', noise } })
			.png()
			.toBuffer();
		const image = { mime: 'image/png', bytes, step: 0 };
		assert.equal(await fitImage(image, bytes.length), image);
		const webp = await fitImage(image, bytes.length - 1);
		assert.equal(webp?.mime, 'image/webp');
		const jpeg = await fitImage(image, bytes.length, 2);
		assert.equal(jpeg?.mime, 'image/jpeg');
		assert.equal(await fitImage(image, 100), null);
	});

	it('have short, plain file names', () => {
		assert.equal(fileName('taue a/b', 'image/webp'), 'taue-a-b.webp');
		assert.ok(fileName('x'.repeat(500), 'image/png').length < 100);
	});
});

describe('the card of a look', () => {
	const { layouts } = parseLine('赤い猫@left, a blue dog@right');
	const picture = {
		id: '7f3k9m2p4q6t',
		state: 'done',
		action: 'look',
		line: printLayout(layouts[0]),
		layout: layouts[0],
		recipe: null,
		findings: {
			judge: {
				objects: [
					{ found: true, iou: 0.5, bound: false },
					{ found: true, iou: 0.8, bound: true },
				],
				mistakes: [{ kind: 'stolen', object: 0, colour: 'blue', owner: 1 }],
			},
			attention: { assignment: { raw: 0.9, margin: 0.3, accuracy: 1 } },
		},
		safety: 'ok',
		bytes: 'kept',
		layers: [],
		by: null,
		at: new Date(1_800_000_000_000),
		parent: 'parent',
		note: 'looked at',
		seconds: 1,
	} as unknown as PictureView;
	const limits = { altTextLength: 1000 };

	it('shows the sheet, what went wrong, and the figures, in either language', () => {
		const said = (locale: 'en' | 'ja', kind: 'text' | 'small') =>
			pictureCard(picture, { ...limits, locale }).blocks.flatMap((block) =>
				block.kind === kind ? [plainText(block.text)] : [],
			);
		assert.deepEqual(said('en', 'text').slice(1), ['“blue” went to the 赤い猫: it was meant for the dog.']);
		assert.deepEqual(said('ja', 'text').slice(1), [
			'青が「赤い猫」に付きました。「a blue dog」の色のはずでした。',
		]);
		assert.match(
			said('en', 'small')[0],
			/^赤い猫: found, IoU 0\.50, not in its colour\n.*AAS.*margin 0\.30/s,
		);
		const [sheet] = pictureCard(picture, { ...limits, locale: 'en' }).blocks.flatMap((block) =>
			block.kind === 'images' ? block.images : [],
		);
		assert.match(sheet.alt, /went to the 赤い猫/);
	});

	it('makes nothing of itself: it can be deleted', () => {
		const buttons = pictureCard(picture, { ...limits, locale: 'en' }).blocks.flatMap((block) =>
			block.kind === 'buttons' ? block.buttons : [],
		);
		assert.deepEqual(
			buttons.map(({ id }) => readControlId(id)?.action),
			['delete'],
		);
	});

	it('is told again where the picture that was looked at is shown, with a button for another look', async () => {
		const looked = { ...picture, action: 'draw', parent: null } as PictureView;
		const studio = { pictures: { bytes: async () => null } };
		const reply = { kind: 'recipe', picture: looked, json: '{}', private: true } as const;
		const { blocks } = await replyCard(reply, { ...limits, locale: 'en', studio });
		const text = blocks.flatMap((block) => (block.kind === 'text' ? [plainText(block.text)] : [])).join();
		assert.match(text, /“blue” went to the 赤い猫/);
		assert.ok(
			blocks.some(
				({ kind, ...block }) => kind === 'buttons' && JSON.stringify(block).includes('look:7f3k9m2p4q6t'),
			),
		);
	});
});

describe('the family tree as a picture', () => {
	const node = (id: string, parent: string | null, children: readonly HistoryNode[] = []): HistoryNode => ({
		picture: {
			id,
			parent,
			line: 'cat@left <b>',
			note: parent === null ? '' : `moved in ${id}`,
			state: 'done',
			stars: 0,
			at: new Date(1_800_000_000_000),
		} as PictureView,
		children,
	});
	const family = node('root', null, [
		node('first', 'root', [node('grandchild', 'first')]),
		node('second', 'root'),
	]);

	it('has every picture once, a line to each child, and text that cannot break out', async () => {
		const svg = treeSvg(family, { focus: 'second' });
		for (const id of ['root', 'first', 'second', 'grandchild']) assert.equal(svg.split(`>${id}<`).length, 2);
		assert.equal(svg.match(/<path /g)?.length, 3);
		assert.ok(!svg.includes('<b>'));
		assert.equal((await sharp(await treePicture(family)).metadata()).format, 'png');
	});

	it('shows small pictures with round corners', async () => {
		const red = { width: 8, height: 8, channels: 3, background: '#ff0000' } as const;
		const png = await sharp({ create: red }).png().toBuffer();
		const thumbs = new Map([['root', `data:image/png;base64,${png.toString('base64')}`]]);
		const { data, info } = await sharp(await treePicture(node('root', null), { thumbs }))
			.raw()
			.toBuffer({ resolveWithObject: true });
		const pixel = (x: number, y: number) => [
			...data.subarray((y * info.width + x) * info.channels).subarray(0, 3),
		];
		assert.deepEqual(pixel(76, 76), [255, 0, 0]);
		assert.deepEqual(pixel(21, 21), [255, 255, 255]);
	});

	it('of a very large family shows a part, with all its parents, and says how many are left out', () => {
		const children = Array.from({ length: 100 }, (_, index) => node(`child${index}`, 'root'));
		const svg = treeSvg(node('root', null, children), { most: 10 });
		assert.equal(svg.match(/<path /g)?.length, 9);
		assert.match(svg, /\+ 91/);
	});
});

describe('shards', () => {
	it('are read from the configuration; every post belongs to exactly one share', () => {
		assert.equal(readShards(null), 'auto');
		assert.deepEqual(readShards('1-2/4'), { ids: [1, 2], count: 4 });
		assert.throws(
			() => readShards('4/4'),
			/DISCORD_SHARDS is "4\/4": it must be auto, or shards of a number/,
		);
		const post = (guild: string | null) => ({ target: { data: { guild } } }) as unknown as PostView;
		for (const guild of [null, '910000000000000001', '81384788765712384']) {
			const owners = ['0-1/4', '2/4', '3/4'].filter((share) => owns(readShards(share), post(guild)));
			assert.equal(owners.length, 1, String(guild));
		}
		assert.equal(shardOf(null, 16), 0);
	});
});

it('languages are Japanese or else English', () => {
	assert.deepEqual(['ja', 'ja-JP', 'en-GB', 'de', undefined].map(localeOf), ['ja', 'ja', 'en', 'en', 'en']);
});
