import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOME } from '../../house/tracked-files.ts';
import type { Attack } from '../attack.ts';

/** L12: the image's own rules. */
export const containers: Attack = {
	name: 'L12 containers',
	async run(ground) {
		const dockerfile = readFileSync(join(HOME, 'Dockerfile'), 'utf8');
		ground.tried('it runs as root', /^USER (?!root)\w+/m.test(dockerfile));
		const [file, ...args]: string[] = JSON.parse(
			/HEALTHCHECK[\s\S]*?CMD (\[.*\])/.exec(dockerfile)?.[1] ?? '["false"]',
		);
		for (const room of ['on', 'off']) {
			const target = await ground.fresh({ env: { TAUE_ROOM: room } });
			const env = {
				...process.env,
				TAUE_ROOM: room,
				TAUE_METRICS_PORT: new URL(target.metricsUrl).port,
				...(room === 'on' && { PORT: String(target.port) }),
			};
			const check = () => spawnSync(file, args, { cwd: HOME, env, timeout: 20_000 }).status;
			ground.tried(`HEALTHCHECK fails with TAUE_ROOM=${room}`, check() === 0);
			await target.program.stop();
			ground.tried(`HEALTHCHECK holds without a program (TAUE_ROOM=${room})`, check() !== 0);
		}
		const npm = spawnSync('npm', ['pkg', 'get', 'name'], { cwd: HOME, encoding: 'utf8' });
		ground.tried('npm warns about the configuration', !/Unknown .*config/i.test(npm.stderr), npm.stderr);
	},
};
