import { renderHome } from '../../../src/adapters/slack/blocks/home';
import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { render } from '../../../src/adapters/slack/blocks/render';
import type { RenderContext } from '../../../src/adapters/slack/blocks/render-context';
import { FEED_FAULT_CODES, faultsOf } from '../../../src/domain/feed-faults';
import type { StaleFeed } from '../../../src/domain/scan';
import { assertWithinLimits } from './breaches';
import { english, japanese } from './kit';
import { anOverview } from './lists';

const PLACE = 'https://mirror.example.com/kev.json';
const DENIED = faultsOf('kev', PLACE)('feed_denied', '403');
const OLD_KEV: StaleFeed = {
  feed: 'kev',
  code: DENIED.code,
  reason: DENIED.message,
  copyOf: '2026-11-21T17:04:19.000Z',
};
const { copyOf: _, ...NO_KEV } = OLD_KEV;
const NO_EPSS: StaleFeed = { ...NO_KEV, feed: 'epss' };

function scanMessage(staleFeeds: StaleFeed[], context: RenderContext) {
  const completed = {
    type: 'Scan Completed' as const,
    scanId: 's',
    at: '2026-11-24T08:03:00Z',
    counts: { new: 2, reopened: 0, fixed: 0, unchanged: 13 },
    images: [{ image: 'web', findings: {} }],
    refused: 0,
    held: [],
    durationMs: 180_000,
    staleFeeds,
  };
  const scan = { images: [], taskArn: 'arn', startedAt: '2026-11-24T08:00:00Z', completed };
  return render({ kind: 'scan', scan: { ...scan, state: 'done' } }, context);
}

function home(staleFeeds: StaleFeed[], context: RenderContext) {
  const lastScan = { at: '2026-11-24T08:03:00Z', staleFeeds };
  return renderHome(anOverview({ lastScan }), context);
}

function status(staleFeeds: StaleFeed[], context: RenderContext) {
  const lastScan = { at: '2026-11-24T08:03:00Z', staleFeeds };
  const counts = { openBySeverity: {}, overdue: 0, open: 0, upgrades: 0, complete: true };
  const answer = { about: 'status' as const, running: [], lastScan, troubles: [], ...counts };
  return drawAnswer(answer, context);
}

const SURFACES = { 'the message of a scan': scanMessage, Home: home, status };

test.each(Object.entries(SURFACES))(
  '%s says of which day the catalogue is, why, and what to do, in both languages',
  (_name, draw) => {
    const en = JSON.stringify(draw([OLD_KEV], english));
    const ja = JSON.stringify(draw([OLD_KEV], japanese));

    expect(en).toMatch(
      /known to be exploited \(CISA KEV\) is as of <!date\^\d+\^\{date_short_pretty\}\|/,
    );
    expect(en).toContain(
      "https://mirror.example.com/kev.json denied access (403); it may block the scanner's network: name a mirror in feeds.kev of vulnscan.yml.",
    );
    expect(ja).toMatch(/\(CISA KEV\)は <!date\^\d+\^\{date_short_pretty\}\|[^>]+>時点のものです/);
    expect(ja).toContain(
      'https://mirror.example.com/kev.json にアクセスを拒否されました(403)。スキャナーのネットワークが遮断されている可能性があります。ミラーを追加してください。',
    );
  },
);

test.each(Object.entries(SURFACES))(
  '%s says that it is not known what is exploited where there is no copy',
  (_name, draw) => {
    const en = JSON.stringify(draw([NO_KEV, NO_EPSS], english));

    expect(en).toContain('(CISA KEV) could not be read, so it is not known.');
    expect(en).toContain('EPSS scores could not be read, so they are not known.');
    expect(en).not.toContain('not exploited');
    expect(JSON.stringify(draw([NO_KEV, NO_EPSS], japanese))).toContain('悪用の有無は不明です');
  },
);

test('a scan whose feeds are new says nothing of them', () => {
  for (const draw of Object.values(SURFACES)) {
    expect(JSON.stringify(draw([], english))).not.toContain('KEV');
  }
});

test('the feeds come after what the scan changed', () => {
  const lines = scanMessage([OLD_KEV], english).blocks.map((block) => JSON.stringify(block));
  const counts = lines.findIndex((line) => line.includes('2 new'));

  expect(counts).toBeGreaterThanOrEqual(0);
  expect(lines.findIndex((line) => line.includes('KEV'))).toBeGreaterThan(counts);
});

test('every reason fits into the message and Home, however long its address is', () => {
  const place = `https://${'mirror.'.repeat(60)}example.com/${'kev/'.repeat(200)}kev.json`;

  for (const code of FEED_FAULT_CODES) {
    const { message: reason } = faultsOf('epss', place)(code, 'detail '.repeat(100));
    const stale = [
      { ...OLD_KEV, code, reason },
      { ...NO_EPSS, code, reason },
    ];
    for (const context of [english, japanese]) {
      assertWithinLimits(scanMessage(stale, context));
      assertWithinLimits(home(stale, context));
    }
  }
});

test('addresses that contain a signature or a password are shown without it', () => {
  const place = 'https://me:secret@mirror.example.com/kev.json?X-Amz-Signature=abc';

  expect(faultsOf('kev', place)('feed_empty').message).toBe(
    `${PLACE} is empty; check feeds.kev in vulnscan.yml, or name a mirror there.`,
  );
});
