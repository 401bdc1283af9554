import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { computedByOf, readCheckpoint, readIdentity, writeCheckpoint, type Identity } from '../../src/train/index.ts';
import { loadBlas } from '../../src/node/blas.ts';
import { messageOf } from '../../src/util/errors.ts';
import { elman, ended, lunch, start, temporaryFolder } from './run.ts';

const cwd = temporaryFolder();
const short = ['--set', 'train.epochs=2'];

const found = find();
const library = typeof found === 'string' ? '' : found.name;
const missing = typeof found === 'string' ? `there is no BLAS here: ${found}` : undefined;

function find() {
  try {
    return loadBlas();
  } catch (error) {
    return messageOf(error);
  }
}

const train = (run: string, ...args: string[]) => elman(['train', lunch, '--run', run, ...short, ...args], { cwd });
const pathIn = (run: string, ...path: string[]) => join(cwd, run, ...path);
const checkpointOf = (run: string) => pathIn(run, 'checkpoints', 'last.safetensors');

describe('a wrong engine is told in one message', () => {
  beforeAll(() => train('model'));

  const predict = ['predict', 'model', '--input', '짜장'];
  const wrong: [args: string[], env: Record<string, string>, message: RegExp][] = [
    [['--backend', 'cuda'], {}, /--backend takes one of wasm, blas, got "cuda"/],
    [['--threads', 'two'], {}, /--threads takes a whole number from 1 up, got "two"/],
    [['--threads', '300'], {}, /threads is a whole number from 1 to 256, got 300/],
    [[], { ELMAN_THREADS: 'all' }, /ELMAN_THREADS is a whole number from 1 to 256, got "all"/],
    [['--backend', 'blas'], { ELMAN_BLAS: '/none/libblas.so' }, /\/none\/libblas\.so is not a BLAS that can be used/],
  ];

  it.each(wrong)('%j %j', async (args, env, message) => {
    const english = await elman([...predict, ...args], { cwd, env });
    expect(english.err).toMatch(message);
    expect(english.err.trimEnd().split('\n')).toHaveLength(1);
    expect([english.status, english.out]).toEqual([2, '']);
    const korean = await elman([...predict, ...args], { cwd, env: { ...env, LANG: 'ko_KR.UTF-8' } });
    expect(korean.err).toMatch(/오류: .*[가-힣]/);
    expect(korean.err).not.toMatch(message);
  });
});

it('any number of threads gives the same bits', async () => {
  const folders = ['one', 'three', 'environment'];
  await train('one', '--threads', '1');
  await train('three', '--threads', '3');
  await elman(['train', lunch, '--run', 'environment', ...short], { cwd, env: { ELMAN_THREADS: '2' } });
  const [one, ...others] = folders.map((run) => readFileSync(pathIn(run, 'model.safetensors')).toString('base64'));
  for (const other of others) expect(other).toBe(one);
});

