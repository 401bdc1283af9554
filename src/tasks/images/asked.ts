import type { FrameSize } from '../../util/host.ts';
import type { TaskContext } from '../task.ts';

/**
 * The pixels of an image that a person asks about by its path, as it stands from the current folder or from that of the
 * model's config: [height, width, channels] bytes. Throws `io/not-found`, `data/not-image`.
 */
export async function askedImage(input: string, shape: FrameSize, context: TaskContext): Promise<Uint8Array> {
  const { host } = context;
  const path = (await host.exists(input)) ? input : await context.resolve(input);
  return host.decodeImage(await host.read(path), input, shape);
}
