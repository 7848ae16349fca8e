import type { Job } from '../../src/domain/job';
import type { Person } from '../../src/ports/people';
import { createFakeChannel } from '../fakes/channel';
import { createFakePeople, createFakeReplies } from '../fakes/people';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { createFakeTasks } from '../fakes/tasks';

export const NOW = new Date('2026-11-24T10:00:00.000Z');
export const job: Extract<Job, { type: 'scan' }> = {
  type: 'scan',
  images: ['api'],
  actor: { userId: 'U0ANA', teamId: 'T0', name: 'Ana' },
  origin: { requestId: 'T0:U0ANA:trigger.1', channel: 'C0' },
};

/** The fakes that the use cases around scans need. */
export function world() {
  const clock = createFakeClock(NOW);
  const tasks = createFakeTasks(clock.now);
  const fake = createFakeChannel({ now: () => clock.at });
  const replies = createFakeReplies();
  const log = createFakeLog();
  /** From when on a scan's message was looked for. */
  const looks: Date[] = [];
  const channel = {
    ...fake,
    findScan: (arn: string, since: Date) => {
      looks.push(since);
      return fake.findScan(arn, since);
    },
  };
  const person: Person = { userId: 'U0ANA', teamId: 'T0', name: 'Ana', kind: 'member' };
  const deps = {
    people: createFakePeople(() => person),
    triage: { team: 'T0', users: ['U0KEN'], usergroups: [] },
    tasks,
    channel,
    replies,
    clock,
    log,
  };
  return {
    deps,
    person,
    tasks: tasks.tasks,
    started: tasks.started,
    looks,
    notices: replies.notices,
    addressees: replies.addressees,
    rewrites: fake.rewrites,
    facts: log.facts,
    /** Reports that the channel shows now, oldest first. */
    reports: () =>
      fake.messages.flatMap(({ message }) => (message.kind === 'scan' ? [message.scan] : [])),
  };
}
