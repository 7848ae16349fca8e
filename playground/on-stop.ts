/** A request to stop the program. */
export interface Stop {
  heard: boolean;
  signal: Promise<void>;
}

/** From now on a signal only asks to stop. A terminal's Ctrl-C comes several times: from itself, from npm, from run.mjs. */
export function hearStop(): Stop {
  let resolveStop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    resolveStop = resolve;
  });
  const stop = { heard: false, signal: stopped };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      stop.heard = true;
      resolveStop();
    });
  }
  return stop;
}
