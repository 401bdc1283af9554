import { ElmanError, messageOf, type ErrorDetails } from '../util/errors.ts';

/** An error as plain data, which is what a message can carry: code and details are what translations are made from. */
export interface Problem {
  /** Null for an error that is not of this library: a bug. */
  readonly code: string | null;
  /** In English. */
  readonly message: string;
  readonly details: ErrorDetails;
}

export function problemOf(error: unknown): Problem {
  if (!(error instanceof ElmanError)) return { code: null, message: messageOf(error), details: {} };
  return { code: error.code, message: error.message, details: error.details };
}
