/** What reads an image: convolutions, or recurrent layers that are shown a row, a column or a pixel a step. */
export const readerNames = ['cnn', 'rows', 'columns', 'pixels'] as const;

export type ReaderName = (typeof readerNames)[number];
