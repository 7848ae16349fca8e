export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
}

/** Waits until another call of this operation is within the service's rate. */
export type Pace<Operation extends string> = (operation: Operation) => Promise<void>;

/** Structured log. Messages are constant strings; facts go beside them. Secrets are masked by the adapter. */
export interface Log {
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
}

/** A fact of the line's own names would take the line's place. */
export type Facts = Record<string, unknown> & { level?: never; message?: never };
