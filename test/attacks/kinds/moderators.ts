import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Attack } from '../attack.ts';
import { ROOM_KEY } from '../target.ts';

const PASSWORD = 'what members know';

/** Keys that can be computed from what every member holds. */
function derived(): string[] {
	const found: string[] = [];
	for (const secret of [ROOM_KEY, `${ROOM_KEY}${PASSWORD}`, PASSWORD]) {
		for (const label of ['moderator', 'moderators', 'mod', 'admin', 'owner', 'taue moderator']) {
			const digest = createHmac('sha256', secret).update(label).digest();
			const reverse = createHmac('sha256', label).update(secret).digest();
			for (const bytes of [
				digest,
				reverse,
				createHash('sha256')
					.update(secret + label)
					.digest(),
			]) {
				found.push(bytes.toString('base64url').slice(0, 24), bytes.toString('hex').slice(0, 32));
			}
		}
	}
	return found;
}

/** Cookies that somebody with the invite key and the password can sign at home. */
function forged(): string[] {
	const cookies: string[] = [];
	for (const salt of [PASSWORD, '', ROOM_KEY]) {
		for (const info of ['taue room cookie v1', 'taue room cookie v2', 'taue room cookie', 'moderator']) {
			const seal = Buffer.from(hkdfSync('sha256', ROOM_KEY, salt, info, 32));
			const body = `${randomBytes(18).toString('base64url')}.${Buffer.from('Mallory').toString('base64url')}.m`;
			cookies.push(`${body}.${createHmac('sha256', seal).update(body).digest('base64url')}`);
		}
	}
	return cookies;
}

/** H1: the invite link and the password make a member, and nothing more. */
export const moderators: Attack = {
	name: 'H1 moderators',
	async run(ground) {
		const target = await ground.fresh({ env: { TAUE_ROOM_PASSWORD: PASSWORD } });
		let address = 1;
		for (const key of new Set(derived())) {
			const from = `127.0.2.${address++ % 250}`;
			const { status, text } = await target.post(
				'/api/enter',
				{ name: 'Mallory', key, password: PASSWORD },
				{ from },
			);
			ground.tried(
				'a key derived from the invite key makes a moderator',
				!text.includes('"moderator":true'),
				`${status} ${text}`,
			);
		}
		const member = await target.post('/api/enter', { name: 'Mallory', key: ROOM_KEY, password: PASSWORD });
		ground.tried(
			'the invite key makes a moderator',
			member.status === 200 && !member.text.includes('"moderator":true'),
			member.text,
		);
		const cookieName = String(member.headers['set-cookie'] ?? '').split('=')[0];
		for (const value of forged()) {
			for (const name of new Set([cookieName, 'taue_room', `taue_room_${target.port}`])) {
				const { text } = await target.ask('/api/door', { headers: { cookie: `${name}=${value}` } });
				ground.tried('a cookie signed with the invite key is taken', /"you":null/.test(text), text);
			}
		}
		// A member's own cookie with another role.
		const own = String(member.headers['set-cookie'] ?? '').split(';')[0];
		for (const changed of [own.replace(/\.p\./, '.m.'), own.replace(/p(?=[^p]*$)/, 'm'), own.slice(0, -1)]) {
			if (changed === own) continue;
			const { text } = await target.ask('/api/door', { headers: { cookie: changed } });
			ground.tried('a changed cookie makes a moderator', !text.includes('"moderator":true'), text);
		}
	},
};
