/** Somebody wants the program to end. */
export interface Stop {
  heard: boolean;
  signal: Promise<void>;
}

/** From now on a signal only asks to stop. A terminal's Ctrl-C comes several times: from itself, from npm, from run.mjs. */
export function hearStop(): Stop {
  let tell = (): void => undefined;
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const stop = { heard: false, signal: told };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      stop.heard = true;
      tell();
    });
  }
  return stop;
}
