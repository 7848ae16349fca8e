import { type AbsorbRules, absorb } from '../../src/domain/absorb';
import { seenIn } from '../../src/domain/collected-scans';
import { answerTo, decided, received } from '../../src/domain/decide';
import { defined } from '../../src/domain/defined';
import type { ImageScan, KnownFinding } from '../../src/domain/detection';
import type { Feeds } from '../../src/domain/feeds';
import {
  type AffectedImage,
  hasFix,
  isDecided,
  NO_MARK,
  type Severity,
} from '../../src/domain/finding';
import type { FindingContent } from '../../src/domain/finding-import';
import type { LedgerFinding, Snapshot } from '../../src/domain/ledger';
import type { Cause } from '../../src/domain/material-change';
import type { Plan } from '../../src/domain/plan';
import type { Decision, Place, Until } from '../../src/domain/workflow';
import type { FindingStore } from '../../src/ports/findings';
import { compareLedger } from '../../src/usecases/compare-ledger';
import { importScan } from '../../src/usecases/import-scan';
import { planScan } from '../../src/usecases/plan-scan';
import {
  aDetection,
  aFinding,
  anImage,
  FINDING_RULES,
  HOUR,
  NOW,
  reconcileOptions,
  target,
} from '../domain/builders';
import { createFakeLog } from '../fakes/runtime';
import { remedies } from './remedies';

/** What is so of one vulnerability. */
interface Reality {
  /** Image names, and whether the internet reaches them. */
  images: Map<string, boolean>;
  packages: number;
  severity: Severity;
  exploitedSince?: string;
  fixed: boolean;
}

/** What a person decided, and what they could know. */
interface Said {
  who: string;
  kind: 'resolve' | 'suppress';
  place: Place;
  until?: Until;
  at: number;
  images: Set<string>;
  severity: Severity;
  exploited: boolean;
  exposed: boolean;
  fixed: boolean;
  /** A scan found something that it does not cover. */
  mustReopen?: true;
}

const ID = 'CVE-1';
const RULES: AbsorbRules = {
  ...FINDING_RULES,
  severities: ['CRITICAL', 'HIGH', 'MEDIUM'],
};

