import { Unavailable } from '../../src/domain/errors';
import { hashOf } from '../../src/domain/hash';
import type { Person } from '../../src/ports/people';
import { decide } from '../../src/usecases/decide';
import { CLICKED_AT, click, decisionWorld } from './decide-world';
import { anItem, NOW } from './tasks-kit';

const DONE = { kind: 'done' };

test('a click is recorded at once, and wakes the projector as somebody waits', async () => {
  const { deps, item, wakes, notices, facts } = await decisionWorld();

  expect(await decide(deps, click())).toEqual(DONE);

  expect(item()).toMatchObject({
    seq: 2,
    at: CLICKED_AT,
    request: `U0ANA/${CLICKED_AT}`,
    finding: { workflowStatus: 'RESOLVED' },
    work: { priority: 0 },
  });
  expect(wakes).toEqual([{ loop: 'projector', group: 'hub', names: [item().hash], person: true }]);
  expect(notices).toEqual([]);
  expect(facts).toEqual([
    { message: 'decided', decision: 'resolve', by: 'U0ANA', finding: anItem().finding.id },
  ]);
});

test("the note has the person's name as Slack has it, not as the click says", async () => {
  const { deps, item } = await decisionWorld();

  await decide(deps, click());

  expect(item().finding.note?.text).toContain('Name of U0ANA');
});

test('a click that is delivered twice is one decision, and wakes again for what is owed', async () => {
  const { deps, item, wakes, notices } = await decisionWorld();
  await decide(deps, click());
  const before = item();

  expect(await decide(deps, click())).toEqual(DONE);

  expect(item()).toEqual(before);
  expect(wakes).toHaveLength(2);
  expect(notices).toEqual([]);
});

test('a click after a lost reply is the same decision, and is logged as made', async () => {
  const { deps, item, ledger, facts, notices } = await decisionWorld();
  let isLost = true;
  const putFinding: typeof ledger.putFinding = async (next) => {
    const isWritten = await ledger.putFinding(next);
    if (isLost) {
      isLost = false;
      return false;
    }
    return isWritten;
  };

  await decide({ ...deps, ledger: { ...ledger, putFinding } }, click());

  expect(item()).toMatchObject({ seq: 2, finding: { workflowStatus: 'RESOLVED' } });
  expect(facts).toMatchObject([{ message: 'decided' }]);
  expect(notices).toEqual([]);
});

test('the first of two people wins; the second is told who was first', async () => {
  const { deps, item, replies } = await decisionWorld();
  await decide(deps, click());

  await decide(deps, click({ user: 'U0BEN', at: CLICKED_AT + 1 }));

  expect(item()).toMatchObject({ seq: 2 });
  expect(replies.sent).toEqual([
    {
      to: { userId: 'U0BEN', channel: 'C0' },
      notice: {
        kind: 'already-decided',
        title: 'CVE-2026-1',
        by: 'U0ANA',
        status: 'RESOLVED',
        at: new Date(CLICKED_AT * 1000).toISOString(),
      },
    },
  ]);
});

test('of two clicks at once both are answered, and one counts', async () => {
  const { deps, item, notices } = await decisionWorld();

  await Promise.all([decide(deps, click()), decide(deps, click({ user: 'U0BEN' }))]);

  expect(item().seq).toBe(2);
  expect(notices).toMatchObject([{ kind: 'already-decided' }]);
});

test('a click that comes after a newer one changes nothing', async () => {
  const { deps, item } = await decisionWorld();
  await decide(deps, click());
  await decide(deps, click({ decision: { kind: 'reopen' }, at: CLICKED_AT + 9 }));

  await decide(deps, click({ user: 'U0BEN', at: CLICKED_AT + 5 }));

  expect(item()).toMatchObject({ seq: 3, finding: { workflowStatus: 'NOTIFIED' } });
});

test('a button of an earlier appearance is answered with where the finding is shown', async () => {
  const { deps, item, notices } = await decisionWorld([anItem({}, { seq: 5, base: 4 })]);

  await decide(deps, click({ base: 0 }));

  expect(notices).toEqual([{ kind: 'shown-again', title: 'CVE-2026-1' }]);
  expect(item().seq).toBe(5);
});

test("a finding that the ledger does not have, such as another product's, is never written", async () => {
  const { deps, ledger, wakes, notices } = await decisionWorld();
  const key = { id: anItem().finding.id, productArn: 'arn:aws:securityhub:::product/other/other' };

  expect(await decide(deps, click({ key }))).toEqual(DONE);

  expect(notices).toEqual([{ kind: 'not-found' }]);
  expect(wakes).toEqual([]);
  expect(ledger.allFindings().map(({ hash }) => hash)).not.toContain(hashOf(key));
  expect(ledger.allFindings()).toMatchObject([{ seq: 1 }]);
});

