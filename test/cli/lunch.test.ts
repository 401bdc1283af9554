import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { elman, ended, lunch, orders, start, temporaryFolder } from './run.ts';

const cwd = temporaryFolder();
const run = (args: readonly string[], env: Record<string, string> = {}) => elman(args, { cwd, env });
const bytes = (...path: string[]) => readFileSync(join(cwd, ...path));

interface Predicted {
  readonly item: string;
  readonly probability: number;
  readonly step: number;
  readonly top: readonly { item: string; probability: number }[];
}

beforeAll(async () => {
  const { status, err } = await run(['train', lunch]);
  expect(err).toContain('training 387 parameters for 60 epochs');
  expect(status).toBe(0);
});

describe('train', () => {
  it('leaves a run folder, and says plain lines without a terminal', async () => {
    const { status, out, err } = await run(['train', lunch, '--run', 'short', '--set', 'train.epochs=2']);
    expect(err).toMatch(
      /^epoch 2\/2 {2}loss [\d.]+ {2}validation: loss [\d.e-]+, accuracy [\d.]+ {2}[\d,]+ items\/s {2}0:00 left$/m,
    );
    expect(err).not.toContain('\u001b');
    expect(out).toBe('next: elman evaluate short\n');
    expect(status).toBe(0);
    for (const file of ['config.yaml', 'metrics.jsonl', 'model.safetensors', 'checkpoints/last.safetensors']) {
      expect(bytes('short', file).length).toBeGreaterThan(0);
    }
  });

  it('never replaces a run unasked', async () => {
    const before = bytes('runs', 'lunch', 'model.safetensors');
    const { status, err } = await run(['train', lunch]);
    expect(err).toContain('runs/lunch holds a finished run: pass --resume to go on with it, --overwrite to replace it');
    expect(status).toBe(2);
    expect(bytes('runs', 'lunch', 'model.safetensors')).toEqual(before);
    const resumed = await run(['train', lunch, '--resume']);
    expect(resumed.err).toContain('the run in runs/lunch is finished');
    expect(resumed.status).toBe(0);
    const korean = await run(['train', lunch], { LANG: 'ko_KR.UTF-8' });
    expect(korean.err).toContain('runs/lunch에 끝난 학습이 있습니다. 이어서 하려면 --resume');
  });

  it('does not remove files that are not of a run', async () => {
    writeFileSync(join(cwd, 'thesis.txt'), 'mine');
    const { status, err } = await run(['train', lunch, '--run', '.', '--overwrite']);
    expect(err).toContain('. holds files that are not of a run');
    expect(status).toBe(2);
    expect(bytes('thesis.txt').toString()).toBe('mine');
  });

  it('interrupted saves a checkpoint, ends with 130, and resumes to the same bits', async () => {
    const args = ['train', lunch, '--set', 'train.epochs=30'];
    expect((await run([...args, '--run', 'whole'])).status).toBe(0);
    const child = start([...args, '--run', 'cut', '--json'], { cwd });
    child.stderr.on('data', (text: string) => {
      if (text.includes('epoch 1/30')) child.kill('SIGINT');
    });
    const cut = await ended(child);
    expect(cut.err).toContain('interrupted: saving a checkpoint');
    expect(cut.err).toContain('--set train.epochs=30 --run cut --resume');
    expect(cut.status).toBe(130);
    expect(JSON.parse(cut.out)).toMatchObject({ run: 'cut', reason: 'aborted' });
    expect((await run([...args, '--run', 'cut'])).err).toContain('cut holds an unfinished run');
    const resumed = await run([...args, '--run', 'cut', '--resume', '--json']);
    expect(resumed.err).toContain('resuming cut after step');
    expect(JSON.parse(resumed.out)).toMatchObject({ reason: 'epochs', resumed: true, epoch: 30 });
    for (const file of ['model.safetensors', 'metrics.jsonl', 'checkpoints/last.safetensors']) {
      expect(bytes('cut', file), file).toEqual(bytes('whole', file));
    }
  });

  it('refuses to resume with another config', async () => {
    const child = start(['train', lunch, '--run', 'other'], { cwd });
    child.stderr.on('data', (text: string) => {
      if (text.includes('epoch 1/60')) child.kill('SIGTERM');
    });
    expect((await ended(child)).status).toBe(130);
    const { status, err } = await run(['train', lunch, '--run', 'other', '--resume', '--set', 'model.hidden=8']);
    expect(err).toContain('model.hidden: 16 → 8');
    expect(status).toBe(2);
  });

  it('--resume without a checkpoint starts anew, and says so', async () => {
    const { status, err } = await run(['train', lunch, '--run', 'anew', '--resume', '--set', 'train.epochs=1']);
    expect(err).toContain('anew has no checkpoint to resume from: starting anew');
    expect(status).toBe(0);
  });

  it('--init-from begins with the weights of a model', async () => {
    const { err } = await run([
      'train',
      lunch,
      '--run',
      'warm',
      '--init-from',
      'runs/lunch',
      '--set',
      'train.epochs=1',
    ]);
    expect(Number(/epoch 1\/1 {2}loss ([\d.e-]+)/.exec(err)?.[1])).toBeLessThan(0.05);
  });
});

