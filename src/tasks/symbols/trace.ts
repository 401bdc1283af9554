import type { Vocabulary } from '../../data/vocabulary.ts';
import type { Prediction, Traced } from '../task.ts';
import type { SymbolNetwork } from './network.ts';
import { NextSymbol } from './next-symbol.ts';

/** How many candidates are told of after each step. */
const TOP = 10;

/**
 * Takes symbols in one by one, and says after each what it expects next. The parts are the running state after each step,
 * [T, H], by the names that the layers have for them.
 */
export function traceSymbols(network: SymbolNetwork, vocabulary: Vocabulary, ids: readonly number[]): Traced {
  const next = new NextSymbol(network, vocabulary);
  const columns = new Map<string, (readonly number[])[]>();
  const predictions = ids.map((id, t): Prediction => {
    next.feed(id);
    for (const [name, values] of Object.entries(next.state())) {
      if (!columns.has(name)) columns.set(name, []);
      columns.get(name)!.push(values);
    }
    return { ...next.prediction(t + 1, TOP), input: id < 0 ? '' : vocabulary.decode(id) };
  });
  const parts = [...columns].map(([name, steps]) => ({
    name,
    shape: [steps.length, steps[0]!.length],
    values: steps.flat(),
  }));
  return { predictions, parts };
}
