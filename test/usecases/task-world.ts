import type { Job } from '../../src/domain/job';
import type { Person } from '../../src/ports/people';
import { createFakeFanOuts } from '../fakes/fan-outs';
import { createFakePeople, createFakeReplies } from '../fakes/people';
import { createFakeTasks } from '../fakes/tasks';
import { ledgerWith } from './tasks-kit';

export const job: Extract<Job, { type: 'scan' }> = {
  type: 'scan',
  images: ['api'],
  actor: { userId: 'U0ANA', teamId: 'T0', name: 'Ana' },
  origin: { requestId: 'T0:U0ANA:trigger.1', channel: 'C0' },
};

/** The fakes that the use cases around scans need. */
export async function world() {
  const all = await ledgerWith();
  const tasks = createFakeTasks(all.clock.now);
  const fanOuts = createFakeFanOuts();
  const cancelled: string[] = [];
  const replies = createFakeReplies();
  const person: Person = { userId: 'U0ANA', teamId: 'T0', name: 'Ana', kind: 'member' };
  return {
    ...all,
    deps: {
      ...all.deps,
      people: createFakePeople(() => person),
      triage: { team: 'T0', users: ['U0KEN'], usergroups: [] },
      tasks,
      fanOuts,
      runs: { cancel: async (scanId: string) => void cancelled.push(scanId) },
      index: { current: async () => undefined, bucket: async () => undefined },
      replies,
      digestAbove: 1,
      findings: { get: async () => [] },
    },
    person,
    tasks: tasks.tasks,
    started: tasks.started,
    fanOuts,
    cancelled,
    notices: replies.notices,
    addressees: replies.addressees,
  };
}
