import packageFile from '../package.json' with { type: 'json' };

/** `taue 0.1.0, Node.js v24.21.0, linux-x64`: what a report of a fault should begin with. */
export function versionLine(): string {
	return `taue ${packageFile.version}, Node.js ${process.version}, ${process.platform}-${process.arch}`;
}

/** Whether somebody asks for the version, in any of the ways that programs know. */
export function asksVersion(argument: string | undefined): boolean {
	return /^(?:--?version|-v|version)$/i.test(argument ?? '');
}