/** One finding in a small model of Security Hub, its item of the ledger, and the scanner's use cases between them. */
export function createDecisionWorld(reask: readonly Cause[]) {
  let now = NOW.getTime();
  let builds = 0;
  let hub: KnownFinding | undefined;
  let item: LedgerFinding | undefined;
  const said: Said[] = [];
  const history: Snapshot[] = [];
  const waiting: Snapshot[] = [];
  let appearances = 0;
  const reality: Reality = {
    images: new Map([['a', false]]),
    packages: 1,
    severity: 'MEDIUM',
    fixed: false,
  };
  const clock = { now: () => new Date(now), sleep: async () => undefined };
  const stamp = () => ({ now: clock.now(), token: () => 'token' });

  function emit(): void {
    if (hub === undefined) return;
    const snapshot = { finding: hub, time: now / 1000 };
    history.push(snapshot);
    waiting.push(snapshot);
  }

  /** An import never touches status, note or mark; Security Hub resets what was archived and is not suppressed. */
  function imported(content: FindingContent, at: string): void {
    const isBack = hub?.recordState === 'ARCHIVED' && content.recordState === 'ACTIVE';
    const isReset = isBack && hub?.workflowStatus !== 'SUPPRESSED';
    const { workflowStatus, note, mark } = hub ?? aFinding({ vulnerabilityId: ID });
    hub = {
      ...aFinding({ vulnerabilityId: ID }),
      ...content.detection,
      recordState: content.recordState,
      workflowStatus: isReset ? 'NEW' : workflowStatus,
      mark: hub === undefined ? NO_MARK : mark,
      ...(hub !== undefined && note && { note }),
      ...defined({ resolvedSeenAt: content.resolvedSeenAt }),
      createdAt: hub?.createdAt ?? at,
      updatedAt: at,
      content: JSON.stringify(content),
    };
    emit();
  }

  const store: Pick<FindingStore, 'list' | 'get' | 'importAll' | 'update'> = {
    async *list() {
      if (hub !== undefined) yield hub;
    },
    get: async () => (hub === undefined ? [] : [hub]),
    importAll: async (all) => {
      for (const {
        content,
        stamp: { at },
      } of all)
        imported(content, at);
      return { imported: all.length, refused: [] };
    },
    update: async (keys, change) => {
      now += 1000;
      if (hub !== undefined) hub = { ...hub, ...change };
      emit();
      return { updated: keys, refused: [] };
    },
  };

  /** The projector and the painter: what the item owes is written, and what is new is shown. */
  async function work(): Promise<void> {
    while (item?.work !== undefined) {
      const { work: _, ...rest } = item;
      item = rest;
      const { workflowStatus, note } = item.finding;
      if (workflowStatus === 'NEW') {
        item = received(item, item, stamp()) ?? item;
        continue;
      }
      const mark = { seq: item.seq, status: workflowStatus };
      await store.update([], { workflowStatus, mark, ...(item.ownNote && note && { note }) });
    }
  }

  async function take(snapshot: Snapshot): Promise<void> {
    const before = item;
    item = absorb(item, snapshot, RULES, stamp()) ?? item;
    const isAgain = before !== undefined && isDecided(before.finding);
    if (isAgain && item?.finding.workflowStatus === 'NEW') appearances += 1;
    await work();
  }

  async function deliver(order: (count: number) => number = () => 0): Promise<void> {
    while (waiting.length > 0) {
      const [next] = waiting.splice(order(waiting.length) % waiting.length, 1);
      if (next !== undefined) await take(next);
    }
  }

  function scans(): ImageScan[] {
    builds += 1;
    const digest = `sha256:${builds.toString(16).padStart(64, '0')}`;
    return ['a', 'b', 'c', 'd'].map((name) => {
      const isThere = reality.images.has(name);
      const exposed = reality.images.get(name) === true ? 'yes' : 'no';
      const image = anImage(name, { digest, exposure: { exposed, source: 'configured' } });
      const detections = isThere ? [detectionIn(image)] : [];
      return { image, detections, coversOs: true, coversAny: true };
    });
  }

  function detectionIn(image: AffectedImage) {
    const packages = Array.from({ length: reality.packages }, (_, index) => ({
      name: `openssl${index}`,
      installedVersion: '3.0.1',
      type: 'alpine',
      image: image.name,
      ...(reality.fixed && { fixedVersion: '3.0.15' }),
    }));
    const { severity } = reality;
    return aDetection(ID, image, { packages, severity });
  }

  function feeds(): Feeds {
    const { exploitedSince: since } = reality;
    const listed = since === undefined ? [] : [[ID, { since, ransomware: false }] as const];
    return { exploited: new Map(listed), stale: [] };
  }

  /** Which of the decisions Security Hub shows. */
  const shown = () => (hub !== undefined && isDecided(hub) ? saidBy(hub) : undefined);
  const saidBy = (finding: KnownFinding) =>
    said.findLast(({ who }) => finding.note?.updatedBy.includes(who));

  /** What a decision is made on: what the ledger, and so the card, says of the finding at this moment. */
  function remember(who: string, decision: Exclude<Decision, { kind: 'reopen' }>): void {
    if (item === undefined) return;
    said.push({
      who,
      kind: decision.kind,
      place: (decision.kind === 'suppress' && decision.place) || 'here',
      ...(decision.kind === 'suppress' && { until: decision.until }),
      at: now,
      ...contentOf(item.finding),
    });
  }

  return {
    reality,
    said,
    deliver,
    item: () => item,
    hub: () => hub,
    appearances: () => appearances,
    pass(ms: number) {
      now += ms;
    },
    /** Looks at the images now; `carryOut` writes what that came to, at once or later. */
    async plan(): Promise<{ plan: Plan; carryOut(): Promise<void> }> {
      now += 1000;
      const ledger = { findings: async () => (item === undefined ? [] : [item]) };
      const planned = await planScan(
        {
          store,
          compare: async (known) => (await compareLedger({ ledger }, known)).known,
          remedies,
        },
        seenIn(scans()),
        reconcileOptions({
          ...RULES,
          feeds: feeds(),
          reask,
          now: clock.now(),
          contentOf: (content) => JSON.stringify(content),
        }),
      );
      const decision = shown();
      const isDue = decision !== undefined && isUncovered(decision, reality, now, reask);
      return {
        plan: planned.plan,
        async carryOut() {
          now += 1000;
          if (isDue && shown() === decision) decision.mustReopen = true;
          await importScan(
            { store, clock, log: createFakeLog() },
            { plan: planned.plan, scanId: `scan-${builds}`, target },
          );
        },
      };
    },
    async click(decision: Exclude<Decision, { kind: 'reopen' }>): Promise<void> {
      now += 2000;
      if (item === undefined) return;
      const who = `U${said.length}X`;
      const actor = { userId: who, teamId: 'T1', name: 'Aiko' };
      const request = { decision, actor, actionTs: (now / 1000).toFixed(6) };
      const click = { request, requestId: who, on: { base: item.base } };
      if (answerTo(item, click).kind !== 'accepted') return;
      remember(who, decision);
      item = decided(item, click, stamp());
      await work();
    },
    /** Somebody suppresses it in the console. */
    async elsewhere(): Promise<void> {
      await deliver();
      now += 2000;
      if (hub === undefined || item === undefined || isDecided(item.finding)) return;
      const who = `somebody-${said.length}`;
      remember(who, { kind: 'suppress', until: { kind: 'ever' } });
      hub = { ...hub, workflowStatus: 'SUPPRESSED', note: { text: 'seen', updatedBy: who } };
      emit();
      await deliver();
    },
    /** An event that came before comes again. */
    async repeat(index: number): Promise<void> {
      const snapshot = history[index % Math.max(1, history.length)];
      if (snapshot !== undefined) await take(snapshot);
    },
    /** The ledger is rebuilt from Security Hub: a decision covers what the last import found. */
    async loseLedger(): Promise<void> {
      await deliver();
      const decision = shown();
      if (hub === undefined) return;
      if (decision !== undefined) {
        const { images, ...rest } = contentOf(hub);
        Object.assign(decision, { images }, decision.who.startsWith('U') ? {} : rest);
      }
      item = undefined;
      history.length = 0;
      await take({ finding: hub, time: 0 });
      await deliver();
    },
  };
}

