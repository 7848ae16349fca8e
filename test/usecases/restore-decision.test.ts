import { Unavailable } from '../../src/domain/errors';
import type { FindingKey } from '../../src/domain/finding';
import type { Signature } from '../../src/domain/workflow';
import type { RefusedFinding } from '../../src/ports/findings';
import { repair } from '../../src/usecases/restore-decision';
import { PRODUCT } from '../fakes/security-hub';
import { aFinding, NOW, world } from './kit';

const EVENT = NOW.toISOString();
const note = { text: 'Resolved by Ana.', updatedBy: 'vulnscan/U1/1764000000/resolve' };
const finding = aFinding({ workflowStatus: 'NOTIFIED', note });
const lost: Signature = { who: 'U1', at: '1764000000', action: 'resolve' };
const key = { id: finding.id, productArn: PRODUCT };

/** Security Hub says that `writer` wrote last, and answers updates with a refusal where one is given. */
function hubWrittenBy(
  writer: string | undefined = 'arn:aws:sts::1:assumed-role/role/vulnscan-alerts',
  refusal?: Pick<RefusedFinding, 'code'> & { retryable: boolean },
) {
  const all = world([finding]);
  const asked: FindingKey[] = [];
  const store: typeof all.deps.store = {
    ...all.deps.store,
    lastWriter: async (which) => {
      asked.push(which);
      return writer;
    },
    update: async (keys, change) => {
      const done = await all.deps.store.update(keys, change);
      if (refusal === undefined) return done;
      return { updated: [], refused: keys.map((each) => ({ ...each, message: '', ...refusal })) };
    },
  };
  return { ...all, deps: { ...all.deps, store }, asked };
}

test.each([
  ['resolve', 'RESOLVED'],
  ['fixed', 'RESOLVED'],
  ['suppress', 'SUPPRESSED'],
] as const)(
  'a lost %s is written again with its note, and the message is drawn from it',
  async (action, status) => {
    const { deps, updates, asked } = hubWrittenBy();

    const repaired = await repair(deps, finding, { ...lost, action }, EVENT);

    expect(repaired).toEqual({ ...finding, workflowStatus: status });
    expect(asked).toEqual([key]);
    expect(updates).toEqual([{ keys: [key], change: { workflowStatus: status, note } }]);
  },
);

test('a repair is logged with the finding and who decided when', async () => {
  const { deps, facts } = hubWrittenBy();

  await repair(deps, finding, lost, EVENT);

  expect(facts).toEqual([
    {
      message: 'a decision was written again',
      finding: finding.id,
      by: 'U1',
      at: '1764000000',
      status: 'RESOLVED',
    },
  ]);
});

test.each([
  ['the notifier itself', true, 'vulnscan-alerts'],
  ['a session of the notifier’s role', true, 'arn:aws:sts::1:assumed-role/role/vulnscan-alerts'],
  ['somebody whose name ends alike', false, 'arn:aws:iam::1:user/not-vulnscan-alerts'],
  ['a person', false, 'arn:aws:iam::1:user/ana'],
])('when %s wrote last, a decision is written again: %s', async (_who, again, writer) => {
  const { deps, updates } = hubWrittenBy(writer);

  const repaired = await repair(deps, finding, lost, EVENT);

  expect(updates).toHaveLength(again ? 1 : 0);
  expect(repaired !== 'not-ours').toBe(again);
});

test('when the last writer is unknown, nothing is written', async () => {
  const { deps, updates } = hubWrittenBy();
  const store = { ...deps.store, lastWriter: async () => undefined };

  expect(await repair({ ...deps, store }, finding, lost, EVENT)).toBe('not-ours');

  expect(updates).toEqual([]);
});

test.each([
  ['within ten minutes is not written a second time', 599_999, 1],
  ['that is still lost after ten minutes is written again', 600_000, 2],
])('a repair %s', async (_when, ms, written) => {
  const { deps, updates, clock } = hubWrittenBy();
  await repair(deps, finding, lost, EVENT);
  clock.at += ms;

  expect(await repair(deps, finding, lost, EVENT)).toMatchObject({ workflowStatus: 'RESOLVED' });

  expect(updates).toHaveLength(written);
});

test.each<[string, Partial<typeof finding>, Partial<Signature>, string]>([
  ['finding', { id: 'another' }, {}, EVENT],
  ['decision', {}, { who: 'U2' }, EVENT],
  ['event', {}, {}, '2026-11-24T10:00:01.000Z'],
])('another %s is repaired separately', async (_which, more, other, event) => {
  const { deps, updates } = hubWrittenBy();
  await repair(deps, finding, lost, EVENT);

  await repair(deps, { ...finding, ...more }, { ...lost, ...other }, event);

  expect(updates).toHaveLength(2);
});

test('a temporarily refused repair is retried', async () => {
  const { deps, updates } = hubWrittenBy(undefined, { code: 'Busy', retryable: true });

  await expect(repair(deps, finding, lost, EVENT)).rejects.toThrow(Unavailable);
  await expect(repair(deps, finding, lost, EVENT)).rejects.toMatchObject({
    code: 'repair',
    message: expect.stringContaining('tried again'),
  });

  expect(updates).toHaveLength(2);
});

test('a finally refused repair is logged with its code', async () => {
  const { deps, facts } = hubWrittenBy(undefined, { code: 'InvalidInput', retryable: false });

  await repair(deps, finding, lost, EVENT);

  expect(facts[0]).toEqual({
    message: 'Security Hub refuses a repair',
    finding: finding.id,
    code: 'InvalidInput',
  });
});
