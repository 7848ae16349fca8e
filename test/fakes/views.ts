import type { Overview } from '../../src/domain/overview';
import type { Coverage } from '../../src/domain/query-answer';
import type { Forms, HomeTab } from '../../src/ports/views';

/** Home tabs in memory: the newest of each person. */
export function createFakeHomeTab(): HomeTab & { tabs: Map<string, Overview> } {
  const tabs = new Map<string, Overview>();
  return { tabs, publish: async (userId, overview) => void tabs.set(userId, overview) };
}

/** Forms in memory: what was shown in each, by its view id. */
export function createFakeForms(): Forms & { shown: Map<string, Coverage> } {
  const shown = new Map<string, Coverage>();
  return { shown, showCoverage: async ({ viewId }, coverage) => void shown.set(viewId, coverage) };
}
