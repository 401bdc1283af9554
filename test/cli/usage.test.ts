import { describe, expect, it } from 'vitest';
import { elman, temporaryFolder } from './run.ts';

const commands = [
  ['init'],
  ['train'],
  ['evaluate'],
  ['predict'],
  ['inspect'],
  ['data'],
  ['data', 'list'],
  ['data', 'get'],
  ['bench'],
  ['bench', 'train'],
  ['bench', 'gemm'],
  ['doctor'],
  ['schema'],
  ['start'],
  ['studio'],
];

describe('help', () => {
  it.each(commands.map((command) => [command.join(' '), command] as const))('of elman %s', async (_, command) => {
    const { status, out, err } = await elman([...command, '--help']);
    expect(status).toBe(0);
    expect(err).toBe('');
    expect(out).toContain(`Usage: elman ${command.join(' ')}`);
    expect(out).toContain('--lang <language>');
  });

  it('of the whole lists every command but the hidden one, on standard output', async () => {
    const { status, out } = await elman([]);
    expect(status).toBe(0);
    for (const name of ['init', 'train', 'evaluate', 'predict', 'inspect', 'data', 'bench', 'doctor', 'schema']) {
      expect(out).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    }
    expect(out).not.toMatch(/^ {2}start\b/m);
  });

  it('is Korean for Koreans', async () => {
    for (const env of [{ LC_ALL: 'ko_KR.UTF-8' }, { LC_MESSAGES: 'ko_KR' }, { LANG: 'ko' }] as Record<
      string,
      string
    >[]) {
      const { out } = await elman(['predict', '--help'], { env });
      expect(out).toContain('사용법: elman predict');
      expect(out).toContain('다음에 올 것, 레이블, 번역, 그림 설명을 답합니다');
    }
    expect((await elman(['--help', '--lang', 'ko'])).out).toContain('명령:');
    expect((await elman(['--help', '--lang', 'en'], { env: { LANG: 'ko_KR.UTF-8' } })).out).toContain('Commands:');
    // LC_ALL goes before LANG, and a word that only begins with ko is another language
    expect((await elman(['--help'], { env: { LC_ALL: 'C', LANG: 'ko_KR' } })).out).toContain('Commands:');
    expect((await elman(['--help'], { env: { LANG: 'kok_IN' } })).out).toContain('Commands:');
  });
});

describe('a wrong command', () => {
  const wrong: [args: string[], message: RegExp][] = [
    [['trian', 'x.yaml'], /there is no command trian; did you mean "train"\?/],
    [['train', 'x.yaml', '--overwrit'], /elman train has no option --overwrit; did you mean "--overwrite"\?/],
    [['predict'], /elman predict needs MODEL/],
    [['predict', 'm', '--steps', 'two', '--input', 'a'], /--steps takes a whole number from 1 up, got "two"/],
    [['predict', 'm', '--steps', '0', '--input', 'a'], /--steps takes a whole number from 1 up, got "0"/],
    [['predict', 'm', '--steps'], /the option --steps needs a value/],
    [['predict', 'm', '짜장'], /an item is given as --input 짜장/],
    [['predict', 'm'], /predict needs something to go on/],
    [['predict', 'm', '-', '--input', 'a'], /--input and - cannot be used together/],
    [['train', 'x', '--resume', '--overwrite'], /--resume and --overwrite cannot be used together/],
    [['train', 'a', 'b'], /elman train takes only CONFIG/],
    [['bench', 'train', '--size', 'S9'], /--size takes one of S1, S2, S3, S4, got "S9"/],
    [['bench', 'train', '--backend', 'cuda'], /--backend takes one of wasm, blas, got "cuda"/],
    [['bench', 'gemm', '--threads', '0'], /--threads takes a whole number from 1 up, got "0"/],
    [['schema', 'next-itm'], /there is no task "next-itm"; did you mean "next-item"\?/],
    [['doctor', '--lang', 'fr'], /--lang takes one of en, ko, got "fr"/],
    [['predict', 'none.safetensors', '--input', 'a'], /there is no file none.safetensors/],
    [['train', 'none.yaml'], /there is no file none.yaml/],
    [['data', 'get', 'tinyshakespear'], /did you mean "tinyshakespeare"\?/],
  ];
  const cwd = temporaryFolder();

  it.each(wrong)('%j ends with 2 and says why', async (args, message) => {
    const { status, out, err } = await elman(args, { cwd });
    expect(err).toMatch(message);
    expect(err).not.toContain('bug of Elman');
    expect(out).toBe('');
    expect(status).toBe(2);
  });

  it('is told in Korean', async () => {
    const { status, err } = await elman(['trian'], { env: { LANG: 'ko_KR.UTF-8' } });
    expect(err).toContain('오류: trian 명령은 없습니다. "train"의 오타입니까?');
    expect(status).toBe(2);
  });

  it('without a part of a group shows the group', async () => {
    const { status, err } = await elman(['data']);
    expect(err).toContain('Usage: elman data');
    expect(status).toBe(2);
  });
});