describe('predict', () => {
  it('refuses to explain what this task cannot', async () => {
    const ask = ['predict', 'runs/lunch', '--input', '짜장', '--explain'];
    const { status, out, err } = await run(ask);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(
      /model of the task next-item, which does not say what each step of an input did.*leave --explain out/,
    );
  });

  it('says what comes after 짜장, and after that', async () => {
    const { status, out, err } = await run(['predict', 'runs/lunch', '--input', '짜장', '--steps', '2', '--json']);
    const document = JSON.parse(out) as { predictions: Predicted[] };
    expect(status).toBe(0);
    expect(err).toBe('');
    expect(Object.keys(document)).toEqual(['predictions']);
    expect(document.predictions.map(({ item, step }) => [item, step])).toEqual([
      ['짬뽕', 1],
      ['볶음밥', 2],
    ]);
    for (const prediction of document.predictions) {
      expect(Object.keys(prediction)).toEqual(['item', 'probability', 'step', 'top']);
      expect(prediction.top).toEqual([{ item: prediction.item, probability: prediction.probability }]);
      expect(prediction.probability).toBeGreaterThan(0.9);
    }
  });

  it('takes a history from options, a file or standard input, and "" for a day that is not known', async () => {
    writeFileSync(join(cwd, 'history.txt'), '짜장\n\n');
    const answers = await Promise.all([
      run(['predict', 'runs/lunch', '--input', '짜장', '--input', '', '--json']),
      run(['predict', 'runs/lunch/model.safetensors', '--file', 'history.txt', '--json']),
      elman(['predict', 'runs/lunch', '-', '--json'], { cwd, input: '짜장\r\n\r\n' }),
    ]);
    for (const { out } of answers)
      expect((JSON.parse(out) as { predictions: Predicted[] }).predictions[0]!.item).toBe('볶음밥');
  });

  it('--top gives candidates whose probabilities sum to one', async () => {
    const { out } = await run(['predict', 'runs/lunch', '--input', '짜장', '--top', '3', '--json']);
    const { top } = (JSON.parse(out) as { predictions: Predicted[] }).predictions[0]!;
    expect(top.map(({ item }) => item).sort()).toEqual(['짜장', '짬뽕', '볶음밥'].sort());
    expect(top.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
    const text = await run(['predict', 'runs/lunch', '--input', '짜장', '--top', '3']);
    expect(text.out.split('\n')[1]).toMatch(/^ {3}1 {2}짬뽕 +\d\.\d{3}$/);
  });

  it('--stream answers each line before the next comes', async () => {
    const child = start(['predict', 'runs/lunch', '--stream'], { cwd });
    const answers = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>;
    for (const [item, next] of [
      ['짜장', '짬뽕'],
      ['짬뽕', '볶음밥'],
      ['', '짜장'],
    ]) {
      child.stdin.write(`${item}\n`);
      expect((await answers.next()).value).toMatch(new RegExp(`^${next} \\d\\.\\d{3}\\n$`));
    }
    child.stdin.end();
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(0);
  });

  it('--stream --json keeps a line for a line, and goes on after one that is not known', async () => {
    const { status, out, err } = await elman(['predict', 'runs/lunch', '--stream', '--json'], {
      cwd,
      input: '짜장\n자장\n짬뽕\n',
    });
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map((line) => line['item'])).toEqual(['짬뽕', undefined, '볶음밥']);
    expect(lines[1]).toMatchObject({ error: { code: 'input/unknown-item' } });
    expect(err).toContain('did you mean "짜장"?');
    expect(status).toBe(2);
  });

  it('ends quietly when nobody reads on', async () => {
    const child = start(['predict', 'runs/lunch', '--stream'], { cwd });
    let err = '';
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    child.stdin.on('error', () => {});
    child.stdout.once('data', () => child.stdout.destroy());
    const timer = setInterval(() => child.stdin.write('짜장\n'.repeat(100)), 5);
    const status = await new Promise((resolve) => child.on('close', resolve));
    clearInterval(timer);
    expect(err).toBe('');
    expect(status).toBe(0);
  });

  it('says what is wrong', async () => {
    const unknown = await run(['predict', 'runs/lunch', '--input', '자장'], { LC_ALL: 'ko_KR.UTF-8' });
    expect(unknown.err).toBe('오류: "자장"은 모르는 항목입니다. "짜장"의 오타입니까?\n');
    expect(unknown.status).toBe(2);
    const checkpoint = await run(['predict', 'runs/lunch/checkpoints/last.safetensors', '--input', '짜장']);
    expect(checkpoint.err).toContain('is a checkpoint, not a model: give the run folder, runs/lunch');
    expect(checkpoint.status).toBe(2);
    const damaged = Buffer.from(bytes('runs', 'lunch', 'model.safetensors'));
    damaged[damaged.length - 5]! ^= 1;
    writeFileSync(join(cwd, 'damaged.safetensors'), damaged);
    const refused = await run(['predict', 'damaged.safetensors', '--input', '짜장']);
    expect(refused.err).toContain('is damaged or was changed by hand');
    expect(refused.status).toBe(1);
    const ignored = await run(['predict', 'damaged.safetensors', '--input', '짜장', '--ignore-checksum']);
    expect(ignored.err).toContain('its checksum is wrong');
    expect(ignored.status).toBe(0);
  });
});

