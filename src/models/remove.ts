import { lstat, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isModelName, modelFolder } from './installed-names.ts';

/**
 * Deletes a model's folder, or what a broken download left of it. The folder loses its name first, so that no
 * half of a model is ever found. A link is removed, not what it points to.
 * @returns the path that is gone
 * @throws ModelError where there is no such model
 */
export async function removeModel(modelsFolder: string, name: string): Promise<string> {
	const staging = join(modelsFolder, `.pull-${name}`);
	if (isModelName(name) && (await isThere(staging)) && !(await isThere(join(modelsFolder, name)))) {
		await rm(staging, { recursive: true });
		return staging;
	}
	const folder = modelFolder(modelsFolder, name);
	const leaving = join(modelsFolder, `.removed-${name}`);
	await rm(leaving, { recursive: true, force: true });
	await rename(folder, leaving);
	await rm(leaving, { recursive: true });
	return folder;
}

async function isThere(path: string): Promise<boolean> {
	return (await lstat(path).catch(() => null)) !== null;
}
