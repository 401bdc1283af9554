/** What a file turns out to be by its first bytes, or by its name where those say nothing. */
export type Kind =
  | { readonly kind: 'table' }
  | { readonly kind: 'model' }
  /** None that this room opens, and what it is. */
  | { readonly kind: 'image' | 'video' | 'foreign-model'; readonly what: string };

const pictures: readonly (readonly [kind: 'image' | 'video', what: string, starts: RegExp])[] = [
  ['image', 'PNG', /^\u0089PNG/],
  ['image', 'JPEG', /^\u00ff\u00d8\u00ff/],
  ['image', 'GIF', /^GIF8[79]a/],
  ['image', 'BMP', /^BM.{4}\0{4}/s],
  ['image', 'TIFF', /^(?:II\*\0|MM\0\*)/],
  ['image', 'WebP', /^RIFF.{4}WEBP/s],
  ['video', 'MP4', /^.{4}ftyp/s],
];

/** By what they begin with: a container or pickle tells no more than who usually writes such. */
const foreign: readonly (readonly [what: string, starts: string, ends: RegExp])[] = [
  ['PyTorch', 'PK\u0003\u0004', /\.(?:pt|pth|ckpt|bin)$/i],
  ['PyTorch', '\u0080\u0002', /(?:)/],
  ['Keras', 'PK\u0003\u0004', /\.keras$/i],
  ['Keras (HDF5)', '\u0089HDF', /(?:)/],
  ['ONNX', '\u0008', /\.onnx$/i],
  ['TensorFlow Lite', '', /\.tflite$/i],
];

export function sniff(name: string, head: Uint8Array): Kind {
  const start = String.fromCharCode(...head.subarray(0, 16));
  const picture = pictures.find(([, , starts]) => starts.test(start));
  if (picture !== undefined) return { kind: picture[0], what: picture[1] };
  const model = foreign.find(([, starts, ends]) => start.startsWith(starts) && ends.test(name));
  if (model !== undefined) return { kind: 'foreign-model', what: model[0] };
  return /\.safetensors$/i.test(name) || /^.{5}\0{3}\{/s.test(start) ? { kind: 'model' } : { kind: 'table' };
}
