import type { Finding } from '../../src/domain/finding';
import type { Message, MessageRef } from '../../src/domain/message';
import { createProcessCache } from '../../src/usecases/process-cache';
import { createFakeChannel } from '../fakes/channel';
import { createFakePeople, createFakeReplies, TEAM } from '../fakes/people';
import { createFakeAlertsQueue, createFakeQueue } from '../fakes/queues';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { ACCOUNT, createFakeHub, PRODUCT } from '../fakes/security-hub';

export const NOW = new Date('2026-11-24T10:00:00.000Z');
/** The identity that the findings' last status is from, unless a test says otherwise. */
const NOTIFIER = 'arn:aws:sts::1:assumed-role/role/vulnscan-alerts';

export function aFinding(changes: Partial<Finding> = {}): Finding {
  const { vulnerabilityId = 'CVE-2026-1' } = changes;
  return {
    id: 'vulnscan/CVE-2026-1',
    productArn: PRODUCT,
    generatorId: `Trivy/${vulnerabilityId}`,
    accountId: ACCOUNT,
    region: 'eu-west-1',
    vulnerabilityId,
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

/** The fakes of every port, wired as the use cases' dependencies. */
export function world(seed: Finding[] = []) {
  const calls: string[] = [];
  const clock = createFakeClock(NOW);
  const now = () => clock.at;
  const log = createFakeLog();
  const hub = createFakeHub({
    now,
    onCall: (call) => {
      if (call === 'get' || call === 'update') calls.push(call);
    },
  });
  for (const finding of seed) hub.set(finding, NOTIFIER);
  const channel = createFakeChannel({ now, onCall: (call) => calls.push(call) });
  const queue = createFakeQueue(clock.now);
  const alertsQueue = createFakeAlertsQueue(clock.now);
  const replies = createFakeReplies();
  const deps = {
    store: hub.storeOf(NOTIFIER),
    channel,
    clock,
    log,
    memory: createProcessCache(),
    rules: { severities: ['CRITICAL' as const, 'HIGH' as const], digestAbove: 5 },
    people: createFakePeople(),
    triage: { team: TEAM, users: [] as string[], usergroups: [] as string[] },
    replies: { tell: replies.tell },
    queue,
    alertsQueue,
    notifier: 'vulnscan-alerts',
  };
  return {
    deps,
    hub,
    calls,
    clock,
    shown: channel.messages,
    show: (ref: MessageRef, message: Message) => void channel.show(ref, message),
    threadReplies: channel.replies,
    updates: hub.updates,
    replies: replies.sent,
    jobs: queue.jobs,
    queued: alertsQueue.entries,
    logged: log.messages,
    facts: log.facts,
  };
}
