import { Unavailable } from '../../src/domain/errors';
import {
  type Finding,
  type FindingKey,
  type Mark,
  NO_MARK,
  type WorkflowStatus,
} from '../../src/domain/finding';
import { hashOf } from '../../src/domain/hash';
import type { LedgerFinding } from '../../src/domain/ledger';
import { remediesOf } from '../../src/domain/remedies-of';
import type { Remedy } from '../../src/domain/remedy';
import type { FindingChange, UpdateOutcome } from '../../src/ports/findings';
import { ACCOUNT, PRODUCT } from '../fakes/security-hub';
import type { Loop } from './loop';
import type { Options } from './options';
import { clearedBy, detectionOf, type Planned } from './plan';
import type { Random } from './random';
import type { Statement, Statements } from './statements';

/** One finding in Security Hub, with the states it had. */
export interface HubFinding {
  finding: Finding;
  /** In the ledger. */
  hash: string;
  versions: { at: number; finding: Finding }[];
  /** When the last accepted write is applied. */
  busyUntil: number;
  /** How often it became NEW. */
  appearances: number;
  /** Keys of the upgrades it was ever shown by. */
  upgrades: Set<string>;
  /** When the scanner imported it again. */
  imports: number[];
  /** Names of images that later scans found it in as well. */
  added: string[];
}

export interface SimHub {
  findings: Map<string, HubFinding>;
  create(finding: Finding): void;
  /** A person or another tool, who sees what Security Hub says now. */
  decideElsewhere(id: string, status: WorkflowStatus, who?: Statement['who']): void;
  /** The scanner imports the finding, active or archived. */
  importAgain(id: string, recordState: Finding['recordState']): void;
  /** A later scan imports it with a material change. */
  changeContent(id: string): void;
  /** A later scan shows the finding by another upgrade. */
  moveTo(id: string, remedy: Remedy): void;
  /** What a read shows, which may be minutes old. */
  read(id: string): Finding | undefined;
  /** Every NEW finding that was not updated for this time, as reads show them. */
  listNew(olderThan: number): Finding[];
  update(keys: FindingKey[], change: FindingChange): UpdateOutcome;
}

/** Security Hub with the lag, the reordering, the stale reads and the refusals of this run. */
export function createSimHub(
  loop: Loop,
  random: Random,
  options: Options,
  hooks: {
    statements: Statements;
    emit(finding: Finding): void;
    itemOf(id: string): LedgerFinding | undefined;
  },
): SimHub {
  const findings = new Map<string, HubFinding>();
  const written = new Set<string>();

  function emit(entry: HubFinding): void {
    entry.versions.push({ at: loop.now(), finding: entry.finding });
    hooks.emit(entry.finding);
  }

  function apply(entry: HubFinding, change: Partial<Finding>): void {
    const before = entry.finding.workflowStatus;
    entry.finding = { ...entry.finding, ...change };
    if (entry.finding.workflowStatus === 'NEW' && before !== 'NEW') entry.appearances += 1;
    emit(entry);
  }

  function lagMs(): number {
    if (!options.slow) return random.between(200, 1_000);
    const dice = random.next();
    if (dice < 0.8) return random.between(200, 2_000);
    return dice < 0.95 ? random.between(2_000, 30_000) : random.between(30_000, 300_000);
  }

  function accept(entry: HubFinding, run: () => void): void {
    const wanted = loop.now() + lagMs();
    const when = options.reorder ? wanted : Math.max(wanted, entry.busyUntil + 1);
    entry.busyUntil = Math.max(entry.busyUntil, when);
    loop.at(when, run);
  }

  function markApplied(id: string, { seq }: Mark): void {
    for (const statement of hooks.statements.about(id)) {
      if (statement.seq === seq) statement.appliedAt ??= loop.now();
    }
  }

  function writeOurs(entry: HubFinding, { workflowStatus, mark, note }: FindingChange): void {
    const change: Partial<Finding> = {
      ...(workflowStatus && { workflowStatus }),
      ...(mark && !options.without.includes('mark') && { mark }),
      ...(note && { note: { ...note, updatedAt: loop.date().toISOString() } }),
    };
    accept(entry, () => {
      apply(entry, change);
      if (mark) markApplied(entry.finding.id, mark);
    });
  }

  function isRefused(): boolean {
    return random.chance(options.partial);
  }

  return {
    findings,
    create: (finding) => {
      const hash = hashOf(finding);
      const counts = { busyUntil: 0, appearances: 1 };
      const upgrades = new Set([keyOfUpgrade(finding)]);
      const entry = { finding, hash, upgrades, ...counts, versions: [], imports: [], added: [] };
      findings.set(finding.id, entry);
      emit(entry);
    },
    decideElsewhere: (id, status, who = 'foreign') => {
      const entry = entryOf(findings, id);
      const { workflowStatus, mark } = entry.finding;
      if (workflowStatus === status) return;
      const looksOurs = isLookalike(hooks.itemOf(id), status, mark);
      const statement = hooks.statements.say(id, { at: loop.now(), status, who, looksOurs });
      const note = random.chance(0.5)
        ? { text: 'seen', updatedBy: 'somebody', updatedAt: loop.date().toISOString() }
        : undefined;
      accept(entry, () => {
        apply(entry, { workflowStatus: status, ...(note && { note }) });
        statement.appliedAt = loop.now();
        statement.looksOurs ||= isLookalike(hooks.itemOf(id), status, entry.finding.mark);
      });
    },
    importAgain: (id, recordState) => {
      const entry = entryOf(findings, id);
      const { finding } = entry;
      const isBack = finding.recordState === 'ARCHIVED' && recordState === 'ACTIVE';
      const isReset = isBack && ['NOTIFIED', 'RESOLVED'].includes(finding.workflowStatus);
      const updatedAt = loop.date().toISOString();
      entry.imports.push(loop.now());
      if (isReset) {
        const at = loop.now();
        hooks.statements.say(id, { at, status: 'NEW', who: 'security-hub', appliedAt: at });
      }
      apply(entry, { recordState, updatedAt, ...(isReset && { workflowStatus: 'NEW' }) });
    },
    changeContent: (id) => {
      const entry = entryOf(findings, id);
      const { finding, added } = entry;
      added.push(`r.example/${finding.vulnerabilityId}/${added.length + 1}`);
      apply(entry, changedContent(finding, added, loop.date()));
    },
    moveTo: (id, remedy) => {
      const updatedAt = loop.date().toISOString();
      const entry = entryOf(findings, id);
      entry.upgrades.add(remedy.key);
      apply(entry, { ...clearedBy([remedy]), updatedAt });
    },
    read: (id) => {
      const age = random.chance(options.staleReads) ? random.between(0, 300_000) : 0;
      const at = loop.now() - age;
      return findings.get(id)?.versions.findLast((version) => version.at <= at)?.finding;
    },
    listNew(olderThan) {
      return [...findings.keys()].flatMap((id) => {
        const finding = this.read(id);
        if (finding === undefined || finding.workflowStatus !== 'NEW') return [];
        const age = loop.now() - Date.parse(finding.updatedAt);
        return finding.recordState === 'ACTIVE' && age > olderThan ? [finding] : [];
      });
    },
    update: (keys, change) => {
      const refused: UpdateOutcome['refused'] = [];
      if (isIn(loop, options.hubOut)) throw new Unavailable('throttled', 'Security Hub is down.');
      for (const key of keys) {
        const entry = findings.get(key.id);
        if (entry === undefined || isRefused()) {
          refused.push({
            ...key,
            code: 'ConcurrentUpdateError',
            message: 'later',
            retryable: true,
          });
          continue;
        }
        const name = `${key.id} ${change.mark?.seq}`;
        if (options.without.includes('again') && written.has(name)) continue;
        written.add(name);
        writeOurs(entry, change);
      }
      return { updated: keys, refused };
    },
  };
}

