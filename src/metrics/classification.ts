import { expect } from '../util/errors.ts';

/**
 * Accuracy, precision, recall and F1 from the counts of (actual, predicted) classes. For class c, with TP the steps
 * that are c and were called c, FP those called c that are not, FN those that are c and were called something else:
 *
 *     precision = TP / (TP + FP)     recall = TP / (TP + FN)     F1 = 2·TP / (2·TP + FP + FN)
 *
 * 0/0 is 0, as in scikit-learn. (C. van Rijsbergen, Information Retrieval, 1979, chapter 7.)
 */
export interface ClassScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** How often the class is the actual one: TP + FN. */
  readonly support: number;
}

export interface ClassificationReport {
  /** The share of right predictions; NaN when there are none at all. */
  readonly accuracy: number;
  readonly classes: readonly ClassScores[];
  /**
   * The unweighted mean over the classes that occur, actual or predicted (scikit-learn's default too), so that a class
   * which the data never shows neither helps nor harms.
   */
  readonly macro: Omit<ClassScores, 'support'>;
  /** From TP, FP and FN summed over all classes; with one label a step all three equal the accuracy. */
  readonly micro: Omit<ClassScores, 'support'>;
}

/** Counts of actual (row) against predicted (column) classes, 0 to `classes` - 1. */
export class ConfusionMatrix {
  readonly classes: number;
  /** Row-major, [classes, classes]: `counts[actual · classes + predicted]`. */
  readonly #counts: Float64Array;

  constructor(classes: number) {
    expect(
      Number.isInteger(classes) && classes >= 1,
      'metrics/classes',
      () => `there must be at least one class, got ${classes}`,
      { classes },
    );
    this.classes = classes;
    this.#counts = new Float64Array(classes * classes);
  }

  add(predicted: number, actual: number): void {
    this.#check(predicted, 'predicted');
    this.#check(actual, 'actual');
    this.#counts[actual * this.classes + predicted]! += 1;
  }

  /** Adds pair after pair; a pair whose actual class is negative is padding and skipped. */
  addAll(predicted: ArrayLike<number>, actual: ArrayLike<number>): void {
    checkLengths(predicted, actual);
    for (let i = 0; i < actual.length; i++) if (!(actual[i]! < 0)) this.add(predicted[i]!, actual[i]!);
  }

  count(predicted: number, actual: number): number {
    this.#check(predicted, 'predicted');
    this.#check(actual, 'actual');
    return this.#counts[actual * this.classes + predicted]!;
  }

  /** `rows()[actual][predicted]`. */
  rows(): number[][] {
    const size = this.classes;
    return Array.from({ length: size }, (_, actual) => [...this.#counts.subarray(actual * size, (actual + 1) * size)]);
  }

  report(): ClassificationReport {
    const size = this.classes;
    const actual = new Float64Array(size);
    const predicted = new Float64Array(size);
    let all = 0;
    let right = 0;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const count = this.#counts[row * size + column]!;
        actual[row]! += count;
        predicted[column]! += count;
        all += count;
        if (row === column) right += count;
      }
    }
    const classes = Array.from({ length: size }, (_, c) => ({
      ...scores(this.#counts[c * size + c]!, predicted[c]!, actual[c]!),
      support: actual[c]!,
    }));
    const occurring = classes.filter((_, c) => actual[c]! + predicted[c]! > 0);
    return {
      accuracy: right / all,
      classes,
      macro: {
        precision: mean(occurring.map(({ precision }) => precision)),
        recall: mean(occurring.map(({ recall }) => recall)),
        f1: mean(occurring.map(({ f1 }) => f1)),
      },
      micro: scores(right, all, all),
    };
  }

  #check(value: number, what: string): void {
    expect(
      Number.isInteger(value) && value >= 0 && value < this.classes,
      'metrics/class',
      () => `the ${what} class should be one of 0 to ${this.classes - 1}, got ${value}`,
      {
        value,
        classes: this.classes,
      },
    );
  }
}

/** The share of positions where `predicted` and `actual` agree; negative actual classes are padding. NaN for none. */
export function accuracy(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  checkLengths(predicted, actual);
  let right = 0;
  let all = 0;
  for (let i = 0; i < actual.length; i++) {
    if (actual[i]! < 0) continue;
    all++;
    if (predicted[i] === actual[i]) right++;
  }
  return right / all;
}

function scores(truePositives: number, predicted: number, actual: number): Omit<ClassScores, 'support'> {
  return {
    precision: ratio(truePositives, predicted),
    recall: ratio(truePositives, actual),
    f1: ratio(2 * truePositives, predicted + actual),
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function mean(values: readonly number[]): number {
  return ratio(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}

function checkLengths(predicted: ArrayLike<number>, actual: ArrayLike<number>): void {
  expect(
    predicted.length === actual.length,
    'metrics/length',
    () => `there are ${predicted.length} predicted but ${actual.length} actual classes`,
    {
      predicted: predicted.length,
      actual: actual.length,
    },
  );
}
