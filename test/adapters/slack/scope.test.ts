import { renderHome } from '../../../src/adapters/slack/blocks/home';
import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { render } from '../../../src/adapters/slack/blocks/render';
import type { RenderContext } from '../../../src/adapters/slack/blocks/render-context';
import { withoutTimes } from '../../../src/adapters/slack/escape';
import type { Finding } from '../../../src/domain/finding';
import type { AlertReason } from '../../../src/domain/message';
import type { QueryAnswer } from '../../../src/domain/query-answer';
import { writeSignature } from '../../../src/domain/signature';
import type { Decision } from '../../../src/domain/workflow';
import { aFinding, cardsOf, decided, english, japanese, REGISTRY } from './kit';
import { anExpiringLine, anOverview } from './lists';
import { gallery } from './states';

const images = ['api', 'web'].map((name) => ({
  name: `${REGISTRY}/${name}`,
  repository: name,
  services: [],
}));
const suppression = (
  more: Partial<Extract<Decision, { kind: 'suppress' }>> = {},
  change: Partial<Finding> = {},
) => {
  const until = { kind: 'date', date: '2027-02-24' } as const;
  const decision = { kind: 'suppress', until, justification: 'not-reachable', ...more } as const;
  return decided(decision, { images, severity: 'HIGH', ...change });
};

function shown(finding: Finding, context = english, reason: AlertReason = 'new'): string {
  const { blocks, attachments } = render(cardsOf({ finding, base: 0, reason }), context);
  return JSON.stringify([blocks, attachments]);
}

describe('the card of a suppressed finding', () => {
  it('says until when, where and why', () => {
    const text = withoutTimes(shown(suppression({ reason: 'no LDAP' })));
    expect(text).toContain('🔕 *Suppressed until 24 Feb 2027* · openssl 3.0.13-r0 in `api`');
    expect(text).toContain('not reachable: “no LDAP”');
    expect(shown(suppression({ place: 'everywhere' }))).toContain('· everywhere · not reachable');
    const inJapanese = withoutTimes(shown(suppression(), japanese));
    expect(inJapanese).toContain('🔕 *2027年2月24日まで抑制* · openssl 3.0.13-r0 · `api`');
    expect(inJapanese).toContain('到達不能');
  });

  it.each<[string, Finding, string, string]>([
    [
      'here',
      suppression(),
      'asked again in any other image, or if it is exploited, exposed to the internet or rated higher"',
      '他のイメージで見つかったとき、悪用・インターネットへの公開・重要度の上昇があったときは、もう一度確認します"',
    ],
    [
      'everywhere',
      suppression({ place: 'everywhere' }),
      'asked again if it is exploited, exposed to the internet or rated higher"',
      ' · 悪用・インターネットへの公開・重要度の上昇があったときは、もう一度確認します"',
    ],
    [
      'without a fix',
      suppression({}, { severity: 'CRITICAL', packages: [{ name: 'a', installedVersion: '1' }] }),
      'asked again in any other image, or if it is exploited or exposed to the internet, or once a fix is out"',
      '他のイメージで見つかったとき、悪用・インターネットへの公開があったとき、修正版が公開されたときは、もう一度確認します"',
    ],
  ])('says what asks again, and not what is so already: %s', (_where, finding, en, ja) => {
    expect(shown(finding)).toContain(en);
    expect(shown(finding, japanese)).toContain(ja);
  });

  it.each<[string, RenderContext, Finding]>([
    ['findings.reask is empty', { ...english, reask: [] }, suppression()],
    ['it is gone', english, suppression({}, { recordState: 'ARCHIVED' })],
  ])('promises nothing where %s', (_why, context, finding) => {
    expect(shown(finding, context)).not.toContain('asked again');
  });

  it('says what asks again of a decision that was made in Security Hub', () => {
    expect(shown(aFinding({ workflowStatus: 'SUPPRESSED', severity: 'HIGH' }))).toContain(
      'asked again in any other image, or if it is exploited, exposed to the internet or rated higher',
    );
  });
});

test('the card of a resolved finding says when and where it opens again', () => {
  const resolved = decided({ kind: 'resolve' }, { images });

  expect(shown(resolved)).toMatch(
    /opens again if a scan still finds it after <!date[^>]*25 Nov 2026, 08:00 UTC>, or finds it in any other image/,
  );
  expect(shown(resolved, { ...english, reask: ['fix'] })).not.toContain('any other image');
  expect(shown(resolved, japanese)).toContain('再オープンします');
});

