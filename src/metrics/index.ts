export { accuracy, ConfusionMatrix, type ClassificationReport, type ClassScores } from './classification.ts';
export { bitsPerCharacter, perplexity } from './language.ts';
export { Markov } from './markov.ts';
export { NaiveBayes, type LabelledSequence } from './naive-bayes.ts';
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
export { SegmentMetrics, segmentsOf, type Segment, type SegmentResult } from './segments.ts';
export { partsOfTag, SpanMetrics, spansOf, type Span, type SpanReport, type SpanScores } from './spans.ts';
