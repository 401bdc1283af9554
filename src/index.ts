/**
 * Elman trains and runs recurrent neural networks. This is the public door; the folders behind it have doors of their
 * own: `elman-rnn/nn`, `/cells`, `/seq2seq`, `/tasks`, `/data`, `/metrics`, `/train`, `/node`.
 */
export { ElmanError, type ErrorDetails } from './util/errors.ts';
export { Random } from './util/random.ts';
export type { Host } from './util/host.ts';
export * from './tensor/index.ts';
export * from './nn/index.ts';
export * from './optim/index.ts';
export * from './cells/index.ts';
export * from './seq2seq/index.ts';
export * from './train/index.ts';
export { defaultThreads, setDefaultBackend } from './backend/select.ts';
export { createWebBackend, type WebBackend, type WebBackendOptions } from './backend/web/backend.ts';
export { webThreads, type OneThread, type Threads } from './backend/web/threads.ts';
