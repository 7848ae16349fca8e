import { Refused, Unavailable } from '../../src/domain/errors';
import type { UpdateOutcome } from '../../src/ports/findings';
import { markNotified } from '../../src/usecases/mark-notified';
import { aFinding, findings, NOW, world } from './kit';

const REF = { channel: 'C0', ts: '1.1' };
const entry = (finding = aFinding(), generation = 0) =>
  ({ finding, generation, reason: 'new' }) as const;
const NAME = `${aFinding().productArn}|${aFinding().id}`;

/** A Security Hub that answers its updates with these, one after another, and then works normally. */
function answering(...answers: (Error | Partial<UpdateOutcome['refused'][number]>)[]) {
  const all = world(findings(2));
  let calls = 0;
  const update: typeof all.deps.store.update = async (keys, change) => {
    const answer = answers[calls];
    calls += 1;
    if (answer === undefined) return all.deps.store.update(keys, change);
    if (answer instanceof Error) throw answer;
    const refusal = { code: 'Code', message: 'no', retryable: false, ...answer };
    return { updated: [], refused: keys.map((key) => ({ ...key, ...refusal })) };
  };
  const deps = { ...all.deps, store: { ...all.deps.store, update } };
  const slept = () => all.clock.at - NOW.getTime();
  return { ...all, deps, slept, tries: () => calls };
}

test('findings of one message are marked in one update, those of another appearance in another', async () => {
  const [first, second] = findings(2);
  const { deps, updates } = world([...findings(2), aFinding({ id: 'back' })]);

  await markNotified(deps, [entry(first), entry(second), entry(aFinding({ id: 'back' }), 3)], REF);

  expect(updates.map(({ keys, change }) => [keys.map(({ id }) => id), change])).toEqual([
    [
      ['vulnscan/CVE-2026-0', 'vulnscan/CVE-2026-1'],
      { workflowStatus: 'NOTIFIED', placement: { ...REF, generation: 0 } },
    ],
    [['back'], { workflowStatus: 'NOTIFIED', placement: { ...REF, generation: 3 } }],
  ]);
});

test('if somebody decided before, the place is written and the status is not', async () => {
  const { deps, updates } = world([aFinding()]);

  await markNotified(deps, [entry()], REF, {});

  expect(updates.map(({ change }) => change)).toEqual([{ placement: { ...REF, generation: 0 } }]);
});

test.each([
  ['nobody answers', new Unavailable('timeout', 'no answer')],
  ['a finding is refused for now', { retryable: true }],
])(
  'when %s the update is retried at once, without a pause before the first attempt',
  async (_why, answer) => {
    const fine = answering();
    const failing = answering(answer);

    expect(await markNotified(fine.deps, [entry()], REF)).toEqual(new Set());
    expect(await markNotified(failing.deps, [entry()], REF)).toEqual(new Set());

    expect([fine.tries(), fine.slept()]).toEqual([1, 0]);
    expect([failing.tries(), failing.slept()]).toEqual([2, 1_000]);
  },
);

test('after three attempts, 1 s and 2 s apart, the record has to be retried', async () => {
  const { deps, tries, slept } = answering(...Array(9).fill({ retryable: true }));

  expect(await markNotified(deps, [entry()], REF)).toEqual(new Set([NAME]));

  expect([tries(), slept()]).toEqual([3, 3_000]);
});

test('only refused findings are retried', async () => {
  const [first, second] = findings(2);
  const { deps, updates } = world(findings(2));
  let calls = 0;
  const update: typeof deps.store.update = async (keys, change) => {
    calls += 1;
    if (calls > 1) return deps.store.update(keys, change);
    const refused = keys
      .slice(1)
      .map((key) => ({ ...key, code: 'Busy', message: '', retryable: true }));
    return { updated: keys.slice(0, 1), refused };
  };

  await markNotified({ ...deps, store: { ...deps.store, update } }, [entry(first), entry(second)], {
    ...REF,
  });

  expect(updates.map(({ keys }) => keys.map(({ id }) => id))).toEqual([[second?.id]]);
});

test.each([
  ['NOTIFIED could not be written', new Unavailable('timeout', 'no answer')],
  ['Security Hub refuses NOTIFIED', new Refused('denied', 'the role lacks a permission')],
])('the log has "%s" with its cause', async (message, error) => {
  const { deps, facts } = answering(error);

  await markNotified(deps, [entry()], REF);

  expect(facts).toEqual([{ message, error }]);
});

test('a final refusal is logged with finding and code, and is not retried', async () => {
  const { deps, facts, tries } = answering({ code: 'FindingSizeExceeded' });

  expect(await markNotified(deps, [entry()], REF)).toEqual(new Set());

  expect(tries()).toBe(1);
  expect(facts).toEqual([
    {
      message: 'Security Hub refuses NOTIFIED',
      finding: aFinding().id,
      code: 'FindingSizeExceeded',
    },
  ]);
});

test.each([
  ['waited for while it may not be indexed yet', 899_999, 2],
  ['let go after a quarter of an hour: it has expired', 900_000, 1],
])('a finding that Security Hub does not know is %s', async (_what, age, tried) => {
  const { deps, tries } = answering({ code: 'FindingNotFound' });
  const updatedAt = new Date(NOW.getTime() - age).toISOString();

  expect(await markNotified(deps, [entry(aFinding({ updatedAt }))], REF)).toEqual(new Set());

  expect(tries()).toBe(tried);
});