describe('evaluate', () => {
  it('measures the test part of the data of the run, with exactly the fixed shape', async () => {
    const { status, out, err } = await run(['evaluate', 'runs/lunch', '--json']);
    const document = JSON.parse(out) as Record<string, unknown>;
    expect(status).toBe(0);
    expect(err).toBe('');
    expect(Object.keys(document)).toEqual(['split', 'metrics', 'baselines']);
    expect(document).toMatchObject({ split: 'test', metrics: { accuracy: 1 } });
    const { popularity, markov } = document['baselines'] as Record<string, { accuracy: number }>;
    expect(popularity!.accuracy).toBeLessThan(0.4);
    expect(markov!.accuracy).toBeLessThan(1);
  });

  it('measures another part or another file, and says what it has not', async () => {
    expect((await run(['evaluate', 'runs/lunch', '--split', 'validation'])).out).toContain('on the part "validation":');
    expect((await run(['evaluate', 'runs/lunch', '--data', orders])).out).toMatch(/^accuracy +1 /m);
    expect((await run(['evaluate', 'runs/lunch', '--split', 'tset'])).status).toBe(2);
    expect((await run(['evaluate', 'runs/lunch', '--data', 'none.csv'])).err).toContain('there is no file none.csv');
  });
});

describe('inspect', () => {
  it('says what is in a model, a checkpoint and a stranger', async () => {
    const model = JSON.parse((await run(['inspect', 'runs/lunch', '--json'])).out) as Record<string, unknown>;
    expect(model).toMatchObject({
      kind: 'model',
      task: 'next-item',
      checksum: 'ok',
      vocabularySize: 3,
      parameters: 387,
    });
    expect(model['tensors']).toContainEqual({ name: 'rnn.weight_hh_l0', dtype: 'F32', shape: [16, 16] });
    expect((await run(['inspect', 'runs/lunch'])).out).toMatch(/^rnn\.weight_ih_l0 +F32 +\[16, 3\]$/m);
    const checkpoint = await run(['inspect', 'runs/lunch/checkpoints/last.safetensors']);
    expect(checkpoint.out).toContain('Elman checkpoint');
    const header = Buffer.from('{"__metadata__":{"from":"afar"},"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}');
    const length = Buffer.alloc(8);
    length.writeUInt32LE(header.length);
    writeFileSync(join(cwd, 'other.safetensors'), Buffer.concat([length, header, Buffer.alloc(4)]));
    const other = JSON.parse((await run(['inspect', 'other.safetensors', '--json'])).out) as Record<string, unknown>;
    expect(other).toMatchObject({ kind: 'other', checksum: 'none', parameters: 2, metadata: { from: 'afar' } });
    writeFileSync(join(cwd, 'empty.safetensors'), '');
    const empty = await run(['inspect', 'empty.safetensors']);
    expect([empty.status, empty.err]).toEqual([1, expect.stringContaining('empty.safetensors is empty')]);
  });
});

