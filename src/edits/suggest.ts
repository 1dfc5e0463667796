import type { Layout } from '../layout/index.ts';
import { nearest } from '../layout/nearest.ts';
import type { EditProblem } from './problem.ts';

/** Words that begin a change; a slip of one is put right. */
const VERBS = ['make', 'remove', 'move', 'add', 'swap', 'replace', 'flip', 'bigger', 'smaller', 'background'];

/** Sentences that would be understood for this picture, the nearest to what was said first. */
export function suggestionsFor(layout: Layout, asked: string, problem: EditProblem): readonly string[] {
	const names = layout.objects.map(({ text }) => text.replace(/^(?:an?|the) /i, ''));
	const [first = 'cat', second] = names;
	if (problem.kind === 'unknown-object') {
		const nouns = names.map((name) => name.split(' ').at(-1) ?? name);
		const meant = nearest(
			problem.asked
				.replace(/^(?:the|an?) /i, '')
				.split(' ')
				.at(-1) ?? '',
			nouns,
		);
		if (meant !== undefined) return [asked.replace(problem.asked, `the ${meant}`)];
	}
	if (/\b(?:look|fac|point)(?:s|es?|ing)? (?:to the |to )?(?:left|right)/i.test(asked)) {
		const named = names.find((name) =>
			asked.toLowerCase().includes(name.split(' ').at(-1)?.toLowerCase() ?? name),
		);
		return [`flip the ${named ?? first}`];
	}
	const [verb = ''] = asked.split(' ');
	const meant = nearest(verb, VERBS);
	if (meant !== undefined && meant !== verb.toLowerCase()) return [asked.replace(verb, meant)];
	if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(asked))
		return [`${first}を青く`, `${second ?? first}を左に移動`, '夜にして'];
	return [`make the ${first} blue`, `move the ${second ?? first} to the left`, 'at night'];
}
