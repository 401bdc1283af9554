/** What the task is called in configs and model files. */
export const NAME = 'image-classification';
