import './default-backend.ts';

export { backendNames, createNodeBackend, type BackendName, type NodeBackendOptions } from './backend.ts';
export { loadBlas, type SystemBlas } from './blas.ts';
export type { Dataset, DatasetFile, FileSource, NpmPackage } from './dataset.ts';
export { datasets } from './dataset-table.ts';
export {
  defaultCacheDir,
  findDataset,
  getDataset,
  getFiles,
  resolveDataPath,
  resolveDataset,
  type DatasetOptions,
  type DownloadProgress,
} from './datasets.ts';
export { nodeHost } from './host.ts';
export { freeMemory } from './memory.ts';
