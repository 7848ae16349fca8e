import type { Job } from '../../src/domain/job';
import type { Message } from '../../src/domain/message';
import type { Notice } from '../../src/domain/notice';
import type { ScanReport, ScanTask } from '../../src/domain/scan';
import type { Channel } from '../../src/ports/channel';
import type { Person, ReplyTo } from '../../src/ports/people';
import type { Tasks } from '../../src/ports/tasks';

export const NOW = new Date('2026-11-24T10:00:00.000Z');
export const job: Extract<Job, { type: 'scan' }> = {
  type: 'scan',
  images: ['api'],
  actor: { userId: 'U0ANA', teamId: 'T0', name: 'Ana' },
  origin: { requestId: 'T0:U0ANA:trigger.1', channel: 'C0' },
};

/** A cluster and a channel in memory, as small as the verbs need. */
export function world() {
  const tasks = new Map<string, ScanTask>();
  const started: Parameters<Tasks['start']>[1][] = [];
  const shown: { ref: { channel: string; ts: string }; report: ScanReport }[] = [];
  /** From when on a scan's message was looked for. */
  const looks: Date[] = [];
  const told: Notice[] = [];
  const toldTo: ReplyTo[] = [];
  const rewrites: Message[] = [];
  const facts: Record<string, unknown>[] = [];
  const note = (message: string, beside: Record<string, unknown> = {}) =>
    void facts.push({ message, ...beside });
  const scans: Tasks = {
    start: async (images, options) => {
      started.push(options);
      const known = tasks.get(options.token);
      if (known !== undefined) return known;
      const environment = { ...options.environment, SCAN_IMAGES: JSON.stringify(images) };
      const task = {
        arn: `arn:${options.token}`,
        lastStatus: 'PROVISIONING',
        environment,
        createdAt: NOW.toISOString(),
      };
      tasks.set(options.token, task);
      return task;
    },
    describe: async (arn) => [...tasks.values()].find((task) => task.arn === arn),
    running: async () => [...tasks.values()],
    stop: async () => undefined,
  };
  const channel: Pick<Channel, 'findScan' | 'post' | 'rewrite'> = {
    findScan: async (arn, since) => {
      looks.push(since);
      return shown.find((entry) => entry.report.taskArn === arn);
    },
    post: async (message) => {
      const ref = { channel: 'C0', ts: String(shown.length) };
      if (message.kind === 'scan') shown.push({ ref, report: message.scan });
      return ref;
    },
    rewrite: async (_ref, message) => void rewrites.push(message),
  };
  const person: Person = { userId: 'U0ANA', teamId: 'T0', name: 'Ana', kind: 'member' };
  const deps = {
    people: { lookUp: async () => person, membersOf: async () => [] },
    triage: { team: 'T0', users: ['U0KEN'], usergroups: [] },
    tasks: scans,
    channel,
    replies: {
      tell: async (to: ReplyTo, notice: Notice) => {
        toldTo.push(to);
        told.push(notice);
      },
    },
    clock: { now: () => NOW, sleep: async () => undefined },
    log: { info: note, warn: note, error: note },
  };
  return { deps, person, tasks, started, shown, looks, told, toldTo, rewrites, facts };
}
