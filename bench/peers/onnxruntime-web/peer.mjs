import { nodePeer } from '../node-peer.mjs';

export const peer = nodePeer(import.meta.url, {
  name: 'onnxruntime-web',
  title: 'ONNX Runtime for the web: its WebAssembly, on one thread; it does not train',
  settings: ({ kind }) => (kind === 'stream' ? [{ label: '1 thread', options: { threads: 1 } }] : []),
});
