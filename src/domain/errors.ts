/**
 * The three kinds of error. Each has a stable `code` (snake_case, safe to log and to alarm on), keeps its `cause`, and
 * its message is a sentence that ends in the next step.
 */
interface Options {
  cause?: unknown;
  /** How long to wait before another try makes sense, in milliseconds. */
  retryAfterMs?: number;
  /** The call may have succeeded although no answer came. */
  ambiguous?: boolean;
}

abstract class CodedError extends Error {
  readonly code: string;

  constructor(code: string, message: string, { cause }: Options = {}) {
    super(message, { cause });
    this.code = code;
  }
}

/** The input is not accepted; trying again is useless. */
export class InvalidInput extends CodedError {
  override readonly name = 'InvalidInput';
}

/** A service refused the call: a missing permission, an archived channel, a refused finding. */
export class Refused extends CodedError {
  override readonly name = 'Refused';
}

/** No answer, or one that asks for a later try: a timeout, throttling, a 5xx. */
export class Unavailable extends CodedError {
  override readonly name = 'Unavailable';
  readonly retryAfterMs: number | undefined;
  readonly ambiguous: boolean;

  constructor(code: string, message: string, options: Options = {}) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
    this.ambiguous = options.ambiguous ?? false;
  }
}

export type KnownError = InvalidInput | Refused | Unavailable;

export function isKnownError(error: unknown): error is KnownError {
  return error instanceof InvalidInput || error instanceof Refused || error instanceof Unavailable;
}
