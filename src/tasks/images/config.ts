import * as z from 'zod/mini';

const atLeastZero = z.number().check(z.gte(0));
const angle = z.number().check(z.gte(0), z.lte(180));

/** By how much each image is moved, and its colours are changed, at random, anew in each epoch. */
export const augmentSchema = z.optional(
  z.strictObject({
    shift: z.optional(atLeastZero),
    rotate: z.optional(angle),
    scale: z.optional(atLeastZero),
    shear: z.optional(z.number().check(z.gte(0), z.lt(80))),
    flip: z.optional(z.boolean()),
    brightness: z.optional(atLeastZero),
    contrast: z.optional(atLeastZero),
    saturation: z.optional(atLeastZero),
    hue: z.optional(angle),
  }),
);
