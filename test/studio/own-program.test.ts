import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTask } from 'elman-rnn/tasks';
import { fileContext } from '../../studio/src/rooms/own/file-host.ts';
import { ownProgram, type Answers, type Question } from '../../studio/src/rooms/own/program.ts';
import { sniff } from '../../studio/src/rooms/own/sniff.ts';
import type { Table } from '../../studio/src/rooms/own/table.ts';
import type { Description, Outcome, Progress } from '../../studio/src/rooms/own/training.ts';
import { built } from '../support/built.ts';
import { root } from '../support/sources.ts';

const visits = readFileSync(join(root, 'docs/guide/visits.csv'));
const blob = (content: string | Uint8Array): Blob => new Blob([content as BlobPart]);
const recipe = {
  item: 'page',
  time: 'time',
  group: 'visitor',
  cell: 'elman',
  hidden: 8,
  epochs: 3,
  rate: 0.005,
  seed: 7,
};

/** A program, with its answers by the kind of the question. */
function opened() {
  const program = ownProgram();
  return {
    program,
    ask: async <K extends Question['kind']>(question: Extract<Question, { kind: K }>): Promise<Answers[K]> =>
      (await program.answer(question)) as Answers[K],
    async train(description: Description): Promise<{ frames: Progress[]; outcome: Outcome }> {
      const turns = program.start(description);
      const frames: Progress[] = [];
      for (;;) {
        const turn = await turns.next();
        if (turn.done === true) return { frames, outcome: turn.value };
        frames.push(turn.value);
      }
    },
  };
}

