import type { Attack } from '../attack.ts';
import { requestKey } from '../target.ts';

/** Names that lead from a plain object to what all objects inherit. */
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

const LINES = [
	'settings __proto__.x=1',
	'settings __proto__.key=aaaaaaaaaaaaaaaaaaaa',
	'settings constructor.keys=1',
	'settings constructor.prototype.x=1',
	'settings __proto__.NODE_OPTIONS="--import=data:text/javascript,0"',
	'settings quota.__proto__.x=1',
	'settings roles.__proto__.weight=9',
	'settings reactions.__proto__=reroll',
	'settings toString=1',
	'settings __proto__=1',
	'settings {"__proto__":{"x":1}}',
	...NAMES.flatMap((name) => [
		`save ${name} a cat@left`,
		`saved ${name}`,
		`unsave ${name}`,
		`${name}@left, cat@right on ${name}`,
		`a cat@${name}`,
		`a cat@left --${name} 1`,
		`a cat@left --model ${name}`,
		`a cat@left --arm ${name}`,
		`${name} x`,
		`show ${name}`,
		`gallery ${name}`,
	]),
];

const BODIES = [
	'{"text":"settings","key":"KEY","__proto__":{"x":1}}',
	'{"__proto__":{"key":"x"},"text":"help","key":"KEY"}',
	'{"constructor":{"prototype":{"x":1}},"text":"help","key":"KEY"}',
	'{"text":"help","key":"KEY","focus":"__proto__"}',
	'{"text":"help","key":"KEY","focus":"constructor"}',
	'[{"__proto__":1}]',
];

/** C1: what people type must not reach what every object inherits. */
export const prototypes: Attack = {
	name: 'C1 prototypes',
	short: true,
	async run(ground) {
		const target = await ground.shared();
		const moderator = target.moderatorKey;
		const people = [await target.guest('Mallory', '127.0.1.1')];
		if (moderator !== null) people.push(await target.guest('Moderator', '127.0.1.2', moderator));
		for (const person of people) {
			for (const line of LINES) {
				const { status, text } = await person.type(line);
				ground.tried(`/taue ${line}`, status > 0 && status < 500, `${status} ${text}`);
			}
			for (const body of BODIES) {
				const { status, text } = await person.post('/api/command', body.replace('KEY', requestKey()));
				ground.tried(`POST /api/command ${body}`, status > 0 && status < 500, `${status} ${text}`);
			}
		}
		for (const query of [
			'__proto__[x]=1',
			'__proto__.x=1',
			'constructor=1',
			'sort=__proto__',
			'cursor=__proto__',
		]) {
			const { status, text } = await people[0].get(`/api/gallery?${query}`);
			ground.tried(`GET /api/gallery?${query}`, status > 0 && status < 500, `${status} ${text}`);
		}
		// A poisoned program takes every object for one with a key too many, and lets in whoever brings no key.
		const honest = await target.guest('Ana', '127.0.1.3');
		const said = await honest.post('/api/say', { text: 'still here', key: requestKey() });
		ground.tried('an honest word afterwards is refused', said.status === 200, `${said.status} ${said.text}`);
		ground.tried('the program is unwell afterwards', await target.isWell(), target.log.slice(-400));
	},
};
