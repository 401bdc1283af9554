// What emoji are called in Korean.
import { prepareDrawings } from './emoji/examples.js';

export const config = 'studio/models/emoji-ko.yaml';
export const backend = 'blas';
export const prepare = prepareDrawings;
