import { recipe } from '../../worker/recipes.ts';
import type { Attack } from '../attack.ts';
import { pngWithRecipe } from '../png-parts.ts';
import { requestKey } from '../target.ts';

const ODD = [
	'\u0000',
	'a\u0000b',
	'\ud800',
	'a\udc00b',
	'\ud83d',
	'\uffff',
	'\u202e\u2066',
	'\u0007\u001b[31m',
	'\ufeff',
	'x'.repeat(3900),
	'%00',
	"'; drop table pictures; --",
	'<script>alert(1)</script>',
	'{{7*7}}',
	'<%= 7*7 %>',
];

/** L1: text that a database or a page cannot hold. */
export const texts: Attack = {
	name: 'L1 texts',
	short: true,
	async run(ground) {
		const target = await ground.shared();
		let address = 1;
		for (const odd of ODD) {
			const guest = await target.guest('Ana', `127.0.16.${address++}`);
			const json = JSON.stringify(odd);
			const asked: readonly (readonly [string, string, unknown])[] = [
				['say', '/api/say', { text: odd, key: requestKey() }],
				['a line', '/api/command', { text: `a ${odd} cat@left --steps 1`, key: requestKey() }],
				['save', '/api/command', { text: `save ${odd} a cat@left`, key: requestKey() }],
				['saved', '/api/command', { text: `saved ${odd}`, key: requestKey() }],
				['focus', '/api/command', { text: 'show', focus: odd, key: requestKey() }],
				['settings', '/api/command', { text: `settings defaults="${odd}"`, key: requestKey() }],
				['edit', '/api/command', { text: `edit ${odd}`, key: requestKey() }],
				['a name', '/api/enter', { name: odd }],
				['a key', '/api/say', { text: 'x', key: odd }],
			];
			for (const [what, path, body] of asked) {
				const { status, text } = await guest.post(path, body);
				ground.tried(`${what} with ${json.slice(0, 30)}`, status > 0 && status < 500, `${status} ${text}`);
			}
			for (const path of [`/api/gallery?cursor=${encodeSafe(odd)}`, `/api/pictures/${encodeSafe(odd)}`]) {
				const { status, text } = await guest.get(path);
				ground.tried(`GET ${path.slice(0, 40)}`, status > 0 && status < 500, `${status} ${text}`);
			}
			const dropped = await guest.drop(
				pngWithRecipe(
					JSON.stringify(
						recipe({ model: 'nae', size: [256, 256], prompt: odd, background: { text: odd, seed: 1 } }),
					),
				),
			);
			ground.tried(
				`a recipe with ${json.slice(0, 30)}`,
				dropped.status > 0 && dropped.status < 500,
				`${dropped.status} ${dropped.text}`,
			);
		}
	},
};

function encodeSafe(text: string): string {
	return encodeURIComponent(text.toWellFormed()).slice(0, 300);
}

/** L10: recipes that no device can draw are refused before the line. */
export const recipes: Attack = {
	name: 'L10 recipes',
	async run(ground) {
		const target = await ground.fresh();
		const base = recipe({ model: 'nae', size: [256, 256] });
		const object = base.objects[0];
		const odd: readonly (readonly [string, unknown])[] = [
			['crop beyond the steps', { ...base, steps: 4, crop: 9 }],
			['crop at the last step', { ...base, steps: 4, crop: 4 }],
			['a side of 264', { ...base, size: [264, 264] }],
			['a side of 8', { ...base, size: [8, 8] }],
			['sides of 2^31', { ...base, size: [2147483648, 64] }],
			['a billion steps', { ...base, steps: 1e9 }],
			['no steps', { ...base, steps: 0 }],
			['half a step', { ...base, steps: 2.5 }],
			['endless guidance', { ...base, guidance: 1e308 }],
			['another version', { ...base, version: 99 }],
			['a path for a model', { ...base, model: '../../etc/passwd' }],
			['__proto__ for a model', { ...base, model: '__proto__' }],
			['another scheduler', { ...base, scheduler: 'constructor' }],
			['another arm', { ...base, arm: 'toString' }],
			['a box inside out', { ...base, objects: [{ ...object, box: [0.9, 0.9, 0.1, 0.1] }] }],
			['a box beyond the picture', { ...base, objects: [{ ...object, box: [-5, 0, 9, 1] }] }],
			['a hundred objects', { ...base, objects: Array.from({ length: 100 }, () => object) }],
			['a seed of 2^64', { ...base, background: { text: 'x', seed: 2 ** 64 } }],
			['a list for a recipe', []],
			['null for a recipe', null],
		];
		let address = 1;
		for (const [what, value] of odd) {
			const guest = await target.guest('Mallory', `127.0.17.${address++}`);
			const { status, text } = await guest.drop(pngWithRecipe(JSON.stringify(value)));
			ground.tried(`${what}: an error of the room`, status > 0 && status < 500, `${status} ${text}`);
			// An offer to draw it is taken up.
			const id = /"id":"(\w{64})"/.exec(text)?.[1];
			if (id === undefined) continue;
			const picture = await guest.draw(`redraw ${id}`);
			const state = picture === null ? 'refused' : await guest.ends(picture, 3000);
			ground.tried(`${what}: it is queued and fails there`, state !== 'failed', state);
		}
		ground.tried('the program is unwell afterwards', await target.isWell());
	},
};

/** L6: settings are checked when they are made, not when everybody's lines break. */
export const settings: Attack = {
	name: 'L6 settings',
	short: true,
	async run(ground) {
		const target = await ground.shared();
		const key = target.moderatorKey;
		if (key === null) {
			ground.tried('no moderator link is printed, so it could not be tried', false);
			return;
		}
		const moderator = await target.guest('Moderator', '127.0.18.1', key);
		for (const change of [
			'defaults="--stepz 12"',
			'defaults="--steps 9999"',
			'defaults="cat@left"',
			'defaults="--model nosuch"',
			'models=nosuch',
			'models=nae,nosuch',
			'quota.personHour=-1',
			'quota.personHour=1e99',
			'language=xx',
			'reactions.👍=explode',
			'roles.x.weight=-5',
		]) {
			const { status, text } = await moderator.type(`settings ${change}`);
			ground.tried(
				`settings ${change}`,
				// What is no setting may be words to draw; it must not become a setting.
				status >= 400 || /"kind":"(?:error|jobs)"/.test(text),
				`${status} ${text}`,
			);
		}
		const drawn = await (await target.guest('Ana', '127.0.18.2')).type('a cat@left --steps 4');
		ground.tried('lines are broken afterwards', drawn.text.includes('"pictureId"'), drawn.text);
	},
};
