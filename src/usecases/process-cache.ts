import type { MessageRef } from '../domain/message';

/**
 * What this process knows and Slack or Security Hub may not show yet. It is lost with the process; without it
 * everything is still correct, only slower.
 */
export interface ProcessCache {
  /** Where an appearance was posted, by `identityText`. */
  posted: Remembered<MessageRef>;
  /** Digest messages by scan id. */
  digests: Remembered<MessageRef>;
  /** When a decision was written again, by finding and decision; epoch milliseconds. */
  repaired: Remembered<number>;
  /** Sentences added to threads of messages that can't be edited any more. */
  replied: Remembered<true>;
}

export interface Remembered<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

/** About 200 bytes an entry: 4 MB at most. */
const CAPACITY = 20_000;

export function createProcessCache(): ProcessCache {
  return {
    posted: remember(CAPACITY),
    digests: remember(CAPACITY),
    repaired: remember(CAPACITY),
    replied: remember(CAPACITY),
  };
}

/** Drops the oldest entry when it is full. */
export function remember<Value>(capacity: number): Remembered<Value> {
  const entries = new Map<string, Value>();
  return {
    get: (key) => entries.get(key),
    set: (key, value) => {
      entries.delete(key);
      entries.set(key, value);
      const [oldest] = entries.keys();
      if (entries.size > capacity && oldest !== undefined) entries.delete(oldest);
    },
  };
}
