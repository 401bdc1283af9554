import { readWordVectors } from '../../data/word-vectors.ts';
import { expect } from '../../util/errors.ts';
import { GramFront } from '../steps/grams.ts';
import { TokenFront } from '../steps/tokens.ts';
import type { TaskContext } from '../task.ts';
import { TextIntake, type Intake } from './intake.ts';
import type { SequenceClassifier } from './network.ts';

/**
 * Puts the vectors of a file into the table of tokens; tokens that it lacks keep what they were drawn as. Says how many
 * were found.
 * @throws `config/vectors-size` when its vectors are of another size than the table's, `config/vectors-text` when there
 *   are no tokens.
 */
export async function fillVectors(
  network: SequenceClassifier,
  intake: Intake,
  file: string,
  context: TaskContext,
): Promise<void> {
  const { front: outer } = network.encoder;
  const front = outer instanceof GramFront ? outer.tokens : outer;
  expect(
    intake instanceof TextIntake && front instanceof TokenFront,
    'config/vectors-text',
    () => 'data.vectors holds vectors of words: measurements have none',
  );
  const { vocabulary } = intake.reader;
  const { weight } = front.embedding;
  const source = context.host.open(await context.resolve(file));
  const { size, vectors } = await readWordVectors(source, file, (word) => vocabulary.has(word));
  const width = weight.dim(1);
  expect(
    size === width,
    'config/vectors-size',
    () => `${file} has vectors of ${size} numbers, but model.embedding is ${width}: set model.embedding to ${size}`,
    { file, size, embedding: width },
  );
  const table = Float32Array.from(weight.toArray());
  for (const [word, vector] of vectors) table.set(vector, vocabulary.find(word) * width);
  weight.assign(table);
  context.note(
    'data/vectors-found',
    `${file}: vectors of ${vectors.size} of the ${vocabulary.size} tokens; the others begin as drawn`,
    { file, found: vectors.size, tokens: vocabulary.size },
  );
}
