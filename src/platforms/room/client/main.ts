import { h, render } from 'preact';
import { startLanguage } from './language.ts';
import { Page } from './page.ts';
import { showTheme, storedTheme } from './theme.ts';

startLanguage();
showTheme(storedTheme());
const root = document.getElementById('app');
if (root !== null) render(h(Page, null), root);
