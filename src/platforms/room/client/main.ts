import { h, render } from 'preact';
import { Page } from './page.ts';
import { showTheme, storedTheme } from './theme.ts';

showTheme(storedTheme());
const root = document.getElementById('app');
if (root !== null) render(h(Page, null), root);
