import type { Feeds } from '../src/domain/feeds';
import type { Log } from '../src/ports/runtime';
import type { ExitCode } from './complete-scan';
import { codeOf, sentenceOf } from './scan-jobs';
import type { Reporter } from './scan-reporter';
import { CANCELLED } from './while-writing';

export interface SettledDeps {
  log: Log;
  print(line: string): void;
  /** Reads what is known to be exploited, and EPSS, while images are scanned. Never rejects. */
  feeds(signal: AbortSignal): Promise<Feeds>;
  /** Ends the scan before anything is written. */
  signal: AbortSignal;
}

/** Runs a task of a scan while the feeds are read. Never rejects: a failure is told where there is somebody to tell. */
export async function settled(
  deps: SettledDeps,
  { events, started }: { events?: Reporter; started: Date },
  act: (reading: Promise<Feeds>) => Promise<ExitCode>,
): Promise<ExitCode> {
  const ended = new AbortController();
  const reading = deps.feeds(AbortSignal.any([deps.signal, ended.signal]));
  try {
    return await act(reading);
  } catch (error) {
    deps.log.error('scan failed', { error });
    deps.print(`FAILED  ${sentenceOf(error)}`);
    if (codeOf(error).errorCode !== CANCELLED) await events?.failed(started, error);
    return 1;
  } finally {
    // A download that nobody waits for would keep the process running.
    ended.abort();
  }
}
