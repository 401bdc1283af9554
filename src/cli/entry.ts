// Where the program begins, once bundled: dist/cli/main.js is one line that loads it.
import { main } from './program.ts';

void main(process.argv.slice(2));
