import type { Host } from '../util/host.ts';

/** A line of `metrics.jsonl`. */
export interface LogRecord {
  readonly epoch: number;
  readonly step: number;
  readonly [figure: string]: number | string;
}

/**
 * The logs of a run, a line an epoch each. What hangs on the clock lies apart: `metrics` of the same run is the same text
 * on any machine, resumed or not. `samples` is what the model made up, for models that make something up.
 */
const logs = ['metrics', 'times', 'samples'] as const;
type LogName = (typeof logs)[number];

/**
 * What a run leaves on disk: `config.yaml` (as resolved), `metrics.jsonl` (a line an epoch, which names the system
 * library that computed it, if one did, and a line at the end), `times.jsonl`, `samples.jsonl` where there are some,
 * `model.safetensors` (the best so far) and `checkpoints/last.safetensors` (all that training needs to go on). Every file
 * appears whole or not at all, save for the logs, whose last line may be cut short by a kill and is then dropped.
 */
export class RunFolder {
  readonly path: string;
  readonly #host: Host;

  constructor(host: Host, path: string) {
    this.#host = host;
    this.path = path;
  }

  get modelPath(): string {
    return this.#host.join(this.path, 'model.safetensors');
  }

  get configPath(): string {
    return this.#host.join(this.path, 'config.yaml');
  }

  get checkpointPath(): string {
    return this.#host.join(this.path, 'checkpoints', 'last.safetensors');
  }

  #logPath(name: LogName): string {
    return this.#host.join(this.path, `${name}.jsonl`);
  }

  /** 'absent': nothing is there. 'unfinished': a run that did not come to its end. 'finished': one that did. */
  async status(): Promise<'absent' | 'unfinished' | 'finished'> {
    if ((await this.#host.list(this.path)).length === 0) return 'absent';
    const log = await this.readLog();
    return log.at(-1)?.['finished'] !== undefined && (await this.#host.exists(this.modelPath))
      ? 'finished'
      : 'unfinished';
  }

  /** Makes the folder with its config. What an older run left there is removed; other files stay. */
  async begin(config: string): Promise<void> {
    await this.restart();
    await this.#host.write(this.configPath, new TextEncoder().encode(config));
  }

  /** As `begin`, but the config stays. */
  async restart(): Promise<void> {
    const checkpoints = this.#host.join(this.path, 'checkpoints');
    for (const left of [...logs.map((name) => this.#logPath(name)), this.modelPath, checkpoints])
      await this.#host.remove(left);
    await this.#host.makeFolder(checkpoints);
  }

  async saveModel(bytes: Uint8Array): Promise<void> {
    await this.#host.write(this.modelPath, bytes);
  }

  async saveCheckpoint(bytes: Uint8Array): Promise<void> {
    await this.#host.write(this.checkpointPath, bytes);
  }

  /** The last checkpoint's bytes; null when there is none. */
  async loadCheckpoint(): Promise<Uint8Array | null> {
    return (await this.#host.exists(this.checkpointPath)) ? this.#host.read(this.checkpointPath) : null;
  }

  async log(record: LogRecord, name: LogName = 'metrics'): Promise<void> {
    await this.#host.append(this.#logPath(name), `${JSON.stringify(record)}\n`);
  }

  /** The whole lines of a log. */
  async readLog(name: LogName = 'metrics'): Promise<LogRecord[]> {
    const path = this.#logPath(name);
    if (!(await this.#host.exists(path))) return [];
    const lines = new TextDecoder().decode(await this.#host.read(path)).split('\n');
    return lines.slice(0, -1).flatMap((line) => {
      try {
        return [JSON.parse(line) as LogRecord];
      } catch {
        return []; // the tail of a line that a kill cut short
      }
    });
  }

  /** Drops the lines of `epoch` and later: training goes on within it and writes them again. */
  async rewindLogs(epoch: number): Promise<void> {
    for (const name of logs) {
      const path = this.#logPath(name);
      if (!(await this.#host.exists(path))) continue;
      const lines = await this.readLog(name);
      const kept = lines.filter((record) => record.epoch < epoch && record['finished'] === undefined);
      const text = kept.map((record) => `${JSON.stringify(record)}\n`).join('');
      await this.#host.write(path, new TextEncoder().encode(text));
    }
  }
}
