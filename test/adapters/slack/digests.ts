import type { Digest, RemedyLine } from '../../../src/domain/message';
import { anUrgency } from '../../domain/urgencies';
import { aFinding, REGISTRY } from './kit';

/** A digest of 13 findings of which none is decided, unless a test says otherwise. */
export function aDigest(change: Partial<Digest> = {}): Digest {
  return {
    scanId: 'scan-1',
    total: 13,
    open: { CRITICAL: 3, HIGH: 10 },
    resolved: 0,
    suppressed: 0,
    gone: 0,
    deciders: [],
    next: [],
    more: 0,
    noFix: { packages: [], total: 0 },
    ...change,
  };
}

/** The line of an upgrade that is on a card in the thread of a digest. */
export function aLine(change: Partial<RemedyLine> = {}): RemedyLine {
  return {
    remedy: {
      key: 'composer|facade/ignition',
      name: 'facade/ignition',
      rows: [{ installed: '2.5.1', target: '2.5.2' }],
    },
    ref: { card: 'scan/1/r1', remedy: '0011223344556677', shown: 1 },
    message: {
      channel: 'C0SECURITY',
      ts: '1795741320.000100',
      threadTs: '1795741300.000200',
    },
    open: 1,
    severity: 'CRITICAL',
    images: ['api'],
    first: aFinding({ urgency: anUrgency() }),
    exploited: true,
    dueAt: '2026-11-30T03:00:00.000Z',
    overdue: false,
    ...change,
  };
}

/** The scan of a digest, of three images that were all judged. */
export function aDigestScan(change: Partial<NonNullable<Digest['scan']>> = {}) {
  return {
    at: '2026-11-27T03:02:00.000Z',
    images: 3,
    gone: 2,
    databaseAt: '2026-11-27T01:15:00.000Z',
    attention: [],
    totals: { images: 3, unjudged: 0, vanished: 0, held: 0 },
    ...change,
  };
}

export const API = `${REGISTRY}/api`;
