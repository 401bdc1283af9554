import { createHash } from 'node:crypto';
import { fail, messageOf } from '../util/errors.ts';

/** How many reviews are taken of each class, and how many of all are for training. */
export interface Resampling {
  readonly each: number;
  readonly train: number;
}

/** A review of the archive; ratings are 1 to 10. */
interface Review {
  readonly review_id: string;
  readonly review: string;
  readonly rating: string;
}

/**
 * Balanced tables of film reviews out of the raw files of NSMC, by its own rule of labels: a rating from 1 to 4 is
 * class 0, 9 or 10 class 1, all between are dropped; of a review that stands there twice the first counts; tabs and line
 * breaks become spaces. Of each class the `each` reviews with the smallest SHA-256 of their number are taken, in the
 * order of the SHA-256 of `s` and the number, so that neither depends on the order of the files.
 * @param files of the archive by path; those in `raw/` are read.
 * @returns `train.tsv` and `test.tsv`: id, document, label, below a header.
 * @throws `data/reviews` for a file that is none of reviews.
 */
export function resampledReviews(files: ReadonlyMap<string, Buffer>, { each, train }: Resampling): Map<string, Buffer> {
  const pools: [Drawn[], Drawn[]] = [[], []];
  const seen = new Set<string>();
  for (const path of [...files.keys()].filter((name) => /(?:^|\/)raw\/[^/]+\.json$/.test(name)).sort()) {
    for (const { review_id: id, review, rating } of reviewsIn(path, files.get(path)!)) {
      if (seen.has(id)) continue;
      seen.add(id);
      const points = Number(rating);
      const label = points >= 1 && points <= 4 ? 0 : points === 9 || points === 10 ? 1 : undefined;
      const document = review.replaceAll(/[\t\r\n]/g, ' ').trim();
      if (label === undefined || document === '') continue;
      pools[label].push({ row: `${id}\t${document}\t${label}\n`, draw: sha256(id), place: sha256(`s${id}`) });
    }
  }
  const drawn = pools.flatMap((pool) => pool.sort((a, b) => compare(a.draw, b.draw)).slice(0, each));
  const rows = drawn.sort((a, b) => compare(a.place, b.place)).map(({ row }) => row);
  const table = (part: readonly string[]): Buffer => Buffer.from(`id\tdocument\tlabel\n${part.join('')}`);
  return new Map([
    ['train.tsv', table(rows.slice(0, train))],
    ['test.tsv', table(rows.slice(train))],
  ]);
}

interface Drawn {
  readonly row: string;
  readonly draw: string;
  readonly place: string;
}

function reviewsIn(path: string, bytes: Buffer): Review[] {
  let reviews: unknown;
  try {
    reviews = JSON.parse(bytes.toString('utf8'));
  } catch (thrown) {
    return wrong(path, messageOf(thrown), thrown);
  }
  const isReview = (value: unknown): value is Review =>
    typeof value === 'object' &&
    value !== null &&
    ['review_id', 'review', 'rating'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string');
  if (!Array.isArray(reviews) || !reviews.every(isReview)) return wrong(path, 'it is not a list of reviews');
  return reviews;
}

function wrong(path: string, reason: string, cause?: unknown): never {
  return fail(
    'data/reviews',
    `${path} of the archive cannot be read: ${reason}; fetch it again`,
    { file: path, reason },
    cause,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