/** It is in one more image, and from the second change on known to be exploited. */
function changedContent(finding: Finding, added: string[], now: Date): Partial<Finding> {
  const { scan, urgency } = finding;
  const isExploited = added.length > 1;
  const dueAt = new Date(now.getTime() + 3 * 86_400_000).toISOString();
  return {
    updatedAt: now.toISOString(),
    images: added.map((name) => ({ name, repository: name, services: [] })),
    ...(isExploited && urgency && { urgency: { ...urgency, exploitedSince: '2026-11-24', dueAt } }),
    // Findings that are not shown yet stay on the page of the scan that found them.
    ...(finding.workflowStatus !== 'NEW' && {
      scan: { ...(scan ?? { newFindings: 0 }), id: `again-${added.length}` },
    }),
  };
}

function keyOfUpgrade(finding: Finding): string {
  return remediesOf(finding)[0].key;
}

function entryOf(findings: Map<string, HubFinding>, id: string): HubFinding {
  const entry = findings.get(id);
  if (entry === undefined) throw new Error(`no finding ${id}`);
  return entry;
}

/** True for a foreign status that looks like an older write of ours, or like what was known before. */
function isLookalike(item: LedgerFinding | undefined, status: WorkflowStatus, mark: Mark): boolean {
  // Back to the NEW of the import, before we ever wrote to it.
  if (status === 'NEW' && mark.seq === 0) return true;
  if (item === undefined || mark.seq >= item.seq) return false;
  const isEcho = mark.seq > 0 && status === mark.status;
  return isEcho || (item.known.seq === mark.seq && item.known.status === status);
}

export function isIn(loop: Loop, window: [number, number] | undefined): boolean {
  if (window === undefined) return false;
  const seconds = (loop.now() - loop.epoch) / 1000;
  return seconds >= window[0] && seconds < window[1];
}

/** A finding as the scanner imports it for the first time. */
export function newFinding(planned: Planned, now: Date): Finding {
  const detection = detectionOf(planned);
  const at = now.toISOString();
  return {
    ...detection,
    id: `vulnscan/${detection.vulnerabilityId}`,
    productArn: PRODUCT,
    generatorId: `Trivy/${detection.vulnerabilityId}`,
    accountId: ACCOUNT,
    region: 'eu-west-1',
    workflowStatus: 'NEW',
    recordState: 'ACTIVE',
    mark: NO_MARK,
    ...(planned.scan && { scan: planned.scan }),
    createdAt: at,
    updatedAt: at,
  };
}
