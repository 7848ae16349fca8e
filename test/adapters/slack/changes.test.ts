import { render } from '../../../src/adapters/slack/blocks/render';
import type { RenderContext } from '../../../src/adapters/slack/blocks/render-context';
import type { ChangeLine } from '../../../src/domain/ledger';
import { english, japanese, REGISTRY } from './kit';

const named = (...repositories: string[]) => repositories.map((each) => `${REGISTRY}/${each}`);
const line = (more: Pick<ChangeLine, 'change'> & Partial<ChangeLine>): ChangeLine => ({
  ids: ['CVE-2021-44228'],
  count: 1,
  ...more,
});
const shop = (more: Partial<ChangeLine> = {}) =>
  line({ change: { cause: 'image', images: named('shop'), isExposed: false }, ...more });

/** What a person reads in each line, links as their words and times as their fallback. */
function drawn(lines: ChangeLine[], context: RenderContext = english): string[] {
  const { blocks } = render({ kind: 'changes', lines }, context);
  return blocks.map((block) => {
    const text = block.type === 'section' ? block.text?.text : JSON.stringify(block);
    return (text ?? '').replaceAll(/<[^|>]*\|([^>]*)>/g, '$1');
  });
}

const DUE = { now: '2026-11-30T09:00:00Z', before: '2027-01-26T09:00:00Z' };

test.each<[string, ChangeLine, string, string]>([
  [
    'exploitation, with the due date that it brings',
    line({ change: { cause: 'exploited', since: '2026-11-26' }, due: DUE }),
    '🔺 *Now known to be exploited*: CVE-2021-44228 · due *30 Nov 2026* instead of 26 Jan 2027',
    '🔺 *悪用が確認されました*: CVE-2021-44228 · 期限 *2026年11月30日* (以前は 2027年1月26日)',
  ],
  [
    'a due date where there was none',
    line({ change: { cause: 'exploited', since: '2026-11-26' }, due: { now: DUE.now } }),
    '🔺 *Now known to be exploited*: CVE-2021-44228 · due *30 Nov 2026* instead of at the next rebuild',
    '🔺 *悪用が確認されました*: CVE-2021-44228 · 期限 *2026年11月30日* (以前は次の再ビルド)',
  ],
  [
    'exposure of an image',
    line({ change: { cause: 'exposed', images: named('web') } }),
    '🔺 *Now exposed to the internet* in `web`: CVE-2021-44228',
    '🔺 *インターネットに公開されました*: `web` · CVE-2021-44228',
  ],
  [
    'exposure of an image whose name is not known',
    line({ change: { cause: 'exposed', images: [] } }),
    '🔺 *Now exposed to the internet*: CVE-2021-44228',
    '🔺 *インターネットに公開されました*: CVE-2021-44228',
  ],
  [
    'a higher severity',
    line({ change: { cause: 'severity', from: 'INFORMATIONAL', to: 'CRITICAL' } }),
    '🔺 *Now rated Critical*, was Not rated: CVE-2021-44228',
    '🔺 *重要度が「未評価」から「緊急」に上がりました*: CVE-2021-44228',
  ],
  [
    'a finding that joined the card',
    line({ change: { cause: 'joined', total: 4, isCleared: true } }),
    '➕ 1 more cleared by this upgrade: CVE-2021-44228 · now 4',
    '➕ このアップグレードで解消する脆弱性が 1 件増えました: CVE-2021-44228 · 合計 4 件',
  ],
  [
    'a finding that joined the card, with how bad it is',
    line({
      change: { cause: 'joined', total: 4, isCleared: true },
      ratings: [{ severity: 'MEDIUM', score: 6.6 }],
    }),
    '➕ 1 more cleared by this upgrade: CVE-2021-44228 🟡\u00A0Medium\u00A06.6 · now 4',
    '➕ このアップグレードで解消する脆弱性が 1 件増えました: CVE-2021-44228 🟡\u00A0警告\u00A06.6 · 合計 4 件',
  ],
  [
    'a finding that joined a card without a fix',
    line({ change: { cause: 'joined', total: 4, isCleared: false } }),
    '➕ 1 more of this package: CVE-2021-44228 · now 4',
    '➕ このパッケージの脆弱性が 1 件増えました: CVE-2021-44228 · 合計 4 件',
  ],
  [
    'a further image',
    shop(),
    '➕ *Now also* in `shop`: CVE-2021-44228',
    '➕ *新たに検出されたイメージ*: `shop` · CVE-2021-44228',
  ],
  [
    'further images that the internet can reach',
    line({
      change: { cause: 'image', images: named('a', 'b', 'c', 'd', 'e'), isExposed: true },
    }),
    '➕ *Now also* in `a`, `b`, `c` and 2 more, exposed to the internet: CVE-2021-44228',
    '➕ *新たに検出されたイメージ* (インターネットに公開): `a`、`b`、`c` ほか 2 件 · CVE-2021-44228',
  ],
  [
    'a fix',
    line({ change: { cause: 'fix', fixes: ['openssl 1.1.1n-r0'] } }),
    '🔧 *A fix is out*: openssl 1.1.1n-r0 · CVE-2021-44228',
    '🔧 *修正版が公開されました*: openssl 1.1.1n-r0 · CVE-2021-44228',
  ],
])('%s is one line', (_, change, en, ja) => {
  expect(drawn([change])).toEqual([en]);
  expect(drawn([change], japanese)).toEqual([ja]);
});

test('of many vulnerabilities five are named, of six all', () => {
  const ids = ['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4', 'CVE-5', 'CVE-6'];
  expect(drawn([shop({ ids, count: 50 })])).toEqual([
    '➕ *Now also* in `shop`: CVE-1, CVE-2, CVE-3, CVE-4, CVE-5 and 45 more',
  ]);
  expect(drawn([shop({ ids, count: 6 })])).toEqual([
    '➕ *Now also* in `shop`: CVE-1, CVE-2, CVE-3, CVE-4, CVE-5, CVE-6',
  ]);
});

test('what is exploited comes first, and no more than eight lines are shown', () => {
  const images = Array.from({ length: 9 }, (_, index) =>
    line({ change: { cause: 'image', images: named(`i${index}`), isExposed: false } }),
  );
  const texts = drawn([...images, line({ change: { cause: 'exploited', since: '2026-11-26' } })]);
  expect(texts).toHaveLength(9);
  expect(texts[0]).toContain('exploited');
  expect(texts[8]).toContain('and 2 more changes');
});

test('the text for notifications has no marks and nothing bold', () => {
  const { text } = render({ kind: 'changes', lines: [shop({ due: DUE })] }, english);
  expect(text).toBe('Now also in shop: CVE-2021-44228 · due 30 Nov 2026 instead of 26 Jan 2027');
});
