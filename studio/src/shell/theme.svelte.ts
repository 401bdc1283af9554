import { address, type Theme } from './address.svelte.ts';

const prefersDark = globalThis.matchMedia('(prefers-color-scheme: dark)');
let ofSystem = $state.raw<Theme>(prefersDark.matches ? 'dark' : 'light');
prefersDark.addEventListener('change', ({ matches }) => (ofSystem = matches ? 'dark' : 'light'));

/** The theme that is seen: the one in the address, else that of the system. */
export function themeNow(): Theme {
  return address.theme || ofSystem;
}
