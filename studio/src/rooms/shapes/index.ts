/**
 * The five shapes of recurrent networks, and tasks that have them. This is what the room and its tasks agree on.
 *
 * A task is a folder `shapes/NAME/` and one entry of {@link shapeTasks}:
 * - `NAME/Name.svelte`: all of it, below the room's heading (h2) and its own lead; h3 and below are its own. Its root has
 *   `data-settled="true"` while nothing is loading, training or being asked.
 * - `NAME/fields.ts`: what it has in the address; `shapeState(fields)` of `./fields.ts` gives the state with the room's own.
 * - `NAME/texts.ts`, and `NAME/program.ts` behind `NAME/worker.ts`, as in any room.
 *
 * A task that opens a model that was trained before:
 * - `studio/models/NAME.mjs` trains it (`npm run models -w studio -- NAME`; see `studio/models/main.mjs`), the file
 *   `studio/models/NAME.safetensors` is committed, and `studio/models/ORIGIN.md` says what it was learnt from.
 * - `program.ts` is `modelProgram(source, begin)` of `src/models`; its worker gives it
 *   `fetched(address)`, where `import address from '…/models/NAME.safetensors?url'`: a file of the page, with a hash in its
 *   name, that is fetched when the Worker is told to start, which is when the task is opened. A test gives it a file.
 * - The page has a `Trainer` for it: `start(null)` fetches and opens, its frames are {@link Fetched}, and `ModelStatus` shows
 *   how far it is and what went wrong. Pictures go in by `ofPixels` of `src/models/pictures.ts`.
 * - `Unrolled` draws a network over its steps: inputs, hidden states, outputs, and what goes from where to where.
 */
import type { Component } from 'svelte';
import type { Texts } from '../../shell/language.ts';
import type { ShapeId } from './shapes.ts';

export interface ShapeTask {
  /** Its name in the address. */
  readonly id: string;
  readonly shape: ShapeId;
  readonly name: Texts<string>;
  readonly load: () => Promise<{ readonly default: Component }>;
}

/** In the order in which they are shown. */
export const shapeTasks: readonly ShapeTask[] = [
  {
    id: 'digit',
    shape: 'one-to-one',
    name: { en: 'A digit', ko: '손글씨 숫자' },
    load: () => import('./digit/Digit.svelte'),
  },
  {
    id: 'caption',
    shape: 'one-to-many',
    name: { en: 'What is this emoji?', ko: '무슨 이모지일까?' },
    load: () => import('./caption/Caption.svelte'),
  },
  {
    id: 'sentiment',
    shape: 'many-to-one',
    name: { en: 'Is the review good?', ko: '좋은 평일까?' },
    load: () => import('./sentiment/Sentiment.svelte'),
  },
  {
    id: 'translate',
    shape: 'many-to-many',
    name: { en: 'A translation', ko: '번역' },
    load: () => import('./translate/Translate.svelte'),
  },
  {
    id: 'frames',
    shape: 'in-step',
    name: { en: 'A moving shape', ko: '움직이는 도형' },
    load: () => import('./frames/Frames.svelte'),
  },
  {
    id: 'lunch',
    shape: 'in-step',
    name: { en: 'Lunch', ko: '점심' },
    load: () => import('./lunch/Lunch.svelte'),
  },
];
