import { createFakeChannel } from '../fakes/channel';
import { aMember, createFakePeople } from '../fakes/people';
import { createFakeAlertsQueue } from '../fakes/queues';
import { createFakeClock } from '../fakes/runtime';
import { createFakeHub, storedAs } from '../fakes/security-hub';
import { createFakeTasks } from '../fakes/tasks';
import { describeAlertsQueue } from './alerts-queue.contract';
import { describeChannel } from './channel.contract';
import { describeFindingStore } from './finding-store.contract';
import { describePeople } from './people.contract';
import { describeTasks } from './tasks.contract';

/*
 * The contracts over the fakes; the files of the adapters run the same over each adapter. The other ports need no
 * contract: a clock, a log, home tabs, forms, private answers, scan events, alarms, visibility and quarantine are one
 * call without an answer that a use case relies on.
 */

describeFindingStore('the fake', async () => {
  const hub = createFakeHub({ now: Date.now });
  return {
    store: hub.storeOf('arn:aws:sts::123456789012:assumed-role/vulnscan-alerts/1'),
    showForeign: (finding) => hub.set(storedAs(finding)),
  };
});

describeChannel('the fake', async () => {
  const channel = createFakeChannel({ now: Date.now });
  return {
    channel,
    remove: async (ref) => {
      const message = channel.messages.find((each) => each.ref.ts === ref.ts);
      if (message !== undefined) message.deletedAt = 0;
    },
  };
});

describeAlertsQueue('the fake', async () => {
  const clock = createFakeClock(new Date('2026-11-24T10:00:00Z'));
  return { queue: createFakeAlertsQueue(clock.now), pass: clock.sleep };
});

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
