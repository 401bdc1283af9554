import type { SentencePair } from '../../data/parallel/index.ts';
import { bleu, chrf, exactMatch } from '../../metrics/index.ts';
import type { Metrics } from '../../train/index.ts';
import type { SearchConfig } from '../sentences/config.ts';
import { pieceFigures } from '../sentences/figures.ts';
import type { SentenceNetwork } from '../sentences/network.ts';
import { sayAll } from '../sentences/say.ts';
import type { DataConfig } from './config.ts';
import { encodePair, type Tokenizers } from './data.ts';

export interface Measured {
  readonly metrics: Metrics;
  readonly signatures: Readonly<Record<string, string>>;
}

/** Figures of what is said of some pairs' sources against their targets, and of the targets themselves. */
export function measure(
  network: SentenceNetwork<Int32Array>,
  tokenizers: Tokenizers,
  config: DataConfig,
  pairs: readonly SentencePair[],
  search: SearchConfig,
): Measured {
  const { beginId, endId } = tokenizers.target;
  const part = pairs.map((pair) => encodePair(pair, tokenizers));
  const said = sayAll(
    network,
    part.map(({ input }) => input),
    { beginId, endId, search },
  ).map(([best]) => tokenizers.target.decode(best!.ids));
  const { metrics, signatures } = textFigures(
    said,
    pairs.map(({ target }) => target),
    config,
  );
  return {
    metrics: { ...metrics, ...pieceFigures(network, part, { beginId, endId }), sentences: pairs.length },
    signatures,
  };
}

/** What is said against what should have been. */
export function textFigures(
  said: readonly string[],
  targets: readonly string[],
  { bleu: tokenize, lowercase }: DataConfig,
): Measured {
  const cased = (texts: readonly string[]): readonly string[] =>
    lowercase ? texts.map((text) => text.toLowerCase()) : texts;
  const [blue, characters] = [bleu(said, targets, { tokenize, lowercase }), chrf(said, targets, { lowercase })];
  return {
    metrics: { bleu: blue.score, chrf: characters.score, exact: exactMatch(cased(said), cased(targets)) },
    signatures: { bleu: blue.signature, chrf: characters.signature },
  };
}
