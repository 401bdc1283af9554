// `npm run models -w studio -- [NAME…]`: trains the models that the studio ships, all of them or those that are named,
// from data that may be passed on and with fixed seeds, and lays each as NAME.safetensors beside this file. The same
// command gives the same bits on any machine, but for those that name a backend of their own, whose bits repeat with the
// same library and processor. ORIGIN.md says what each was learnt from.
//
// A model is a file NAME.mjs that exports
//   config           its config for `elman train`, seen from the repository
//   backend          `blas` where WebAssembly would take too long
//   prepare(io)      where there is something to be done before: renders what it learns from
//   finish(io)       where there is something to be done after: what is to lie beside the model
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** @typedef {{ readonly root: string, readonly here: string, readonly name: string, readonly run: string }} Io */

const all = readdirSync(here)
  .filter((name) => name.endsWith('.mjs') && name !== basename(import.meta.filename))
  .map((name) => name.slice(0, -'.mjs'.length));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`there is no model ${unknown.join(', ')}; there are ${all.join(', ')}\n`);
  process.exit(2);
}

for (const name of asked.length > 0 ? asked : all) {
  const model = await import(`./${name}.mjs`);
  const run = join(root, 'runs/studio', name);
  /** @type {Io} */
  const io = { root, here, name, run };
  await model.prepare?.(io);
  const engine = model.backend === undefined ? [] : ['--backend', model.backend, '--threads', '1'];
  // Goes on where it was stopped.
  elman('train', model.config, '--set', `run=${run}`, ...engine, existsSync(run) ? '--resume' : '--overwrite');
  elman('evaluate', run);
  const file = join(here, `${name}.safetensors`);
  copyFileSync(join(run, 'model.safetensors'), file);
  await model.finish?.(io);
  process.stdout.write(`${file}: ${(statSync(file).size / 1024).toFixed(0)} KB\n`);
}

/** @param {string[]} args */
function elman(...args) {
  const { status } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
