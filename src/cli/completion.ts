import { FLAG_RULES } from '../layout/index.ts';
import { type CliIo, EXIT, usageError, write } from './io.ts';
import { readOptions } from './options.ts';

const HELP = `taue completion - completes commands and options in a shell

Usage:
  taue completion bash >> ~/.bashrc
  taue completion zsh >> ~/.zshrc
  taue completion fish > ~/.config/fish/completions/taue.fish

Example, for this shell alone:
  source <(taue completion bash)

Exit codes: 0 printed, 2 no such shell.
`;

/** What follows each command's name; files are completed by the shell itself. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
	draw: [
		'--out',
		'--layers',
		'--recipe',
		'--save-recipe',
		'--provider',
		'--threads',
		'--json',
		'--help',
		...FLAG_RULES.map(({ name }) => name),
	],
	layout: ['--json', '--out', '--help'],
	show: ['--json', '--judge', '--help'],
	models: [
		'list',
		'verify',
		'pull',
		'remove',
		'--as',
		'--revision',
		'--known',
		'--anyway',
		'--json',
		'--help',
	],
	backup: ['--help'],
	restore: ['--replace', '--help'],
	doctor: ['--measure', '--json', '--help'],
	chat: ['--out', '--help'],
	discord: ['register', '--guild', '--json', '--help'],
	completion: ['bash', 'zsh', 'fish'],
	worker: ['--models', '--devices', '--help'],
};

const SHELLS: Readonly<Record<string, () => string>> = {
	bash: () => `_taue() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" = 1 ]; then COMPREPLY=($(compgen -W "${Object.keys(WORDS).join(' ')}" -- "$word")); return; fi
  case "\${COMP_WORDS[1]}" in
${Object.entries(WORDS)
	.map(
		([command, words]) => `    ${command}) COMPREPLY=($(compgen -W "${words.join(' ')}" -f -- "$word")) ;;`,
	)
	.join('\n')}
  esac
}
complete -o filenames -F _taue taue
`,
	zsh: () => `autoload -U +X bashcompinit && bashcompinit
${SHELLS.bash()}`,
	fish: () => `complete -c taue -f -n __fish_use_subcommand -a "${Object.keys(WORDS).join(' ')}"
${Object.entries(WORDS)
	.map(
		([command, words]) =>
			`complete -c taue -n "__fish_seen_subcommand_from ${command}" -a "${words.join(' ')}"`,
	)
	.join('\n')}
`,
};

/** Prints a shell's completion script. */
export async function completion(argv: readonly string[], io: CliIo): Promise<number> {
	const { values, positionals } = readOptions('completion', argv, {
		help: { type: 'boolean', short: 'h' },
	});
	const [shell = '', ...others] = positionals;
	if (values.help) {
		await write(io.stdout, HELP);
		return EXIT.ok;
	}
	if (!Object.hasOwn(SHELLS, shell) || others.length > 0) {
		throw usageError(`Name one shell: taue completion ${Object.keys(SHELLS).join(', taue completion ')}.`);
	}
	await write(io.stdout, SHELLS[shell]());
	return EXIT.ok;
}
