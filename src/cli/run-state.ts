import type { RunFolder } from '../train/index.ts';
import { fail } from '../util/errors.ts';
import type { Host } from '../util/host.ts';
import type { Cli } from './cli.ts';

/** What to do with a run that is there already; neither is to leave it alone. */
export interface RunWish {
  readonly resume?: boolean | undefined;
  readonly overwrite?: boolean | undefined;
}

/** What lies in a run folder; anything else is not ours to remove. */
const ours =
  /^(?:config\.yaml|(?:metrics|times|samples)\.jsonl|model\.safetensors|checkpoints|tokenizer(?:\.(?:source|target))?\.json)$/;
/** What a kill in the middle of a write leaves. */
const leftOver =
  /^\.(?:config\.yaml|(?:metrics|times|samples)\.jsonl|model\.safetensors|tokenizer[.a-z]*\.json)\..*\.tmp$/;

/** Whether to take up the last checkpoint. Never gives way to replacing what the caller did not ask to replace. */
export async function mayResume(
  cli: Cli,
  host: Host,
  run: RunFolder,
  { resume = false, overwrite = false }: RunWish,
): Promise<boolean | 'finished'> {
  const found = await run.status();
  if (found === 'absent') {
    if (resume) cli.note(cli.say.train.nothingToResume({ run: run.path }));
    return false;
  }
  const foreign = (await host.list(run.path)).filter((name) => !ours.test(name) && !leftOver.test(name));
  if (foreign.length > 0) {
    fail(
      'usage/not-run-folder',
      `${run.path} holds files that are not of a run (${foreign.slice(0, 3).join(', ')}): choose another folder with --run`,
      { run: run.path, foreign },
    );
  }
  if (overwrite) return false;
  if (!resume) {
    const state = found === 'finished' ? 'a finished run' : 'an unfinished run';
    fail(
      'usage/run-exists',
      `${run.path} holds ${state}: pass --resume to go on with it, --overwrite to replace it, or choose another folder with --run`,
      {
        run: run.path,
        state: found,
      },
    );
  }
  if (found === 'finished') {
    cli.note(cli.say.train.alreadyFinished({ run: run.path }));
    return 'finished';
  }
  if (await host.exists(run.checkpointPath)) return true;
  cli.note(cli.say.train.nothingToResume({ run: run.path }));
  return false;
}
