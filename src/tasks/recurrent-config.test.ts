import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { recurrent } from '../cells/index.ts';
import { parametersOf } from '../nn/index.ts';
import { Random } from '../util/random.ts';
import { recurrentShape } from './config.ts';
import { recurrentOptions } from './recurrent-config.ts';

const schema = z.strictObject(recurrentShape);

const numbersOf = (section: Record<string, unknown>): Map<string, number[]> => {
  const layers = recurrent(recurrentOptions(schema.parse(section), 3, new Random(1)));
  return new Map([...parametersOf(layers)].map(([name, parameter]) => [name, [...parameter.toArray()]]));
};

describe('recurrent layers from a config', () => {
  test('a section of an older file, without the keys that came later, gives the layers that it gave', () => {
    const old = { cell: 'lstm', hidden: 4, layers: 2, dropout: 0.1 };
    const plain = recurrent({ cell: 'lstm', inputSize: 3, hiddenSize: 4, layers: 2, dropout: 0.1, rng: new Random(1) });
    const wanted = [...parametersOf(plain)].map(([name, parameter]) => [name, [...parameter.toArray()]]);
    expect([...numbersOf(old)]).toEqual(wanted);
  });

  test('an IRNN, by the names of its initialisations', () => {
    const found = numbersOf({ cell: 'elman-relu', hidden: 2, recurrentInit: 'identity', biasInit: 'zeros' });
    expect(found.get('weight_hh_l0')).toEqual([1, 0, 0, 1]);
    expect(found.get('bias_hh_l0')).toEqual([0, 0]);
    expect(found.get('weight_ih_l0')!.every((value) => value !== 0)).toBe(true);
  });

  test('every key reaches the layers', () => {
    const section = { cell: 'lstm', hidden: 4, layers: 2, dropout: 0.5 };
    expect([...numbersOf({ ...section, learnedState: true }).keys()]).toContain('c_0_l1');
    expect(numbersOf({ ...section, init: 'zeros', inputInit: 'orthogonal' }).get('weight_hh_l0')).toContain(0);
    const options = recurrentOptions(
      schema.parse({ ...section, weightDrop: 0.1, recurrentDropout: 0.2, zoneout: { c: 0.3 }, lockedDropout: true }),
      3,
      new Random(1),
    );
    expect(options).toMatchObject({ weightDrop: 0.1, recurrentDropout: 0.2, zoneout: { c: 0.3 }, lockedDropout: true });
  });

  test('what is no rate and no name is refused', () => {
    for (const wrong of [{ weightDrop: 1 }, { zoneout: { k: 0.1 } }, { zoneout: -0.1 }, { init: 'ortogonal' }])
      expect(schema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
  });
});
