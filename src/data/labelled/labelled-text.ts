/** A text, the label that somebody gave it, and where it stands. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
  readonly file: string;
  readonly line: number;
}

/** What to do with a text that is empty, or has no label: stop, or leave it out and count it. */
export interface MissingRule {
  readonly missing: 'error' | 'skip';
  /** Called for each that is left out. */
  readonly onSkip?: (() => void) | undefined;
}
