/** As it stands in configs and model files. */
export const NAME = 'sequence-classification';

/** What files call the vectors of tokens. */
export const TOKEN_TABLE = 'front.embedding.weight';
