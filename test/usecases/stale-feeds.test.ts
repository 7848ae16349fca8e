import { withEnding } from '../../src/domain/overview';
import type { ScanCompleted, StaleFeed } from '../../src/domain/scan';
import { readHealth, readScans } from '../../src/usecases/read-health';
import { reportScan } from '../../src/usecases/report-scan';
import { world } from './task-world';

const OLD: StaleFeed = {
  feed: 'kev',
  code: 'feed_denied',
  reason: 'The mirror denied access (403); name another.',
  copyOf: '2026-11-20T17:00:00.000Z',
};
const { copyOf: _, ...NONE } = OLD;

function nightly(at: string, ...staleFeeds: StaleFeed[]): ScanCompleted {
  return {
    type: 'Scan Completed',
    scanId: at,
    at,
    taskArn: `arn:${at}`,
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 5 },
    images: [{ image: 'api', findings: {} }],
    refused: 0,
    held: [],
    durationMs: 1,
    ...(staleFeeds.length > 0 && { staleFeeds }),
  };
}

async function shownAfter(...events: ScanCompleted[]) {
  const { deps, ledger } = await world();
  for (const event of events) await reportScan(deps, { kind: 'event', event });
  const messages = ledger.allCards().filter(({ work }) => work !== undefined);
  return { ledger, messages: messages.map(({ key }) => key.slice('task/arn:2026-11-'.length)) };
}

test('scheduled scans that use an old copy of a feed are shown once a day', async () => {
  const { messages } = await shownAfter(
    nightly('2026-11-24T03:00:00Z', OLD),
    nightly('2026-11-24T09:00:00Z', { ...OLD, code: 'feed_slow' }),
    nightly('2026-11-25T02:55:00Z', OLD),
  );

  expect(messages).toEqual(['24T03:00:00Z', '25T02:55:00Z']);
});

test('another feed, or the loss of the last copy, is shown at once', async () => {
  const { messages } = await shownAfter(
    nightly('2026-11-24T03:00:00Z', OLD),
    nightly('2026-11-24T04:00:00Z', OLD, { ...OLD, feed: 'epss' }),
    nightly('2026-11-24T05:00:00Z', NONE),
  );

  expect(messages).toEqual(['24T03:00:00Z', '24T04:00:00Z', '24T05:00:00Z']);
});

test('Home and status have the feeds of the newest scan with a result', async () => {
  const failed = { ...nightly('2026-11-24T10:00:00Z'), error: 'the database is gone' };
  const { ledger } = await shownAfter(
    nightly('2026-11-24T03:00:00Z', OLD),
    nightly('2026-11-24T09:00:00Z', OLD),
    failed,
  );
  const { scans } = await readHealth(ledger);

  expect(withEnding(undefined, scans)?.staleFeeds).toEqual([OLD]);
});

test('a scan that read its feeds again ends what an earlier one said', async () => {
  const { ledger } = await shownAfter(
    nightly('2026-11-24T03:00:00Z', OLD),
    nightly('2026-11-24T09:00:00Z'),
  );
  const scans = (await readScans(ledger)).map(({ content }) => content.report);

  expect(withEnding(undefined, scans)).not.toHaveProperty('staleFeeds');
});
