export { bleu, sentenceBleu, type BleuOptions, type BleuResult, type BleuSmoothing } from './bleu.ts';
export { bleuTokenizers, type BleuTokenizer } from './bleu-tokenizers.ts';
export { captionScores, type CaptionScores } from './captions.ts';
export { captionTokens } from './caption-tokens.ts';
export { chrf, type ChrfOptions, type ChrfResult } from './chrf.ts';
export { cider, type CiderOptions } from './cider.ts';
export { accuracy, ConfusionMatrix, type ClassificationReport, type ClassScores } from './classification.ts';
export { cocoBleu } from './coco-bleu.ts';
export { exactMatch } from './exact-match.ts';
export { bitsPerCharacter, perplexity } from './language.ts';
export { Markov } from './markov.ts';
export { NaiveBayes, type LabelledSequence } from './naive-bayes.ts';
export { NearestRow } from './nearest-row.ts';
export { NGram } from './ngram.ts';
export { Popularity, type ScoredItem } from './popularity.ts';
export { RankingMetrics, rankOf, ranksOf, type RankCounts, type RankingResult, type TieRule } from './ranking.ts';
export {
  meanAbsoluteError,
  meanSquaredError,
  RegressionMetrics,
  rootMeanSquaredError,
  rSquared,
  type RegressionResult,
} from './regression.ts';
export { rougeL } from './rouge.ts';
export { SegmentMetrics, segmentsOf, type Segment, type SegmentResult } from './segments.ts';
export { type References } from './sentence-pairs.ts';
export { partsOfTag, SpanMetrics, spansOf, type Span, type SpanReport, type SpanScores } from './spans.ts';
