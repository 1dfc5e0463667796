import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import proto from 'onnx-proto';
import { type GraphContents, readGraphFile, weightFiles } from './graph-file.ts';
import { isPointer, notFetched } from './lfs-pointer.ts';
import { ModelError } from './model-error.ts';

const BFLOAT16 = proto.onnx.TensorProto.DataType.BFLOAT16;

/** Operators that the runtime has for one kind of device alone, as exporters for that device write them. */
const ABSENT_OPERATOR =
	/(?:Failed to find kernel for|Could not find an implementation for) ([\w.]+)\(|Fatal error: ([\w.]+:\w+)\(-1\) is not a registered|No Op registered for (\w+) /;

/** The first line of whatever was thrown. */
export function reason(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text.split('\n', 1)[0].slice(0, 300);
}

/** What a graph says of weights that lie nowhere; null where all are there. */
export function missingWeights(
	graph: string,
	contents: GraphContents,
	weightsFolder = dirname(graph),
): ModelError | null {
	const missing = weightFiles(contents).filter(
		(file) => !existsSync(join(dirname(graph), file)) && !existsSync(join(weightsFolder, file)),
	);
	if (missing.length === 0) return null;
	return new ModelError(
		'file-missing',
		`${basename(dirname(graph))}/${basename(graph)} names weights that are not there: ${missing.slice(0, 5).join(', ')}` +
			`${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}. Download the model again, with them.`,
	);
}

/**
 * Why a graph did not load, in words: what it is, and what to do.
 * @param graph - path of the graph's file
 */
export function loadProblem(graph: string, error: unknown, weightsFolder = dirname(graph)): ModelError {
	const text = reason(error);
	const whole = String(error);
	const where = `${basename(dirname(graph))}/${basename(graph)}`;
	if (/bad_alloc|out of memory|Failed to allocate/i.test(text)) {
		return new ModelError('out-of-memory', `${where} does not fit into memory: ${text}`, error);
	}
	if (isPointer(graph)) return notFetched(where, error);
	let contents: GraphContents;
	try {
		contents = readGraphFile(graph);
	} catch (unreadable) {
		if (unreadable instanceof ModelError) return unreadable;
		throw unreadable;
	}
	const missing = missingWeights(graph, contents, weightsFolder);
	if (missing !== null) return missing;
	const weights = weightFiles(contents).map((file) => ({
		file,
		path: existsSync(join(dirname(graph), file)) ? join(dirname(graph), file) : join(weightsFolder, file),
	}));
	const pointer = weights.find(({ path }) => isPointer(path));
	if (pointer !== undefined) return notFetched(`${basename(dirname(graph))}/${pointer.file}`, error);
	if (/External initializer/i.test(whole)) {
		return new ModelError(
			'file-broken',
			`${where} names more weights than ${weights.map(({ file }) => file).join(', ')} has: the file was fetched in ` +
				'part, or belongs to another graph. Download the model again.',
			error,
		);
	}
	if (/ValidateOpsetForDomain|Unsupported model IR version/.test(whole)) {
		return new ModelError(
			'unsupported-model',
			`${where} was written for a newer ONNX Runtime than this one. Take another export of this model, or export it ` +
				'again with --opset 17.',
			error,
		);
	}
	if (isBfloat16(contents)) {
		return new ModelError(
			'unsupported-model',
			`${where} is in bfloat16, which ONNX Runtime cannot draw with. Take the float16 or float32 form of this ` +
				'model, or export it again with --dtype fp16.',
			error,
		);
	}
	const operator = ABSENT_OPERATOR.exec(text)?.slice(1).find(Boolean);
	if (operator !== undefined) {
		return new ModelError(
			'unsupported-model',
			`${where} was optimised for other hardware: its operator ${operator} does not exist on this provider. Such ` +
				'graphs come from Olive or an optimiser for one kind of card: draw on that one (TAUE_PROVIDER=cuda or ' +
				'dml), or take a plain export of this model (training/export_checkpoint.py writes one).',
			error,
		);
	}
	return new ModelError(
		'graph-broken',
		`${where} is not a graph that can be loaded: ${text} Download the model again.`,
		error,
	);
}

function isBfloat16({ inputs, tensors }: GraphContents): boolean {
	return [...inputs, ...tensors].some(({ dataType }) => dataType === BFLOAT16);
}
