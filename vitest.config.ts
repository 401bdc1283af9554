import { defineConfig } from 'vitest/config';
import { libraryDoors } from './studio/library-doors.js';

export default defineConfig({
  plugins: [libraryDoors('node')],
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: [
        'src/{util,backend,formats,metrics,tensor,nn,optim,data,cells,interop,train,tasks,protocol}/**/*.ts',
        'src/index.ts',
      ],
      exclude: ['**/*.test.ts', '**/*.case.ts', '**/*.wasm.ts'],
      reporter: ['text-summary', 'json-summary', 'text'],
      thresholds: { lines: 95, statements: 95, functions: 95, branches: 90 },
    },
  },
});
