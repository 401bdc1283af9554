// Prints what the trainings of program.mjs give in this runtime, as JSON; with a number, on so many threads of Node,
// and how many parts of calls the helping ones did.
import { eager } from './eager.mjs';
import { trainAll } from './program.mjs';

const print = (result) => process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
const [, , threads] = process.argv;
if (threads === undefined) print(await trainAll());
else {
  const { createNodeBackend } = await import('../../dist/node/backend.js');
  const { setDefaultBackend } = await import('../../dist/backend/select.js');
  const backend = createNodeBackend({ threads: Number(threads) });
  const parts = await eager(backend);
  setDefaultBackend(() => backend);
  print({ hashes: await trainAll(), parts: parts() });
}