describe('init', () => {
  it('writes a config that trains, and does not replace one unasked', async () => {
    const made = await run(['init', orders, '--output', 'guessed.yaml']);
    expect(made.status).toBe(0);
    expect(made.out).toContain('elman train guessed.yaml');
    const config = bytes('guessed.yaml').toString();
    expect(config).toMatch(/^ {2}item: dish +# what to predict/m);
    expect(config).toMatch(/^ {2}time: date +#/m);
    const trained = await run(['train', 'guessed.yaml', '--set', 'train.epochs=1']);
    expect(trained.status, trained.err).toBe(0);
    const again = await run(['init', orders, '--output', 'guessed.yaml']);
    expect(again.err).toContain('guessed.yaml exists: pass --overwrite to replace it');
    expect(again.status).toBe(2);
    const korean = await run(['init', orders, '--output', 'guessed.yaml', '--overwrite'], { LANG: 'ko' });
    expect(korean.status).toBe(0);
    expect(bytes('guessed.yaml').toString()).toContain('# 무엇이 학습하는가.');
  });
});

describe('start', () => {
  it('trains once, shows what the network makes of the nights, and is quick the second time', async () => {
    const home = join(temporaryFolder());
    const first = await elman(['start'], { cwd: home });
    expect(first.status, first.err).toBe(0);
    const lines = first.out.split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^date +dish +origin +짜장 +짬뽕 +볶음밥 +one-hot$/));
    expect(lines.filter((line) => / recorded /.test(line)).length).toBeGreaterThanOrEqual(7);
    expect(lines.filter((line) => / predicted /.test(line)).length).toBeGreaterThanOrEqual(4);
    expect(first.out).toMatch(/^2026-05-18 {2}짬뽕 +predicted +0\.000 +1\.000 +0\.000 {2}\[0, 1, 0\]$/m);
    expect(first.out).toContain('held-out accuracy: 100 %');
    const second = await elman(['start'], { cwd: home, env: { LANG: 'ko_KR.UTF-8' } });
    expect(second.err).toContain('이미 학습한 runs/lunch를 그대로 씁니다');
    expect(second.err).not.toContain('에폭');
    expect(second.status).toBe(0);
    // The commands that it ends with work as they stand.
    const commands = first.out.split('\n').filter((line) => line.startsWith('  npx elman '));
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      const tried = await elman(
        [...command.trim().split(' ').slice(2), ...(command.includes(' train ') ? ['--set', 'train.epochs=1'] : [])],
        { cwd: home },
      );
      expect(tried.status, tried.err).toBe(0);
    }
  });
});
