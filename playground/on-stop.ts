/** A request to stop the program. */
export interface Stop {
  heard: boolean;
  signal: Promise<void>;
}

/** From now on a signal only requests a stop. One Ctrl-C arrives several times: from the terminal, npm and run.mjs. */
export function hearStop(): Stop {
  let resolveSignal = (): void => undefined;
  const signal = new Promise<void>((resolve) => {
    resolveSignal = resolve;
  });
  const stop = { heard: false, signal };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      stop.heard = true;
      resolveSignal();
    });
  }
  return stop;
}
