import { captionErrors } from './captions.ts';
import { classificationErrors } from './classification.ts';
import { dataErrors } from './data.ts';
import { labelingErrors } from './labeling.ts';
import { metricErrors } from './metrics.ts';
import { modelErrors } from './model.ts';
import { sentenceErrors } from './sentences.ts';
import type { ErrorTexts } from './text.ts';
import { tokenizerErrors } from './tokenizers.ts';
import { usageErrors } from './usage.ts';

/** Errors and notes in Korean, by code. A code that is not here is said in English; a test lists those. */
export const koreanErrors: ErrorTexts = {
  ...usageErrors,
  ...dataErrors,
  ...modelErrors,
  ...classificationErrors,
  ...labelingErrors,
  ...metricErrors,
  ...captionErrors,
  ...tokenizerErrors,
  ...sentenceErrors,
};
