import type { TrainEvent, TrainListener } from '../train/events.ts';
import type { Cli } from './cli.ts';
import { clock, figure, grouped } from './numbers.ts';

/** Without a terminal, lines come at least this many milliseconds apart. */
const LINE_EVERY = 2000;

/** A listener that shows how training goes on standard error: a bar on a terminal, else plain lines. */
export async function showProgress(cli: Cli): Promise<TrainListener> {
  return process.stderr.isTTY ? bar(cli) : lines(cli);
}

type Told<Type extends TrainEvent['type']> = Extract<TrainEvent, { type: Type }>;

/** The figures of the validation part; how many targets it has is the same in every epoch. */
function figuresOf({ say }: Cli, { metrics }: Told<'evaluated'>): string {
  const shown = Object.entries(metrics).filter(([name]) => name !== 'predictions');
  if (shown.length === 0) return '';
  return say.train.figures({ list: shown.map(([name, value]) => `${name} ${figure(value)}`).join(', ') });
}

function lines(cli: Cli): TrainListener {
  const { say, note } = cli;
  let last: Told<'step'> | undefined;
  let writtenAt = -Infinity;
  return (event) => {
    if (event.type === 'step') last = event;
    if (event.type !== 'evaluated') return;
    const { epoch, epochs, trainLoss } = event;
    const now = performance.now();
    if (epoch < epochs && now - writtenAt < LINE_EVERY) return;
    writtenAt = now;
    const speed = grouped(last?.itemsPerSecond ?? 0);
    note(
      say.train.line({
        epoch,
        epochs,
        loss: figure(trainLoss),
        figures: figuresOf(cli, event),
        speed,
        left: clock(epoch < epochs ? (last?.secondsLeft ?? 0) : 0),
      }),
    );
  };
}

async function bar(cli: Cli): Promise<TrainListener> {
  const { say } = cli;
  const { default: progress } = await import('cli-progress');
  const shown = new progress.SingleBar({
    format: say.train.bar,
    stream: process.stderr,
    barsize: 24,
    hideCursor: true,
    clearOnComplete: false,
    gracefulExit: true,
    barCompleteChar: '█',
    barIncompleteChar: '░',
  });
  let figures = '';
  return (event) => {
    switch (event.type) {
      case 'started':
        shown.start(event.steps, event.step, {
          epoch: event.epoch,
          epochs: event.epochs,
          loss: '…',
          figures,
          speed: '…',
          left: '-:--',
        });
        break;
      case 'step':
        shown.update(event.step, {
          epoch: event.epoch,
          loss: figure(event.loss),
          figures,
          speed: grouped(event.itemsPerSecond),
          left: clock(event.secondsLeft),
        });
        break;
      case 'evaluated':
        figures = figuresOf(cli, event);
        shown.update(event.step, { figures });
        break;
      case 'finished':
      case 'failed':
        shown.stop();
        break;
      default:
    }
  };
}
