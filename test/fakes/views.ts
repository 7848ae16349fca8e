import type { Overview } from '../../src/domain/overview';
import type { HomeTab } from '../../src/ports/views';

/** Home tabs in memory: the newest of each person. */
export function createFakeHomeTab() {
  const tabs = new Map<string, Overview>();
  /** Who may not see it. */
  const refused: string[] = [];
  return {
    tabs,
    refused,
    publish: async (userId, overview) => void tabs.set(userId, overview),
    refuse: async (userId) => void refused.push(userId),
  } satisfies HomeTab & Record<string, unknown>;
}