describe('a table of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'elman-own-'));
  const own = opened();
  let trained: Awaited<ReturnType<typeof own.train>>;
  beforeAll(async () => {
    trained = await own.train({ ...recipe, file: blob(visits), name: 'visits.csv' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is understood at first sight', async () => {
    const table = await own.ask({ kind: 'look', file: blob(visits), name: 'visits.csv' });
    expect(table).toMatchObject({
      kind: 'table',
      roles: { item: 'page', time: 'time', group: 'visitor' },
      guessed: { cell: 'elman', hidden: 16 },
    });
    expect((table as Table).rows[0]).toEqual({ line: 2, cells: ['2026-03-01T09:50:00', 'v01', 'home'] });
  });

  it('is learnt from to the bytes that elman train writes, and elman predict opens them', async () => {
    built('cli/main.js');
    const epochs = trained.frames.flatMap(({ epoch }) => (epoch ? [epoch.epoch] : []));
    expect(epochs).toEqual([1, 2, 3]);
    expect(trained.outcome).toMatchObject({ reason: 'epochs', epoch: 3, summary: { items: 7 } });
    writeFileSync(join(folder, 'visits.csv'), visits);
    writeFileSync(
      join(folder, 'elman.yaml'),
      'task: next-item\ndata: { file: visits.csv, item: page, time: time, group: visitor }\nmodel: { cell: elman, hidden: 8 }\ntrain: { epochs: 3, optimizer: adam, lr: 0.005, seed: 7 }\nrun: run\n',
    );
    const elman = (...args: string[]): string =>
      execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    elman('train', 'elman.yaml', '--run', 'run', '--threads', '1');
    const bytes = await own.ask({ kind: 'save' });
    expect(Buffer.compare(bytes, readFileSync(join(folder, 'run/model.safetensors')))).toBe(0);
    writeFileSync(join(folder, 'downloaded.safetensors'), bytes);
    const { predictions } = JSON.parse(
      elman('predict', 'downloaded.safetensors', '--input', 'home', '--steps', '3', '--top', '10', '--json'),
    ) as { predictions: unknown };
    expect(await own.ask({ kind: 'go-on', history: ['home'], steps: 3 })).toEqual(predictions);
  });

  it('is looked into: parameters, their numbers, states over time', async () => {
    const facts = await own.ask({ kind: 'model' });
    expect(facts).toMatchObject({
      file: 'visits.safetensors',
      task: 'next-item',
      labels: expect.arrayContaining(['home']),
    });
    expect(facts.settings).toEqual(
      expect.arrayContaining([
        ['model.cell', 'elman'],
        ['data.item', 'page'],
      ]),
    );
    expect(facts.parameters.map(({ name, shape }) => [name, shape])).toEqual(
      expect.arrayContaining([['rnn.weight_hh_l0', [8, 8]]]),
    );
    const weights = await own.ask({ kind: 'weights', name: 'rnn.weight_hh_l0' });
    expect(weights.bins.reduce((sum, count) => sum + count, 0)).toBe(64);
    expect(weights.mean).toBeCloseTo(weights.values.reduce((sum, value) => sum + value, 0) / 64, 6);
    expect([weights.least, weights.most]).toEqual([Math.min(...weights.values), Math.max(...weights.values)]);
    const answered = await own.ask({ kind: 'answer', input: 'home\nitem' });
    expect(answered.why).toBeNull();
    expect(answered.parts.map(({ shape }) => shape)).toEqual([[2, 8]]);
  });

  it('stops when it is told to, with the best weights so far', async () => {
    const stopped = opened();
    const turns = stopped.program.start({ ...recipe, epochs: 2000, file: blob(visits), name: 'visits.csv' });
    await turns.next();
    await stopped.ask({ kind: 'stop' });
    let turn = await turns.next();
    while (turn.done !== true) turn = await turns.next();
    expect(turn.value.reason).toBe('aborted');
    expect((await stopped.ask({ kind: 'save' })).length).toBeGreaterThan(1000);
  });

  it('is opened again from the file that was saved', async () => {
    const bytes = await own.ask({ kind: 'save' });
    const other = opened();
    expect(await other.ask({ kind: 'look', file: blob(bytes), name: 'x.safetensors' })).toMatchObject({
      kind: 'model',
      task: 'next-item',
    });
    const again = await other.ask({ kind: 'save' });
    expect(Buffer.compare(again, bytes)).toBe(0);
    expect(await other.ask({ kind: 'answer', input: 'home' })).toEqual(
      await own.ask({ kind: 'answer', input: 'home' }),
    );
  });

  it('is the file that came last, however long the one before took to open', async () => {
    const bytes = await own.ask({ kind: 'save' });
    const other = opened();
    let arrive: () => void = () => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const slow = blob(bytes);
    slow.arrayBuffer = () => arrived.then(() => blob(bytes).arrayBuffer());
    const first = other.ask({ kind: 'look', file: slow, name: 'first.safetensors' });
    await other.ask({ kind: 'look', file: blob(bytes), name: 'second.safetensors' });
    arrive();
    await first;
    expect(await other.ask({ kind: 'model' })).toMatchObject({ file: 'second.safetensors' });
  });

  it.each([
    ['an empty file', '', 'data/empty'],
    ['a header alone', 'time,page\n', 'data/empty'],
    ['a broken line', 'time,page\n2026-01-01,home\n2026-01-02,home,again\n', 'data/csv-cells'],
    ['an open quote', 'time,page\n2026-01-01,"home\n', 'data/csv-quote'],
    ['bytes', new Uint8Array([1, 2, 0, 4, 5, 0]), 'data/format'],
    ['a workbook', 'PK\u0003\u0004', 'data/format'],
    ['letters of another encoding', new Uint8Array([97, 44, 98, 10, 0xb0, 0xa1, 44, 99, 10]), 'data/not-utf8'],
  ])('is refused where it is none: %s', async (_, content, code) => {
    await expect(opened().ask({ kind: 'look', file: blob(content), name: 'a.csv' })).rejects.toMatchObject({ code });
  });

  it('is refused as a model where it is damaged', async () => {
    const bytes = Uint8Array.from(await own.ask({ kind: 'save' }));
    bytes[bytes.length - 3]! ^= 1;
    for (const [content, code] of [
      [bytes, 'model/checksum'],
      [bytes.slice(0, 500), 'model/truncated'],
      [new Uint8Array(0), 'model/truncated'],
    ] as const)
      await expect(opened().ask({ kind: 'look', file: blob(content), name: 'a.safetensors' })).rejects.toMatchObject({
        code,
      });
  });
});

describe('a model of another task', () => {
  const tagged = 'go O\nto O\nseoul B-to\n\nfrom O\nbusan B-from\n\n'.repeat(6);

  /** Asked about a text, a model that labels words: of fresh weights, for what it says does not matter. */
  async function asked(model: object): Promise<Answers['answer']> {
    const module = await loadTask('sequence-labeling');
    const { data, model: schema } = await module.sections();
    const parsed = (found: ReturnType<typeof data.safeParse>): unknown => (found.success ? found.data : found.error);
    const { context } = fileContext(blob(tagged));
    const training = await module.prepare(
      {
        data: parsed(data.safeParse({ file: 'a.conll' })),
        model: parsed(schema.safeParse({ hidden: 6, embedding: 5, ...model })),
        seed: 7,
        batchSize: undefined,
      },
      context,
    );
    const own = opened();
    await own.ask({ kind: 'look', file: blob(training.task.save()), name: 'tags.safetensors' });
    return own.ask({ kind: 'answer', input: 'go to busan' });
  }

  it('is stepped where it can be', async () => {
    const { predictions, parts, why } = await asked({ cell: 'gru', bidirectional: false, crf: false });
    expect(predictions.map(({ input }) => input)).toEqual(['go', 'to', 'busan']);
    expect([parts.map(({ shape }) => shape), why]).toEqual([[[3, 6]], null]);
  });

  it('or says why it cannot', async () => {
    const { predictions, parts, why } = await asked({ cell: 'gru', bidirectional: true });
    expect([predictions.length, parts, why?.code]).toEqual([3, [], 'usage/stream-both-ways']);
  });
});

describe('a file', () => {
  const head = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  it.each([
    ['a.csv', 'time,page\n', { kind: 'table' }],
    ['BMI.csv', 'BMI,weight,heigh', { kind: 'table' }],
    ['a', '\u0089PNG\r\n\u001a\n', { kind: 'image', what: 'PNG' }],
    ['a.csv', '\u00ff\u00d8\u00ff\u00e0', { kind: 'image', what: 'JPEG' }],
    ['a', 'RIFF\u0001\0\0\0WEBPVP8 ', { kind: 'image', what: 'WebP' }],
    ['a.mp4', '\0\0\0\u0018ftypmp42', { kind: 'video', what: 'MP4' }],
    ['a.pt', 'PK\u0003\u0004', { kind: 'foreign-model', what: 'PyTorch' }],
    ['a.xlsx', 'PK\u0003\u0004', { kind: 'table' }],
    ['a.onnx', '\u0008\u0007', { kind: 'foreign-model', what: 'ONNX' }],
    ['a.h5', '\u0089HDF\r\n', { kind: 'foreign-model', what: 'Keras (HDF5)' }],
    ['a.safetensors', '', { kind: 'model' }],
    ['model', '\u0010\u0002\0\0\0\0\0\0{"__met', { kind: 'model' }],
  ])('%s that begins with %j is known for what it is', (name, start, kind) => {
    expect(sniff(name, head(start))).toEqual(kind);
  });
});
