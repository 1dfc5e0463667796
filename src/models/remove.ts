import { lstat, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '../diffusion/model-error.ts';
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
	try {
		await rm(leaving, { recursive: true, force: true });
		await rename(folder, leaving);
		await rm(leaving, { recursive: true });
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code !== 'EACCES') throw cause;
		const left = (await isThere(folder)) ? folder : leaving;
		throw new ModelError(
			'file-broken',
			`${left} cannot be deleted: it belongs to another account. Delete it with that one.`,
			cause,
		);
	}
	return folder;
}

async function isThere(path: string): Promise<boolean> {
	return (await lstat(path).catch(() => null)) !== null;
}
