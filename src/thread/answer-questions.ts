import { parentPort } from 'node:worker_threads';
import type { ThreadMessage } from './asked-thread.ts';

/** The thread's side of an `AskedThread`: called once, when the thread's module has loaded. */
export function answerQuestions<Question, Answer>(
	answer: (question: Question) => Answer | Promise<Answer>,
): void {
	const say = (message: ThreadMessage) => parentPort?.postMessage(message);
	parentPort?.on('message', async (question: Question) => {
		try {
			say({ type: 'answer', answer: await answer(question) });
		} catch (error) {
			say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
		}
	});
	say({ type: 'ready' });
}
