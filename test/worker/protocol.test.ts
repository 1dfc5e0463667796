import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
	PROTOCOL_VERSION,
	ProtocolError,
	parseChildMessage,
	parseParentMessage,
} from '../../src/worker/protocol.ts';
import { recipe } from './recipes.ts';

describe('the protocol between supervisor and device process', () => {
	it('takes the messages of its own version', () => {
		const run = {
			type: 'run',
			version: PROTOCOL_VERSION,
			run: 1,
			recipe: recipe(),
			layers: false,
			previewEvery: 4,
		};
		assert.deepEqual(parseParentMessage(run), run);
		const preview = {
			type: 'preview',
			version: PROTOCOL_VERSION,
			run: 1,
			step: 1,
			steps: 2,
			width: 8,
			height: 8,
			webp: Buffer.of(1),
		};
		assert.deepEqual(parseChildMessage(preview), preview);
	});

	it('refuses another version, in words that say what to do', () => {
		assert.throws(
			() => parseChildMessage({ type: 'ready', version: PROTOCOL_VERSION + 1, models: [], provider: 'cpu' }),
			(error) => {
				assert.ok(error instanceof ProtocolError);
				assert.equal(error.code, 'worker-protocol');
				assert.equal(
					error.message,
					`The device process sent a message that this version (protocol ${PROTOCOL_VERSION}) does not understand: ` +
						`type "ready", version ${PROTOCOL_VERSION + 1}. Restart TAUE, so that all of its processes run the same version.`,
				);
				return true;
			},
		);
	});

	it('refuses what is no message, and a recipe that is none', () => {
		assert.throws(() => parseParentMessage('draw!'), ProtocolError);
		assert.throws(() => parseParentMessage(null), ProtocolError);
		const run = {
			type: 'run',
			version: PROTOCOL_VERSION,
			run: 1,
			recipe: { ...recipe(), steps: 0 },
			layers: false,
			previewEvery: 4,
		};
		assert.throws(() => parseParentMessage(run), ProtocolError);
	});
});
