import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { elman, temporaryFolder, type Ran } from './run.ts';

const cwd = temporaryFolder();
const korean = { LANG: 'ko_KR.UTF-8' };
const run = (args: readonly string[], env: Record<string, string> = {}, input = ''): Promise<Ran> =>
  elman(args, { cwd, env, input });
const file = (name: string, content: string): void => writeFileSync(join(cwd, name), content);

/** Orders and what they are in English: the dish comes last in one, first in the other. */
const dishes = [
  ['짜장', 'noodles'],
  ['짬뽕', 'soup'],
  ['볶음밥', 'rice'],
] as const;
const counts = [
  ['하나', 'one'],
  ['둘', 'two'],
  ['셋', 'three'],
  ['넷', 'four'],
] as const;
const pairs = counts.flatMap(([how, many]) =>
  dishes.flatMap(([dish, food]) =>
    dishes.map(([other, also]) => [`${dish} ${how} ${other} 하나`, `${many} ${food} and one ${also}`] as const),
  ),
);

const predictions = (ran: Ran): { item: string; input: string; alignment?: unknown; top: unknown[] }[] =>
  (JSON.parse(ran.out) as { predictions: { item: string; input: string; alignment?: unknown; top: unknown[] }[] })
    .predictions;

describe('from a table of pairs to a model', () => {
  let trained: Ran;
  beforeAll(async () => {
    file('pairs.tsv', ['ko\ten', ...pairs.map((pair) => pair.join('\t')), ''].join('\n'));
    expect((await run(['init', 'pairs.tsv', '--task', 'translation', '--output', 'pairs.yaml'])).status).toBe(0);
    const small = ['data.tokenizer=word', 'model.hidden=32', 'model.embedding=16', 'model.inputDropout=0'];
    const quick = ['train.epochs=40', 'train.lr=0.01', 'train.batchSize=9', 'data.bleu=none', 'train.patience=40'];
    const sets = [...small, ...quick].flatMap((one) => ['--set', one]);
    trained = await run(['train', 'pairs.yaml', ...sets, '--json']);
  });

  it('init finds the columns, and what it writes trains', () => {
    expect(readFileSync(join(cwd, 'pairs.yaml'), 'utf8')).toMatch(/^ {2}source: ko .*\n {2}target: en .*\n/m);
    expect(trained.status, trained.err).toBe(0);
    expect(trained.err).toMatch(/validation: loss .*bleu/);
    for (const side of ['source', 'target'])
      expect(existsSync(join(cwd, `runs/pairs/tokenizer.${side}.json`))).toBe(true);
  });

  it('evaluate has BLEU with its signature, and the nearest sentence beside it', async () => {
    const [text, json] = await Promise.all([
      run(['evaluate', 'runs/pairs', '--data', 'pairs.tsv'], korean),
      run(['evaluate', 'runs/pairs', '--data', 'pairs.tsv', '--beam', '1', '--json']),
    ]);
    expect(text.out).toMatch(/^bleu: nrefs:1\|case:mixed\|eff:no\|tok:none\|smooth:exp\|version:elman$/m);
    const { metrics, baselines, signatures } = JSON.parse(json.out) as Record<string, Record<string, number>>;
    expect(metrics!['exact']).toBeGreaterThan(0.8);
    expect(Object.keys(baselines!)).toEqual(['nearest']);
    expect(Object.keys(signatures!)).toEqual(['bleu', 'chrf']);
  });

  it('predict translates a text, lines and a file alike', async () => {
    const inputs = [pairs[0]![0], pairs[7]![0]];
    file('asked.txt', `${inputs.join('\n')}\n`);
    const all = await Promise.all([
      run(['predict', 'runs/pairs', ...inputs.flatMap((input) => ['--input', input]), '--json']),
      run(['predict', 'runs/pairs', '-', '--json'], {}, `${inputs.join('\n')}\n`),
      run(['predict', 'runs/pairs', '--file', 'asked.txt', '--json']),
    ]);
    for (const ran of all) expect(predictions(ran).map(({ item }) => item)).toEqual([pairs[0]![1], pairs[7]![1]]);
    const { 0: best } = predictions(
      await run(['predict', 'runs/pairs', '--input', inputs[0]!, '--top', '3', '--explain', '--json']),
    );
    expect(best!.top).toHaveLength(3);
    expect(best!.alignment).toMatchObject({
      source: inputs[0]!.split(' '),
      target: [...pairs[0]![1].split(' '), '</s>'],
    });
    const shown = await run(['predict', 'runs/pairs', '--input', inputs[0]!, '--explain'], korean);
    expect(shown.out).toMatch(/본 곳/);
    const drawn = await run(['sample', 'runs/pairs', '--prompt', inputs[0]!, '--temperature', '0']);
    expect(drawn.out.trim()).toBe(pairs[0]![1]);
  });

  it('what does not fit is said in a sentence, in both languages', async () => {
    file('one.ko', '짜장 하나\n짬뽕 둘\n');
    file('one.en', 'one noodles\n');
    const lines = (more = ''): string =>
      `task: translation\ndata: { file: one.ko, targets: one.en, tokenizer: word ${more}}\nrun: runs/lines\n`;
    file('lines.yaml', lines());
    file('half.yaml', lines(', test: one.ko '));
    const [english, inKorean, half, beam, stream] = await Promise.all([
      run(['train', 'lines.yaml']),
      run(['train', 'lines.yaml'], korean),
      run(['train', 'half.yaml'], korean),
      run(['predict', 'runs/pairs', '--input', '짜장', '--length-penalty', '-1'], korean),
      run(['predict', 'runs/pairs', '--stream'], {}, '짜장\n'),
    ]);
    expect(english.err).toMatch(/one\.ko has 2 lines and one\.en 1 line/);
    expect(inKorean.err).toMatch(/one\.ko/);
    expect(half.err).toMatch(/data\.test와 data\.testTargets/);
    expect(beam.err).toMatch(/길이 벌점은 0 이상/);
    expect(stream.err).toMatch(/translation, which answers only when it has seen the whole input/);
    for (const { status } of [english, inKorean, half, beam, stream]) expect(status).not.toBe(0);
  });
});
