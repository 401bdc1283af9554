import type { Around, CellName, RecurrentOptions } from '../cells/index.ts';
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

/** What training puts around each cell for a `model` section; a model that is only asked needs none of it. */
export async function aroundCells({ recompute: every }: RecurrentConfig): Promise<Around | undefined> {
  if (every === undefined) return undefined;
  const { recompute } = await import('../cells/recompute.ts');
  return (cell) => recompute(cell, every);
}

function initOf(name: InitName | undefined): Init | undefined {
  return name === undefined ? undefined : initNamed(name);
}
