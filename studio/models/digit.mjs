// Handwritten digits, MNIST, by a network small enough for a page.
export const config = 'studio/models/digit.yaml';
