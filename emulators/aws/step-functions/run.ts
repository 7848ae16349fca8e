import type { Ecs } from '../ecs/cluster';
import type { Environment } from '../environment';
import type { JsonObject } from '../json';
import type { Operation } from '../operation';
import type { S3 } from '../s3/s3';
import type { Execution } from './execution';

/** What a running execution has to do with the rest of the account. */
export interface RunDeps {
  env: Environment;
  ecs: Ecs;
  /** ECS's RunTask. */
  runTask: Operation;
  s3: S3;
  /** Milliseconds that a second of a definition takes. */
  secondMillis: number;
  /** Says on the bus and to the feed of changes how an execution stands. */
  announce(execution: Execution): void;
}

/** One execution, or one child execution of a map. */
export interface Run extends RunDeps {
  execution: Execution;
  /** What `$$` reads. */
  context: JsonObject;
  /** Aborted when the execution is stopped, is out of time, or its map has failed. */
  signal: AbortSignal;
}

/** Resolves after so many seconds of a definition. Rejects when the run is aborted. */
export function sleep({ env, secondMillis, signal }: Run, seconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    env.timers.later(seconds * secondMillis, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}
