import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { libraryDoors } from './library-doors.js';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // The page may lie under any path.
  base: './',
  plugins: [libraryDoors(), svelte()],
  worker: { format: 'es', plugins: () => [libraryDoors()] },
  build: {
    outDir: '../dist/studio',
    emptyOutDir: true,
    target: 'es2022',
    // Where light-dark() and color-mix() are known.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
