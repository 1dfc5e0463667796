#!/usr/bin/env node
import './frozen-builtins.ts';
import { keepCompiled } from './keep-compiled.ts';

keepCompiled();
await import('./cli/main.ts');
