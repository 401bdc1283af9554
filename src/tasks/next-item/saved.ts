import type { SavedSections } from '../sections.ts';
import type { DataConfig, ModelConfig } from './config.ts';

export const NAME = 'next-item';

export interface Sections {
  readonly data: DataConfig;
  readonly model: ModelConfig;
}

export type SavedNextItem = SavedSections<DataConfig, ModelConfig>;
