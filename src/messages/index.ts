/** What the library says, in other languages: a door of its own, so that whoever reads English loads none of it. */
import type { ErrorDetails } from '../util/errors.ts';
import { koreanErrors } from './errors-ko/index.ts';

/** An error or a note of the library, or what a message between Worker and page has of one. */
export interface Told {
  /** Null for what is not the library's. */
  readonly code: string | null;
  /** In English. */
  readonly message: string;
  readonly details: ErrorDetails;
}

/** The same in Korean; the English message where there is no translation. */
export function inKorean({ code, message, details }: Told): string {
  return (code === null ? undefined : koreanErrors[code]?.(details, message)) ?? message;
}
