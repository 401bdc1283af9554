import { dropout } from '../tensor/ops/functions.ts';
import type { Storage } from '../tensor/engine.ts';
import { expect } from '../util/errors.ts';
import type { Layer, State } from './cell.ts';
import { overTime } from './locked-dropout.ts';
import { checkRate, dropoutMask, seedFrom } from './noise.ts';
import { stackStream } from './stream-builders.ts';

export interface StackOptions {
  /** In training, the rate of dropout on the output of every layer but the last; 0 by default. */
  readonly dropout?: number | undefined;
  /** Whether that dropout has one mask a sequence, the same at all its steps, in place of one a step; false by default. */
  readonly locked?: boolean | undefined;
}

/**
 * Layers on top of one another. Parameters and states of layer k carry PyTorch's names: `weight_ih_l0`,
 * `weight_ih_l1_reverse`, `h_l0` …
 */
export function stack(layers: readonly Layer[], { dropout: rate = 0, locked = false }: StackOptions = {}): Layer {
  const [first, last] = [layers[0], layers.at(-1)];
  expect(first !== undefined && last !== undefined, 'cells/stack', () => 'a stack needs at least one layer');
  checkRate(rate);
  layers.slice(1).forEach((layer, i) => {
    expect(
      layer.inputSize === layers[i]!.outputSize,
      'cells/stack',
      () => `layer ${i + 1} reads ${layer.inputSize} numbers a step, but layer ${i} gives ${layers[i]!.outputSize}`,
    );
  });
  const stacked: Layer = {
    inputSize: first.inputSize,
    outputSize: last.outputSize,
    zeroState: (batch) => Object.assign({}, ...layers.map((layer, k) => named(layer.zeroState(batch), k))) as State,
    *namedParameters() {
      for (const [k, layer] of layers.entries())
        for (const [name, parameter] of layer.namedParameters()) yield [withLayer(name, k), parameter];
    },
    forward(xs, options = {}) {
      let ys = xs;
      const states: State[] = [];
      for (const [k, layer] of layers.entries()) {
        if (k > 0 && rate > 0 && options.training) {
          ys = locked
            ? overTime(ys, dropoutMask([ys.dim(0), ys.dim(2)], rate, options.rng))
            : dropout(ys, rate, seedFrom(options.rng));
        }
        const out = layer.forward(ys, { ...options, state: options.state && partOf(options.state, layer, k) });
        ys = out.ys;
        states.push(named(out.state, k));
      }
      return { ys, state: Object.assign({}, ...states) as State };
    },
  };
  if (!layers.every((layer) => layer.stream !== undefined)) return stacked;
  return {
    ...stacked,
    stream(batch) {
      const streams = layers.map((layer) => layer.stream!(batch));
      return stackStream(
        streams,
        Object.assign({}, ...streams.map(({ state }, k) => named(state, k))) as Record<string, Storage>,
      );
    },
  };
}

/** `weight_ih` → `weight_ih_l1`, `weight_ih_reverse` → `weight_ih_l1_reverse`. */
function withLayer(name: string, k: number): string {
  return name.endsWith('_reverse') ? `${name.slice(0, -'_reverse'.length)}_l${k}_reverse` : `${name}_l${k}`;
}

function named<T>(state: Readonly<Record<string, T>>, k: number): Record<string, T> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [withLayer(name, k), value]));
}

function partOf(state: State, layer: Layer, k: number): State {
  return Object.fromEntries(
    Object.keys(layer.zeroState(0)).map((name) => {
      const value = state[withLayer(name, k)];
      expect(
        value !== undefined,
        'cells/state',
        () => `the given state lacks "${withLayer(name, k)}"; it has ${Object.keys(state).join(', ') || 'nothing'}`,
      );
      return [name, value];
    }),
  );
}
