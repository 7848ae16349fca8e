import type { Message } from './message';

const INTERVAL_MILLIS = 5 * 60_000;

export type Deduplication = ReturnType<typeof createDeduplication>;

/** Remembers FIFO messages for five minutes by their deduplication id, even when they were deleted. */
export function createDeduplication() {
  const remembered = new Map<string, Message>();
  const keyOf = (id: string, scope: string | undefined) => `${scope ?? ''}\n${id}`;
  return {
    find(id: string, scope: string | undefined, now: number): Message | undefined {
      for (const [key, message] of remembered) {
        if (now - message.sentAt <= INTERVAL_MILLIS) break;
        remembered.delete(key);
      }
      return remembered.get(keyOf(id, scope));
    },
    remember(id: string, scope: string | undefined, message: Message): void {
      remembered.set(keyOf(id, scope), { ...message });
    },
  };
}
