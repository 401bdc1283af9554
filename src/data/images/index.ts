export { Augmenter, plainImages, type Augmentation } from './augment.ts';
export { readIdx, type IdxArray } from './idx.ts';
export { imageSize, type Images } from './images.ts';
export { imageNames, labelsNameOf, readImages, surveyImages, type ReadImagesOptions } from './read-images.ts';
