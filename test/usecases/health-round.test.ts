import { Refused, Unavailable } from '../../src/domain/errors';
import type { AlarmState } from '../../src/domain/health';
import { reportAlarm } from '../../src/usecases/check-health';
import { healthRound } from '../../src/usecases/health-round';
import { tellHealth } from '../../src/usecases/post-health';
import { aCard } from '../domain/ledger-builders';
import { anUrgency } from '../domain/urgencies';
import { anItem, HOUR, ledgerWith } from './tasks-kit';

const DAY = 24 * HOUR;

async function start(...current: AlarmState[]) {
  const all = await ledgerWith();
  const looks = { alarms: 0 };
  const alarms = {
    states: async () => {
      looks.alarms += 1;
      return current;
    },
  };
  const deps = { ...all.deps, alarms };
  const wait = (millis: number) => {
    all.clock.at += millis;
  };
  /** The alarm changes, and its event is lost. */
  const turn = (change: Partial<AlarmState>) => {
    current = current.map((each) => ({ ...each, at: all.clock.now().toISOString(), ...change }));
  };
  /** What the cards say: `on`, `still` or `over`. */
  const said = () =>
    all.notices().map(({ over, again }) => (over ? 'over' : again ? 'still' : 'on'));
  return { ...all, deps, looks, wait, turn, said, round: () => healthRound(deps) };
}

function alarm(change: Partial<AlarmState> = {}): AlarmState {
  return {
    name: 'no-scan',
    description: 'No scan has finished for 26 hours.',
    over: false,
    at: '2026-11-24T05:00:00.000Z',
    madeAt: '2026-10-01T00:00:00.000Z',
    ...change,
  };
}

test('without problems a round costs one look at the alarms and one at the list', async () => {
  const { looks, calls, round, said } = await start(
    alarm({ over: true }),
    alarm({ name: 'token-refused', over: true }),
  );

  await round();

  expect({ looks, calls, said: said() }).toEqual({
    looks: { alarms: 1 },
    calls: ['query health cards', 'read 1 cards', 'query open findings'],
    said: [],
  });
});

test('a round has cards drawn again that became overdue, even if the alarms cannot be read', async () => {
  const { deps, ledger, woken, facts } = await start();
  const urgency = anUrgency({ dueAt: '2026-11-24T09:00:00.000Z' });
  const item = anItem({ urgency });
  await ledger.putFinding(item);
  await ledger.putCard(aCard(item.card, { ts: '1764000000.000100', members: [item.hash] }));
  const states = async () => {
    throw new Unavailable('cloudwatch', 'CloudWatch does not answer.');
  };

  await healthRound({ ...deps, alarms: { states } });

  expect(woken).toEqual([item.card]);
  expect(facts).toHaveLength(1);
});

test('an alarm whose event was lost is posted by the next round, once', async () => {
  const { round, said } = await start(alarm());

  await round();
  await round();

  expect(said()).toEqual(['on']);
});

test('an alarm posted by its event is not posted by a round, nor the other way round', async () => {
  const first = await start(alarm());
  await reportAlarm(first.deps, alarm());
  await first.round();
  expect(first.said()).toEqual(['on']);

  const found = await start(alarm());
  await found.round();
  await reportAlarm(found.deps, alarm());
  expect(found.said()).toEqual(['on']);
});

test('a list that is a few seconds late causes no second message', async () => {
  const { deps, lag, round, said } = await start(alarm({ at: '2026-11-24T05:00:00.989Z' }));
  lag.ms = 5_000;

  await reportAlarm(deps, alarm());
  await round();

  expect(said()).toEqual(['on']);
});

test('a lasting problem is posted again once a day, and says since when', async () => {
  const { round, wait, notices } = await start(alarm());
  await round();

  for (let hour = 0; hour < 47; hour += 1) {
    wait(HOUR);
    await round();
  }

  expect(notices()).toMatchObject([
    { since: '2026-11-24T05:00:00.000Z' },
    { since: '2026-11-24T05:00:00.000Z', again: true },
  ]);
});

test('a round a few minutes before the day is over does not delay the reminder', async () => {
  const { round, wait, said } = await start(alarm());
  await round();

  wait(DAY - HOUR / 3);
  await round();

  expect(said()).toEqual(['on', 'still']);
});

test('when a problem is over, all of its messages say so', async () => {
  const { round, wait, turn, said } = await start(alarm());
  await round();
  wait(DAY);
  await round();

  turn({ over: true });
  await round();
  await round();

  expect(said()).toEqual(['over', 'over']);
});

test('the next round completes an end that was written only in part', async () => {
  const { deps, ledger, round, wait, turn, said } = await start(alarm());
  await round();
  wait(DAY);
  await round();
  let writes = 0;
  const putCard: typeof ledger.putCard = (card) => {
    writes += 1;
    if (writes > 1) return Promise.reject(new Unavailable('aws_down', 'Try again.'));
    return ledger.putCard(card);
  };

  turn({ over: true });
  await healthRound({ ...deps, ledger: { ...ledger, putCard } });
  expect(said().sort()).toEqual(['over', 'still']);
  await round();

  expect(said()).toEqual(['over', 'over']);
});

test('an end whose start the list does not show yet is written by the next round', async () => {
  const { deps, lag, wait, turn, round, said } = await start(alarm());
  lag.ms = 5_000;
  await reportAlarm(deps, alarm());
  await reportAlarm(deps, alarm({ over: true }));
  expect(said()).toEqual(['on']);

  wait(HOUR);
  turn({ over: true });
  await round();

  expect(said()).toEqual(['over']);
});

test('a new installation that never finished a scan reports it after 26 hours, and not before', async () => {
  const made = '2026-11-24T10:00:00.000Z';
  const { round, wait, turn, said } = await start(alarm({ at: made, madeAt: made }));

  await round();
  wait(25.9 * HOUR);
  await round();
  expect(said()).toEqual([]);
  wait(0.2 * HOUR);
  await round();
  expect(said()).toEqual(['on']);
  turn({ over: true });
  await round();
  expect(said()).toEqual(['over']);
});

test('any other alarm of a new installation is posted at once', async () => {
  const made = '2026-11-24T10:00:00.000Z';
  const { round, said } = await start(alarm({ name: 'errors-intake', at: made, madeAt: made }));

  await round();

  expect(said()).toEqual(['on']);
});

test('a deployment that changes the alarm keeps reminders and the end', async () => {
  const { round, wait, turn, clock, said } = await start(alarm());
  await round();

  wait(DAY);
  turn({ madeAt: clock.now().toISOString() });
  await round();
  expect(said()).toEqual(['on', 'still']);
  turn({ over: true });
  await round();
  expect(said()).toEqual(['over', 'over']);
});

test('an old database, which has no alarm, is left to the scans', async () => {
  const { deps, round, said } = await start(alarm({ over: true }));
  const problem = { kind: 'old-database' as const, databaseAt: '2026-11-20T00:00:00Z' };
  await tellHealth(deps, { problem, since: '2026-11-24T05:00:00Z', over: false });

  await round();

  expect(said()).toEqual(['on']);
});

test('a failed round is not retried: alarms wait behind it, and the next round does its work', async () => {
  const { deps, facts } = await start(alarm());
  const states = () =>
    Promise.reject(new Refused('AccessDenied', 'AWS refused: could not look at the alarms.'));

  await healthRound({ ...deps, alarms: { states } });

  expect(facts).toMatchObject([{ message: 'a health round failed', code: 'AccessDenied' }]);
});
