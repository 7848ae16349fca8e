import { type AlertIdentity, identityText } from '../../src/domain/alert';
import { decisionMark } from '../../src/domain/check-decision';
import type { Finding, FindingKey } from '../../src/domain/finding';
import { isDecided } from '../../src/domain/finding';
import type { Job } from '../../src/domain/job';
import type { AlertEntry, Message, MessageRef } from '../../src/domain/message';
import type { Notice } from '../../src/domain/notice';
import type { Channel, Witness } from '../../src/ports/channel';
import type { FindingChange, FindingStore } from '../../src/ports/findings';
import type { Person } from '../../src/ports/people';
import type { SweptFinding } from '../../src/ports/queues';
import { createProcessCache } from '../../src/usecases/process-cache';

export const NOW = new Date('2026-11-24T10:00:00.000Z');
export const PRODUCT = 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity';
export const TEAM = 'T0HOME';

export function aFinding(changes: Partial<Finding> = {}): Finding {
  return {
    id: 'vulnscan/CVE-2026-1',
    productArn: PRODUCT,
    generatorId: 'Trivy/CVE-2026-1',
    accountId: '123456789012',
    region: 'eu-west-1',
    vulnerabilityId: 'CVE-2026-1',
    severity: 'HIGH',
    title: 'a hole',
    description: '',
    packages: [{ name: 'openssl', installedVersion: '3.0.1', fixedVersion: '3.0.2' }],
    images: [{ name: 'r/api', repository: 'api', services: [] }],
    workflowStatus: 'NEW',
    recordState: 'ACTIVE',
    createdAt: NOW.toISOString(),
    updatedAt: NOW.toISOString(),
    ...changes,
  };
}

export function findings(count: number, changes: Partial<Finding> = {}): Finding[] {
  return Array.from({ length: count }, (_, index) =>
    aFinding({
      id: `vulnscan/CVE-2026-${index}`,
      vulnerabilityId: `CVE-2026-${index}`,
      ...changes,
    }),
  );
}

export interface Shown {
  ref: MessageRef;
  message: Message;
  options: { threadTs?: string; broadcast?: boolean; minimal?: boolean };
  witnesses: Map<string, Witness>;
}

