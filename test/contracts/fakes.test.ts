import { createFakeFanOuts } from '../fakes/fan-outs';
import { aMember, createFakePeople } from '../fakes/people';
import { createFakeIntakeQueue, createFakeQueue, createFakeWaker } from '../fakes/queues';
import { createFakeClock } from '../fakes/runtime';
import { createFakeHub, storedAs } from '../fakes/security-hub';
import { createFakeTasks } from '../fakes/tasks';
import { describeFanOuts } from './fan-outs.contract';
import { describeFindingStore } from './finding-store.contract';
import { describePeople } from './people.contract';
import { describeIntakeQueue, describeQueue, describeWaker } from './queues.contract';
import { describeTasks } from './tasks.contract';

/*
 * The contracts over the fakes; the files of the adapters run the same over each adapter. The other ports need no
 * contract: a clock, a log, home tabs, forms, private answers, scan events, alarms, visibility and quarantine are one
 * call without an answer that a use case relies on.
 */

describeFindingStore('the fake', async () => {
  const hub = createFakeHub({ now: Date.now });
  return {
    store: hub.storeOf('projector'),
    showForeign: (finding) => hub.set(storedAs(finding)),
  };
});

const START = new Date('2026-11-24T10:00:00Z');

describeQueue('the fake', async () => {
  const clock = createFakeClock(START);
  const queue = createFakeQueue(clock.now);
  return { queue, arrived: async () => queue.jobs, pass: clock.sleep };
});

describeIntakeQueue('the fake', async () => {
  const queue = createFakeIntakeQueue();
  return { queue, arrived: async () => queue.keys };
});

describeWaker('the fake', async () => {
  const clock = createFakeClock(START);
  const waker = createFakeWaker(clock.now);
  const ofLoop = (name: string) =>
    waker.wakes.filter(({ loop }) => loop === name).map(({ group, names }) => ({ group, names }));
  const arrived = async () => [...ofLoop('projector'), ...ofLoop('painter')];
  return { waker, arrived, pass: clock.sleep };
});

describeFanOuts('the fake', async () => createFakeFanOuts());

describePeople('the fake', async () => {
  const kinds = { U0ANA: 'member', U0GUEST: 'guest', U0OUTSIDE: 'outsider', U0GONE: 'deactivated' };
  const find = (userId: string) => {
    const kind = Object.entries(kinds).find(([id]) => id === userId)?.[1];
    return kind === undefined ? undefined : aMember(userId, { kind: kindOf(kind) });
  };
  return { people: createFakePeople(find, { S0TEAM: ['U0ANA'] }), group: ['S0TEAM', ['U0ANA']] };
});

function kindOf(text: string) {
  const kinds = ['member', 'guest', 'outsider', 'deactivated'] as const;
  return kinds.find((kind) => kind === text) ?? 'bot';
}

describeTasks('the fake', async () => createFakeTasks(() => new Date()));
