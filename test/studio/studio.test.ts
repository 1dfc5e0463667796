import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import type { MakeAction } from '../../src/studio/actions.ts';
import type { ImageClassifier } from '../../src/studio/classifier.ts';
import type { StoredEvent } from '../../src/studio/events.ts';
import { isTransient } from '../../src/studio/events.ts';
import type { Person } from '../../src/studio/people.ts';
import type { PictureId } from '../../src/studio/picture-view.ts';
import {
	ANA,
	BEN,
	CLAIM,
	drawNext,
	key,
	MOD,
	outcomeOf,
	ROOM,
	studioForEachTest,
	testStudio,
} from '../support/studio.ts';

describe('the studio', () => {
	const open = studioForEachTest();

	const draw = (line = 'red cat@left, dog@right', person: Person = ANA, more = {}) =>
		open.studio.drawing.draw({ place: ROOM, person, line, idempotencyKey: key(), ...more });
	const act = (pictureId: PictureId, person: Person = BEN) => ({
		pictureId,
		person,
		place: ROOM,
		idempotencyKey: key(),
	});
	const make = async (action: MakeAction, pictureId: PictureId, person: Person = BEN) =>
		(await open.studio.drawing.make(action, act(pictureId, person))).jobs;
	const events = async (after: number, count: number): Promise<StoredEvent[]> => {
		const seen: StoredEvent[] = [];
		for await (const event of open.studio.events.of({ place: ROOM.id, after })) {
			if (isTransient(event)) continue;
			seen.push(event);
			if (seen.length === count) break;
		}
		return seen;
	};

	describe('requests', () => {
		it('accepts a hundred requests that come at once, each once, and refuses only those that must be', async () => {
			await open.studio.settings.change(ROOM, MOD, { quota: { personHour: 5 } });
			const people = Array.from({ length: 20 }, (_, i) => ({ id: `room:p${i}`, name: `P${i}` }) as const);
			const asked = people.flatMap((person) => Array.from({ length: 6 }, () => draw('cat@left', person)));
			const results = await Promise.allSettled(asked);
			const accepted = results.flatMap((result) => (result.status === 'fulfilled' ? result.value.jobs : []));
			assert.equal(new Set(accepted.map(({ pictureId }) => pictureId)).size, 100);
			assert.equal(results.filter(({ status }) => status === 'rejected').length, 20);
			const rows = await open.database.query<{ n: number }>(
				'select count(*)::int as n from jobs group by person',
			);
			assert.deepEqual(new Set(rows.map(({ n }) => n)), new Set([5]));
			assert.equal((await open.database.query('select 1 from requests')).length, 100);
			assert.deepEqual(
				(await events(0, 101)).map(({ seq }) => seq),
				Array.from({ length: 101 }, (_, i) => i + 1),
			);
		});
	});

	describe('what a team does', () => {
		it('keeps parent, action, person and words of every step, as a tree', async () => {
			const [first] = (await draw()).jobs;
			const [second] = await make({ kind: 'reroll-object', object: 2 }, first.pictureId);
			const [third] = await make({ kind: 'move', object: 2, to: 'top' }, second.pictureId, ANA);
			await make({ kind: 'reroll' }, first.pictureId);
			const tree = await open.studio.pictures.history({ person: ANA, place: ROOM }, third.pictureId);
			assert.equal(tree.picture.id, first.pictureId);
			assert.deepEqual(
				tree.children.map(({ picture }) => [picture.action, picture.note, picture.by?.name]),
				[
					['reroll-object', 'rerolled 2. dog', 'Ben'],
					['reroll', 'rerolled', 'Ben'],
				],
			);
			assert.deepEqual(
				tree.children[0].children.map(({ picture }) => picture.note),
				['moved 2. dog to the top'],
			);
		});

		it('lets anyone build on a picture of another place', async () => {
			const [first] = (await draw()).jobs;
			const slack = { id: 'slack:T1/C1' } as const;
			const answer = await open.studio.drawing.make(
				{ kind: 'reroll' },
				{ ...act(first.pictureId), place: slack },
			);
			const child = await open.studio.pictures.find(answer.jobs[0].pictureId);
			assert.deepEqual([child?.place, child?.parent], ['slack:T1/C1', first.pictureId]);
		});

		it('finds a picture by its id and its job, and by nothing shorter', async () => {
			const [{ pictureId, jobId }] = (await draw()).jobs;
			const picture = await open.studio.pictures.find(pictureId);
			assert.equal((await open.studio.pictures.find(jobId))?.id, pictureId);
			assert.equal(await open.studio.pictures.find(picture?.recipeId ?? ''), null);
			assert.equal(await open.studio.pictures.find('nothing'), null);
		});

		it('counts each person\u2019s vote and star once, and takes them back', async () => {
			const [{ pictureId }] = (await draw()).jobs;
			const vote = (person: Person, value: 1 | 0 | -1) =>
				open.studio.pictures.change({ kind: 'vote', value }, act(pictureId, person));
			await vote(ANA, 1);
			await vote(ANA, 1);
			assert.equal((await vote(BEN, 1)).votes, 2);
			assert.equal((await vote(BEN, -1)).votes, 0);
			assert.equal((await vote(BEN, 0)).votes, 1);
			assert.equal((await open.studio.pictures.change({ kind: 'star', on: true }, act(pictureId))).stars, 1);
			assert.equal((await open.studio.pictures.change({ kind: 'star', on: false }, act(pictureId))).stars, 0);
		});

		it('lets only the requester and moderators cancel and delete', async () => {
			const [{ pictureId }] = (await draw()).jobs;
			await assert.rejects(open.studio.pictures.change({ kind: 'delete' }, act(pictureId, BEN)), {
				code: 'not-allowed',
				message: 'Only Ana or a moderator can delete this picture.',
			});
			await assert.rejects(open.studio.pictures.change({ kind: 'cancel' }, act(pictureId, BEN)), {
				code: 'not-allowed',
			});
			assert.equal(
				(await open.studio.pictures.change({ kind: 'cancel' }, act(pictureId, ANA))).state,
				'cancelled',
			);
			assert.equal(
				(await open.studio.pictures.change({ kind: 'delete' }, act(pictureId, MOD))).state,
				'deleted',
			);
		});

		it('deletes bytes, words and recipe, and keeps the tree together', async () => {
			const [{ pictureId }] = (await draw()).jobs;
			await drawNext(open.queue);
			const [child] = await make({ kind: 'reroll' }, pictureId);
			await open.studio.pictures.change({ kind: 'delete' }, act(pictureId, ANA));
			assert.equal(await open.studio.pictures.bytes(pictureId, 'full'), null);
			const tree = await open.studio.pictures.history({ person: ANA, place: ROOM }, child.pictureId);
			assert.deepEqual([tree.picture.state, tree.picture.line, tree.picture.recipe], ['deleted', '', null]);
			assert.equal(tree.children[0].picture.id, child.pictureId);
			assert.equal((await open.database.query('select 1 from recipes')).length, 1);
			await assert.rejects(make({ kind: 'reroll' }, pictureId), { code: 'deleted' });
		});

		it('deletes a picture that is being drawn, and its worker hears of it', async () => {
			const [{ pictureId, jobId }] = (await draw()).jobs;
			const job = await open.queue.fetch(CLAIM);
			assert.ok(job);
			const cancelled = new Promise((resolve) => open.queue.onCancelled(resolve));
			await open.studio.pictures.change({ kind: 'delete' }, act(pictureId, ANA));
			assert.equal(await cancelled, jobId);
			assert.equal(await open.queue.complete(job, outcomeOf(job)), 'late');
		});

		it('shows finished pictures page by page, in every order, each once', async () => {
			const ids: string[] = [];
			for (let i = 0; i < 7; i++) {
				ids.push((await draw()).jobs[0].pictureId);
				await drawNext(open.queue);
			}
			await open.studio.pictures.change({ kind: 'star', on: true }, act(ids[2]));
			for (const sort of ['newest', 'stars', 'votes'] as const) {
				const seen: string[] = [];
				for (let cursor: string | undefined; ; ) {
					const page = await open.studio.pictures.gallery('room:main', {
						sort,
						limit: 3,
						...(cursor && { cursor }),
					});
					seen.push(...page.pictures.map(({ id }) => id));
					if (page.next === null) break;
					cursor = page.next;
				}
				assert.deepEqual(seen.toSorted(), ids.toSorted(), sort);
				if (sort === 'newest') assert.deepEqual(seen, ids.toReversed());
				if (sort === 'stars') assert.equal(seen[0], ids[2]);
			}
		});
	});

	describe('events', () => {
		it('are numbered without gaps and come to every reader, in order, from where it left off', async () => {
			await Promise.all([draw(), draw('dog@left', BEN), draw('fox@left -n 3', MOD)]);
			await Promise.all([1, 2, 3, 4, 5].map(() => drawNext(open.queue)));
			const all = await events(0, 15);
			assert.deepEqual(
				all.map(({ seq }) => seq),
				Array.from({ length: 15 }, (_, i) => i + 1),
			);
			assert.deepEqual(
				(await events(9, 6)).map(({ seq }) => seq),
				[10, 11, 12, 13, 14, 15],
			);
		});

		it('reach a reader in another process while they happen', async () => {
			const other = await testStudio({ url: open.url });
			const reading = (async () => {
				const kinds: string[] = [];
				for await (const event of other.studio.events.of({ place: ROOM.id, after: 0 })) {
					if (!isTransient(event)) kinds.push(event.kind);
					if (event.kind === 'done') return kinds;
				}
				return kinds;
			})();
			await draw();
			await drawNext(open.queue);
			assert.deepEqual(await reading, ['queued', 'started', 'done']);
			await other.close();
		});

		it('end when the reader goes or the studio closes', async () => {
			const aborter = new AbortController();
			const reading = (async () => {
				for await (const event of open.studio.events.of({ place: ROOM.id, signal: aborter.signal }))
					assert.fail(event.kind);
			})();
			aborter.abort();
			await reading;
		});

		it('go to the other places where a picture is shown', async () => {
			const [{ pictureId }] = (await draw()).jobs;
			await open.studio.posts.add([pictureId], 'slack', { id: 'slack:T1/C1' }, { channel: 'C1' }, key());
			const other = { id: 'slack:T1/C1' } as const;
			await open.studio.pictures.change({ kind: 'star', on: true }, { ...act(pictureId), place: other });
			const reading = (async () => {
				for await (const event of open.studio.events.of({ place: other.id, after: 0 })) return event.kind;
				return null;
			})();
			assert.equal(await reading, 'star');
		});

		it('of a platform come from places that are new too', async () => {
			const heard = (async () => {
				for await (const event of open.studio.events.of({ platform: 'slack' })) return event.place;
				return null;
			})();
			// Joining reads the places first; this asks the same database afterwards.
			await open.studio.posts.stale('slack');
			await open.studio.drawing.draw({
				place: { id: 'slack:T1/C9' },
				person: ANA,
				line: 'cat@left',
				idempotencyKey: key(),
			});
			assert.equal(await heard, 'slack:T1/C9');
		});

		it('keep what was said, once, with its writer', async () => {
			const said = { place: ROOM, person: ANA, text: ' hello ', idempotencyKey: 'm1' };
			await open.studio.events.say(said);
			await open.studio.events.say(said);
			const { said: lines, seq } = await open.studio.events.snapshot(ROOM);
			assert.deepEqual(
				lines.map(({ name, text }) => [name, text]),
				[['Ana', 'hello']],
			);
			assert.equal(seq, 1);
		});
	});

	describe('posts', () => {
		it('exist before their message, and the first message wins', async () => {
			const [job] = (await draw('cat@left', ANA, { post: { channel: 'C1', thread: 't', data: { a: 1 } } }))
				.jobs;
			const [wanted] = await open.studio.posts.stale('room');
			assert.deepEqual([wanted.id, wanted.message, wanted.shown], [job.postId, null, -1]);
			const posted = await open.studio.posts.posted(wanted.id, {
				channel: 'C1',
				message: 'm1',
				data: { b: 2 },
			});
			assert.deepEqual(posted.target, { channel: 'C1', thread: 't', data: { a: 1, b: 2 } });
			assert.equal(
				(await open.studio.posts.posted(wanted.id, { channel: 'C1', message: 'm2' })).message,
				'm1',
			);
			assert.equal((await open.studio.posts.byMessage('room', 'C1', 'm1'))?.pictureId, job.pictureId);
		});

		it('are stale until they show their picture\u2019s version, and again when it changes', async () => {
			const [job] = (await draw('cat@left', ANA, { post: {} })).jobs;
			const version = async () => (await open.studio.pictures.find(job.pictureId))?.version ?? 0;
			await open.studio.posts.shown(job.postId ?? '', await version());
			assert.equal((await open.studio.posts.stale('room')).length, 0);
			await drawNext(open.queue);
			assert.equal((await open.studio.posts.stale('room')).length, 1);
			await open.studio.posts.shown(job.postId ?? '', await version());
			assert.equal((await open.studio.posts.stale('room')).length, 0);
		});

		it('are added once for the same request', async () => {
			const [{ pictureId }] = (await draw()).jobs;
			const add = () => open.studio.posts.add([pictureId], 'room', ROOM, {}, 'same');
			assert.equal((await add()).id, (await add()).id);
			await open.studio.posts.drop((await add()).id);
			assert.equal((await open.studio.posts.of(pictureId)).length, 0);
		});
	});

	describe('quotas', () => {
		const cases = [
			[
				'personHour',
				'person-hour',
				/You have 0 of 2 pictures per hour left, and this asks for 1\. There will be room at \d\d:\d\d UTC\./,
			],
			['personDay', 'person-day', /0 of 2 pictures per day left/],
			['channelHour', 'channel-hour', /This channel has 0 of 2/],
			[
				'personConcurrent',
				'person-concurrent',
				/You have 2 pictures waiting or being drawn here, and 2 is the most/,
			],
		] as const;
		for (const [field, code, message] of cases) {
			it(`of ${field} refuse the third picture and say when to come back`, async () => {
				await open.studio.settings.change(ROOM, MOD, { quota: { [field]: 2 } });
				await draw('cat@left -n 2');
				await assert.rejects(draw(), (error: Error & { code: string; retryAt: Date }) => {
					assert.equal(error.code, code);
					assert.match(error.message, message);
					assert.ok(error.retryAt > new Date());
					return true;
				});
				if (field !== 'channelHour') await draw('cat@left', BEN);
			});
		}

		it('hold for a whole server', async () => {
			const channel = (id: string) => ({ id: `discord:g1/${id}`, server: 'discord:g1' }) as const;
			await open.studio.settings.change(channel('a'), MOD, { quota: { serverDay: 2 } }, 'server');
			const drawIn = (id: string, person: Person) =>
				open.studio.drawing.draw({ place: channel(id), person, line: 'cat@left', idempotencyKey: key() });
			await drawIn('a', ANA);
			await drawIn('b', BEN);
			await assert.rejects(drawIn('b', ANA), { code: 'server-day', message: /This server has 0 of 2/ });
		});

		it('cannot be overrun by requests that come at once', async () => {
			await open.studio.settings.change(ROOM, MOD, { quota: { personHour: 3 } });
			const results = await Promise.allSettled(Array.from({ length: 8 }, () => draw('cat@left')));
			assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 3);
		});

		it('count what was cancelled while it was drawn, not what only waited', async () => {
			await open.studio.settings.change(ROOM, MOD, { quota: { personHour: 2 } });
			const cancel = (pictureId: string) =>
				open.studio.pictures.change({ kind: 'cancel' }, act(pictureId, ANA));
			const [waited] = (await draw()).jobs;
			await cancel(waited.pictureId);
			assert.equal((await open.studio.drawing.queue(ROOM, ANA)).quota.hourLeft, 2);
			const [begun] = (await draw()).jobs;
			assert.equal((await open.queue.fetch(CLAIM))?.id, begun.jobId);
			await cancel(begun.pictureId);
			assert.equal((await open.studio.drawing.queue(ROOM, ANA)).quota.hourLeft, 1);
			await open.studio.pictures.change({ kind: 'delete' }, act(begun.pictureId, ANA));
			await draw();
			await assert.rejects(draw(), {
				code: 'person-hour',
				message: /You have 0 of 2 pictures per hour left/,
			});
		});

		it('bound a person who asks and cancels again and again', async () => {
			await open.studio.settings.change(ROOM, MOD, { quota: { personHour: 2 } });
			for (let i = 0; i < 6; i++) {
				const [{ pictureId }] = (await draw()).jobs;
				await open.studio.pictures.change({ kind: 'cancel' }, act(pictureId, ANA));
			}
			await assert.rejects(draw(), (error: Error & { code: string; retryAt: Date }) => {
				assert.equal(error.code, 'person-hour');
				assert.match(
					error.message,
					/You have asked for 6 pictures within the last hour, cancelled ones included, and 6 is the most\. There will be room at \d\d:\d\d UTC\./,
				);
				assert.ok(error.retryAt > new Date());
				return true;
			});
			assert.equal((await open.studio.drawing.queue(ROOM, ANA)).quota.hourLeft, 0);
			await draw('cat@left', BEN);
		});

		it('grow with a person\u2019s roles', async () => {
			await open.studio.settings.change(ROOM, MOD, {
				quota: { personHour: 1 },
				roles: { patron: { weight: 2, quotaFactor: 3 } },
			});
			const patron = { ...ANA, roles: ['patron'] };
			await draw('cat@left -n 3', patron);
			await assert.rejects(draw('cat@left', patron), { code: 'person-hour' });
			const [row] = await open.database.query<{ weight: number }>('select weight from jobs limit 1');
			assert.equal(row.weight, 2);
		});

		it('slow down bursts and bound the line', async () => {
			await using small = await (async () => {
				// No token comes back while the test runs, however slow the machine is.
				const burst = { requests: 2, seconds: 86_400 };
				const opened = await testStudio({ url: open.url }, { burst, capacity: 3 });
				return { ...opened, [Symbol.asyncDispose]: () => opened.close() };
			})();
			const ask = (person: Person, line: string) =>
				small.studio.drawing.draw({ place: ROOM, person, line, idempotencyKey: key() });
			await assert.rejects(ask(ANA, 'cat@left -n 4'), {
				code: 'queue-full',
				message: /0 pictures are waiting, and 3 is the most/,
			});
			await ask(ANA, 'cat@left');
			await assert.rejects(ask(ANA, 'cat@left'), { code: 'burst', message: /more than 2 requests in 86400/ });
			await ask(BEN, 'cat@left');
		});
	});

	describe('settings', () => {
		it('are inherited from the server and changed by moderators only', async () => {
			const channel = { id: 'discord:g1/a', server: 'discord:g1' } as const;
			await open.studio.settings.change(
				channel,
				MOD,
				{ retentionDays: 7, quota: { personHour: 5 } },
				'server',
			);
			await open.studio.settings.change(channel, MOD, { quota: { personDay: 9 } });
			const settings = await open.studio.settings.of(channel);
			assert.deepEqual(
				[settings.retentionDays, settings.quota.personHour, settings.quota.personDay],
				[7, 5, 9],
			);
			await assert.rejects(open.studio.settings.change(channel, ANA, { enabled: false }), {
				code: 'not-allowed',
				message: 'Only moderators can change the settings.',
			});
			assert.equal((await open.studio.settings.change(channel, MOD, { quota: null })).quota.personDay, 2000);
		});

		it('say which field is wrong', async () => {
			await assert.rejects(open.studio.settings.change(ROOM, MOD, { quota: { personHour: -1 } }), {
				code: 'bad-settings',
				message: /quota\.personHour/,
			});
		});
	});

	describe('safety', () => {
		for (const policy of ['off', 'blur', 'block'] as const) {
			it(`does what the policy ${policy} says with an unsafe picture`, async () => {
				const classifier: ImageClassifier = {
					name: 'red is bad',
					async classify({ rgb }) {
						return { unsafe: rgb[0] > 200 ? 0.9 : 0.1, classes: {} };
					},
				};
				const guarded = await testStudio({ url: open.url }, { classifier });
				await guarded.studio.settings.change(ROOM, MOD, { safety: { policy } });
				const { jobs } = await guarded.studio.drawing.draw({
					place: ROOM,
					person: ANA,
					line: 'cat@left',
					idempotencyKey: key(),
				});
				const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
					.png()
					.toBuffer();
				await drawNext(guarded.queue, { png, layers: [{ name: 'cat', png }] });
				const picture = await guarded.studio.pictures.find(jobs[0].pictureId);
				const file = await guarded.studio.pictures.bytes(jobs[0].pictureId, 'full');
				const expected = {
					off: ['ok', 'kept', 1, true],
					blur: ['blur', 'kept', 0, false],
					block: ['block', 'none', 0, false],
				}[policy];
				const untouched = file !== null && Buffer.from(file.bytes).equals(png);
				assert.deepEqual([picture?.safety, picture?.bytes, picture?.layers.length, untouched], expected);
				const log = await guarded.database.query<{ decision: string }>('select decision from safety_log');
				assert.deepEqual(
					log.map(({ decision }) => decision),
					policy === 'off' ? [] : [policy],
				);
				await guarded.close();
			});
		}
	});

	describe('privacy', () => {
		it('tells what is stored and forgets it', async () => {
			const [{ pictureId }] = (await draw()).jobs;
			await drawNext(open.queue);
			await draw('fox@left');
			await open.studio.pictures.change({ kind: 'vote', value: 1 }, act(pictureId, ANA));
			await open.studio.events.say({ place: ROOM, person: ANA, text: 'my secret', idempotencyKey: key() });
			const { pictures, votes, said, name } = await open.studio.privacy.report(ANA.id);
			assert.deepEqual([name, pictures, votes, said], ['Ana', 2, 1, 1]);
			await open.studio.privacy.forget(ANA.id);
			const after = await open.studio.privacy.report(ANA.id);
			assert.deepEqual([after.name, after.pictures, after.votes, after.said], [null, 0, 0, 0]);
			const picture = await open.studio.pictures.find(pictureId);
			assert.deepEqual([picture?.by, picture?.votes, picture?.state], [null, 0, 'done']);
			assert.equal(await open.queue.fetch(CLAIM), null, 'what waited was cancelled');
			const left = await open.database.query<{ dump: string }>(
				`select concat(body::text, person) as dump from events`,
			);
			assert.ok(!left.some(({ dump }) => dump.includes('secret') || dump.includes('room:ana')));
		});

		it('takes the pictures too when asked', async () => {
			const [{ pictureId }] = (await draw()).jobs;
			await drawNext(open.queue);
			await open.studio.privacy.forget(ANA.id, { pictures: true });
			assert.equal((await open.studio.pictures.find(pictureId))?.state, 'deleted');
		});

		it('prunes old bytes but for starred pictures, whose recipe still draws them again', async () => {
			const [old] = (await draw()).jobs;
			const [starred] = (await draw()).jobs;
			await drawNext(open.queue);
			await drawNext(open.queue);
			await open.studio.pictures.change({ kind: 'star', on: true }, act(starred.pictureId));
			await open.database.query(`update pictures set finished_at = now() - interval '200 days'`);
			await open.tidy();
			assert.equal(await open.studio.pictures.bytes(old.pictureId, 'full'), null);
			assert.notEqual(await open.studio.pictures.bytes(starred.pictureId, 'full'), null);
			assert.equal((await make({ kind: 'layers' }, old.pictureId))[0].recipe.objects.length, 2);
		});
	});

	it('refuses new work while it drains, and keeps what it has', async () => {
		await draw();
		await open.studio.drain();
		await assert.rejects(draw(), {
			code: 'draining',
			message: 'The studio is being restarted. Please try again in a minute.',
		});
		assert.notEqual(await open.queue.fetch(CLAIM), null);
	});

	it('keeps the first of two facts that two gateways make at once', async () => {
		const other = await testStudio({ url: open.url });
		const kept = await Promise.all([
			open.studio.memory.setOnce('room', 'key', 'made here'),
			other.studio.memory.setOnce('room', 'key', 'made there'),
		]);
		assert.equal(kept[0], kept[1]);
		assert.equal(await open.studio.memory.setOnce('room', 'key', 'made later'), kept[0]);
		assert.equal(await other.studio.memory.get('room', 'key'), kept[0]);
		await other.close();
	});

	it('remembers small facts for platforms', async () => {
		await open.studio.memory.set('slack', 'team', 'a');
		await open.studio.memory.set('slack', 'team', 'b');
		assert.equal(await open.studio.memory.get('slack', 'team'), 'b');
		await open.studio.memory.delete('slack', 'team');
		assert.equal(await open.studio.memory.get('slack', 'team'), null);
		for (const word of ['a 1', 'a 2', 'a 3', 'B 2']) await open.studio.memory.set('room', word, word);
		await open.studio.memory.deleteRange('room', 'a ', 'a 3');
		const left = await Promise.all(
			['a 1', 'a 2', 'a 3', 'B 2'].map((word) => open.studio.memory.get('room', word)),
		);
		assert.deepEqual(left, [null, null, 'a 3', 'B 2']);
	});
});