/** Security Hub, Slack and the queues in memory: they do at once and show at once what they are told. */
export function world(seed: Finding[] = []) {
  const hub = new Map(seed.map((finding) => [finding.id, finding]));
  const shown: Shown[] = [];
  const updates: { keys: FindingKey[]; change: FindingChange }[] = [];
  const told: { userId: string; notice: Notice }[] = [];
  const jobs: Job[] = [];
  const lane: SweptFinding[] = [];
  const logged: string[] = [];
  const facts: Record<string, unknown>[] = [];
  const calls: string[] = [];
  const clock = { at: NOW.getTime() };

  function note(message: string, beside: Record<string, unknown> = {}): void {
    logged.push(message);
    facts.push({ message, ...beside });
  }

  const store: FindingStore = {
    get: async (keys) => {
      calls.push('get');
      return keys.flatMap(({ id }) => hub.get(id) ?? []);
    },
    list: async function* (filter) {
      for (const finding of hub.values()) {
        const status = filter.workflowStatus?.includes(finding.workflowStatus) ?? true;
        const severity = filter.severities?.includes(finding.severity) ?? true;
        const old = filter.updatedBefore === undefined || finding.updatedAt <= filter.updatedBefore;
        const active = filter.recordState?.includes(finding.recordState) ?? true;
        const asked = filter.vulnerabilityId ?? finding.vulnerabilityId;
        const named = asked === finding.vulnerabilityId;
        if (status && severity && old && active && named) yield finding;
      }
    },
    importAll: async () => ({ imported: 0, refused: [] }),
    update: async (keys, change) => {
      calls.push('update');
      updates.push({ keys, change });
      for (const { id } of keys) {
        const finding = hub.get(id);
        if (finding !== undefined) hub.set(id, { ...finding, ...change });
      }
      return { updated: keys, refused: [] };
    },
    lastWriter: async () => 'arn:aws:sts::1:assumed-role/role/vulnscan-alerts',
  };

  const witnessed = (message: Shown, identities: AlertIdentity[]) =>
    identities.map(identityText).flatMap((name): [string, Witness][] => {
      const witness = message.witnesses.get(name);
      return witness === undefined ? [] : [[name, witness]];
    });

  const channel: Channel = {
    find: async (identities, _since, threadTs) => {
      calls.push('find');
      const here = shown.filter(({ ref }) => ref.threadTs === threadTs);
      return new Map(here.flatMap((message) => witnessed(message, identities)));
    },
    look: async (ref, identities) => {
      calls.push('look');
      const message = shown.find((each) => each.ref.ts === ref.ts);
      return message && new Map(witnessed(message, identities));
    },
    digestsSince: async () =>
      shown.filter(({ message }) => message.kind === 'digest').map(({ ref }) => ref),
    findDigest: async (scanId) =>
      shown.find(({ message }) => message.kind === 'digest' && message.digest.scanId === scanId)
        ?.ref,
    findScan: async () => undefined,
    post: async (message, options = {}) => {
      calls.push('post');
      const ts = `${Math.floor(clock.at / 1000) + shown.length}.000100`;
      const ref = { channel: 'C0', ts, ...(options.threadTs && { threadTs: options.threadTs }) };
      show(ref, message, options);
      return ref;
    },
    rewrite: async (ref, message) => redraw(ref, message),
    rewriteEntries: async (ref, entries) => redraw(ref, { kind: 'page', entries }),
    reply: async (ref, text) => void logged.push(`reply ${ref.ts}: ${text}`),
  };

  function show(ref: MessageRef, message: Message, options: Shown['options'] = {}): void {
    shown.push({ ref, message, options, witnesses: witnessesOf(ref, message) });
  }

  function redraw(ref: MessageRef, message: Message): void {
    calls.push('redraw');
    const found = shown.find((each) => each.ref.ts === ref.ts);
    if (found === undefined) return;
    for (const [name, witness] of witnessesOf(ref, message)) found.witnesses.set(name, witness);
  }

  const deps = {
    store,
    channel,
    clock: {
      now: () => new Date(clock.at),
      sleep: async (ms: number) => {
        clock.at += ms;
      },
    },
    log: { info: note, warn: note, error: note },
    memory: createProcessCache(),
    rules: { severities: ['CRITICAL' as const, 'HIGH' as const], digestAbove: 5 },
    people: {
      lookUp: async (userId: string): Promise<Person> => aMember(userId),
      membersOf: async (): Promise<string[]> => [],
    },
    triage: { team: TEAM, users: [] as string[], usergroups: [] as string[] },
    replies: {
      tell: async ({ userId }: { userId: string }, notice: Notice) =>
        void told.push({ userId, notice }),
    },
    queue: { send: async (job: Job) => void jobs.push(job) },
    lane: {
      waiting: async () => lane.length,
      send: async (entries: SweptFinding[]) => void lane.push(...entries),
    },
    notifier: 'vulnscan-alerts',
  };
  return { deps, hub, shown, show, updates, told, jobs, lane, logged, facts, calls, clock };
}

export function aMember(userId: string, changes: Partial<Person> = {}): Person {
  return { userId, teamId: TEAM, name: `Name of ${userId}`, kind: 'member', ...changes };
}

function witnessesOf(ref: MessageRef, message: Message): Map<string, Witness> {
  return new Map(entriesOf(message).map((entry) => [nameOf(entry), witnessOf(ref, entry)]));
}

function entriesOf(message: Message): AlertEntry[] {
  if (message.kind === 'alert') return [message.entry];
  return message.kind === 'page' ? message.entries : [];
}

function nameOf({ finding, generation }: Pick<AlertEntry, 'finding' | 'generation'>): string {
  return identityText({ id: finding.id, productArn: finding.productArn, generation });
}

function witnessOf(ref: MessageRef, { finding }: AlertEntry): Witness {
  const state = isDecided(finding) ? 'decided' : 'open';
  return { ref, state, ...(finding.note && { decision: decisionMark(finding.note) }) };
}