describe('doctor', () => {
  it('finds what Elman needs, as text and as JSON', async () => {
    const json = await elman(['doctor', '--json']);
    const found = JSON.parse(json.out) as Record<string, unknown>;
    expect(found).toMatchObject({ ok: true, simd: true, backend: { name: 'wasm', ok: true } });
    expect(json.status).toBe(0);
    expect(json.err).toBe('');
    const { out } = await elman(['doctor']);
    expect(out).toContain('All that Elman needs is here.');
    const named = await elman(['doctor', '--json'], { env: { ELMAN_THREADS: '3' } });
    expect(JSON.parse(named.out)).toMatchObject({ threads: { count: 3, from: 'ELMAN_THREADS' } });
  });

  it('misses no BLAS where there is none, and says why', async () => {
    const env = { ELMAN_BLAS: '/none/libblas.so' };
    const { out, status } = await elman(['doctor', '--json'], { env });
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, blas: null, blasAbsence: { code: 'usage/blas' } });
    expect((await elman(['doctor'], { env })).out).toMatch(/system BLAS +none, and none is needed: .*ELMAN_BLAS/);
  });

  it('names the BLAS, and the kernel that the environment keeps it from', async (context) => {
    const { blas } = JSON.parse((await elman(['doctor', '--json'])).out) as { blas: Record<string, unknown> | null };
    if (blas === null) {
      context.skip('there is no BLAS here');
      return;
    }
    expect(blas).toMatchObject({ path: expect.any(String) as string, gemmGflops: expect.any(Number) as number });
    if (blas['library'] !== 'OpenBLAS') context.skip(`${String(blas['library'])} has no variable for its kernel`);
    if (process.arch !== 'x64') context.skip('Nehalem is a kernel of x64');
    const env = { OPENBLAS_CORETYPE: 'Nehalem', OPENBLAS_L2_SIZE: '' };
    const pinned = JSON.parse((await elman(['doctor', '--json'], { env })).out) as { blas: object };
    expect(pinned.blas).toMatchObject({
      library: 'OpenBLAS',
      pinned: {
        variables: ['OPENBLAS_CORETYPE'],
        kernel: expect.any(String) as string,
        gemmGflops: expect.any(Number) as number,
        unset: 'unset OPENBLAS_CORETYPE',
      },
    });
  });
});

describe('bench', () => {
  it('times training steps, in the fixed shape', async () => {
    const { status, out } = await elman([
      'bench',
      'train',
      '--cell',
      'lstm',
      '--size',
      's1',
      '--rounds',
      '1',
      '--threads',
      '2',
      '--json',
    ]);
    const { machine, results } = JSON.parse(out) as { machine: object; results: Record<string, unknown>[] };
    expect(status).toBe(0);
    expect(machine).toHaveProperty('gemmGflops');
    expect(results).toEqual([
      {
        cell: 'lstm',
        size: 'S1',
        backend: 'wasm',
        threads: 2,
        ms: expect.any(Number) as number,
        msMedian: expect.any(Number) as number,
        msRounds: [expect.any(Number) as number],
        gflops: expect.any(Number) as number,
        share: expect.any(Number) as number,
      },
    ]);
    expect(results[0]!['ms']).toBeGreaterThan(0);
  });

  it('times steps of a stream', async () => {
    const { out } = await elman(['bench', 'stream', '--cell', 'gru', '--hidden', '16', '--rounds', '1', '--json']);
    const { results } = JSON.parse(out) as { results: unknown[] };
    expect(results).toEqual([expect.objectContaining({ cell: 'gru', hidden: 16, ms: expect.any(Number) as number })]);
  });

  it('times matrix products', async () => {
    const { out, err } = await elman(['bench', 'gemm', '--size', 'S1', '--rounds', '1', '--threads', '1']);
    for (const product of ['forward', 'recurrent', 'dX', 'dW'])
      expect(out).toMatch(new RegExp(`^S1 +${product} `, 'm'));
    expect(err).toContain('measuring S1 dW');
    expect(out).toContain('computed by wasm on 1 thread\n');
  });
});

it('data list --json names every set with its licence', async () => {
  const { datasets } = JSON.parse((await elman(['data', 'list', '--json'])).out) as {
    datasets: { name: string; licence: string }[];
  };
  expect(datasets.length).toBeGreaterThan(0);
  for (const { name, licence } of datasets) expect([name, licence]).not.toContain('');
});

it('schema prints the JSON Schema of a config', async () => {
  const schema = JSON.parse((await elman(['schema', 'next-item'])).out) as Record<string, unknown>;
  expect(schema).toMatchObject({
    type: 'object',
    additionalProperties: false,
    properties: { task: { const: 'next-item' }, train: { properties: { epochs: { type: 'integer' } } } },
  });
});
