import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generate, loadModel } from '../src/diffusion/index.ts';
import { estimateMemory } from '../src/models/memory.ts';

/**
 * What loading and drawing takes, beside what was foreseen: `node bench/memory.ts [FOLDER] [--size 512]`. One
 * process a measurement, since memory that was once taken is not given back. Linux alone says its peak.
 */
const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: { size: { type: 'string' }, threads: { type: 'string', default: '2' } },
});
const [folder = 'models/nae'] = positionals;

function megabytes(key: string): number {
	const found = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'));
	return Math.round(Number(found?.[1]) / 1024);
}

// The peak counts from here.
writeFileSync('/proc/self/clear_refs', '5');
const before = megabytes('VmRSS');
const model = await loadModel(folder, { provider: 'cpu', threads: Number(values.threads) });
const size = Number(values.size ?? model.info.nativeSize);
const loaded = megabytes('VmRSS') - before;
await generate(model, { prompt: 'a cat', steps: 2, seed: 1, guidance: 5, size: [size, size] });
const peak = megabytes('VmHWM') - before;
await model.close();
const foreseen = estimateMemory(folder, { widthPx: size, heightPx: size, rows: 2 });
process.stdout.write(
	`${JSON.stringify({ folder, size, loadedMb: loaded, peakMb: peak, foreseenMb: Math.round(foreseen.bytes / 2 ** 20), parts: foreseen.parts })}\n`,
);
