/**
 * Every error Elman throws on purpose. The `code` is stable and is what tools match on and translators translate;
 * the `message` is English and says what was expected, what came, and what to do; `details` carries the facts that
 * the message was built from, so that another language can say the same.
 *
 * The part of the code before the slash is its area. `usage`, `config`, `data` and `input` mean that what the caller
 * gave is wrong (the command line ends with status 2); every other area means that the work failed (status 1).
 */
export class ElmanError extends Error {
  override readonly name = 'ElmanError';
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(code: string, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  /** True when the command, the config or the data is at fault, rather than the work. */
  get isCallersFault(): boolean {
    return /^(usage|config|data|input)\//.test(this.code);
  }
}

export type ErrorDetails = Readonly<
  Record<string, string | number | boolean | readonly string[] | readonly number[] | undefined>
>;

/** Throws an {@link ElmanError}; an expression, so that it can stand behind `??`. */
export function fail(code: string, message: string, details: ErrorDetails = {}, cause?: unknown): never {
  throw new ElmanError(code, message, details, cause === undefined ? undefined : { cause });
}

/** Throws unless `condition` holds. The message is built only when needed. */
export function expect(
  condition: boolean,
  code: string,
  message: () => string,
  details: ErrorDetails = {},
): asserts condition {
  if (!condition) throw new ElmanError(code, message(), details);
}

/** The message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
