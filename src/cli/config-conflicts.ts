import { cellsWith } from '../cells/index.ts';
import { optimizerNames, type TrainConfig } from '../train/config.ts';
import { pathText, valueAt, type ConfigPath, type PathMistake } from './config-issues.ts';

/** An option that does nothing unless another has one of some values. */
interface Dependence {
  readonly path: ConfigPath;
  readonly needs: ConfigPath;
  readonly values: readonly string[];
}

/** ASGD averages weights itself. */
const withoutAverages = optimizerNames.filter((name) => name !== 'asgd');

const dependences: readonly Dependence[] = [
  { path: ['train', 'momentum'], needs: ['train', 'optimizer'], values: ['sgd', 'rmsprop'] },
  { path: ['train', 'nesterov'], needs: ['train', 'optimizer'], values: ['sgd'] },
  { path: ['train', 'betas'], needs: ['train', 'optimizer'], values: ['adam', 'adamw'] },
  { path: ['train', 'alpha'], needs: ['train', 'optimizer'], values: ['rmsprop', 'asgd'] },
  { path: ['train', 'eps'], needs: ['train', 'optimizer'], values: ['adam', 'adamw', 'rmsprop', 'adagrad'] },
  { path: ['train', 'centered'], needs: ['train', 'optimizer'], values: ['rmsprop'] },
  { path: ['train', 'lrDecay'], needs: ['train', 'optimizer'], values: ['adagrad'] },
  { path: ['train', 'initialAccumulator'], needs: ['train', 'optimizer'], values: ['adagrad'] },
  { path: ['train', 'lambd'], needs: ['train', 'optimizer'], values: ['asgd'] },
  { path: ['train', 't0'], needs: ['train', 'optimizer'], values: ['asgd'] },
  { path: ['train', 'averageFrom'], needs: ['train', 'optimizer'], values: withoutAverages },
  { path: ['train', 'averageTrigger'], needs: ['train', 'optimizer'], values: withoutAverages },
  { path: ['train', 'endFactor'], needs: ['train', 'schedule'], values: ['linear', 'cosine'] },
  { path: ['train', 'decayEvery'], needs: ['train', 'schedule'], values: ['step'] },
  { path: ['train', 'decayPatience'], needs: ['train', 'schedule'], values: ['plateau'] },
  { path: ['train', 'decayFactor'], needs: ['train', 'schedule'], values: ['step', 'plateau'] },
  { path: ['model', 'forgetBias'], needs: ['model', 'cell'], values: cellsWith.forgetBias },
  { path: ['model', 'projectionSize'], needs: ['model', 'cell'], values: cellsWith.projectionSize },
  { path: ['model', 'longest'], needs: ['model', 'cell'], values: cellsWith.longest },
  ...['cell', 'layers', 'bidirectional'].map((key) => ({
    path: ['model', key],
    needs: ['model', 'reader'],
    values: ['rows', 'columns', 'pixels'],
  })),
  { path: ['model', 'channels'], needs: ['model', 'reader'], values: ['cnn'] },
  { path: ['model', 'kernel'], needs: ['model', 'reader'], values: ['cnn'] },
  { path: ['model', 'permute'], needs: ['model', 'reader'], values: ['pixels'] },
  { path: ['model', 'samples'], needs: ['model', 'softmax'], values: ['sampled'] },
  { path: ['model', 'sampleAlpha'], needs: ['model', 'softmax'], values: ['sampled'] },
];

/**
 * The options that would be ignored: said, so that nobody believes that they had an effect.
 * @param given the config as it was written; `sections` are its checked sections, defaults filled in.
 */
export function conflictsOf(given: unknown, sections: Readonly<Record<string, unknown>>): PathMistake[] {
  const found: PathMistake[] = [];
  for (const { path, needs, values } of dependences) {
    const other = valueAt(sections, needs) as string | undefined;
    if (valueAt(given, path) === undefined || other === undefined || values.includes(other)) continue;
    found.push({
      path,
      mistake: { kind: 'conflict', needs: pathText(needs), values, above: undefined, got: other },
    });
  }
  const train = sections['train'] as Partial<TrainConfig> | undefined;
  if (train?.nesterov === true && train.optimizer === 'sgd' && !train.momentum) {
    const mistake = { kind: 'conflict', needs: 'train.momentum', values: undefined, above: 0, got: '0' } as const;
    found.push({ path: ['train', 'nesterov'], mistake });
  }
  if (train?.averageEvery !== undefined && train.averageFrom === undefined && train.averageTrigger === undefined) {
    const mistake = { kind: 'conflict', needs: 'train.averageFrom', values: undefined, above: 0, got: '–' } as const;
    found.push({ path: ['train', 'averageEvery'], mistake });
  }
  const { averageFrom, averageTrigger, epochs } = train ?? {};
  if (averageFrom !== undefined && averageTrigger === undefined && epochs !== undefined && averageFrom > epochs) {
    const mistake = { kind: 'conflict', needs: 'train.epochs', values: undefined, above: averageFrom - 1 } as const;
    found.push({ path: ['train', 'averageFrom'], mistake: { ...mistake, got: String(epochs) } });
  }
  const model = sections['model'] as Partial<Record<string, unknown>> | undefined;
  const rates = ['dropout', 'inputDropout', 'outputDropout'];
  if (model?.['lockedDropout'] === true && !rates.some((rate) => Number(model[rate] ?? 0) > 0)) {
    const mistake = { kind: 'conflict', needs: 'model.dropout', values: undefined, above: 0, got: '0' } as const;
    found.push({ path: ['model', 'lockedDropout'], mistake });
  }
  if (Number(model?.['dropout'] ?? 0) > 0 && model?.['layers'] === 1) {
    const mistake = { kind: 'conflict', needs: 'model.layers', values: undefined, above: 1, got: '1' } as const;
    found.push({ path: ['model', 'dropout'], mistake });
  }
  return found;
}