describe('a run on the BLAS', () => {
  /** As if the run had been killed after its last epoch. */
  function unfinish(run: string): void {
    const lines = readFileSync(pathIn(run, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.at(-1)).toContain('finished');
    writeFileSync(pathIn(run, 'metrics.jsonl'), `${lines.slice(0, -1).join('\n')}\n`);
  }

  /** As if another library had computed it. */
  function change(run: string, identity: Identity): void {
    const file = checkpointOf(run);
    const saved = readCheckpoint(readFileSync(file), file);
    writeFileSync(file, writeCheckpoint({ ...saved, identity: { ...saved.identity, ...identity } }));
  }

  const engineOf = (run: string) => computedByOf(readIdentity(readFileSync(checkpointOf(run)), run));

  it('says so, in its log and its checkpoint too, and repeats its bits', async (context) => {
    if (missing !== undefined) context.skip(missing);
    const { err, status } = await train('first', '--backend', 'blas', '--threads', '2');
    expect(status).toBe(0);
    expect(err).toContain(`products by ${library}`);
    expect(engineOf('first')).toEqual({ backend: 'blas', library, threads: 2 });
    const [line] = readFileSync(pathIn('first', 'metrics.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line!)).toMatchObject({ epoch: 1, library });
    await train('second', '--backend', 'blas', '--threads', '2');
    const models = ['first', 'second'].map((run) => readFileSync(pathIn(run, 'model.safetensors')).toString('base64'));
    expect(models[1]).toBe(models[0]);
  });

  it('is resumed on it, with as many threads, without being told to', async (context) => {
    if (missing !== undefined) context.skip(missing);
    await train('kept', '--backend', 'blas', '--threads', '2');
    unfinish('kept');
    const args = ['train', lunch, '--run', 'kept', ...short, '--resume'];
    const { err, status } = await elman(args, { cwd, env: { ELMAN_THREADS: '1' } });
    expect([status, err.includes('other bits')]).toEqual([0, false]);
    expect(err).toContain(`products by ${library}`);
    expect(engineOf('kept')).toEqual({ backend: 'blas', library, threads: 2 });
  });

  it('ends with the same bits when it is killed and resumed', async (context) => {
    if (missing !== undefined) context.skip(missing);
    const large = ['--set', 'model.hidden=192', '--set', 'train.epochs=6', '--set', 'train.checkpointEvery=0'];
    const args = (run: string): string[] => ['train', lunch, '--run', run, ...large];
    const undisturbed = await elman([...args('undisturbed'), '--backend', 'blas', '--threads', '2'], { cwd });
    expect(undisturbed.status).toBe(0);
    const child = start([...args('killed'), '--backend', 'blas', '--threads', '2'], { cwd });
    while (!existsSync(checkpointOf('killed'))) await pause(5);
    child.kill('SIGKILL');
    await ended(child);
    const { err, status } = await elman([...args('killed'), '--resume'], { cwd });
    expect([status, err.includes('resuming killed after step')]).toEqual([0, true]);
    const models = ['undisturbed', 'killed'].map((run) => readFileSync(pathIn(run, 'model.safetensors')));
    expect(models[1]!.equals(models[0]!)).toBe(true);
  });

  it('is resumed on another backend that is named, which is said', async (context) => {
    if (missing !== undefined) context.skip(missing);
    await train('named', '--backend', 'blas', '--threads', '1');
    unfinish('named');
    const { err, status } = await train('named', '--resume', '--backend', 'wasm');
    expect(status).toBe(0);
    expect(err).toContain(`computed by ${library} on 1 thread so far, by wasm from here on`);
    expect(engineOf('named')).toEqual({ backend: 'wasm' });
  });

  it('is not resumed with another library, unless that is named', async (context) => {
    if (missing !== undefined) context.skip(missing);
    await train('moved', '--backend', 'blas', '--threads', '1');
    unfinish('moved');
    change('moved', { library: 'OpenBLAS 0.1 (Elsewhere)' });
    const refused = await train('moved', '--resume');
    expect(refused.status).toBe(2);
    expect(refused.err).toContain('the run in moved was computed by OpenBLAS 0.1 (Elsewhere), and here is:');
    expect(refused.err).toContain(`${library} on 1 thread`);
    const named = await train('moved', '--resume', '--backend', 'blas');
    expect([named.status, named.err.includes('other bits')]).toEqual([0, true]);
    expect(engineOf('moved')).toMatchObject({ library });
  });

  it('is not resumed where its library is missing', async () => {
    await train('absent');
    unfinish('absent');
    change('absent', { backend: 'blas', library: 'OpenBLAS 0.1 (Elsewhere)', threads: 1 });
    const env = { ELMAN_BLAS: '/none/libblas.so' };
    const args = ['train', lunch, '--run', 'absent', ...short, '--resume'];
    const refused = await elman(args, { cwd, env });
    expect(refused.status).toBe(2);
    expect(refused.err).toContain('computed by OpenBLAS 0.1 (Elsewhere), and here is: /none/libblas.so is not a BLAS');
    const korean = await elman(args, { cwd, env: { ...env, LANG: 'ko_KR.UTF-8' } });
    expect(korean.err).toContain('OpenBLAS 0.1 (Elsewhere)로 계산했는데');
    expect((await elman([...args, '--backend', 'wasm'], { cwd, env })).status).toBe(0);
  });
});
