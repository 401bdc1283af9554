import { expect } from '../../util/errors.ts';
import type { SearchRequest } from '../task.ts';
import type { SearchConfig } from './config.ts';

/** The search of a config, with what is asked for another time. Throws `usage/beam`, `usage/length-penalty`. */
export function searchOf(config: SearchConfig, { beam, lengthPenalty }: SearchRequest = {}): SearchConfig {
  expect(
    beam === undefined || (Number.isInteger(beam) && beam > 0),
    'usage/beam',
    () => `a beam is a whole number of sentences above 0, got ${beam}`,
    { got: beam },
  );
  expect(
    lengthPenalty === undefined || (lengthPenalty >= 0 && lengthPenalty < Infinity),
    'usage/length-penalty',
    () => `a length penalty is a number from 0 up, got ${lengthPenalty}`,
    { got: lengthPenalty },
  );
  return { ...config, beam: beam ?? config.beam, lengthPenalty: lengthPenalty ?? config.lengthPenalty };
}
