import { execFile } from 'node:child_process';
import { TRIVY_GRACE_MS } from '../src/domain/timing';
import { environmentOf } from './trivy-environment';
import type { Ending } from './trivy-errors';

export interface RunSettings {
  /** The program, by path or by name. */
  program: string;
  /** Milliseconds for one run. */
  timeoutMs: number;
  env: Record<string, string | undefined>;
  /** Ends the run. */
  signal?: AbortSignal;
}

export type Ran = { stdout: string; stderr: string } | { failed: Ending };

/** `pulls` are the references that it gets from registries. */
export type Run = (args: string[], pulls?: string[]) => Promise<Ran>;

/** What is scanned: an image by reference, or an archive that `docker save` wrote. */
export interface TrivySource {
  label: string;
  platform?: string;
  from: { image: string } | { archive: string };
}

const MAX_OUTPUT = 64 * 1024 * 1024;

/** Runs the program without a shell. `pulls` are the references that it gets from registries. Never rejects. */
export function runTrivy(settings: RunSettings, args: string[], pulls: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    let timedOut = false;
    const child = execFile(
      settings.program,
      args,
      {
        env: environmentOf(settings.env, pulls),
        maxBuffer: MAX_OUTPUT,
        ...(settings.signal && { signal: settings.signal }),
      },
      (error, stdout, stderr) => {
        clearTimeout(timer);
        if (error === null) resolve({ stdout, stderr });
        else resolve({ failed: endingOf(error, stderr, timedOut) });
      },
    );
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, settings.timeoutMs + TRIVY_GRACE_MS);
  });
}

function endingOf(
  error: { code?: string | number | null | undefined; signal?: string | null | undefined },
  stderr: string,
  timedOut: boolean,
): Ending {
  return {
    exitCode: typeof error.code === 'number' ? error.code : undefined,
    startError: typeof error.code === 'string' ? error.code : undefined,
    signal: error.signal ?? undefined,
    stderr,
    timedOut,
  };
}
