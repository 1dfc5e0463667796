import assert from 'node:assert/strict';
import { it } from 'node:test';
import { burst } from './discord-burst.ts';

// How fast acknowledgements are is measured by `npm run test:platforms`, on a machine that does nothing else.
it('Discord: a burst from fifty people, and every picture is posted once', async () => {
	const { invalidRequests, posted, twice } = await burst(50);
	assert.deepEqual({ invalidRequests, posted, twice }, { invalidRequests: 0, posted: 50, twice: 0 });
});
