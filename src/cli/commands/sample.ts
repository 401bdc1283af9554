import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { chooseEngine, engineOptions, type EngineOptions } from '../engine.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { anyNumber, wholeNumber } from '../options.ts';
import { cannot } from '../cannot.ts';
import type { Register } from '../register.ts';
import { status } from '../status.ts';

interface Options extends EngineOptions {
  readonly prompt?: string;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly length?: number;
  readonly seed?: number;
  readonly ignoreChecksum?: boolean;
  readonly json?: boolean;
}

export const register: Register = (program, cli, end) => {
  const { help } = cli.say;
  const command = program
    .command('sample')
    .description(help.sample)
    .argument('<model>', help.model)
    .option('--prompt <text>', help.prompt)
    .option('--temperature <number>', help.temperature, anyNumber('--temperature'))
    .option('--top-k <count>', help.topK, wholeNumber('--top-k'))
    .option('--top-p <probability>', help.topP, anyNumber('--top-p'))
    .option('--length <count>', help.length, wholeNumber('--length'))
    .option('--seed <number>', help.seed, wholeNumber('--seed', 0))
    .option('--ignore-checksum', help.ignoreChecksum);
  engineOptions(command, cli)
    .option('--json', help.json)
    .action(async (model: string, { ignoreChecksum, json, backend, threads, ...asked }: Options) => {
      const { checkSampleRequest } = await import('../../tasks/sampling.ts');
      const request = checkSampleRequest(asked);
      await chooseEngine({ backend, threads });
      const { nodeHost } = await import('../../node/host.ts');
      const { openModel } = await import('../model-source.ts');
      const { task, file } = await openModel(cli, nodeHost(), model, { ignoreChecksum });
      if (task.sample === undefined) cannot('sample', task, file);
      const { prompt = '', seed, temperature, topK = null, topP = null, length } = request;
      const interrupt = listenForInterrupt(() => {}, status.interrupted);
      try {
        const text = await speak(
          task.answersPrompt === true ? '' : prompt,
          task.sample(request),
          json ? silent : print,
          interrupt.signal,
        );
        if (json) cli.json({ prompt, text, seed, temperature, topK, topP, length });
      } finally {
        interrupt.dispose();
      }
      if (interrupt.signal.aborted) end(status.interrupted);
    });
};

/**
 * Writes the prompt and each piece behind it as it comes, then a line break. Nothing is written of a prompt that can't be
 * gone on from. After each piece an interrupt is listened for: it ends the text where it stands.
 * @returns what came behind the prompt
 */
export async function speak(
  prompt: string,
  pieces: Iterable<string>,
  write: (text: string) => Promise<void>,
  signal: AbortSignal,
): Promise<string> {
  let text = '';
  let unsaid = prompt;
  for (const piece of pieces) {
    await write(unsaid + piece);
    unsaid = '';
    text += piece;
    await setImmediate();
    if (signal.aborted) break;
  }
  await write(`${unsaid}\n`);
  return text;
}

/** Writes on standard output, no faster than it is read. */
async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

async function silent(): Promise<void> {}
