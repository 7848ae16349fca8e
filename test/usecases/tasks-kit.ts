import { type Finding, NO_MARK } from '../../src/domain/finding';
import { hashOf } from '../../src/domain/hash';
import type { HealthNotice } from '../../src/domain/health';
import type { CardContent, LedgerFinding } from '../../src/domain/ledger';
import { createFakeLedger } from '../fakes/ledger';
import { createFakeClock, createFakeLog } from '../fakes/runtime';

export const NOW = new Date('2026-11-24T10:00:00.000Z');
export const HOUR = 3_600_000;
export const CHANNEL = 'C0';

/** A finding as the ledger has it: open and shown, unless a test says otherwise. */
export function anItem(
  changes: Partial<Finding> = {},
  kept: Partial<LedgerFinding> = {},
): LedgerFinding {
  const { vulnerabilityId = 'CVE-2026-1' } = changes;
  const finding: Finding = {
    id: `vulnscan/${vulnerabilityId}`,
    productArn: 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity',
    generatorId: `Trivy/${vulnerabilityId}`,
    accountId: '123456789012',
    region: 'eu-west-1',
    vulnerabilityId,
    severity: 'HIGH',
    title: 'a hole',
    description: '',
    packages: [{ name: 'openssl', installedVersion: '3.0.1', fixedVersion: '3.0.2' }],
    images: [{ name: 'r.io/api', repository: 'api', services: [] }],
    workflowStatus: 'NOTIFIED',
    recordState: 'ACTIVE',
    mark: NO_MARK,
    createdAt: NOW.toISOString(),
    updatedAt: NOW.toISOString(),
    ...changes,
  };
  return {
    version: 0,
    hash: hashOf(finding),
    finding,
    seq: 1,
    base: 0,
    baseAt: 0,
    at: 0,
    known: { seq: 0, status: 'NEW', time: 0 },
    card: `finding/${finding.id}`,
    ownNote: false,
    noteTime: 0,
    tries: 0,
    log: [],
    ...kept,
  };
}

/** Different findings that are alike. */
export function items(count: number, changes: Partial<Finding> = {}): LedgerFinding[] {
  return Array.from({ length: count }, (_, index) =>
    anItem({ vulnerabilityId: `CVE-2026-${10_000 + index}`, ...changes }),
  );
}

/** The note of a suppression until a day. */
export function suppressedUntil(date: string): Partial<Finding> {
  const updatedBy = `vulnscan/U1/1764000000/suppress/until=${date}`;
  return { workflowStatus: 'SUPPRESSED', note: { text: 'Later.', updatedBy } };
}

/** The ledger with these findings. Its indexes lag by `lag.ms`. */
export async function ledgerWith(seed: LedgerFinding[] = []) {
  const clock = createFakeClock(NOW);
  const lag = { ms: 0 };
  const calls: string[] = [];
  const ledger = createFakeLedger({
    now: () => clock.at,
    lagMs: () => lag.ms,
    onCall: (call) => void calls.push(call),
  });
  for (const item of seed) await ledger.putFinding(item);
  calls.length = 0;
  const log = createFakeLog();
  /** Keys of cards that the painter was told of. */
  const woken: string[] = [];
  let tokens = 0;
  const deps = {
    ledger,
    waker: {
      projector: async () => {},
      painter: async (_channel: string, keys: string[]) => void woken.push(...keys),
    },
    clock,
    log,
    channel: CHANNEL,
    token: () => {
      tokens += 1;
      return `token-${tokens}`;
    },
  };
  const contents = (): CardContent[] => ledger.allCards().map(({ content }) => content);
  return {
    deps,
    ledger,
    clock,
    lag,
    calls,
    woken,
    facts: log.facts,
    contents,
    /** What the cards of problems show, oldest first. */
    notices: (): HealthNotice[] =>
      contents().flatMap((content) => (content.kind === 'health' ? [content.notice] : [])),
    /** What the cards of scans show, oldest first. */
    reports: () =>
      contents().flatMap((content) => (content.kind === 'scan' ? [content.report] : [])),
  };
}
