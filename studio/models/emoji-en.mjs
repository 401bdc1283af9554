// What emoji are called in English; and the drawings to try it on.
import { layExamples, prepareDrawings } from './emoji/examples.js';

export const config = 'studio/models/emoji-en.yaml';
export const backend = 'blas';
export const prepare = prepareDrawings;
export const finish = layExamples;
