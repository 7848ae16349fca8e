import { newCard } from '../../src/domain/card';
import type { ScanReport } from '../../src/domain/scan';
import { tellHealth } from '../../src/usecases/post-health';
import { readHealth } from '../../src/usecases/read-health';
import { HOUR, ledgerWith } from './tasks-kit';

const noScan = {
  problem: { kind: 'no-scan' as const },
  since: '2026-11-24T05:00:00.000Z',
  over: false,
};

test('without cards nothing is wrong and no scan has ended; no card is read', async () => {
  const { ledger, calls } = await ledgerWith();

  expect(await readHealth(ledger)).toEqual({ troubles: [], scans: [] });
  expect(calls.filter((call) => call.startsWith('read'))).toEqual([]);
});

test('the troubles are the newest notice of each problem that is not over', async () => {
  const { deps, ledger, clock } = await ledgerWith();
  const old = { ...noScan, problem: { kind: 'token-refused' as const } };
  await tellHealth(deps, noScan);
  await tellHealth(deps, old);
  clock.at += 24 * HOUR;
  await tellHealth(deps, noScan);
  await tellHealth(deps, { ...old, over: true });

  expect(await readHealth(ledger)).toEqual({ troubles: [{ ...noScan, again: true }], scans: [] });
});

test('a problem that is over is no trouble, although the list still has its card', async () => {
  const { deps, ledger, lag } = await ledgerWith();
  await tellHealth(deps, noScan);
  lag.ms = 5_000;
  await tellHealth(deps, { ...noScan, over: true });

  expect(await ledger.cardKeys('health', 9)).toHaveLength(1);
  expect(await readHealth(ledger)).toEqual({ troubles: [], scans: [] });
});

test('scans that ended are in the order of their ends, the newest first', async () => {
  const { ledger } = await ledgerWith();
  for (const taskArn of ['2026-11-22', '2026-11-24', '2026-11-23']) {
    const report: ScanReport = { images: [], taskArn, state: 'done', startedAt: taskArn };
    const card = newCard(`task/${taskArn}`, 'C0', { kind: 'scan', report });
    await ledger.putCard({ ...card, list: { name: 'scans', rank: taskArn } });
  }

  const { scans } = await readHealth(ledger);
  expect(scans.map(({ taskArn }) => taskArn)).toEqual(['2026-11-24', '2026-11-23', '2026-11-22']);
});
