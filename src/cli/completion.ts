import { defineCommand } from './command.ts';
import { EXIT, usageError, write } from './io.ts';

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
type Words = readonly (readonly [command: string, words: readonly string[]])[];

const SHELLS: Readonly<Record<string, (words: Words) => string>> = {
	bash: (all) => `_taue() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" = 1 ]; then COMPREPLY=($(compgen -W "${all.map(([command]) => command).join(' ')}" -- "$word")); return; fi
  case "\${COMP_WORDS[1]}" in
${all
	.map(
		([command, words]) => `    ${command}) COMPREPLY=($(compgen -W "${words.join(' ')}" -f -- "$word")) ;;`,
	)
	.join('\n')}
  esac
}
complete -o filenames -F _taue taue
`,
	zsh: (all) => `autoload -U +X bashcompinit && bashcompinit
${SHELLS.bash(all)}`,
	fish: (
		all,
	) => `complete -c taue -f -n __fish_use_subcommand -a "${all.map(([command]) => command).join(' ')}"
${all
	.map(
		([command, words]) =>
			`complete -c taue -n "__fish_seen_subcommand_from ${command}" -a "${words.join(' ')}"`,
	)
	.join('\n')}
`,
};

/** `taue completion`: prints a shell's completion script. */
export const command = defineCommand({
	name: 'completion',
	help: HELP,
	options: {},
	takes: 'words',
	completes: Object.keys(SHELLS),
	async run({ words: [shell = '', ...others] }, io, all) {
		if (!Object.hasOwn(SHELLS, shell) || others.length > 0)
			throw usageError(`Name one shell: taue completion ${Object.keys(SHELLS).join(', taue completion ')}.`);
		const words = await Promise.all(
			[...all].map(async ([name, load]) => [name, (await load()).completions] as const),
		);
		await write(io.stdout, SHELLS[shell](words));
		return EXIT.ok;
	},
});
