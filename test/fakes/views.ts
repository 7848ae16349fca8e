import type { Overview } from '../../src/domain/overview';
import type { HomeTab } from '../../src/ports/views';

/** Home tabs in memory: the newest of each person. */
export function createFakeHomeTab(): HomeTab & { tabs: Map<string, Overview> } {
  const tabs = new Map<string, Overview>();
  return { tabs, publish: async (userId, overview) => void tabs.set(userId, overview) };
}
