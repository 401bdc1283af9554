import { served } from '../../../models/fetched.ts';
import { SIDE } from './ink.ts';

/** What stands before the pixels in an IDX file of images: what it is, and three extents. */
const HEADER = 16;

/** The digits in the file that `npm run models` laid beside the model. */
export async function samplesOf(address: string): Promise<Uint8Array[]> {
  const response = await served(address);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const size = SIDE * SIDE;
  const count = Math.floor((bytes.length - HEADER) / size);
  return Array.from({ length: count }, (_, i) => bytes.slice(HEADER + i * size, HEADER + (i + 1) * size));
}
