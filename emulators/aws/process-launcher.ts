import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Launcher, Running } from './ecs/task';

export interface ProcessLauncherOptions {
  command: string;
  /** The image's entry point; a command of the container is put behind it. */
  args: readonly string[];
  cwd: string;
  /** What the image and the task role would give: endpoint, region, credentials, PATH. */
  env: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
}

/**
 * Runs a task as a process of this machine, in a process group of its own so that what it starts ends
 * with it. Its environment is `env` and the container's, nothing of this process.
 */
export function processLauncher({ command, args, cwd, env }: ProcessLauncherOptions): Launcher {
  return async (task) => {
    const given = typeof env === 'function' ? env() : env;
    const child = spawn(command, [...args, ...(task.command ?? [])], {
      cwd,
      env: { ...given, ...task.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    await started(child);
    return watch(child);
  };
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}

function watch(child: ChildProcess): Running {
  const killGroup = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The group is gone already: nothing is left to end.
    }
  };
  const lines: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  const hear = (line: string) => {
    if (listeners.length === 0) lines.push(line);
    for (const listener of listeners) listener(line);
  };
  for (const stream of [child.stdout, child.stderr]) if (stream) readLines(stream, hear);
  return {
    pid: child.pid,
    kill: killGroup,
    exited: new Promise((resolve) => {
      child.once('exit', () => killGroup('SIGKILL'));
      child.once('close', (code, signal) => resolve({ code, signal }));
    }),
    onLine(listener) {
      for (const line of lines.splice(0)) listener(line);
      listeners.push(listener);
    },
  };
}

function readLines(stream: Readable, hear: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', hear);
}
