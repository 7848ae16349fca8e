import { renderHome } from '../../../src/adapters/slack/blocks/home';
import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { render } from '../../../src/adapters/slack/blocks/render';
import type { RenderContext } from '../../../src/adapters/slack/blocks/render-context';
import { renderContext } from '../../../src/adapters/slack/create-render-context';
import type { AffectedImage, Finding } from '../../../src/domain/finding';
import type { AlertEntry } from '../../../src/domain/message';
import type { QueryAnswer } from '../../../src/domain/query-answer';
import type { DueCount } from '../../../src/domain/scan';
import type { Urgency } from '../../../src/domain/urgency';
import { aCalmUrgency, anUrgency } from '../../domain/urgencies';
import {
  aConfig,
  aFinding,
  anEntry,
  cardsOf,
  decided,
  english,
  japanese,
  REGISTRY,
  workspace,
} from './kit';
import { overviews } from './states';

/* By when, and why then: issue 14, item 7. Words are those of the design of the messages. */

const AT = '2026-11-24T10:00:00.000Z';
const DUE = '<!date^1795748400^{date_short_pretty}|27 Nov 2026>';
const DUE_JA = '<!date^1795748400^{date_short_pretty}|2026年11月27日>';
const OVERDUE: Partial<AlertEntry> = { overdue: true };

const headline = (
  urgency: Urgency,
  rest: Partial<AlertEntry> = {},
  context: RenderContext = english,
) => {
  const { blocks } = render(cardsOf(anEntry({ urgency }, rest)), context);
  return Object(blocks[0]).text.text as string;
};
const spoken = (
  urgency: Urgency,
  rest: Partial<AlertEntry> = {},
  context: RenderContext = english,
) => render(cardsOf(anEntry({ urgency }, rest)), context).text;

describe('the first lines of a card', () => {
  it('say by when, and why then', () => {
    expect(headline(anUrgency())).toBe(
      [
        `🔴 Critical · *openssl* 3.0.13-r0 → *3.0.15-r0* in \`api\` · due *${DUE}*`,
        'Known to be exploited · exposed to the internet · check for signs of compromise',
      ].join('\n'),
    );
    expect(headline(anUrgency(), {}, japanese)).toBe(
      [
        `🔴 緊急 · *openssl* 3.0.13-r0 → *3.0.15-r0* · \`api\` · 期限 *${DUE_JA}*`,
        '悪用確認済み · インターネットに公開 · 侵害の痕跡がないか確認してください',
      ].join('\n'),
    );
  });

  it('say since when it is overdue', () => {
    expect(headline(anUrgency(), OVERDUE)).toContain(`· ⏰\u00A0*overdue since ${DUE}*`);
    expect(headline(anUrgency(), OVERDUE, japanese)).toContain(`· ⏰\u00A0*期限切れ (${DUE_JA})*`);
  });

  it('say at the next rebuild where nothing is due and there is a fix', () => {
    const withoutFix = {
      urgency: aCalmUrgency(),
      packages: [{ name: 'a', installedVersion: '1' }],
    };

    expect(headline(aCalmUrgency())).toContain(
      '· at the next rebuild\nNot known to be exploited · not exposed to the internet',
    );
    expect(headline(aCalmUrgency(), {}, japanese)).toContain('· 次の再ビルドで対応\n');
    expect(JSON.stringify(render(cardsOf(anEntry(withoutFix)), english))).not.toContain('rebuild');
  });

  it.each<[string, Partial<Urgency>, string, string]>([
    [
      'an exposure that is not known',
      { exposed: 'unknown' },
      'exposure not known, treated as exposed',
      '公開状況は不明(公開とみなす)',
    ],
  ])('say %s', (_what, more, words, inJapanese) => {
    expect(headline(anUrgency(more))).toContain(words);
    expect(headline(anUrgency(more), {}, japanese)).toContain(inJapanese);
  });

  it('ask for a look at signs of compromise only where the directive does', () => {
    expect(headline(anUrgency({ outcome: '3D' }))).not.toContain('signs of compromise');
  });

  it('say nothing of a finding that is decided, gone, or of another tool', () => {
    const urgency = anUrgency();
    const findings: Finding[] = [
      decided({ kind: 'resolve' }, { urgency }),
      aFinding({ urgency, recordState: 'ARCHIVED' }),
      aFinding(),
    ];
    for (const finding of findings) {
      const entry = { finding, base: 0, reason: 'new' as const };
      const text = JSON.stringify(render(cardsOf(entry), english));
      expect(text).not.toMatch(/\bdue\b|exploited|rebuild/);
    }
  });

  it('never call a likelihood of EPSS an exploitation', () => {
    const { exploitedSince: _, ...unlisted } = anUrgency({ epss: { score: 0.94, percentile: 1 } });

    expect(headline(unlisted)).toContain('Not known to be exploited');
  });
});

