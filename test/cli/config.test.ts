import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { elman, lunch, orders, temporaryFolder } from './run.ts';

const cwd = temporaryFolder();
let files = 0;

/** What `elman train` says of a config, and that it ends with 2. */
async function refused(
  config: string | Uint8Array,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<string> {
  const file = `config-${++files}.yaml`;
  writeFileSync(join(cwd, file), config);
  const { status, out, err } = await elman(['train', file, ...args], { cwd, env });
  expect(status).toBe(2);
  expect(out).toBe('');
  return err.replaceAll(file, 'CONFIG');
}

describe('a wrong config', () => {
  it('has every mistake told at once, with line and column', async () => {
    const said = await refused(
      [
        'task: next-item',
        'data: { file: orders.csv, itm: dish, time: 3 }',
        'model:',
        '  cell: lstn',
        '  hiden: 16',
        '  hidden: -4',
        '  layers: 1.5',
        'trian:',
        '  epochs: 3',
        'train: { epochs: sixty, optimizer: adm, betas: [0.9], lr: 0 }',
        'run: 3',
      ].join('\n'),
    );
    const lines = said.trimEnd().split('\n');
    expect(lines).toEqual([
      'error: CONFIG has 13 mistakes:',
      '  CONFIG:2:1: data.item is missing: it should be a text',
      expect.stringMatching(
        /^ {2}CONFIG:2:27: data\.itm is not a key that is known here; did you mean "item"\? the keys are file, item, time,/,
      ),
      '  CONFIG:2:44: data.time should be a text, but is 3',
      expect.stringMatching(
        /^ {2}CONFIG:4:9: model\.cell should be one of elman, .*, but is "lstn"; did you mean "lstm"\?$/,
      ),
      expect.stringMatching(/^ {2}CONFIG:5:3: model\.hiden is not a key that is known here; did you mean "hidden"\?/),
      '  CONFIG:6:11: model.hidden should be at least 1, but is -4',
      '  CONFIG:7:11: model.layers should be a whole number, but is 1.5',
      expect.stringMatching(/^ {2}CONFIG:8:1: trian is not a key that is known here; did you mean "train"\?/),
      expect.stringMatching(/^ {2}CONFIG:10:18: train\.epochs should be a (?:whole )?number, but is "sixty"$/),
      '  CONFIG:10:36: train.optimizer should be one of sgd, adam, adamw, rmsprop, adagrad, asgd, but is "adm"; did you mean "adam"?',
      '  CONFIG:10:48: train.betas should be at least 2 long, but is [0.9]',
      '  CONFIG:10:59: train.lr should be more than 0, but is 0',
      '  CONFIG:11:6: run should be a text, but is 3',
    ]);
  });

  it('is told in Korean, with the right particles', async () => {
    const said = await refused(
      'task: next-item\ndata: { file: a.csv, item: dish }\nmodel: { hiden: 3, layers: 1.5 }\n',
      [],
      { LC_ALL: 'ko_KR.UTF-8' },
    );
    expect(said).toContain('오류: CONFIG에 잘못된 곳이 2군데 있습니다:');
    expect(said).toContain('CONFIG:3:10: model.hiden은 여기에서 쓸 수 없는 키입니다. "hidden"의 오타입니까?');
    expect(said).toContain('CONFIG:3:28: model.layers: 정수여야 하는데 1.5입니다.');
  });

  it('has an option of the model told that would be ignored, also one that has a value when it is left out', async () => {
    const head = 'task: next-item\ndata: { file: a.csv, item: dish }\n';
    const said = await refused(`${head}model: { samples: 5, sampleAlpha: 1, dropout: 0.5 }\n`);
    expect(said.trimEnd().split('\n').slice(1)).toEqual([
      '  CONFIG:3:10: model.samples does nothing here: it needs model.softmax to be sampled, but that is full; change it, or leave model.samples out',
      '  CONFIG:3:22: model.sampleAlpha does nothing here: it needs model.softmax to be sampled, but that is full; change it, or leave model.sampleAlpha out',
      '  CONFIG:3:38: model.dropout does nothing here: it needs model.layers to be more than 1, but that is 1; change it, or leave model.dropout out',
    ]);
    // Each is right where it belongs.
    const right = 'model: { softmax: sampled, samples: 5, sampleAlpha: 1, dropout: 0.5, layers: 2, longest: 9 }\n';
    const wrong = await refused(head + right);
    expect(wrong).toContain('CONFIG has a mistake:');
    expect(wrong).toContain('model.longest does nothing here');
  });

  it('has an option told that would be ignored, at its key, with the key that it needs', async () => {
    const head = 'task: next-item\ndata: { file: a.csv, item: dish }\n';
    const options = [
      'model: { forgetBias: 1 }',
      'train:',
      '  momentum: 0.9',
      '  nesterov: true',
      '  decayEvery: 2',
      '  decayFactor: 0.5',
    ];
    expect((await refused(head + options.join('\n'))).trimEnd().split('\n')).toEqual([
      'error: CONFIG has 5 mistakes:',
      '  CONFIG:3:10: model.forgetBias does nothing here: it needs model.cell to be lstm, lstm-peephole, lstm-projection, lstm-layer-norm or lstm-coupled, but that is gru; change it, or leave model.forgetBias out',
      '  CONFIG:5:3: train.momentum does nothing here: it needs train.optimizer to be sgd or rmsprop, but that is adam; change it, or leave train.momentum out',
      '  CONFIG:6:3: train.nesterov does nothing here: it needs train.optimizer to be sgd, but that is adam; change it, or leave train.nesterov out',
      '  CONFIG:7:3: train.decayEvery does nothing here: it needs train.schedule to be step, but that is constant; change it, or leave train.decayEvery out',
      '  CONFIG:8:3: train.decayFactor does nothing here: it needs train.schedule to be step or plateau, but that is constant; change it, or leave train.decayFactor out',
    ]);
    const sgd = `${head}train: { optimizer: sgd, betas: [0.9, 0.99], nesterov: true }\n`;
    expect((await refused(sgd)).trimEnd().split('\n').slice(1)).toEqual([
      '  CONFIG:3:26: train.betas does nothing here: it needs train.optimizer to be adam or adamw, but that is sgd; change it, or leave train.betas out',
      '  CONFIG:3:46: train.nesterov does nothing here: it needs train.momentum to be more than 0, but that is 0; change it, or leave train.nesterov out',
    ]);
    expect(await refused(`${head}train: { epochs: 3, averageFrom: 4 }\n`)).toContain(
      'train.averageFrom does nothing here: it needs train.epochs to be more than 3, but that is 3; change it',
    );
    expect(await refused(head, ['--set', 'train.momentum=0.5'])).toContain(
      '--set train.momentum=0.5: train.momentum does nothing here',
    );
    expect(await refused(sgd, [], { LC_ALL: 'ko_KR.UTF-8' })).toContain(
      'train.optimizer 값이 adam 또는 adamw일 때만 쓰는데 지금은 sgd입니다',
    );
  });

  it('has the options told that belong to another optimiser or schedule', async () => {
    const head = 'task: next-item\ndata: { file: a.csv, item: dish }\ntrain:\n';
    const options = {
      alpha: ['0.9', 'train.optimizer to be rmsprop or asgd'],
      eps: ['1e-6', 'train.optimizer to be adam, adamw, rmsprop or adagrad'],
      centered: ['true', 'train.optimizer to be rmsprop'],
      lrDecay: ['0.1', 'train.optimizer to be adagrad'],
      initialAccumulator: ['0.1', 'train.optimizer to be adagrad'],
      lambd: ['0', 'train.optimizer to be asgd'],
      t0: ['0', 'train.optimizer to be asgd'],
      endFactor: ['0.1', 'train.schedule to be linear or cosine'],
      decayPatience: ['2', 'train.schedule to be plateau'],
      averageEvery: ['epoch', 'train.averageFrom to be more than 0'],
    };
    const given = Object.entries(options).map(([key, [value]]) => `  ${key}: ${value}`);
    const said = await refused(`${head}  optimizer: sgd\n${given.join('\n')}\n`);
    const lines = said.trimEnd().split('\n').slice(1);
    expect(lines.map((line) => /train\.\w+ does nothing here: it needs (.*), but/.exec(line)?.[1])).toEqual(
      Object.values(options).map(([, needs]) => needs),
    );
    const both = await refused(`${head}  optimizer: asgd\n  averageTrigger: 5\n`);
    expect(both).toContain('train.averageTrigger does nothing here: it needs train.optimizer to be sgd, adam,');
    // Each is right where it belongs.
    for (const right of [
      'optimizer: rmsprop, alpha: 0.9, eps: 1e-6, centered: true, momentum: 0.9',
      'optimizer: adagrad, lrDecay: 0.1, initialAccumulator: 0.1, eps: 1e-6',
      'optimizer: asgd, alpha: 0.7, lambd: 0, t0: 100, accumulate: 4',
      'optimizer: sgd, averageTrigger: 0, averageEvery: epoch, schedule: plateau, decayPatience: 2, decayFactor: 0.25',
      'schedule: cosine, endFactor: 0.1, averageFrom: 3',
    ]) {
      // The only mistake left is that of another section.
      const model = 'model: { cell: gru, forgetBias: 1 }\n';
      const wrong = await refused(`${head.replace('train:\n', model)}train: { ${right} }\n`);
      expect(wrong).toContain('CONFIG has a mistake:');
      expect(wrong).toContain('model.forgetBias does nothing here');
    }
  });

  it('that is no YAML says where', async () => {
    expect(await refused('task: next-item\ndata: {\n')).toContain('CONFIG:3:1: this is not YAML');
    expect(await refused('task: a\ntask: b\n')).toContain('CONFIG:2:1: this is not YAML: Map keys must be unique');
    expect(await refused('')).toContain('the config is empty');
    expect(await refused('- 1\n')).toContain(
      'CONFIG:1:1: the config should be a section of keys and values, but is [1]',
    );
    expect(await refused('task: *nothing\n')).toContain('CONFIG:1:7');
    expect(await refused(Uint8Array.of(0xff, 0xfe, 0x41))).toContain('CONFIG is not UTF-8 text');
  });

  it('does not make the parser work without end', async () => {
    const layers = Array.from(
      { length: 12 },
      (_, i) => `l${i}: &l${i} [${Array.from({ length: 12 }, () => (i === 0 ? '1' : `*l${i - 1}`)).join(', ')}]`,
    );
    expect(await refused(layers.join('\n'))).toContain('this is not YAML: Excessive alias count');
  });

  it('cannot reach the prototypes of objects', async () => {
    expect(await refused('task: next-item\n__proto__: { run: x }\nconstructor: 3\n')).toContain(
      'constructor is not a key',
    );
    expect(await refused('task: next-item\n', ['--set', '__proto__.run=x'])).toContain('__proto__ is not a key');
  });

  it('says the nearest task, and what is wrong besides', async () => {
    const said = await refused('task: nxt-item\nrnu: x\n');
    expect(said).toMatch(
      /CONFIG:1:7: task should be one of next-item, language-model, .*but is "nxt-item"; did you mean "next-item"\?/,
    );
    expect(said).toContain('CONFIG:2:1: rnu is not a key that is known here; did you mean "run"?');
  });
});

describe('--set', () => {
  const config = 'task: next-item\ndata: { file: orders.csv, item: dish }\n';

  it('is checked as the config is, and named in the message', async () => {
    const said = await refused(config, [
      '--set',
      'model.hiden=3',
      '--set',
      'train.lr=fast',
      '--set',
      'model.cell=grru',
    ]);
    expect(said).toContain('--set model.hiden=3: model.hiden is not a key that is known here; did you mean "hidden"?');
    expect(said).toContain('--set train.lr=fast: train.lr should be a number, but is "fast"');
    expect(said).toContain('--set model.cell=grru: model.cell should be one of');
  });

  it('needs a key and a value', async () => {
    expect(await refused(config, ['--set', 'model.hidden'])).toContain('--set takes key=value');
    expect(await refused(config, ['--set', '=3'])).toContain('--set takes key=value');
    expect(await refused(config, ['--set', 'a..b=3'])).toContain('--set takes key=value');
    expect(await refused(config, ['--set', 'model.hidden=['])).toContain('--set model.hidden=[: this is not YAML');
    expect(await refused(config, ['--set', 'task.x=3'])).toContain('CONFIG:1:7: task should be a section');
  });

  it('changes what is trained and what the run folder says', async () => {
    copyFileSync(orders, join(cwd, 'orders.csv'));
    copyFileSync(lunch, join(cwd, 'elman.yaml'));
    const { status, out } = await elman(
      [
        'train',
        'elman.yaml',
        '--set',
        'train.epochs=1',
        '--set',
        'model={cell: gru, hidden: 4}',
        '--run',
        'set',
        '--json',
      ],
      { cwd },
    );
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ run: 'set', reason: 'epochs', epoch: 1 });
    const again = await elman(['train', 'set/config.yaml', '--run', 'again', '--json'], { cwd });
    expect(JSON.parse(again.out)).toMatchObject({ epoch: 1 });
  });
});
