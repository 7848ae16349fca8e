import type { Job } from '../../src/domain/job';
import { groupOf } from '../../src/domain/job';
import type { Decision } from '../../src/domain/workflow';
import { TEAM } from '../fakes/people';
import { findingOf } from './event';
import { calm } from './options';
import { checkWorld } from './oracle';
import { createRandom } from './random';
import { createWorld } from './world';

const PEOPLE = 50;
const ACTIONS = 20;

/** 50 people click 20 times each within a second, doubled, in any order, on one finding. */
async function rush(seed: number) {
  const world = createWorld(seed, calm({ clicks: 0, processes: 3, hours: 6 }));
  const { loop, hub, slack } = world;
  const random = createRandom(seed);
  hub.importOne(findingOf(1, loop.date(), { id: 'scan', newFindings: 1 }), 'scanner');
  await loop.run(loop.epoch + 120_000);
  const message = slack.messages[0];
  const key = hub.findings()[0];
  if (message === undefined || key === undefined) throw new Error('nothing was posted');
  const jobs = Array.from({ length: PEOPLE * ACTIONS }, (_, index): Job => {
    const userId = `U${index % PEOPLE}`;
    const actionTs = ((loop.now() + random.between(0, 1_000)) / 1000).toFixed(6);
    const decision: Decision = random.chance(0.5)
      ? { kind: 'resolve' }
      : { kind: 'suppress', reason: 'no', until: { kind: 'ever' } };
    return {
      type: 'decide',
      keys: [{ id: key.id, productArn: key.productArn }],
      request: { decision, actor: { userId, teamId: TEAM, name: userId }, actionTs },
      message: message.ref,
      origin: { requestId: `${userId}/${actionTs}/${index}` },
    };
  });
  for (const job of [...jobs, ...jobs]) {
    loop.after(random.between(0, 2_000), () =>
      world.actions.send(JSON.stringify(job), groupOf(job), job.origin.requestId),
    );
  }
  await loop.run(loop.epoch + 6 * 3_600_000);
  return world;
}

test('50 people x 20 clicks in a second give one decision, and every other click is answered', async () => {
  const world = await rush(1);
  const decisions = world.hub
    .records()
    .flatMap(({ accepted }) => accepted.filter(({ writer }) => writer === 'actions'));

  expect(checkWorld(world).faults).toEqual([]);
  expect(decisions).toHaveLength(1);
  expect(world.actions.size()).toBe(0);
  expect(world.notices).toHaveLength(PEOPLE * ACTIONS - 1);
  expect(new Set(world.notices.map(({ notice }) => notice.kind))).toEqual(
    new Set(['already-decided']),
  );
}, 60_000);

test('a run with the same seed ends the same way', async () => {
  const [first, second] = [await rush(2), await rush(2)];

  expect(second.hub.findings()[0]).toEqual(first.hub.findings()[0]);
}, 60_000);
