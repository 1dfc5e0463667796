import { FakeDiscord, type FakeInteraction, TOKEN, textOf } from '../../support/fake-discord.ts';
import type { Attack } from '../attack.ts';

/** L13: who moderates one channel, or a server of their own, changes no other server. */
export const discordServers: Attack = {
	name: 'L13 Discord servers',
	async run(ground) {
		const fake = await FakeDiscord.start();
		try {
			const target = await ground.fresh({ env: { DISCORD_TOKEN: TOKEN, DISCORD_API: fake.api } });
			while (!target.log.includes('Discord is connected')) {
				if (!target.program.running || ground.signal.aborted) throw new Error(target.log);
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
			const timeOver = new Promise<never>((_, reject) => {
				ground.signal.addEventListener('abort', () => reject(new Error('no answer came')), { once: true });
			});
			timeOver.catch(() => {});
			const answer = (asked: FakeInteraction) =>
				Promise.race([
					fake.until(() => (asked.original === null ? null : textOf(asked.original)) || null),
					timeOver,
				]);
			const victims = fake.channel();
			const elsewhere = fake.joins();
			const owner = fake.user('Owner', { moderator: true });
			const member = fake.user('Member');
			const ofOneChannel = fake.user('Cleo', { channelModerator: true });
			const before = await answer(
				fake.settings(owner, victims, { change: 'quota.personDay=901', scope: 'server' }),
			);
			ground.tried('who manages the server may not change it', before.includes('901'), before);
			const tries = [
				['a member', member, victims],
				['who moderates one channel', ofOneChannel, victims],
				['who moderates another server', owner, elsewhere],
			] as const;
			for (const [who, user, channel] of tries) {
				const changes = ['quota.personDay=11', 'quota.personDay=null', 'models=nae', 'policy=off'];
				for (const change of changes) {
					const bySettings = fake.settings(user, channel, { change, scope: 'server' });
					const byLine = fake.command(user, channel, { line: `settings ${change} scope=server` });
					for (const asked of [bySettings, byLine]) {
						const text = await answer(asked);
						const refused = channel === elsewhere || /Only (those|moderators)/.test(text);
						ground.tried(`${who}: settings ${change} scope=server`, refused, text);
					}
				}
			}
			const after = await answer(fake.settings(owner, victims));
			ground.tried('the server’s settings are others than before', after.includes('901'), after);
			ground.tried('the program is unwell afterwards', await target.isWell());
		} finally {
			await fake.stop();
		}
	},
};
