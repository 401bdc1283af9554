import type { SavedSections } from '../sections.ts';
import type { DataConfig, ModelConfig } from './config.ts';

export const NAME = 'language-model';

export interface Sections {
  readonly data: DataConfig;
  readonly model: ModelConfig;
}

export type SavedLanguageModel = SavedSections<DataConfig, ModelConfig>;
