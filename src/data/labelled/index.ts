export { readLabelledRows, type TextColumns } from './columns.ts';
export { isFolder, readClassFolder } from './folder.ts';
export type { LabelledText, MissingRule } from './labelled-text.ts';
export { readLabelledLines, textLines } from './lines.ts';
export { readLabelledSeries, type LabelledSeries, type SeriesColumns } from './series.ts';
export { stratifiedSplit, type StratifiedOptions } from './stratified.ts';
