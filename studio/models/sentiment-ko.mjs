// Whether a Korean film review is good or bad.
export const config = 'studio/models/sentiment-ko.yaml';
