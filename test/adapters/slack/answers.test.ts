import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { renderContext } from '../../../src/adapters/slack/blocks/render-context';
import { SEVERITIES } from '../../../src/domain/finding';
import type { QueryAnswer } from '../../../src/domain/query-answer';
import { aConfig, aFinding, decided, english, REGISTRY } from './kit';

type Open = Extract<QueryAnswer, { about: 'open' }>;

/** The answer when nothing is open, some hours after a scan. */
function nothingOpen(change: Partial<Open> = {}): Open {
  const lastScan = { at: '2026-11-24T03:02:00Z' };
  const none = { total: 0, complete: true, page: 1, pages: 1, findings: [] };
  return {
    about: 'open',
    at: '2026-11-24T10:00:00.000Z',
    overdueTotal: 0,
    ...none,
    lastScan,
    ...change,
  };
}

const everything = renderContext(aConfig({ findings: { severities: [...SEVERITIES] } }));

describe('an answer says what it knows nothing about', () => {
  const words = (answer: QueryAnswer, context = english) => drawAnswer(answer, context).text;

  test('nothing is open: of the severities that are imported', () => {
    expect(words(nothingOpen())).toContain(
      'No open findings. Looked at: findings of severity Critical, High.',
    );
    expect(words(nothingOpen(), everything)).toContain('Looked at: findings of every severity.');
  });

  test('a severity that is not imported is not said to have nothing open', () => {
    const medium = words(nothingOpen({ severities: ['MEDIUM'] }));

    expect(medium).toMatch(/^Findings of severity Medium are not imported .* is not known\./);
    expect(medium).not.toContain('No open findings');
    expect(words(nothingOpen({ severities: ['MEDIUM'] }), everything)).toMatch(
      /^No open findings with severity Medium\. Last scan/,
    );
    expect(words(nothingOpen({ severities: ['HIGH', 'MEDIUM'] }))).toMatch(
      /^No open findings with severity High\. Findings of severity Medium are not imported/,
    );
  });

  test('findings of a severity that is no longer imported are shown, with that note', () => {
    const answer = nothingOpen({ severities: ['MEDIUM'], total: 1, findings: [aFinding()] });

    expect(JSON.stringify(drawAnswer(answer, english).blocks)).toContain('are not imported');
  });

  test('before the first scan nothing is known', () => {
    const { lastScan: _, ...never } = nothingOpen();

    expect(words(never)).toBe('No scan has finished yet.');
  });

  const notFound: QueryAnswer = {
    about: 'affected',
    at: '2026-11-24T10:00:00.000Z',
    vulnerabilityId: 'CVE-2024-1',
    findings: [],
    complete: true,
  };
  const lastScan = {
    at: '2026-11-24T03:02:00Z',
    attention: [{ image: `${REGISTRY}/web:latest`, reason: 'failed' as const, error: 'too slow' }],
  };

  test('a vulnerability without a finding may be in an image with a severity that is not imported', () => {
    const said = words({ ...notFound, lastScan });

    expect(said).toContain(
      'There is no finding of CVE-2024-1. Looked at: findings of severity Critical, High.',
    );
    expect(said).toContain('an image may still have it with another severity');
    expect(said).toContain('Last scan: 24 Nov 2026');
    expect(said).toContain('web:latest could not be scanned: too slow');
    expect(said).not.toContain('<!date');
    expect(words({ ...notFound, lastScan }, everything)).not.toContain('may still');
  });

  test('whether an image has it is not known before the first scan', () => {
    expect(words(notFound)).toBe(
      'It is not known whether an image has CVE-2024-1. No scan has finished yet.',
    );
  });

  test('and when there are more findings than could be read', () => {
    expect(words({ ...notFound, lastScan, complete: false })).toContain('may be incomplete');
  });
});

test.each([
  ['suppressed', decided({ kind: 'suppress', reason: 'not reachable', until: { kind: 'ever' } })],
  ['fixed', decided({ kind: 'resolve' })],
  ['archived', aFinding()],
])('a %s finding that is gone was in an image, and runs nowhere', (_how, finding) => {
  const findings = [{ ...finding, recordState: 'ARCHIVED' as const }];
  const shown = {
    about: 'affected',
    at: '2026-11-24T10:00:00.000Z',
    vulnerabilityId: 'CVE-1',
    findings,
    complete: true,
  } as const;
  const blocks = JSON.stringify(drawAnswer(shown, english).blocks);

  expect(blocks).toContain('Was in `api`');
  expect(blocks).not.toContain('Found in');
  expect(blocks).not.toContain('Runs in');
});

test('a suppressed finding that is gone says both', () => {
  const decision = { kind: 'suppress', reason: 'x', until: { kind: 'ever' } } as const;
  const findings = [decided(decision, { recordState: 'ARCHIVED' })];
  const shown = {
    about: 'affected',
    at: '2026-11-24T10:00:00.000Z',
    vulnerabilityId: 'CVE-1',
    findings,
    complete: true,
  } as const;

  expect(JSON.stringify(drawAnswer(shown, english).blocks)).toMatch(
    /Suppressed by Ana Silva.* · for good · in api · No longer detected in any scanned image/,
  );
});

test('a page past the end is said not to exist, and the last one is shown', () => {
  const past = { ...nothingOpen(), total: 11, page: 2, pages: 2, pastEnd: 9 };
  const drawn = drawAnswer({ ...past, findings: [aFinding()] }, english);

  expect(JSON.stringify(drawn.blocks)).toContain('There is no page 9; this is the last one.');
  expect(drawn.text).toContain('There is no page 9');
});

test('several severities stay in the command for the next page', () => {
  const two = nothingOpen({ severities: ['CRITICAL', 'HIGH'], total: 25, pages: 3 });
  const drawn = drawAnswer({ ...two, findings: [aFinding()] }, english);

  expect(JSON.stringify(drawn.blocks)).toContain('Next: /vulnscan open critical high 2');
});

test('no finding of one severity is worded differently from no finding at all', () => {
  const drawn = drawAnswer(nothingOpen({ severities: ['HIGH'] }), english);

  expect(drawn.text).toMatch(/^No open findings with severity High\. Last scan: 24 Nov 2026/);
});

test('a page of answers says how to see the next page', () => {
  const drawn = drawAnswer(
    {
      about: 'open',
      at: '2026-11-24T10:00:00.000Z',
      overdueTotal: 0,
      severities: ['HIGH'],
      total: 25,
      complete: true,
      page: 1,
      pages: 3,
      findings: [aFinding()],
    },
    english,
  );

  expect(JSON.stringify(drawn.blocks)).toContain('Page 1 of 3 · Next: /vulnscan open high 2');
  expect(JSON.stringify(drawn.blocks)).toContain('*25 findings open, High*');
});
