import { stacked, type Around, type CellName, type Layer, type RecurrentOptions } from '../cells/index.ts';
import { initNamed, type Init, type InitName } from '../nn/index.ts';
import type { Random } from '../util/random.ts';

/** What `recurrentShape` is parsed to. What is absent is off: older files lack the keys that came later. */
export interface RecurrentConfig {
  readonly cell: CellName;
  readonly hidden: number;
  readonly layers: number;
  readonly dropout: number;
  readonly forgetBias?: number | undefined;
  readonly projectionSize?: number | undefined;
  readonly longest?: number | undefined;
  readonly init?: InitName | undefined;
  readonly inputInit?: InitName | undefined;
  readonly recurrentInit?: InitName | undefined;
  readonly biasInit?: InitName | undefined;
  readonly weightDrop?: number | undefined;
  readonly recurrentDropout?: number | undefined;
  readonly zoneout?: number | { readonly h?: number | undefined; readonly c?: number | undefined } | undefined;
  readonly lockedDropout?: boolean | undefined;
  readonly learnedState?: boolean | undefined;
  readonly recompute?: number | undefined;
}

/** The recurrent layers that a `model` section asks for, over inputs of a size that the task knows. */
export function recurrentOptions(config: RecurrentConfig, inputSize: number, rng: Random): RecurrentOptions {
  return {
    cell: config.cell,
    inputSize,
    hiddenSize: config.hidden,
    layers: config.layers,
    dropout: config.dropout,
    forgetBias: config.forgetBias,
    projectionSize: config.projectionSize,
    longest: config.longest,
    init: initOf(config.init),
    inputInit: initOf(config.inputInit),
    recurrentInit: initOf(config.recurrentInit),
    biasInit: initOf(config.biasInit),
    weightDrop: config.weightDrop,
    recurrentDropout: config.recurrentDropout,
    zoneout: config.zoneout,
    lockedDropout: config.lockedDropout,
    learnedState: config.learnedState,
    recompute: config.recompute,
    rng,
  };
}

let around: Around | undefined;

/** The recurrent layers that a `model` section asks for. Within {@link toTrain} they `recompute` if it asks for that. */
export function recurrentLayers(
  config: RecurrentConfig & { readonly bidirectional?: boolean | undefined },
  inputSize: number,
  rng: Random,
): Layer {
  return stacked({ ...recurrentOptions(config, inputSize, rng), bidirectional: config.bidirectional }, around);
}

/** Builds a network that is to be trained. One that is only asked is built without this: a page then loads less. */
export async function toTrain<T>({ recompute: every }: Pick<RecurrentConfig, 'recompute'>, build: () => T): Promise<T> {
  if (every === undefined) return build();
  const { recompute } = await import('../cells/recompute.ts');
  around = (cell) => recompute(cell, every);
  try {
    return build();
  } finally {
    around = undefined;
  }
}

function initOf(name: InitName | undefined): Init | undefined {
  return name === undefined ? undefined : initNamed(name);
}
