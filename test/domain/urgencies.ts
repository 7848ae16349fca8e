import type { Urgency } from '../../src/domain/urgency';

/** Known to be exploited and exposed, found on 24 November 2026, due three days later. */
export function anUrgency(more: Partial<Urgency> = {}): Urgency {
  return {
    outcome: '3DF',
    since: '2026-11-24T03:00:00.000Z',
    dueAt: '2026-11-27T03:00:00.000Z',
    exposed: 'yes',
    exploitedSince: '2021-12-10',
    automatable: true,
    impact: 'total',
    vectorSource: 'cvss',
    ...more,
  };
}

/** Not due before the next rebuild. */
export function aCalmUrgency(more: Partial<Urgency> = {}): Urgency {
  return {
    outcome: 'FSU',
    since: '2026-11-24T03:00:00.000Z',
    exposed: 'no',
    automatable: false,
    impact: 'partial',
    vectorSource: 'cvss',
    ...more,
  };
}
