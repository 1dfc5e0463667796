import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pageWithArrows } from '../../docs/render/arrows.ts';
import { textOf } from './tracked-files.ts';

it('docs/architecture.md draws the arrows as the imports are', () => {
	const page = textOf('docs/architecture.md');
	assert.match(page, /<!-- arrows -->/);
	assert.equal(page, pageWithArrows(), 'run npm run -s docs:arrows');
});