describe('the text for notifications and screen readers', () => {
  it('says when it is due and that it is exploited', () => {
    expect(spoken(anUrgency())).toBe(
      'Critical: upgrade openssl from 3.0.13-r0 to 3.0.15-r0 in api, due 27 Nov 2026. Known to be exploited. CVE-2024-5535.',
    );
    expect(spoken(anUrgency(), {}, japanese)).toBe(
      '緊急: api の openssl を 3.0.13-r0 から 3.0.15-r0 にアップグレードしてください。期限 2026年11月27日。悪用が確認されています。CVE-2024-5535。',
    );
  });

  it('says that it is overdue', () => {
    expect(spoken(anUrgency(), OVERDUE)).toContain(
      ', overdue since 27 Nov 2026. Known to be exploited.',
    );
  });

  it('has the day of the configured time zone, as it has no dates of the reader', () => {
    const late = anUrgency({ dueAt: '2026-11-27T23:00:00.000Z' });

    expect(spoken(late)).toContain('27 Nov 2026');
    expect(spoken(late, {}, japanese)).toContain('2026年11月28日');
  });
});

test('each card of a message says when it is due, and what makes it urgent', () => {
  const message = cardsOf(
    anEntry({ urgency: anUrgency() }, OVERDUE),
    anEntry({ urgency: aCalmUrgency(), vulnerabilityId: 'CVE-2024-1' }),
  );
  const { attachments } = render(message, english);
  const [first, second] = attachments.map(({ blocks }) => Object(blocks[0]).text.text as string);

  expect(first).toContain(`overdue since ${DUE}`);
  expect(first).toMatch(/\nKnown to be exploited · exposed to the internet · check for signs/);
  expect(second).toContain('at the next rebuild\nNot known to be exploited');
});

describe('the message of a scan', () => {
  const due: DueCount = {
    overdue: 1,
    soon: 2,
    by: '2026-11-27T03:00:00.000Z',
    first: { vulnerabilityId: 'CVE-2021-44228', image: `${REGISTRY}/web`, dueAt: AT },
  };
  const drawn = (context: RenderContext, more: Partial<DueCount> = {}) =>
    render(
      {
        kind: 'scan',
        scan: {
          images: [],
          taskArn: 'arn:task',
          state: 'done',
          startedAt: AT,
          completed: {
            type: 'Scan Completed',
            scanId: 's',
            at: AT,
            counts: { new: 0, reopened: 0, fixed: 0, unchanged: 3 },
            open: { total: 3, critical: 1 },
            images: [],
            refused: 0,
            held: [],
            durationMs: 1_000,
            due: { ...due, ...more },
          },
        },
      },
      context,
    );

  const overdueSince = '<!date^1795514400^{date_short_pretty}|24 Nov 2026>';
  const id = '*<https://nvd.nist.gov/vuln/detail/CVE-2021-44228|CVE-2021-44228>*';

  it('has one line of what is overdue, before the counts, with a button that shows all', () => {
    const [line, counts] = drawn(english).blocks;

    expect(Object(line).text.text).toBe(
      `⏰ *1 overdue* since ${overdueSince}: ${id} in \`web\` · 2 more due by ${DUE}`,
    );
    expect(Object(line).accessory).toMatchObject({
      action_id: 'scan_overdue',
      text: { text: 'Show' },
    });
    expect(JSON.stringify(counts)).toContain('Nothing new');
    expect(Object(drawn(japanese).blocks[0]).text.text).toMatch(
      /^⏰ \*期限切れ 1 件\* \(<!date.*>\): .* \(`web`\) · ほか 2 件は<!date.*>までに期限$/,
    );
    expect(drawn(english).text).toContain('1 overdue, 2 due by 27 Nov 2026. Nothing new');
  });

  it('without anything overdue says what is due, without the button', () => {
    const [line] = drawn(english, { overdue: 0 }).blocks;

    expect(Object(line).text.text).toBe(`⏰ *2 due by ${DUE}*, first: ${id} in \`web\``);
    expect(Object(line)).not.toHaveProperty('accessory');
  });

  it('counts nothing that is not there', () => {
    expect(JSON.stringify(drawn(english, { soon: 0 }))).not.toContain('more due');
  });
});

describe('Home', () => {
  const home = (name: string, context: RenderContext) => {
    const overview = overviews().find(([known]) => known === name)?.[1];
    if (overview === undefined) throw new Error('no overview');
    return renderHome(overview, context).blocks;
  };

  it('counts what is open, critical and overdue in its header', () => {
    expect(Object(home('overdue', english)[0]).text.text).toBe('7 open · 4 critical · 1 overdue');
    expect(Object(home('overdue', japanese)[0]).text.text).toBe('未対応 7 · 緊急 4 · 期限切れ 1');
  });

  it('lists upgrades with their due dates', () => {
    const text = JSON.stringify(home('overdue', english));

    expect(text).toMatch(/\*exploited\*.*overdue since/);
    expect(text).toContain(`due *${DUE}*`);
    expect(text).toMatch(/next rebuild/);
  });
});

