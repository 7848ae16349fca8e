import * as z from 'zod';
import { describeBreach } from '../blocks/check';
import type { Breach } from '../blocks/rule';
import type { Slack } from '../context';
import type { Json } from '../json';
import type { Tier } from '../rates';

/** What a Web API method answers, always with HTTP 200. */
export type Reply = Json & { ok: boolean };

export interface Method {
  tier: Tier;
  /** The app needs one of these; none needed when empty. */
  scopes: readonly string[];
  run(slack: Slack, args: Json): Reply;
}

/** Builds a method from the schema of its arguments. Other arguments are answered with `invalid_arguments`. */
export function method<Args extends z.ZodType>(
  tier: Tier,
  scopes: readonly string[],
  form: Args,
  run: (slack: Slack, args: z.output<Args>) => Reply,
): Method {
  return {
    tier,
    scopes,
    run(slack, args) {
      const parsed = form.safeParse(args);
      return parsed.success ? run(slack, parsed.data) : invalidArguments(parsed.error);
    },
  };
}

export function yes(members: Json = {}): Reply {
  return { ok: true, ...members };
}

export function no(error: string, members: Json = {}): Reply {
  return { ok: false, error, ...members };
}

/** A refusal that lists what is wrong with blocks or a view, as Slack lists it. */
export function noBecause(error: string, breaches: readonly Breach[]): Reply {
  return no(error, { response_metadata: { messages: breaches.map(describeBreach) } });
}

function invalidArguments(error: z.ZodError): Reply {
  const messages = error.issues.map((issue) => {
    const missing = issue.code === 'invalid_type' && issue.input === undefined;
    const name = issue.path.map(String).join('/');
    return missing
      ? `[ERROR] missing required field: ${name}`
      : `[ERROR] ${issue.message} [json-pointer:/${name}]`;
  });
  return no('invalid_arguments', { response_metadata: { messages } });
}

/** Schemas of arguments. Forms carry every argument as text. */
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0', ''])])
  .transform((value) => value === true || value === 'true' || value === '1')
  .optional();
export const id = z.string().min(1);
export const maybe = z.string().optional();
export const json = z.unknown().optional();
export const limit = (most: number) => z.coerce.number().int().min(1).max(most);
