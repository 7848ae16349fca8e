import { raiseAlerts } from '../../src/flow/raise-alerts';
import { sweep } from '../../src/flow/sweep';
import { aFinding, findings, NOW, world } from './kit';

const OLD = new Date(NOW.getTime() - 16 * 60_000).toISOString();

test('findings that stayed NEW for a quarter of an hour are put into the lane again', async () => {
  const { deps, lane } = world([
    aFinding({ updatedAt: OLD, createdAt: OLD }),
    aFinding({ id: 'young' }),
    aFinding({ id: 'told', workflowStatus: 'NOTIFIED', updatedAt: OLD }),
    aFinding({ id: 'low', severity: 'LOW', updatedAt: OLD }),
  ]);

  expect(await sweep(deps)).toBe(1);

  expect(lane).toEqual([
    {
      type: 'raise',
      key: { id: aFinding().id, productArn: aFinding().productArn },
      sweptAt: NOW.toISOString(),
    },
  ]);
});

test('as long as the lane has work the sweep leaves it alone', async () => {
  const { deps, lane } = world([aFinding({ updatedAt: OLD })]);

  expect(await sweep({ ...deps, lane: { ...deps.lane, waiting: async () => 3 } })).toBe(0);

  expect(lane).toEqual([]);
});

test('a sweep takes up 2,000 findings at most', async () => {
  const { deps, lane } = world(findings(2_050, { updatedAt: OLD }));

  expect(await sweep(deps)).toBe(2_000);
  expect(lane).toHaveLength(2_000);
});

test('what the sweep found is posted once the history has had its time, or is gone', async () => {
  const lost = aFinding({ updatedAt: OLD, createdAt: OLD });
  const { deps, shown, clock } = world([lost]);
  const record = {
    key: { id: lost.id, productArn: lost.productArn },
    sweptAt: NOW.toISOString(),
    eventTime: NOW.toISOString(),
    firstReceivedAt: NOW.toISOString(),
  };

  expect((await raiseAlerts(deps, [record]))[0]?.kind).toBe('retry');
  clock.at += 60_000;
  const gone = { ...record, key: { ...record.key, id: 'gone' } };
  expect(await raiseAlerts(deps, [record, gone])).toEqual([{ kind: 'done' }, { kind: 'done' }]);

  expect(shown).toHaveLength(1);
});
