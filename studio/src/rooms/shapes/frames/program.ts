import { Random } from 'elman-rnn';
import { movingShape, shapeFrame } from 'elman-rnn/data';
import type { TaskStream } from 'elman-rnn/tasks';
import type { Source } from '../../../models/fetched.ts';
import { modelProgram, type ModelProgram } from '../../../models/model-program.ts';
import { areSame, directions, mostFrames, SIDE, type Direction, type Film } from './film.ts';

export interface Question {
  readonly film: Film;
  /** Which frames are to be answered: from one, from 0, to before another. */
  readonly from: number;
  readonly to: number;
}

/** A frame, and what the network made of it and of all before it. */
export interface Frame {
  /** [32, 32] bytes of grey. */
  readonly pixels: Uint8Array;
  /** Which way the shape came; null where nobody has said. */
  readonly truth: Direction | null;
  /** How likely each direction is, in their order. */
  readonly probabilities: readonly number[];
  /** The hidden state after it. */
  readonly state: readonly number[];
}

/** What the task's Worker runs, and a test in Node: frames go in one after another, and each is answered as it comes. */
export function framesProgram(source: Source): ModelProgram<Question, readonly Frame[]> {
  return modelProgram(source, (task) => {
    const stream = task.stream!();
    let reel: Reel | null = null;
    /** How many frames of the reel the stream has seen. */
    let seen = 0;
    return ({ film, from, to }) => {
      if (reel === null || !areSame(reel.film, film, seen) || seen > from) {
        stream.reset();
        seen = 0;
      }
      reel = reelOf(film, reel);
      const answers: Frame[] = [];
      for (; seen < Math.min(to, reel.length); seen++) {
        const frame = answered(stream, reel.frame(seen), reel.truth(seen));
        if (seen >= from) answers.push(frame);
      }
      return answers;
    };
  });
}

/** A film that can be looked at frame by frame. */
interface Reel {
  readonly film: Film;
  readonly length: number;
  readonly frame: (at: number) => Uint8Array;
  readonly truth: (at: number) => Direction | null;
}

function reelOf(film: Film, before: Reel | null): Reel {
  if ('seed' in film) {
    if (before !== null && 'seed' in before.film && before.film.seed === film.seed) return before;
    const { frames, labels } = movingShape(Random.derive(film.seed, 'film'), { frames: mostFrames, size: SIDE });
    return { film, length: frames.length, frame: (at) => frames[at]!, truth: (at) => labels[at]! };
  }
  const { kind, path } = film;
  const look = { kind, radius: 0.14 * SIDE, shade: 0.95, ground: 0.1, slant: 0 };
  return {
    film,
    length: path.length,
    frame: (at) => shapeFrame(look, { x: path[at]![0] / 2 + 0.25, y: path[at]![1] / 2 + 0.25 }, SIDE),
    truth: () => null,
  };
}

function answered(stream: TaskStream, pixels: Uint8Array, truth: Direction | null): Frame {
  const { top } = stream.step(pixels.join(' '), directions.length)!;
  return {
    pixels,
    truth,
    probabilities: directions.map((way) => top.find(({ item }) => item === way)!.probability),
    state: stream.state!()[0]!.values,
  };
}
