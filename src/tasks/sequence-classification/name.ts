/** As it stands in configs and model files. */
export const NAME = 'sequence-classification';
