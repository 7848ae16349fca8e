/**
 * The three ways anything here can fail. Every error has a stable `code` (snake_case, safe to log and
 * to alarm on), keeps its `cause`, and its message is a sentence that ends in the next step.
 */
interface Options {
  cause?: unknown;
  /** How long to wait before another try makes sense, in milliseconds. */
  retryAfterMs?: number;
  /** The call may have had its effect although no answer came. */
  ambiguous?: boolean;
}

/** What came in is not what we accept; trying again is useless. */
export class InvalidInput extends Error {
  readonly code: string;

  constructor(code: string, message: string, options: Options = {}) {
    super(message, { cause: options.cause });
    this.name = 'InvalidInput';
    this.code = code;
  }
}

/** A service understood and said no: a missing permission, a closed channel, a refused finding. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string, options: Options = {}) {
    super(message, { cause: options.cause });
    this.name = 'Refused';
    this.code = code;
  }
}

/** Nobody answered, or asked us to come back later: a time-out, a throttle, a 5xx. */
export class Unavailable extends Error {
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  readonly ambiguous: boolean;

  constructor(code: string, message: string, options: Options = {}) {
    super(message, { cause: options.cause });
    this.name = 'Unavailable';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.ambiguous = options.ambiguous ?? false;
  }
}

export type KnownError = InvalidInput | Refused | Unavailable;

export function isKnownError(error: unknown): error is KnownError {
  return error instanceof InvalidInput || error instanceof Refused || error instanceof Unavailable;
}
