// Whether an English sentence of a review is good or bad.
export const config = 'studio/models/sentiment-en.yaml';