const BEFORE = 'Before: Suppressed by Ana until 2027-02-24 in api, web: not reachable: no LDAP';

test.each([
  [
    'now also in checkout-public, exposed to the internet, which the suppression of Ana for api, web does not cover.',
    'Now also in `checkout-public`, exposed to the internet: the suppression covers only `api`, `web`',
    'インターネットに公開された新しいイメージで検出: `checkout-public`(抑制の対象は `api`、`web` だけです)',
  ],
  [
    'now also in web, which the resolution of Ana for api does not cover.',
    'Now also in `web`: it was resolved only in `api`',
    '新しいイメージで検出: `web`(対応済みにしたのは `api` だけです)',
  ],
  [
    'now known to be exploited (CISA KEV, 2026-11-26); rated CRITICAL, was HIGH.',
    'Now known to be exploited (CISA KEV, 26 Nov 2026) · rated Critical, was High',
    '悪用が確認されました(CISA KEV、2026年11月26日) · 重要度が「重要」から「緊急」に上がりました',
  ],
  [
    'now exposed to the internet: api, web.',
    'Now exposed to the internet: `api`, `web`',
    'インターネットに公開されました: `api`、`web`',
  ],
])('the card of a reopened finding says the cause and what was decided: %s', (words, en, ja) => {
  const note = {
    text: `Reopened by the scanner: ${words} ${BEFORE}`,
    updatedBy: writeSignature({ who: 'scanner', at: '1795507200', action: 'reopen' }),
  };
  const inEnglish = withoutTimes(shown(aFinding({ note }), english, 'reopened'));
  const inJapanese = withoutTimes(shown(aFinding({ note }), japanese, 'reopened'));

  expect(inEnglish).toContain(`\\n${en}"`);
  expect(inEnglish).toContain(
    'Before: suppressed by Ana until 24 Feb 2027 · not reachable: “no LDAP”',
  );
  expect(inJapanese).toContain(`\\n${ja}"`);
  expect(inJapanese).toContain('以前の判断: Ana が 2027年2月24日まで抑制 · 到達不能:「no LDAP」');
});

test('a question about a vulnerability and the Home tab say where its decision holds', () => {
  const finding = suppression();
  const answer: QueryAnswer = {
    about: 'affected',
    at: '2026-11-24T10:00:00.000Z',
    vulnerabilityId: finding.vulnerabilityId,
    findings: [finding],
    complete: true,
  };
  const expiring = [anExpiringLine(finding, { until: '2027-02-24', images: ['api', 'web'] })];

  expect(JSON.stringify(drawAnswer(answer, english))).toContain('in api, web');
  expect(JSON.stringify(renderHome(anOverview({ expiring }), english))).toContain(
    '`api`, `web` · ends 24 Feb 2027 · Ana Silva: ',
  );
});

test('the line of a bulk decision says where it holds and why', () => {
  const bulk = {
    requestId: 'r1',
    decision: {
      kind: 'suppress',
      until: { kind: 'ever' },
      place: 'here',
      justification: 'risk-accepted',
      reason: 'until Debian 12',
    },
    by: { userId: 'U1', name: 'Ana' },
    total: 8,
  } as const;
  const drawn = (place: 'here' | 'everywhere') =>
    JSON.stringify(
      render(
        {
          kind: 'bulk',
          bulk: { ...bulk, decision: { ...bulk.decision, place } },
          count: 8,
          card: 'b',
          images: ['api', 'web'],
        },
        english,
      ),
    );

  expect(drawn('here')).toContain('risk accepted: “until Debian 12”');
  expect(drawn('here')).toContain('Only in `api`, `web` · risk accepted');
  expect(drawn('everywhere')).toContain('Everywhere · risk accepted');
  expect(drawn('everywhere')).not.toContain('Only in');
  expect(drawn('here')).toContain('Ana suppressed 8 for good');
  expect(gallery().filter(([name]) => name.startsWith('bulk')).length).toBeGreaterThan(0);
});

test('a row of a suppression that ends is not formatted by a version', () => {
  const line = anExpiringLine();
  const rows = line.remedy.rows.map((row) => ({ ...row, installed: '1.0`b' }));
  const expiring = [{ ...line, remedy: { ...line.remedy, rows } }];

  expect(JSON.stringify(renderHome(anOverview({ expiring }), english))).toContain("* `1.0'b` · ");
});