describe('people who may not decide', () => {
  test.each<[string, Partial<Person>]>([
    ['a guest', { kind: 'guest' }],
    ['a deactivated account', { kind: 'deactivated' }],
    ['a person of another workspace', { teamId: 'T0OTHER' }],
  ])('%s changes nothing and is told whom to ask', async (_who, person) => {
    const { deps, item, others, notices } = await decisionWorld();
    others.set('U0ANA', person);

    expect(await decide(deps, click())).toEqual(DONE);

    expect(item().seq).toBe(1);
    expect(notices).toEqual([{ kind: 'not-allowed', ask: [] }]);
  });

  test('somebody who is not on the list', async () => {
    const { deps, item, notices } = await decisionWorld();
    const triage = { ...deps.triage, users: ['U0KEN'] };

    await decide({ ...deps, triage }, click());

    expect(item().seq).toBe(1);
    expect(notices).toEqual([{ kind: 'not-allowed', ask: ['U0KEN'] }]);
  });
});

describe('a failure', () => {
  const down = new Unavailable('slack_down', 'Slack failed; try again.');

  test('of a service is tried again; the person hears of it once, at the fifth receive', async () => {
    const { deps, notices } = await decisionWorld();
    const people = { ...deps.people, lookUp: () => Promise.reject(down) };
    for (const receives of [1, 4, 5, 6])
      await expect(decide({ ...deps, people }, click(), receives)).rejects.toBe(down);

    expect(notices).toMatchObject([
      { kind: 'failed', what: 'resolve', code: 'slack_down', triedAgain: true },
    ]);
  });

  test('that will never pass is told at once and not tried again', async () => {
    const { deps, notices, item } = await decisionWorld();
    const lookUp = () => Promise.reject(new Error('no such person'));

    expect(await decide({ ...deps, people: { ...deps.people, lookUp } }, click())).toEqual(DONE);

    expect(notices).toMatchObject([{ kind: 'failed', code: 'unexpected' }]);
    expect(item().seq).toBe(1);
  });
});

describe('the Home tab', () => {
  test('is drawn again after a click there', async () => {
    const { deps, jobs } = await decisionWorld();

    await decide(deps, click({ origin: { requestId: 'r1' } }));

    expect(jobs).toEqual([{ type: 'home', userId: 'U0ANA', origin: { requestId: 'r1/home' } }]);
  });

  test('is left alone after a click in a channel', async () => {
    const { deps, jobs } = await decisionWorld();

    await decide(deps, click());

    expect(jobs).toEqual([]);
  });

  test('that cannot be drawn does not undo the decision', async () => {
    const { deps, item, facts } = await decisionWorld();
    const send = () => Promise.reject(new Error('no queue'));

    const job = click({ origin: { requestId: 'r1' } });
    expect(await decide({ ...deps, queue: { ...deps.queue, send } }, job)).toEqual(DONE);

    expect(item().seq).toBe(2);
    expect(facts).toContainEqual(expect.objectContaining({ message: 'a home tab is not redrawn' }));
  });
});

describe('one finding of a bulk decision', () => {
  test('is counted by the card of the decision, and nobody is answered', async () => {
    const { deps, item, wakes, notices, jobs } = await decisionWorld();

    await decide(deps, click({ bulk: 'bulk/r/0', origin: { requestId: 'r' } }));

    expect(item()).toMatchObject({ bulk: 'bulk/r/0', request: 'r' });
    expect(wakes).toMatchObject([{ person: false }]);
    expect([...notices, ...jobs]).toEqual([]);
  });

  test('that somebody else decided meanwhile is not counted, and nobody is answered', async () => {
    const { deps, item, notices } = await decisionWorld();
    await decide(deps, click());

    await decide(deps, click({ bulk: 'bulk/r/0', at: CLICKED_AT + 9, origin: { requestId: 'r' } }));

    expect(item().bulk).toBeUndefined();
    expect(notices).toEqual([]);
  });
});

test('a click older than what Security Hub said last of a decided finding changes nothing', async () => {
  const time = NOW.getTime() / 1000 + 90;
  const known = { seq: 1, status: 'RESOLVED' as const, time };
  const { deps, item } = await decisionWorld([anItem({ workflowStatus: 'RESOLVED' }, { known })]);

  await decide(deps, click({ decision: { kind: 'reopen' }, at: time - 1 }));
  expect(item().seq).toBe(1);
  await decide(deps, click({ decision: { kind: 'reopen' }, at: time + 1 }));
  expect(item().seq).toBe(2);
});