function contentOf(finding: KnownFinding | LedgerFinding['finding']) {
  return {
    images: new Set(finding.images.map(({ repository }) => repository)),
    severity: finding.severity,
    exploited: finding.urgency?.exploitedSince !== undefined,
    exposed: finding.images.some(({ exposure }) => exposure?.exposed === 'yes'),
    fixed: hasFix(finding),
  };
}

const ORDER: Severity[] = ['MEDIUM', 'HIGH', 'CRITICAL'];

/** The rules once more, as docs/decisions say them. */
function isUncovered(
  decision: Said,
  reality: Reality,
  now: number,
  reask: readonly Cause[],
): boolean {
  const asks = (cause: Cause) => reask.includes(cause);
  const { kind, place, until, images, at } = decision;
  const present = [...reality.images.keys()];
  const isElsewhere = asks('image') && place === 'here' && present.some((one) => !images.has(one));
  if (kind === 'resolve') return isElsewhere || now - at >= 24 * HOUR;
  const isInside = (name: string) => !isElsewhere || images.has(name);
  const isExposed = present.some((name) => isInside(name) && reality.images.get(name));
  return (
    isElsewhere ||
    (until?.kind === 'date' && now >= Date.parse(until.date)) ||
    (until?.kind === 'fix' && reality.fixed) ||
    (asks('exploited') && reality.exploitedSince !== undefined && !decision.exploited) ||
    (asks('exposed') && isExposed && !decision.exposed) ||
    (asks('severity') && ORDER.indexOf(reality.severity) > ORDER.indexOf(decision.severity)) ||
    (asks('fix') && reality.fixed && !decision.fixed)
  );
}
