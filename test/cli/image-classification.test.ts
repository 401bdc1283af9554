import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { bars, idxBars, kinds } from '../support/bars.ts';
import { elman, temporaryFolder } from './run.ts';

const cwd = temporaryFolder();
const run = (args: readonly string[], env: Record<string, string> = {}) => elman(args, { cwd, env });

function write(path: string, text: string | Uint8Array): void {
  writeFileSync(join(cwd, path), text);
}

/** So many PNG files a kind, of 16 × 16 pixels. */
async function writeFolder(name: string, count: number, seed: number): Promise<void> {
  const { pixels, kinds: of } = bars(3 * count, seed);
  for (const kind of kinds) mkdirSync(join(cwd, name, kind), { recursive: true });
  await Promise.all(
    pixels.map((image, i) =>
      sharp(image, { raw: { width: 8, height: 8, channels: 1 } })
        .resize(16, 16, { kernel: 'nearest' })
        .png()
        .toFile(join(cwd, name, kinds[of[i]!]!, `${i}.png`)),
    ),
  );
}

interface Evaluated {
  readonly split: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly baselines: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly classes: { readonly labels: readonly string[]; readonly confusion: readonly (readonly number[])[] };
}

beforeAll(async () => {
  await writeFolder('bars', 50, 1);
  await writeFolder('more', 10, 2);
  for (const [name, bytes] of Object.entries({ ...idxBars('train', 120, 3), ...idxBars('t', 30, 4) }))
    write(name, bytes);
});

describe('a folder with a folder of images a class', () => {
  it('is guessed at, trained, evaluated and asked', async () => {
    const init = await run(['init', 'bars']);
    expect(init.status, init.err).toBe(0);
    const config = readFileSync(join(cwd, 'elman.yaml'), 'utf8');
    expect(config).toMatch(/task: image-classification\n.*file: bars +# 150 images of 3 classes\n/s);
    const trained = await run(
      ['train', 'elman.yaml', '--run', 'run', '--set', 'data.size=[8, 8]', '--set', 'data.test=more'].concat(
        ...['model.channels=[6, 8]', 'model.hidden=12', 'train.epochs=15', 'train.lr=0.01'].map((set) => [
          '--set',
          set,
        ]),
      ),
    );
    expect(trained.status, trained.err).toBe(0);
    expect(trained.err).toContain('labels 3, train 135, validation 15, test 30');

    const evaluated = await run(['evaluate', 'run', '--json']);
    const { split, metrics, baselines, classes } = JSON.parse(evaluated.out) as Evaluated;
    expect(split).toBe('test');
    expect(metrics['accuracy']).toBeGreaterThan(0.85);
    expect(Object.keys(baselines)).toEqual(['majority', 'nearest-centroid']);
    expect(classes.labels).toEqual(['leaning', 'lying', 'standing']);
    expect(classes.confusion.flat().reduce((a, b) => a + b)).toBe(30);
    expect((await run(['evaluate', 'run', '--data', 'bars'])).out).toMatch(/accuracy/);

    const asked = await run([
      'predict',
      'run',
      '--input',
      'more/lying/0.png',
      '--input',
      'more/standing/1.png',
      '--json',
    ]);
    const { predictions } = JSON.parse(asked.out) as { predictions: { item: string; input: string }[] };
    expect(predictions.map(({ item, input }) => [item, input])).toEqual([
      ['lying', 'more/lying/0.png'],
      ['standing', 'more/standing/1.png'],
    ]);
    const table = await run(['predict', 'run', '--input', 'more/lying/0.png', '--top', '3']);
    expect(table.out.split('\n').filter((line) => line !== '')).toHaveLength(4);
  });

  it('says which file is no image, in the language of the reader', async () => {
    mkdirSync(join(cwd, 'bad/x'), { recursive: true });
    write('bad/x/1.png', 'no picture');
    const config = 'task: image-classification\ndata: { file: bad }\nrun: bad-run\n';
    write('bad.yaml', config);
    const { status, err } = await run(['train', 'bad.yaml']);
    expect(status).toBe(2);
    expect(err).toContain('bad/x/1.png cannot be decoded as an image');
    expect((await run(['train', 'bad.yaml', '--lang', 'ko'])).err).toContain(
      'bad/x/1.png은 그림으로 해독할 수 없습니다',
    );
    write('bad.yaml', config.replace('bad', 'run'));
    expect((await run(['train', 'bad.yaml'])).err).toContain('holds no images');
  });

  it('cannot be read as it comes, and says nothing of what comes next', async () => {
    const { status, err } = await run(['predict', 'run', '--stream']);
    expect(status).toBe(2);
    expect(err).toContain('image-classification');
  });
});

describe('IDX files', () => {
  const config = (model: string): string =>
    [
      'task: image-classification',
      'data: { file: train-images-idx3-ubyte, test: t-images-idx3-ubyte }',
      `model: ${model}`,
      'train: { epochs: 12, lr: 0.02 }',
      'run: rows-run',
    ].join('\n');

  it('are guessed at by their name', async () => {
    const { status, err } = await run(['init', 'train-images-idx3-ubyte', '--output', 'idx.yaml']);
    expect(status, err).toBe(0);
    expect(readFileSync(join(cwd, 'idx.yaml'), 'utf8')).toContain('task: image-classification');
  });

  it('are read by a recurrent network, row by row', async () => {
    write('rows.yaml', config('{ reader: rows, cell: gru, hidden: 16 }'));
    const trained = await run(['train', 'rows.yaml']);
    expect(trained.status, trained.err).toBe(0);
    const { metrics } = JSON.parse((await run(['evaluate', 'rows-run', '--json'])).out) as Evaluated;
    expect(metrics['accuracy']).toBeGreaterThan(0.8);
    expect(metrics['predictions']).toBe(30);
  });

  it('have their labels where the config says, also once the config lies in the run folder', async () => {
    const own = idxBars('x', 60, 5);
    write('pictures', own['x-images-idx3-ubyte']!);
    write('answers', own['x-labels-idx1-ubyte']!);
    write(
      'named.yaml',
      'task: image-classification\ndata: { file: pictures, labels: answers }\nmodel: { hidden: 4 }\n',
    );
    const trained = await run(['train', 'named.yaml', '--run', 'named', '--set', 'train.epochs=1']);
    expect(trained.status, trained.err).toBe(0);
    expect(readFileSync(join(cwd, 'named/config.yaml'), 'utf8')).toContain('labels: ../answers');
    const evaluated = await run(['evaluate', 'named', '--json']);
    expect(evaluated.status, evaluated.err).toBe(0);
  });

  it('of a reader that has no use for an option are told so', async () => {
    write('rows.yaml', config('{ reader: rows, channels: [4], permute: 1 }'));
    const { status, err } = await run(['train', 'rows.yaml']);
    expect(status).toBe(2);
    expect(err).toMatch(/model\.channels[^]*model\.permute/);
    write('rows.yaml', config('{ cell: lstm }'));
    expect((await run(['train', 'rows.yaml'])).err).toMatch(/model\.cell/);
  });
});
