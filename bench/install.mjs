// Each peer's dependencies, in the peer's own folder: none of them is a dependency of Elman.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { execute, reasonOf } from './process.mjs';

/** Why a peer can't be measured here: a row of the table, never the end of the run. */
export class Unavailable extends Error {}

/** @typedef {(line: string) => void} Note */

/**
 * Installs the packages of `package.json` where they are not installed yet. Install scripts don't run: no peer needs
 * one here, and a native build that fails must not stop the rest.
 * @param {string} folder
 * @param {Note} note
 */
export async function installNode(folder, note) {
  await once(folder, 'package.json', 'node_modules', async () => {
    note(`installing what ${join(folder, 'package.json')} names`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'];
    await succeed({ file: npm, args }, folder);
  });
}

/**
 * An interpreter with the packages of `requirements.txt`: the one that `ELMAN_PYTHON` names if it has them (in whatever
 * version; the versions stand in the results), else a virtual environment in the folder.
 * @param {string} folder
 * @param {string} module what is imported
 * @param {Note} note
 * @returns {Promise<string>}
 */
export async function installPython(folder, module, note) {
  const named = process.env['ELMAN_PYTHON'];
  if (named) {
    if ((await versionIn(named, module)) !== undefined) return named;
    note(`${named} (ELMAN_PYTHON) has no ${module}: using an environment of its own`);
  }
  const environment = join(folder, '.venv');
  const python =
    process.platform === 'win32' ? join(environment, 'Scripts/python.exe') : join(environment, 'bin/python');
  await once(folder, 'requirements.txt', '.venv', async () => {
    note(`installing what ${join(folder, 'requirements.txt')} names`);
    await succeed(
      { file: process.platform === 'win32' ? 'python' : 'python3', args: ['-m', 'venv', environment] },
      folder,
    );
    await succeed({ file: python, args: ['-m', 'pip', 'install', '--quiet', '-r', 'requirements.txt'] }, folder);
  });
  return python;
}

/**
 * The version of a module that an interpreter has; undefined when it has none, or is none.
 * @param {string} python
 * @param {string} module
 */
export async function versionIn(python, module) {
  try {
    const { status, stdout } = await execute({
      file: python,
      args: ['-c', `import ${module}; print(${module}.__version__)`],
    });
    return status === 0 ? stdout.trim() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Installs unless the same manifest was installed before: its hash is left in what was made.
 * @param {string} folder
 * @param {string} manifest
 * @param {string} made
 * @param {() => Promise<void>} install
 */
async function once(folder, manifest, made, install) {
  const hash = createHash('sha256')
    .update(readFileSync(join(folder, manifest)))
    .digest('hex');
  const stamp = join(folder, made, '.elman-bench');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await install();
  mkdirSync(join(folder, made), { recursive: true });
  writeFileSync(stamp, hash);
}

/**
 * @param {import('./process.mjs').Command} command
 * @param {string} cwd
 */
async function succeed(command, cwd) {
  let ended;
  try {
    ended = await execute(command, { cwd });
  } catch (thrown) {
    throw new Unavailable(`${command.file} could not be run: ${/** @type {Error} */ (thrown).message}`);
  }
  if (ended.status !== 0) throw new Unavailable(`${command.file} failed: ${reasonOf(ended)}`);
}
