export { type Memory } from './memory.ts';
export {
  Decoder,
  type DecoderConfig,
  type DecoderOptions,
  type DecoderStep,
  type Speaker,
  type TeacherOptions,
} from './decoder.ts';
export { type Said, type SpeakOptions } from './speak.ts';
export { likeliest, oneByOne, type Pick } from './one-by-one.ts';
export { beamSearch, type BeamOptions } from './beam.ts';
