import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Gate } from '../../src/studio/gate.ts';
import { type BurstLimit, Bursts } from '../../src/studio/limits.ts';
import { mergeSettings } from '../../src/studio/settings.ts';
import { ANA, BEN, MOD, newPlace, studioInFolder } from '../support/studio.ts';

describe('the gate', () => {
	const open = studioInFolder();
	/** A gate of its own before the studio's settings, and a clock that a test moves. */
	const gateWith = (limit?: BurstLimit) => {
		const clock = { now: 0 };
		const bursts = new Bursts(limit, () => clock.now);
		return { clock, gate: new Gate(open.database, open.studio.settings, bursts) };
	};

	it('gives whoever enters the settings that hold in their place', async () => {
		const place = newPlace();
		await open.studio.settings.change(place, MOD, { retentionDays: 7 });
		const { gate } = gateWith();
		assert.equal((await gate.enter({ place, person: ANA })).retentionDays, 7);
		assert.notEqual((await gate.enter({ place: newPlace(), person: ANA })).retentionDays, 7);
	});

	it('lets nobody into a place that is switched off, moderators neither', async () => {
		const place = newPlace();
		await open.studio.settings.change(place, MOD, { enabled: false });
		const { gate } = gateWith();
		for (const person of [ANA, MOD])
			await assert.rejects(gate.enter({ place, person }), { name: 'StudioError', code: 'place-off' });
		await gate.enter({ place: newPlace(), person: ANA });
	});

	it('lets nobody in once it is closed, and says so before anything else', async () => {
		const place = newPlace();
		await open.studio.settings.change(place, MOD, { enabled: false });
		const { gate } = gateWith();
		assert.equal(gate.open, true);
		gate.close();
		assert.equal(gate.open, false);
		await assert.rejects(gate.enter({ place, person: ANA }), {
			code: 'draining',
			message: 'The studio is being restarted. Please try again in a minute.',
		});
	});

	it('bounds how many requests one person sends in a few seconds, wherever they are', async () => {
		const { gate, clock } = gateWith({ requests: 2, seconds: 10 });
		await gate.enter({ place: newPlace(), person: ANA });
		await gate.enter({ place: newPlace(), person: ANA });
		await assert.rejects(gate.enter({ place: newPlace(), person: ANA }), {
			name: 'QuotaError',
			code: 'burst',
			message: 'That was more than 2 requests in 10 seconds. Please wait a moment.',
		});
		await gate.enter({ place: newPlace(), person: BEN });
		clock.now += 10_000;
		await gate.enter({ place: newPlace(), person: ANA });
	});

	describe('with words that are not drawn in a place', () => {
		const logged = (place: string) =>
			open.database.query<object>(
				'select person, picture_id, stage, policy, decision, reasons from safety_log where place = $1',
				[place],
			);
		const words = (policy: 'off' | 'blur' | 'block') =>
			mergeSettings({ safety: { policy, words: ['gore', 'blood bath'] } });

		it('refuses the line, says which word, and notes it without the line', async () => {
			const place = newPlace();
			const { gate } = gateWith();
			for (const line of ['GÓRE@left', 'a blood  bath | a beach'])
				await assert.rejects(gate.checkWords(words('blur'), { place, person: ANA }, line), {
					code: 'refused-words',
				});
			await assert.rejects(gate.checkWords(words('blur'), { place, person: ANA }, 'gore'), {
				message: '"gore" is not drawn here. Please choose other words.',
			});
			const rows = await logged(place.id);
			assert.equal(rows.length, 3);
			assert.deepEqual(rows[0], {
				person: ANA.id,
				picture_id: null,
				stage: 'line',
				policy: 'blur',
				decision: 'refused',
				reasons: { word: 'gore' },
			});
		});

		it('lets other words through, and all of them where the policy is off', async () => {
			const place = newPlace();
			const { gate } = gateWith();
			for (const line of ['category@left', 'a cat@left, blood orange@right'])
				await gate.checkWords(words('block'), { place, person: ANA }, line);
			await gate.checkWords(words('off'), { place, person: ANA }, 'gore@left');
			await gate.checkWords(mergeSettings(), { place, person: ANA }, 'gore@left');
			assert.deepEqual(await logged(place.id), []);
		});
	});
});
