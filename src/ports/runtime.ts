export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
}

/** Calls `act` again and again, this many milliseconds apart, until the answer is called. It keeps no process running. */
export type Repeat = (ms: number, act: () => void) => () => void;

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
