export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
}

/** Waits until a call of this operation is within the service's rate. */
export type Pace<Operation extends string> = (operation: Operation) => Promise<void>;

/** Structured log. Messages are constant strings, variable parts are facts. The adapter masks secrets. */
export interface Log {
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
}

/** `level` and `message` are fields of the line itself. */
export type Facts = Record<string, unknown> & { level?: never; message?: never };
