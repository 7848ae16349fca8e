import type { Finding } from '../../src/domain/finding';
import type { Decision } from '../../src/domain/workflow';
import type { DecideJob } from '../../src/usecases/apply-decision';
import { raiseAlerts } from '../../src/usecases/raise-alerts';
import { TEAM } from '../fakes/people';
import { aFinding, NOW, world } from './kit';

export const CLICKED_AT = NOW.getTime() / 1000 + 120;

/** A finding on the screen, two minutes ago. */
export async function posted(found: Finding[] = [aFinding()]) {
  const all = world(found);
  const records = found.map((eventFinding) => ({
    key: { id: eventFinding.id, productArn: eventFinding.productArn },
    eventFinding,
    eventTime: NOW.toISOString(),
    firstReceivedAt: NOW.toISOString(),
  }));
  await raiseAlerts(all.deps, records);
  all.clock.at += 120_000;
  all.calls.length = 0;
  all.updates.length = 0;
  const ref = all.shown.at(-1)?.ref;
  if (ref === undefined) throw new Error('nothing was posted');
  return { ...all, ref };
}

/** Somebody resolves it, two minutes after it was posted. */
export function click(
  ref: DecideJob['message'],
  changes: Partial<DecideJob> & { user?: string; at?: number; decision?: Decision } = {},
): DecideJob {
  const { user = 'U1', at = CLICKED_AT, decision = { kind: 'resolve' }, ...rest } = changes;
  return {
    type: 'decide',
    keys: [{ id: aFinding().id, productArn: aFinding().productArn }],
    request: {
      decision,
      actor: { userId: user, teamId: TEAM, name: user },
      actionTs: at.toFixed(6),
    },
    ...(ref && { message: ref }),
    origin: { requestId: `${user}/${at}`, responseUrl: 'https://hooks.slack.com/x' },
    ...rest,
  };
}
