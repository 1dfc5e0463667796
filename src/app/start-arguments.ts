import { ConfigError, VARIABLES } from './config.ts';

const HELP = `npm start: the room, the chats whose tokens are set, and what draws for them.

Everything is set by variables, in the environment or in a file .env; .env.example explains each:
  PORT=8421 npm start
  TAUE_HOST=0.0.0.0 TAUE_ROOM_PASSWORD=… npm start

--version says which version this is. To draw in the terminal: npm run taue -- --help
`;

/**
 * What the program is to say instead of starting; null where it was given nothing.
 * @throws ConfigError on any other argument, with the variable that says the same
 */
export function helpAskedBy(argv: readonly string[]): string | null {
	const [first] = argv;
	if (first === undefined) return null;
	if (/^(?:--?help|-h|-\?|help)$/i.test(first)) return HELP;
	const [name, value = argv[1] ?? '…'] = first.replace(/^-+/, '').split('=');
	const upper = name.toUpperCase().replaceAll('-', '_');
	const variable = [upper, `TAUE_${upper}`, `TAUE_ROOM_${upper}`].find((each) => VARIABLES.includes(each));
	const instead =
		variable === undefined
			? ''
			: `: ${variable}=${/TOKEN|SECRET|PASSWORD|KEY/.test(variable) ? '…' : value} npm start`;
	throw new ConfigError(
		`npm start takes no ${first.split('=')[0]}; what can be set are variables${instead}. See .env.example.`,
	);
}
