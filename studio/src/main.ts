import { mount } from 'svelte';
import App from './shell/App.svelte';
import './shell/style.css';
import { heatRules } from './ui/colours.ts';

const colours = new CSSStyleSheet();
colours.replaceSync(heatRules());
document.adoptedStyleSheets.push(colours);

mount(App, { target: document.getElementById('app')! });
