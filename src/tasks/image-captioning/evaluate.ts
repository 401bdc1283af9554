import { captionScores, exactMatch, NearestRow } from '../../metrics/index.ts';
import type { Said } from '../../seq2seq/index.ts';
import type { Metrics } from '../../train/index.ts';
import { pieceFigures } from '../sentences/figures.ts';
import type { DataConfig } from './config.ts';
import { captionsOf, toldOf } from './data.ts';
import type { Seen } from './read.ts';
import { sayOf, type Asked } from './say.ts';
import type { Numbers } from './seen.ts';

export interface Measuring extends Asked {
  readonly config: DataConfig;
}

/** What is said of some images, the best sentence of each first, and figures of it against all of their captions. */
export function measure(
  asked: Measuring,
  part: readonly Seen[],
): { readonly said: Said[][]; readonly metrics: Metrics } {
  const { network, tokenizer, config } = asked;
  const said = sayOf(
    asked,
    part.map(({ numbers }) => numbers),
  );
  const metrics = captionFigures(
    said.map(([best]) => tokenizer.decode(best!.ids)),
    part,
    config,
  );
  const pieces = pieceFigures(network, toldOf(part, tokenizer, config), tokenizer);
  return { said, metrics: { ...metrics, ...pieces, images: part.length } };
}

/** What is said against what people said. */
export function captionFigures(said: readonly string[], part: readonly Seen[], config: DataConfig): Metrics {
  const references = part.map((one) => captionsOf(one, config));
  const { ciderOriginal: _, ...scores } = captionScores(said, references);
  return { exact: exactMatch(said, references), ...scores };
}

/** What a network must do better than: what was said of the nearest image that it learnt from, and what was said most often. */
export function baselines(train: readonly Seen[], part: readonly Seen[], config: DataConfig): Record<string, Metrics> {
  const width = train[0]!.numbers.length;
  const nearest = new NearestRow(joined(train, width), width);
  const counts = new Map<string, number>();
  for (const one of train)
    for (const caption of captionsOf(one, config)) counts.set(caption, (counts.get(caption) ?? 0) + 1);
  const [commonest] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  const figures = (say: (one: Seen) => string): Metrics => captionFigures(part.map(say), part, config);
  return {
    nearest: figures(({ numbers }) => captionsOf(train[nearest.find(numbers)]!, config)[0]!),
    commonest: figures(() => commonest),
  };
}

function joined(train: readonly Seen[], width: number): Numbers {
  const first = train[0]!.numbers;
  const all =
    first instanceof Uint8Array ? new Uint8Array(train.length * width) : new Float32Array(train.length * width);
  train.forEach(({ numbers }, i) => all.set(numbers, i * width));
  return all;
}
