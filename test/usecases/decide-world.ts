import type { LedgerFinding } from '../../src/domain/ledger';
import type { Decision } from '../../src/domain/workflow';
import type { Person } from '../../src/ports/people';
import { type DecideJob, decide } from '../../src/usecases/decide';
import { aMember, createFakePeople, createFakeReplies, TEAM } from '../fakes/people';
import { createFakeQueue, createFakeWaker } from '../fakes/queues';
import { anItem, CHANNEL, ledgerWith, NOW } from './tasks-kit';

/** A moment after the findings were shown, epoch seconds. */
export const CLICKED_AT = NOW.getTime() / 1000 + 60;
export const ANA = { userId: 'U0ANA', teamId: TEAM, name: 'Ana as Slack sent it' };

/** Everything that decisions need, over a ledger with these findings; by default everybody is a member. */
export async function decisionWorld(seed: LedgerFinding[] = [anItem()]) {
  const all = await ledgerWith(seed);
  const replies = createFakeReplies();
  const queue = createFakeQueue(all.clock.now);
  const waker = createFakeWaker(all.clock.now);
  const others = new Map<string, Partial<Person>>();
  const people = createFakePeople((userId) => aMember(userId, others.get(userId)));
  const triage = { team: TEAM, users: [] as string[], usergroups: [] as string[] };
  const deps = { ...all.deps, waker, replies, queue, people, triage, channel: CHANNEL };
  const item = (hash = anItem().hash) => {
    const found = all.ledger.allFindings().find((each) => each.hash === hash);
    if (found === undefined) throw new Error(`no finding ${hash}`);
    return found;
  };
  return {
    ...all,
    deps,
    replies,
    /** What was answered. */
    notices: replies.notices,
    jobs: queue.jobs,
    wakes: waker.wakes,
    /** People who are not members, by id. */
    others,
    item,
    statuses: () => all.ledger.allFindings().map(({ finding }) => finding.workflowStatus),
    /** Delivers every decision on one finding that is in the queue, and leaves them there. */
    deliver: async () => {
      for (const job of queue.jobs) if (job.type === 'decide') await decide(deps, job);
    },
  };
}

/** A click of Ana's on the first finding; `at` is its time. */
export function click(
  changes: Partial<DecideJob> & { decision?: Decision; at?: number; user?: string } = {},
): DecideJob {
  const { decision = { kind: 'resolve' }, at = CLICKED_AT, user = ANA.userId, ...rest } = changes;
  const { id, productArn } = anItem().finding;
  return {
    type: 'decide',
    key: { id, productArn },
    base: 0,
    request: { decision, actor: { ...ANA, userId: user }, actionTs: at.toFixed(6) },
    origin: { requestId: `${user}/${at}`, channel: CHANNEL },
    ...rest,
  };
}
