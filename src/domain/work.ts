import type { Priority, Work } from './ledger';

/** Makes the token of a piece of work; random, so that two pieces due at the same time differ. */
export type Token = () => string;

/** The present, and where tokens come from. */
export interface Now {
  now: Date;
  token: Token;
}

export function workAt(due: Date, priority: Priority, token: Token): Work {
  return { due: `${due.toISOString()}#${token()}`, priority };
}

/** Epoch milliseconds. */
export function dueTime({ due }: Work): number {
  return Date.parse(due.slice(0, due.indexOf('#')));
}

/** The more urgent of two pieces of work, and the earlier of two that are equally urgent. */
export function sooner(work: Work | undefined, next: Work): Work {
  if (work === undefined || next.priority < work.priority) return next;
  if (next.priority > work.priority) return work;
  return dueTime(next) < dueTime(work) ? next : work;
}
