import './frozen-builtins.ts';
import { keepCompiled } from './keep-compiled.ts';

keepCompiled();
await import('./app/main.ts');
