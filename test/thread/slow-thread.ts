/** A thread for tests: does what it is asked. */
import { answerQuestions } from '../../src/thread/answer-questions.ts';

answerQuestions((question: string) => {
	if (question === 'hang') for (;;);
	if (question === 'die') process.exit(7);
	if (question === 'throw') throw new Error('as it was told');
	if (question === 'grow') for (const all: string[][] = []; ; ) all.push(new Array(10_000).fill(question));
	return `${question}!`;
});
