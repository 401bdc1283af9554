import {
  computedBy,
  computedByOf,
  differences,
  readIdentity,
  type ComputedBy,
  type RunFolder,
} from '../train/index.ts';
import { ElmanError, fail } from '../util/errors.ts';
import type { Cli } from './cli.ts';
import { chooseEngine, type EngineOptions } from './engine.ts';

/**
 * Makes what computed a run before its interruption the backend of all tensors, or what `asked` names; says so when that
 * is another one. @returns whether it is another one, so that bits will differ
 * @throws `config/resume-backend` when what computed it is not there and no backend is named
 */
export async function chooseResumedEngine(cli: Cli, run: RunFolder, asked: EngineOptions): Promise<boolean> {
  const bytes = await run.loadCheckpoint();
  const before = computedByOf(bytes === null ? {} : readIdentity(bytes, run.checkpointPath));
  const named = asked.backend !== undefined;
  const backend = asked.backend ?? (before.backend === 'blas' ? 'blas' : 'wasm');
  const threads = asked.threads ?? (backend === before.backend ? before.threads : undefined);
  const now = await chooseEngine({ backend, threads }).then(computedBy, (error: unknown) => {
    if (named || !isAbsence(error)) throw error;
    return refuse(run, before, error.message);
  });
  if (differences(before, now).length === 0) return false;
  if (!named && now.library !== before.library) refuse(run, before, textOf(cli, now));
  cli.note(
    `${cli.colors.yellow(`${cli.say.note.label}:`)} ${cli.say.train.otherBackend({ before: textOf(cli, before), now: textOf(cli, now) })}`,
  );
  return true;
}

/** Whether an error says that there is no library to compute with. */
function isAbsence(error: unknown): error is ElmanError {
  return error instanceof ElmanError && ['blas/koffi', 'blas/none', 'usage/blas'].includes(error.code);
}

function refuse(run: RunFolder, before: ComputedBy, found: string): never {
  const library = before.library ?? before.backend;
  return fail(
    'config/resume-backend',
    `the run in ${run.path} was computed by ${library}, and here is: ${found}\nResumed here it would end with other bits. Resume it where there is the same library with the same kernel; or name what shall go on, --backend wasm or --backend blas; or start anew with --overwrite`,
    { run: run.path, library, found },
  );
}

function textOf({ say }: Cli, { backend, library, threads }: ComputedBy): string {
  return library === undefined || threads === undefined ? backend : say.train.library({ library, threads });
}
