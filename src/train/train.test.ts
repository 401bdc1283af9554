import { describe, expect, test } from 'vitest';
import { bits } from '../../test/support/close.ts';
import { MemoryHost } from '../../test/support/memory-host.ts';
import { readModelFile, writeModelFile } from '../formats/index.ts';
import { parametersOf, stateOf } from '../nn/index.ts';
import { sqrt, sum } from '../tensor/index.ts';
import { ElmanError } from '../util/errors.ts';
import { Sha256 } from '../util/sha256.ts';
import { RunFolder, train, type TrainConfig, type TrainEvent } from './index.ts';
import { config, errorOf, go, hashOf, killEverywhere, logOf, STEPS, weights, type Changes } from './toy-run.case.ts';
import { Toy } from './toy.case.ts';

describe('training', () => {
  test('the loss falls, and the model learns', async () => {
    const { events, toy } = await go({ config: { epochs: 40 } });
    const losses = events.flatMap((event) => (event.type === 'evaluated' ? [event.trainLoss] : []));
    expect(losses[0]).toBeGreaterThan(1.2);
    expect(losses.at(-1)).toBeLessThan(0.7);
    expect(toy.validate()!['accuracy']).toBeGreaterThan(0.8);
  });

  test('the same seed gives the same bits, another seed others', async () => {
    const first = await go();
    expect(weights((await go()).toy)).toBe(weights(first.toy));
    expect(weights((await go({ config: { seed: 8 } })).toy)).not.toBe(weights(first.toy));
  });

  test('every optimiser and schedule trains', async () => {
    const kinds: Partial<TrainConfig>[] = [
      { optimizer: 'sgd', lr: 1, momentum: 0.9, nesterov: true, schedule: 'step', decayEvery: 5, decayFactor: 0.5 },
      { optimizer: 'sgd', lr: 2, schedule: 'constant', warmup: undefined, weightDecay: 1e-4 },
      { optimizer: 'adamw', schedule: 'linear', weightDecay: 0.1, betas: [0.8, 0.99] },
      { optimizer: 'adam', schedule: undefined, clipNorm: undefined, clipValue: 0.1, eps: 1e-6 },
      { optimizer: 'rmsprop', alpha: 0.9, eps: 1e-6, momentum: 0.5, centered: true, schedule: 'plateau' },
      { optimizer: 'adagrad', lr: 0.5, lrDecay: 1e-3, eps: 1e-8, initialAccumulator: 0.01, endFactor: 0.1 },
      { optimizer: 'asgd', lr: 2, lambd: 1e-5, alpha: 0.6, t0: 10, weightDecay: 1e-5, schedule: 'constant' },
    ];
    for (const kind of kinds) {
      const { events } = await go({ config: { ...kind, epochs: 15 } });
      const losses = events.flatMap((event) => (event.type === 'evaluated' ? [event.trainLoss] : []));
      expect(losses.at(-1), JSON.stringify(kind)).toBeLessThan(losses[0]! * 0.95);
    }
  });

  test('the learning rate follows its schedule', async () => {
    const { events } = await go({ config: { epochs: 2, schedule: 'linear', warmup: 4, lr: 0.08 } });
    const rates = events.flatMap((event) => (event.type === 'step' ? [event.lr] : []));
    const wanted = [0.02, 0.04, 0.06, 0.08, 0.08, 0.08 * (2 / 3), 0.08 / 3, 0];
    rates.forEach((rate, i) => expect(rate).toBeCloseTo(wanted[i]!, 12));
    expect(rates).toHaveLength(wanted.length);
  });

  test('events come in order, with where the training stands', async () => {
    const { events } = await go({ config: { checkpointEvery: 1e6, epochs: 2 } });
    const epoch = [...Array.from({ length: STEPS }, () => 'step'), 'evaluated'];
    expect(events.map(({ type }) => type)).toEqual(['started', ...epoch, ...epoch, 'checkpoint', 'finished']);
    expect(events[0]).toMatchObject({ epoch: 1, epochs: 2, step: 0, steps: 8, resumed: false });
    expect((events[0] as { parameters: number }).parameters).toBe(
      [...parametersOf(new Toy()).values()].reduce((total, { size }) => total + size, 0),
    );
    const steps = events.filter((event) => event.type === 'step');
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(steps.map(({ epoch: of }) => of)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
    for (const event of steps) {
      for (const figure of [event.loss, event.lr, event.gradNorm, event.itemsPerSecond, event.secondsLeft]) {
        expect(Number.isFinite(figure)).toBe(true);
      }
      expect(event.gradNorm).toBeGreaterThan(0);
    }
    expect(events.at(-1)).toMatchObject({ type: 'finished', reason: 'epochs', step: 8 });
  });

  test('without a run folder the result is in the model alone', async () => {
    const toy = new Toy();
    const before = weights(toy);
    const result = await train({ trainable: toy, config });
    expect(result).toMatchObject({ reason: 'epochs', epoch: 3, step: 12 });
    expect(weights(toy)).not.toBe(before);
    expect(weights(toy)).toBe(weights((await go()).toy));
  });

  test('a run folder needs a way to save the model', async () => {
    const work = train({ trainable: new Toy(), config, run: new RunFolder(new MemoryHost(), 'run') });
    expect((await errorOf(work)).code).toBe('train/save-model');
  });

  test('nothing to train on is said', async () => {
    const error = await errorOf(go({ toy: new Toy({ sequences: 0 }) }));
    expect(error.code).toBe('data/no-batches');
    expect(error.message).toContain('nothing to train on');
  });

  test('the run folder holds config, log, model and checkpoint', async () => {
    const { host, toy } = await go();
    expect(host.paths).toEqual([
      'run/checkpoints/last.safetensors',
      'run/config.yaml',
      'run/metrics.jsonl',
      'run/model.safetensors',
      'run/times.jsonl',
    ]);
    expect(bits(Float32Array.from(await host.read('run/model.safetensors')))).toBe(bits(Float32Array.from(toy.save())));
    const log = logOf(host);
    expect(log.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 3]);
    expect(log[0]).toMatchObject({ step: 4 });
    for (const figure of ['lr', 'trainLoss', 'loss', 'accuracy']) expect(typeof log[0]![figure], figure).toBe('number');
    expect(log.at(-1)).toMatchObject({ step: 12, finished: 'epochs' });
    const run = new RunFolder(host, 'run');
    expect(await run.status()).toBe('finished');
    expect(await new RunFolder(host, 'other').status()).toBe('absent');
  });
});

