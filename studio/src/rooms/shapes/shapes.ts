/** One step of an unrolled network: whether something goes in, and whether something comes out. */
export interface Step {
  readonly takes: boolean;
  readonly gives: boolean;
}

const read: Step = { takes: true, gives: false };
const say: Step = { takes: false, gives: true };
const both: Step = { takes: true, gives: true };

/** The five shapes that a recurrent network may have over time, after Karpathy (2015), by their steps. */
export const shapes = {
  'one-to-one': [both],
  'one-to-many': [both, say, say],
  'many-to-one': [read, read, both],
  'many-to-many': [read, read, read, say, say, say],
  'in-step': [both, both, both],
} satisfies Record<string, readonly Step[]>;

export type ShapeId = keyof typeof shapes;

export const shapeIds = Object.keys(shapes) as readonly ShapeId[];
