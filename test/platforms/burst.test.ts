import assert from 'node:assert/strict';
import { it } from 'node:test';
import { burst } from './discord-burst.ts';

it('Discord: a burst from fifty people is acknowledged in time, and every picture is posted once', async () => {
	const { late, invalidRequests, posted, twice } = await burst(100);
	assert.deepEqual(
		{ late, invalidRequests, posted, twice },
		{ late: 0, invalidRequests: 0, posted: 100, twice: 0 },
	);
});
