export type { Captioned } from './captioned.ts';
export { readFeatures, type Features } from './features.ts';
export { readCaptionJson } from './json.ts';
export { readCaptionLines } from './lines.ts';
export { rowsOfImages, type ImageRows } from './match.ts';
export { readCaptions, type ReadCaptionsOptions } from './read-captions.ts';
export { readCaptionRows, type CaptionColumns } from './rows.ts';
export { decodeCaptioned, readImageStack, type ImageStack, type StackOptions } from './stack.ts';
