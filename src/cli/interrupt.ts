/** Turns the first SIGINT or SIGTERM into an aborted signal; a second SIGINT ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Stops listening. */
  dispose(): void;
}

export function listenForInterrupt(onFirst: () => void, statusAtOnce: number): Interrupt {
  const controller = new AbortController();
  const hear = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      if (name === 'SIGINT') process.exit(statusAtOnce);
      return;
    }
    onFirst();
    controller.abort();
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
  return {
    signal: controller.signal,
    dispose: () => void process.off('SIGINT', hear).off('SIGTERM', hear),
  };
}
