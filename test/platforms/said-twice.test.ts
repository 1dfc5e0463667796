import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SaidTwice } from '../../src/platforms/said-twice.ts';
import { TestClock } from '../support/test-clock.ts';

it('the same line of the same person in the same place within a second is said twice', () => {
	const clock = new TestClock();
	const twice = new SaidTwice(clock);
	const say = (text: string, person = 'ana', place = 'here') => twice.is(place, person, text);
	assert.equal(say('cat@left'), false);
	assert.equal(say('cat@left'), true);
	assert.equal(say('dog@left'), false);
	assert.equal(say('cat@left', 'ben'), false);
	assert.equal(say('cat@left', 'ana', 'there'), false);
	clock.advance(1_001);
	assert.equal(say('cat@left'), false);
});
