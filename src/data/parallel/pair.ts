/** A text, what it is in the other language, and where the first stands. */
export interface SentencePair {
  readonly source: string;
  /** '' where only sources were asked for. */
  readonly target: string;
  readonly file: string;
  readonly line: number;
}
