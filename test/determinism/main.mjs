// Prints what the trainings of program.mjs give in this runtime, as JSON.
import { trainAll } from './program.mjs';

process.stdout.write(`${JSON.stringify(await trainAll(), null, 2)}\n`);
