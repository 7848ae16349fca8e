import { chunksOf } from '../../../domain/group-by';
import type { Unclear } from '../../../domain/reach';
import type { Log } from '../../../ports/runtime';
import { fromAws } from '../../aws-errors';

/** Ends the look at one way from the internet: what it needs to know is not known. */
export class UnclearWay extends Error {
  readonly why: Unclear;

  constructor(why: Unclear) {
    super(why);
    this.why = why;
  }
}

/** What was read about things, by their ids. */
export interface LookUp<T> {
  /** Throws UnclearWay where it could not be read or does not exist. */
  get(id: string): T;
}

interface Reading<T> {
  /** Completes "could not ...". */
  action: string;
  /** Ids for each call. */
  size: number;
  /** Those that don't exist are left out of the answer. */
  read(ids: string[]): Promise<Map<string, T>>;
}

/**
 * Reads each thing once, a part at a time. Never rejects: after a failed call, which is logged, the rest of them is not
 * tried, because a missing permission or a throttled account would refuse those, too.
 */
export async function lookUp<T>(
  log: Log,
  ids: Iterable<string>,
  { action, size, read }: Reading<T>,
): Promise<LookUp<T>> {
  const wanted = [...new Set(ids)];
  const found = new Map<string, T>();
  const unread = new Set(wanted);
  for (const part of chunksOf(wanted, size)) {
    try {
      for (const [id, value] of await read(part)) found.set(id, value);
      for (const id of part) unread.delete(id);
    } catch (error) {
      const { code, message } = fromAws(error, action);
      log.warn('exposure not read', { action, code, reason: message, unread: unread.size });
      break;
    }
  }
  return {
    get(id) {
      const value = found.get(id);
      if (value !== undefined) return value;
      throw new UnclearWay(unread.has(id) ? 'not_read' : 'not_found');
    },
  };
}

/** Those that could be read. */
export function known<T>(from: LookUp<T>, ids: Iterable<string>): T[] {
  return [...ids].flatMap((id) => {
    try {
      return [from.get(id)];
    } catch (error) {
      if (error instanceof UnclearWay) return [];
      throw error;
    }
  });
}

/** The answer of a call that throws `errorName` for what does not exist. */
export async function unlessMissing<T>(errorName: string, read: () => Promise<T>) {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && error.name.startsWith(errorName)) return undefined;
    throw error;
  }
}
