import type * as z from 'zod';
import { AwsError } from './aws-error';
import type { Json } from './json';

export interface CallContext {
  /** Aborted when the caller hangs up or the server closes: a long poll must then take nothing. */
  signal: AbortSignal;
}

/** One API operation: the parsed body in, what goes on the wire out. */
export type Operation = (input: Json, call: CallContext) => unknown;

export type Operations = Readonly<Record<string, Operation>>;

/**
 * Builds operations whose body is parsed first. What does not fit is refused with the service's own
 * code for bad input; the message names the member.
 */
export function operationsRefusing(code: string, queryCode?: string) {
  return <T>(schema: z.ZodType<T>, run: (input: T, call: CallContext) => unknown): Operation =>
    (input, call) => {
      const parsed = schema.safeParse(input);
      if (parsed.success) return run(parsed.data, call);
      const issue = parsed.error.issues[0];
      const member = issue?.path.join('.') || 'the request';
      const why = `Value at '${member}' failed to satisfy constraint: ${issue?.message}`;
      throw new AwsError(code, why, 400, queryCode);
    };
}
