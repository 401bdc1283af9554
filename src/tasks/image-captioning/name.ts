/** What configs and model files call this task. */
export const NAME = 'image-captioning';