describe('answers', () => {
  it('to status count what is overdue', () => {
    const status = {
      about: 'status',
      running: [],
      openBySeverity: { HIGH: 3 },
      troubles: [],
    } as const;
    const answer = {
      ...status,
      running: [],
      troubles: [],
      open: 3,
      overdue: 2,
      upgrades: 2,
      complete: true,
    };

    expect(drawAnswer(answer, english).text).toContain(
      '3 findings open · 2 overdue · in 2 upgrades',
    );
    expect(drawAnswer(answer, japanese).text).toContain(
      '未対応 3 件 · 期限切れ 2 · アップグレード 2 件',
    );
  });
});

describe('the answer about a vulnerability says where each answer comes from', () => {
  const image = (repository: string, exposure?: AffectedImage['exposure']): AffectedImage => ({
    name: `${REGISTRY}/${repository}`,
    repository,
    services: [],
    ...(exposure && { exposure }),
  });
  const about = (
    change: Partial<Finding>,
    context: RenderContext = english,
    more: Partial<Extract<QueryAnswer, { about: 'affected' }>> = {},
  ) => {
    const answer = {
      about: 'affected' as const,
      at: AT,
      vulnerabilityId: 'CVE-2024-5535',
      findings: [aFinding(change)],
      complete: true,
      ...more,
    };
    return JSON.stringify(drawAnswer(answer, context).blocks);
  };
  const { exploitedSince: _, ...unlisted } = anUrgency();

  it('the due date from the directive', () => {
    // A past day is written out: clients would show the day before as "yesterday".
    expect(about({ urgency: anUrgency() })).toContain(
      "Due 3 days after 24 Nov 2026, by CISA's directive BOD 26-04 · check for signs of compromise",
    );
    expect(about({ urgency: aCalmUrgency() })).toContain('At the next rebuild, by CISA');
    expect(about({ urgency: anUrgency({ dueAt: '2026-11-26T03:00:00.000Z' }) })).toContain(
      'as before it became more urgent',
    );
  });

  it('exploited from the catalogue, with its date', () => {
    expect(about({ urgency: anUrgency() })).toContain(
      'Known to be exploited since 10 Dec 2021 (CISA KEV)',
    );
    expect(about({ urgency: unlisted })).toContain('Not known to be exploited (CISA KEV)');
  });

  it('not known to be exploited as of the copy that was read, where that is old', () => {
    const staleKev = { copyOf: '2026-11-20T00:00:00.000Z' };

    expect(about({ urgency: unlisted }, english, { staleKev })).toMatch(
      /Not known to be exploited as of <!date\^\d+\^\{date_short_pretty\}\|20 Nov 2026>/,
    );
    expect(about({ urgency: unlisted }, english, { staleKev: {} })).toContain(
      'Not known whether it is exploited',
    );
  });

  it('not known to be exploited or not, where feeds are off', () => {
    const off = renderContext(aConfig({ feeds: 'off' }), workspace);

    expect(about({ urgency: unlisted }, off)).toContain('feeds: off in vulnscan.yml');
    expect(about({ urgency: unlisted }, off)).not.toContain('Not known to be exploited');
  });

  it('exposure of each image: configured, derived or not known', () => {
    const images = [
      image('api', { exposed: 'yes', source: 'configured' }),
      image('web', { exposed: 'yes', source: 'configured' }),
      image('worker', { exposed: 'no', source: 'derived' }),
      image('batch', { exposed: 'unknown' }),
      image('old'),
    ];
    const text = about({ urgency: anUrgency(), images, packages: [] });

    expect(text).toContain('Exposed to the internet (by vulnscan.yml): `api`, `web`');
    expect(text).toContain('Not exposed to the internet (derived from ECS): `worker`');
    expect(text).toContain('Exposure not known, treated as exposed: `batch`, `old`');
  });

  it('the vector, or that there is none', () => {
    expect(about({ urgency: anUrgency() })).toContain(
      'Automatable, total impact (from the CVSS vector)',
    );
    expect(about({ urgency: aCalmUrgency() })).toContain(
      'Not automatable, partial impact (from the CVSS vector)',
    );
    expect(about({ urgency: anUrgency({ vectorSource: 'assumed' }) })).toContain(
      'Automatable, total impact (assumed: there is no CVSS vector)',
    );
  });

  it('EPSS as a likelihood', () => {
    const epss = (score: number) => ({ ...unlisted, epss: { score, percentile: 0.991 } });

    expect(about({ urgency: epss(0.944) })).toContain(
      'EPSS 94 %: the likelihood of exploitation within 30 days, higher than that of 99 % of all vulnerabilities',
    );
    expect(about({ urgency: epss(0.0004) })).toContain('EPSS < 1 %');
    expect(about({ urgency: unlisted })).not.toContain('EPSS');
  });

  it('of a decided finding, too, but not that it is due', () => {
    const finding = decided({ kind: 'resolve' }, { urgency: anUrgency() });
    const text = about({}, english, { findings: [finding] });

    expect(text).toContain('Known to be exploited since 10 Dec 2021');
    expect(text).not.toContain('Due 3 days after');
  });
});
