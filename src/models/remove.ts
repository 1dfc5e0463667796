import { lstat, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '../diffusion/model-error.ts';
import { whyUnusable } from '../make-folder.ts';
import { isModelName, modelFolder } from './installed-names.ts';

/**
 * Deletes a model's folder, or what a broken download left of it. The folder loses its name first, so that no
 * half of a model is ever found. A link is removed, not what it points to.
 * @returns the path that is gone
 * @throws ModelError where there is no such model, or it cannot be deleted
 */
export async function removeModel(modelsFolder: string, name: string): Promise<string> {
	const staging = join(modelsFolder, `.pull-${name}`);
	if (isModelName(name) && (await isThere(staging)) && !(await isThere(join(modelsFolder, name)))) {
		await rm(staging, { recursive: true }).catch((cause) => {
			throw undeletable(staging, cause);
		});
		return staging;
	}
	const folder = modelFolder(modelsFolder, name);
	const leaving = join(modelsFolder, `.removed-${name}`);
	try {
		await rm(leaving, { recursive: true, force: true });
		await rename(folder, leaving);
		await rm(leaving, { recursive: true });
	} catch (cause) {
		throw undeletable((await isThere(folder)) ? folder : leaving, cause);
	}
	return folder;
}

function undeletable(path: string, cause: unknown): ModelError {
	const { code = '' } = cause as NodeJS.ErrnoException;
	const why =
		code === 'EACCES' || code === 'EPERM'
			? 'it belongs to another account. Delete it with that one'
			: `${whyUnusable(cause)}. Mend that first`;
	return new ModelError('file-broken', `${path} cannot be deleted: ${why}.`, cause);
}

async function isThere(path: string): Promise<boolean> {
	return (await lstat(path).catch(() => null)) !== null;
}
