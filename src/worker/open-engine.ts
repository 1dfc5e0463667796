import type { Engine } from './engine.ts';
import type { EngineChoice } from './protocol.ts';

/** The engine that was chosen. Only what is chosen is imported: the runtime alone takes 100 MB. */
export async function openEngine(choice: EngineChoice, device: string): Promise<Engine> {
	if (choice.kind === 'simulated') {
		const { SimulatedEngine } = await import('./simulated.ts');
		return new SimulatedEngine(choice);
	}
	const { OnnxEngine } = await import('./onnx-engine.ts');
	return OnnxEngine.open(choice, device);
}
