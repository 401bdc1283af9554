// Messages of a compiler, from English to Korean.
export const config = 'studio/models/translate.yaml';
export const backend = 'blas';