describe('the best weights', () => {
  /** A validation that gives these values, one an epoch, and remembers the weights at each. */
  function scripted(values: readonly number[]): { toy: Toy; seen: string[] } {
    const toy = new Toy();
    const seen: string[] = [];
    toy.validation = () => {
      seen.push(weights(toy));
      return { loss: values[seen.length - 1] ?? fail() };
    };
    return { toy, seen };
  }
  const fail = (): never => {
    throw new Error('trained longer than the script');
  };

  test('training stops when validation has not improved for as long as patience lasts', async () => {
    const { toy, seen } = scripted([5, 3, 4, 3, 3.5]);
    const { result, events, host } = await go({ toy, config: { epochs: 9, patience: 3 } });
    expect(result).toEqual({ reason: 'patience', epoch: 5, step: 20, best: { epoch: 2, metric: 'loss', value: 3 } });
    expect(weights(toy)).toBe(seen[1]);
    expect(events.flatMap((event) => (event.type === 'evaluated' ? [event.best] : []))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(logOf(host).at(-1)).toMatchObject({ epoch: 5, finished: 'patience' });
  });

  test('are in the model and in its file at the end, also when more is better', async () => {
    const { toy, seen } = scripted([0.1, 0.9, 0.2]);
    toy.monitor = { metric: 'loss', higherIsBetter: true };
    const { result, host } = await go({ toy });
    expect(result.best).toEqual({ epoch: 2, metric: 'loss', value: 0.9 });
    expect(weights(toy)).toBe(seen[1]);
    const { tensors } = readModelFile(await host.read('run/model.safetensors'));
    expect(tensors.size).toBe(stateOf(toy).size);
    expect(await hashOf(host)).toBe(new Sha256().update(toy.save()).hex());
  });

  test('are chosen by the training loss where there is no validation', async () => {
    const toy = new Toy();
    toy.validation = () => null;
    toy.monitor = { metric: 'accuracy', higherIsBetter: true };
    const { result, events } = await go({ toy, config: { epochs: 8 } });
    const losses = events.flatMap((event) => (event.type === 'evaluated' ? [event.trainLoss] : []));
    expect(result.best).toEqual({
      epoch: losses.indexOf(Math.min(...losses)) + 1,
      metric: 'trainLoss',
      value: Math.min(...losses),
    });
  });

  test('a validation that gives no such figure is said with those it gives', async () => {
    const toy = new Toy();
    toy.monitor = { metric: 'recall@20', higherIsBetter: true };
    const error = await errorOf(go({ toy }));
    expect(error.code).toBe('train/monitor');
    expect(error.message).toContain('"recall@20"');
    expect(error.message).toContain('loss, accuracy');
  });

  test('a figure that is not a number is never the best', async () => {
    const { toy, seen } = scripted([Number.NaN, 3, Number.NaN]);
    const { result } = await go({ toy });
    expect(result.best).toEqual({ epoch: 2, metric: 'loss', value: 3 });
    expect(weights(toy)).toBe(seen[1]);
  });

  test('where no figure is ever a number the last weights stay', async () => {
    const { toy, seen } = scripted([Number.NaN, Number.NaN, Number.NaN]);
    const { result } = await go({ toy });
    expect(result.best).toBeNull();
    expect(weights(toy)).toBe(seen[2]);
  });
});

describe('resuming', () => {
  test('after a kill at any write ends with the same bits, the same log and no epoch twice', async () => {
    await killEverywhere((options) => new Toy(options));
  });

  test('goes on counting the time, and its samples have no epoch twice', async () => {
    let asked = 0;
    const sample = (): string => `sample ${++asked}`;
    const logs = async (host: MemoryHost): Promise<[times: number[], samples: unknown[], last: unknown]> => {
      const run = new RunFolder(host, 'run');
      const times = (await run.readLog('times')).map(({ seconds }) => seconds as number);
      return [times, (await run.readLog('samples')).map(({ epoch, text }) => [epoch, text]), logOf(host).at(-1)];
    };
    const host = await abortAfter(6, { sample });
    const [before, first, stopped] = await logs(host);
    expect([before.length, first, stopped]).toEqual([1, [[1, 'sample 1']], { epoch: 2, step: 6, stopped: 'aborted' }]);
    await go({ host, resume: true, sample, toy: new Toy({ weightSeed: 5 }) });
    const [times, samples, last] = await logs(host);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect([times.length, times[0]]).toEqual([3, before[0]]);
    expect(samples).toEqual([1, 2, 3].map((epoch) => [epoch, `sample ${epoch}`]));
    expect(last).toMatchObject({ finished: 'epochs' });
  });

  test('after a kill in the middle of a line of the log drops the cut line', async () => {
    const { host } = await go();
    const [model, log] = [await hashOf(host), host.text('run/metrics.jsonl')];
    // Step 2 is of the first epoch: the cut line is all that there is.
    for (const step of [2, 6]) {
      const aborted = await abortAfter(step);
      if (step === 2) for (const name of ['metrics', 'times']) await aborted.remove(`run/${name}.jsonl`);
      for (const name of ['metrics', 'times']) await aborted.append(`run/${name}.jsonl`, '{"epoch":2,"st');
      await go({ host: aborted, resume: true });
      expect(aborted.text('run/metrics.jsonl')).toBe(log);
      expect(await new RunFolder(aborted, 'run').readLog('times')).toHaveLength(3);
      expect(await hashOf(aborted)).toBe(model);
    }
  });

  test('a signal stops after the update in progress and leaves a checkpoint, from which it goes on to the same bits', async () => {
    const wanted = await hashOf((await go()).host);
    for (const step of [1, 4, 7]) {
      const host = await abortAfter(step);
      expect(await new RunFolder(host, 'run').status()).toBe('unfinished');
      const { events, result } = await go({ host, resume: true, toy: new Toy({ weightSeed: 5 }) });
      expect(events[0]).toMatchObject({ type: 'started', resumed: true, step });
      expect(result).toMatchObject({ reason: 'epochs', step: 12 });
      expect(await hashOf(host)).toBe(wanted);
    }
  });

  test('is held up for as long as somebody wants after an update, and comes to the same bits', async () => {
    let steps = 0;
    let goOn = (): void => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const running = go({
      on: (event) => void (steps += Number(event.type === 'step')),
      wait: () => (steps === 3 ? held : undefined),
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(steps).toBe(3);
    goOn();
    const { toy } = await running;
    expect(steps).toBeGreaterThan(3);
    expect(weights(toy)).toEqual(weights((await go()).toy));
  });

  test('a signal that came before the start leaves a checkpoint of the beginning', async () => {
    const wanted = await hashOf((await go()).host);
    const { host, result } = await go({ signal: AbortSignal.abort() });
    expect(result).toMatchObject({ reason: 'aborted', step: 0 });
    await go({ host, resume: true, toy: new Toy({ weightSeed: 5 }) });
    expect(await hashOf(host)).toBe(wanted);
  });

  test('a run that had ended ends again at once, with the same files', async () => {
    for (const changed of [{}, { epochs: 30, patience: 1, lr: 0.3 }]) {
      const { host, result } = await go({ config: changed });
      const before = await Promise.all(host.paths.map((path) => hashOf(host, path)));
      const again = await go({ host, resume: true, config: changed });
      expect(again.result).toEqual(result);
      expect(again.events.map(({ type }) => type)).toEqual(['started', 'checkpoint', 'finished']);
      expect(await Promise.all(host.paths.map((path) => hashOf(host, path)))).toEqual(before);
    }
  });

  test('without a checkpoint starts anew, and the log has no epoch twice', async () => {
    const host = new MemoryHost({
      'run/config.yaml': '',
      'run/metrics.jsonl': '{"epoch":1,"step":4}\n{"epoch":2,"step":8}\n',
    });
    const { events } = await go({ host, resume: true });
    expect(events[0]).toMatchObject({ resumed: false, step: 0 });
    expect(logOf(host).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 3]);
  });

  test('with another config or other data is refused with a list of all that changed, and touches nothing', async () => {
    const host = await abortAfter(6);
    const before = await Promise.all(host.paths.map((path) => hashOf(host, path)));
    const error = await errorOf(
      go({
        host,
        resume: true,
        config: { lr: 0.5, clipNorm: undefined, patience: 4 },
        identity: { task: 'toy', dataHash: 'xyz' },
      }),
    );
    expect(error.code).toBe('config/resume-changed');
    expect(error.isCallersFault).toBe(true);
    expect(error.details['changed']).toEqual([
      'dataHash: "abc" → "xyz"',
      'train.lr: 0.02 → 0.5',
      'train.clipNorm: 1 → nothing',
      'train.patience: nothing → 4',
    ]);
    for (const part of ['dataHash', 'train.lr: 0.02 → 0.5', '--overwrite']) expect(error.message).toContain(part);
    expect(await Promise.all(host.paths.map((path) => hashOf(host, path)))).toEqual(before);
  });

  test('may save checkpoints more or less often than before', async () => {
    const wanted = await hashOf((await go()).host);
    const host = await abortAfter(6);
    expect(await host.exists('run/model.safetensors')).toBe(true);
    await go({ host, resume: true, config: { checkpointEvery: 100 } });
    expect(await hashOf(host)).toBe(wanted);
  });

  test('from a damaged checkpoint is refused with a typed error that names the file', async () => {
    const host = await abortAfter(6);
    const path = 'run/checkpoints/last.safetensors';
    const bytes = await host.read(path);
    const damages: Record<string, Uint8Array> = {
      'a bit in a tensor': bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 4 : byte)),
      'the middle of the header': bytes.map((byte, i) => (i === 200 ? byte ^ 1 : byte)),
      'half of it gone': bytes.slice(0, bytes.length / 2),
      'nothing left': new Uint8Array(0),
      'another file': new TextEncoder().encode('not a checkpoint at all, but a text'),
      'a model in its place': new Toy().save(),
      'an empty checkpoint': writeModelFile({ model: { kind: 'checkpoint' }, tensors: new Map() }),
    };
    for (const [what, damaged] of Object.entries(damages)) {
      await host.write(path, damaged);
      const error = await errorOf(go({ host, resume: true }));
      expect(error.code, what).toMatch(/^(model|safetensors)\//);
      expect(error.message, what).toContain('last.safetensors');
    }
  });
});

/** A run that a signal stopped after so many updates. */
async function abortAfter(step: number, changes: Changes = {}): Promise<MemoryHost> {
  const controller = new AbortController();
  const { host, result, events } = await go({
    ...changes,
    signal: controller.signal,
    on: (event) => {
      if (event.type === 'step' && event.step === step) controller.abort();
    },
  });
  // Between epochs the signal is heard once the epoch has been evaluated.
  expect(result).toMatchObject({ reason: 'aborted', step });
  expect(events.slice(-2).map(({ type }) => type)).toEqual(['checkpoint', 'finished']);
  return host;
}

describe('numbers that are not finite', () => {
  async function failing(
    prepare: (toy: Toy) => void,
    changes: Changes = {},
  ): Promise<{ error: ElmanError; host: MemoryHost; events: TrainEvent[]; toy: Toy }> {
    const toy = changes.toy ?? new Toy();
    prepare(toy);
    const host = new MemoryHost();
    const events: TrainEvent[] = [];
    const error = await errorOf(go({ ...changes, toy, host, on: (event) => events.push(event) }));
    expect(error.code).toBe('train/not-finite');
    return { error, host, events, toy };
  }

  /** Spoils something as an update begins; the sixth is the second of the second epoch. */
  const atUpdate = (update: number, toy: Toy, act: () => void): void => {
    let updates = 0;
    toy.beforeLoss = () => {
      if (++updates === update) act();
    };
  };

  test('a poisoned weight is named, with the step and the epoch', async () => {
    const { error, events, host } = await failing((toy) => {
      atUpdate(6, toy, () => {
        const weight = parametersOf(toy).get('layer.weight_hh_l1')!;
        weight.assign(weight.toArray().fill(Number.NaN, 3, 4));
      });
    });
    expect(error.message).toContain('step 6 (epoch 2): parameter layer.weight_hh_l1 is not a finite number');
    expect(error.details).toMatchObject({ step: 6, epoch: 2, tensor: 'parameter layer.weight_hh_l1' });
    expect(events.at(-1)).toMatchObject({ type: 'failed', step: 5 });
    expect(logOf(host).at(-1)).toEqual({ epoch: 2, step: 5, stopped: 'not-finite' });
  });

  test('the best weights so far are in the model and in its file', async () => {
    const seen: string[] = [];
    const { host, toy } = await failing((subject) => {
      subject.validation = () => ({ loss: 10 - seen.push(weights(subject)) });
      atUpdate(10, subject, () => parametersOf(subject).get('head.bias')!.assign([0, 0, 0, Infinity]));
    });
    expect(seen).toHaveLength(2);
    expect(weights(toy)).toBe(seen[1]);
    expect(await hashOf(host)).toBe(new Sha256().update(toy.save()).hex());
  });

  test('a poisoned input is named with its shape', async () => {
    const { error } = await failing((toy) => {
      atUpdate(6, toy, () => {
        toy.spoil = (xs) => xs.fill(Infinity, 0, 1);
      });
    });
    expect(error.message).toContain('step 6 (epoch 2): an input of shape [6, 10, 4]');
  });

  test('a learning rate that is far too large is found at the first op that overflows', async () => {
    const { error } = await failing(() => {}, {
      config: { lr: 1e38, optimizer: 'sgd', warmup: undefined, clipNorm: undefined },
    });
    expect(error.message).toMatch(/step \d+ \(epoch 1\): (the result of \w+|the gradient of|parameter)/);
    expect(error.message).toContain('smaller learning rate');
  });

  test('a gradient that alone is not finite is named by its parameter', async () => {
    const { error } = await failing((toy) => {
      toy.loss = () => {
        const p = parametersOf(toy).get('head.bias')!;
        p.assign([0, 1, 1, 1]);
        // √x at 0: the value is 0, the slope is not finite.
        return { loss: sum(sqrt(p)), count: 1 };
      };
    });
    expect(error.message).toContain('the gradient of head.bias');
  });

  test('weights that the last update of an epoch drove to infinity are never taken for the best', async () => {
    // One update an epoch.
    const { error, host } = await failing((toy) => (toy.validation = () => ({ loss: 0.1 })), {
      toy: new Toy({ sequences: 6 }),
      config: { lr: 1e39, optimizer: 'sgd', warmup: undefined, schedule: undefined, clipNorm: undefined },
    });
    expect(error.details).toMatchObject({ step: 1, epoch: 1 });
    expect(error.details['tensor']).toMatch(/^parameter /);
    expect(await host.exists('run/model.safetensors')).toBe(false);
  });

  test('a model whose training failed can be trained again', async () => {
    const { toy } = await failing((subject) => {
      atUpdate(6, subject, () => {
        subject.spoil = (xs) => xs.fill(Number.NaN);
      });
    });
    toy.spoil = (xs) => xs;
    toy.beforeLoss = undefined;
    expect((await go({ toy })).result.reason).toBe('epochs');
  });
});

describe('a disk that fails', () => {
  test('while a checkpoint is saved, keeps the old one, from which the run goes on to the same bits', async () => {
    const undisturbed = await go();
    const wanted = await hashOf(undisturbed.host);
    const writes = undisturbed.host.writes.length;
    for (let after = 1; after < writes; after++) {
      const host = new MemoryHost();
      host.failWrites({ after });
      const events: TrainEvent[] = [];
      const error = await errorOf(go({ host, on: (event) => events.push(event) }));
      expect(error.code).toBe('io/write-failed');
      expect(events.at(-1)!.type).toBe('failed');
      host.healWrites();
      const saved = await host.exists('run/checkpoints/last.safetensors');
      const { result } = await go({ host, resume: true, toy: new Toy({ weightSeed: saved ? 5 : 1 }) });
      expect(result.reason).toBe('epochs');
      expect(await hashOf(host), `after ${after} writes`).toBe(wanted);
      expect(logOf(host).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 3]);
    }
  });
});
