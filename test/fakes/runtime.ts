import type { Clock, Facts, Log } from '../../src/ports/runtime';

/** A clock that moves only when it is slept on or set. */
export function createFakeClock(start: Date): Clock & { at: number } {
  const clock = {
    at: start.getTime(),
    now: () => new Date(clock.at),
    sleep: async (ms: number) => {
      clock.at += ms;
    },
  };
  return clock;
}

/** Keeps what was logged: the messages, and each with its facts. */
export function createFakeLog(): Log & { messages: string[]; facts: Record<string, unknown>[] } {
  const messages: string[] = [];
  const facts: Record<string, unknown>[] = [];
  const note = (message: string, beside: Facts = {}): void => {
    messages.push(message);
    facts.push({ ...beside, message });
  };
  return { messages, facts, info: note, warn: note, error: note };
}
