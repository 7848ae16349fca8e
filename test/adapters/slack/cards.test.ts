import { remedyLine } from '../../../src/adapters/slack/blocks/remedy-line';
import { render, renderMinimal } from '../../../src/adapters/slack/blocks/render';
import type { Payload } from '../../../src/adapters/slack/blocks/shared-blocks';
import { cardValue, readCardValue } from '../../../src/adapters/slack/button-values';
import { withoutTimes } from '../../../src/adapters/slack/escape';
import { LIMITS, sizeOfBlocks } from '../../../src/adapters/slack/limits';
import type { Message, RemedyCard, RemedyLine } from '../../../src/domain/message';
import { anUrgency } from '../../domain/urgencies';
import {
  aCard,
  cardMessages,
  cards,
  entriesOf,
  findingOf,
  HOLDER,
  LIBDB,
  LOG4J,
  log4jFindings,
  remedyOf,
  rowsCard,
  VIM,
  vimFindings,
} from './card-states';
import { english, japanese } from './kit';

/* Cards by upgrade, issue 15. The words are those of the design of the messages. */

const MESSAGES = cardMessages();
const LANGUAGES = [english, japanese];

function cardNamed(name: string): RemedyCard {
  const [, card] = cards().find(([each]) => each === name) ?? [];
  if (card === undefined) throw new Error(`no card ${name}`);
  return card;
}

function drawn(card: RemedyCard, context = english): Payload {
  return render({ kind: 'cards', cards: [card] }, context);
}

/** Lines of mrkdwn, without the marks of times, in the order of the message. */
function linesOf(payload: Payload): string[] {
  const blocks = [...payload.blocks, ...payload.attachments.flatMap((each) => each.blocks)];
  return blocks.flatMap((block) => {
    const { text, elements = [] } = Object(block);
    const texts = block.type === 'context' ? elements : text === undefined ? [] : [text];
    return texts.flatMap((each: { text: string }) => withoutTimes(each.text).split('\n'));
  });
}

function linesIn(name: string, context = english): string[] {
  return linesOf(drawn(cardNamed(name), context)).map((line) =>
    line.replaceAll(/<https:[^|]*\|([^>]*)>/g, '$1').replaceAll('\u00A0', ' '),
  );
}

function buttonsOf({ blocks, attachments }: Pick<Payload, 'blocks' | 'attachments'>) {
  return [...blocks, ...attachments.flatMap((each) => each.blocks)].flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((element) => (element.type === 'button' ? [element] : []))
      : [],
  );
}

function labelsIn(name: string, context = english): string[] {
  return buttonsOf(drawn(cardNamed(name), context)).map(({ text }) => text.text);
}

describe('every message of cards', () => {
  it.each(MESSAGES)(
    '%s has at most four blocks beside a bar, the buttons last',
    (_name, message) => {
      for (const context of LANGUAGES) {
        for (const { blocks } of render(message, context).attachments) {
          const actions = blocks.findIndex(({ type }) => type === 'actions');
          expect(blocks.length).toBeLessThanOrEqual(4);
          expect([-1, blocks.length - 1]).toContain(actions);
        }
      }
    },
  );

  it.each(MESSAGES)(
    '%s uses no block that is new in Slack, and no green button',
    (_name, message) => {
      const { blocks, attachments } = render(message, english);
      const all = [...blocks, ...attachments.flatMap((each) => each.blocks)];

      expect(['section', 'context', 'actions']).toEqual(
        expect.arrayContaining(all.map(({ type }) => type)),
      );
      expect(buttonsOf({ blocks, attachments }).filter(({ style }) => style !== undefined)).toEqual(
        [],
      );
    },
  );

  it.each(MESSAGES)(
    '%s is read aloud as sentences, without emoji, arrows and marks',
    (_name, message) => {
      for (const context of LANGUAGES) {
        const { text, attachments } = render(message, context);
        for (const words of [text, ...attachments.map(({ fallback }) => fallback)]) {
          expect(words).toMatch(/[.。]$/);
          expect(words).not.toMatch(/\p{Extended_Pictographic}|→|<|\*|`| {2}|undefined|NaN/u);
          expect(words.length).toBeLessThan(LIMITS.messageText);
        }
      }
    },
  );

  it.each(MESSAGES)(
    '%s has dates in the reader’s zone, and none where Slack shows no dates',
    (_name, message) => {
      for (const context of LANGUAGES) {
        const { blocks, attachments } = render(message, context);
        const texts = plainTexts([blocks, attachments.map((each) => each.blocks)]);
        expect(texts.filter((text) => /<!date|date\^/.test(text))).toEqual([]);
      }
      expect(JSON.stringify(render(message, english).blocks)).not.toMatch(
        /\bin \d+ (days|hours)\b/,
      );
    },
  );

  it.each(MESSAGES)(
    '%s says of each button what it is about, in at most 75 characters',
    (_name, message) => {
      for (const button of buttonsOf(render(message, english))) {
        expect(button.accessibility_label).toMatch(/^.+: .+/);
        expect(button.accessibility_label?.length).toBeLessThanOrEqual(LIMITS.accessibilityLabel);
      }
    },
  );

  it.each(MESSAGES)('%s has one leading mark, followed by its word', (_name, message) => {
    for (const context of LANGUAGES) {
      const payload = render(message, context);
      if (message.kind !== 'cards' || message.cards.length > 1 || message.urgent) continue;
      const [line = ''] = linesOf(payload);
      expect(line).toMatch(/^(🔴|🟠|🟡|🔵|⚪|✅|🔕|🎉|⬇️|🗄️) \S/u);
      expect(line.match(/[\u{1F534}\u{1F7E0}\u{1F7E1}\u{1F535}✅🔕🎉]/gu)?.length ?? 1).toBe(1);
    }
  });

  it.each(MESSAGES)('%s has buttons in its simplest form, too', (_name, message) => {
    const count = buttonsOf(render(message, english)).length;

    expect(buttonsOf(renderMinimal(message, english))).toHaveLength(count);
  });

  /** One of several is a count that says something. */
  const COUNTS_OF_SEVERAL = /04-everything|11-urgent/;

  it('writes no count of one', () => {
    for (const [name, message] of MESSAGES) {
      for (const context of LANGUAGES) {
        const texts = [...linesOf(render(message, context)), render(message, context).text];
        const counts = texts.flatMap(
          (text) =>
            text.match(
              /\b1 (?:vulnerabilit|image|of them\b)|clears 1\b|(?<!新しい |[\d,:])\b1 件(?!中)/gi,
            ) ?? [],
        );
        expect([name, COUNTS_OF_SEVERAL.test(name) ? [] : counts]).toEqual([name, []]);
      }
    }
  });
});

function plainTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(plainTexts);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = Object(value);
  const own = type === 'plain_text' && typeof text === 'string' ? [text] : [];
  return [...own, ...Object.values(value).flatMap(plainTexts)];
}

describe('an open card', () => {
  it('says how bad, do what, where, by when; and why then', () => {
    expect(linesIn('01-open').slice(0, 3)).toEqual([
      '🔴 Critical · *log4j-core* 2.14.1 → *2.17.1* in `batch`, `worker` · due *30 Nov 2026*',
      '2 of 4 known to be exploited · exposed to the internet · check for signs of compromise',
      'Clears 4: CVE-2021-44228 10.0 *exploited* · CVE-2021-45046 9.0 *exploited* · CVE-2021-44832 6.6 · CVE-2021-45105 5.9',
    ]);
    expect(linesIn('01-open', japanese).slice(0, 3)).toEqual([
      '🔴 緊急 · *log4j-core* 2.14.1 → *2.17.1* · `batch`、`worker` · 期限 *2026年11月30日*',
      '4 件中 2 件は悪用確認済み · インターネットに公開 · 侵害の痕跡がないか確認してください',
      '4 件が解消: CVE-2021-44228 10.0 *悪用確認済み* · CVE-2021-45046 9.0 *悪用確認済み* · CVE-2021-44832 6.6 · CVE-2021-45105 5.9',
    ]);
    expect(labelsIn('01-open')).toEqual(["I'm on it", 'Resolve 4', 'Suppress 4…', 'Details']);
    expect(labelsIn('01-one')).toEqual(["I'm on it", 'Resolve', 'Suppress…', 'Details']);
  });

  it('holds 139 findings as well as one, and says what a rebuild does instead of a title', () => {
    const lines = linesIn('02-os-139');

    expect(lines[2]).toMatch(/^Clears 139: (CVE-\S+ \d\.\d · ){4}CVE-\S+ \d\.\d and 134 more$/);
    expect(lines[3]).toBe(
      'Updating the OS packages of these images clears 222 of 230 (base of 12 Jan 2022)',
    );
    expect(lines[4]).toBe('Amazon Linux 2 · runs in `prod/api`, `prod/web` · found 27 Nov 2026');
  });

  it('never folds away an id that is known to be exploited while there is room', () => {
    const exploited = log4jFindings()[0];
    const findings = vimFindings(30).map((finding, index) =>
      index > 20 && exploited.urgency ? { ...finding, urgency: exploited.urgency } : finding,
    );
    const [first = exploited, ...others] = findings;
    const [, , line = ''] = linesOf(drawn(aCard(VIM, entriesOf([first, ...others]))));

    expect(line.match(/\*exploited\*/g)).toHaveLength(9);
    expect(line).toContain('and 21 more');
    expect(linesIn('01-many-exploited')[2]).toContain('and 8 more exploited');
  });

  it('claims only what was proven, and names what the target has itself', () => {
    expect(linesIn('01-unconfirmed')[2]).toMatch(/^4 vulnerabilities: /);
    expect(linesIn('01-leaves')[2]).toMatch(/^Clears 2 of 3: .* CVE-2022-31129 7.5 \(stays\)$/);
    const leaves = {
      ...LOG4J,
      rows: [{ installed: '1', target: '2', leaves: ['CVE-2020-10001'] }],
    };
    const card = aCard(leaves, entriesOf([findingOf(leaves)]));
    expect(linesOf(drawn(card)).join('\n')).toMatch(/2 itself has <[^|]*\|CVE-2020-10001>/);
  });

  it('has a row for each installed version that needs another target', () => {
    const lines = linesOf(drawn(rowsCard()));

    expect(lines[0]).toContain('*semver* → *5.7.2*, *6.3.1*, *7.5.2* in `web`');
    expect(lines).toContain('• 5.7.1 → *5.7.2* (`app/node_modules/semver`)');
    expect(lines).toContain('• 6.3.0 → *6.3.1* (`app/node_modules/npm/node_modules/semver`)');
  });

  it('names the other upgrades that are needed, with their images', () => {
    expect(linesIn('02b-two-upgrades')[3]).toBe(
      '*Also needs* openssl 1.1.1l-r7 → *1.1.1n-r0* in `web` (Alpine 3.15)',
    );
    expect(linesIn('02b-two-upgrades')[1]).toContain('`worker` is exposed to the internet');
  });

  it('says a major version, a rebuild with Go, and the next rebuild', () => {
    expect(linesIn('01-major')[0]).toContain('*snakeyaml* 1.30 → *2.0* (major version) in');
    expect(linesIn('01-go').join('\n')).toContain('Rebuild with this version of Go · runs in');
    expect(linesIn('01-next-rebuild')[0]).toContain('· at the next rebuild');
    expect(linesIn('01-overdue')[0]).toContain('⏰ *overdue since 30 Nov 2026*');
  });

  it('says what is not known', () => {
    const [first] = log4jFindings();
    const { exploitedSince: _, ...urgency } = anUrgency();
    const card = aCard(LOG4J, entriesOf([{ ...first, urgency }]));

    expect(linesIn('01-unknown-exposure')[1]).toContain('exposure not known, treated as exposed');
    expect(linesOf(drawn(card, { ...english, readsKev: false }))[1]).toContain(
      'Not known whether it is exploited',
    );
  });

  it.each([
    [{ copyOf: '2026-11-24T00:00:00Z' }, 'Not known to be exploited as of '],
    [{}, 'Not known whether it is exploited'],
  ])(
    "says of when CISA's catalogue is if the scan could not read the newest: %j",
    (staleKev, words) => {
      const [first] = log4jFindings();
      const { exploitedSince: _, ...urgency } = anUrgency();
      const scan = { id: 's1', newFindings: 1, staleKev };
      const card = aCard(LOG4J, entriesOf([{ ...first, urgency, scan }]));

      expect(linesOf(drawn(card, english))[1]).toContain(words);
    },
  );

  it('shows who is on it in place of the title, with a button that asks before it releases', () => {
    const [, , holder = ''] = linesIn('09-on-it');
    const [, , release] = buttonsOf(drawn(cardNamed('09-on-it')));

    expect(holder).toBe('👀 Ken Tanaka has been on it since 27 Nov 2026, 10:12 UTC');
    expect(labelsIn('09-on-it')).toEqual(['Resolve 4', 'Suppress 4…', 'Release', 'Details']);
    expect(release?.confirm?.text?.text).toBe(
      'Ken Tanaka has been on it since 27 Nov 2026. Anyone can take it afterwards.',
    );
  });
});

describe('a card without a fix', () => {
  it.each([
    ['03-will-not-fix', 'no fix', 'Debian will not fix it'],
    ['03-fix-deferred', 'no fix', 'Fix deferred by Debian'],
    ['03-end-of-life', 'no fix', 'End of life: Debian publishes no fixes any more'],
    ['03-none-known', 'no fixed version known', 'Not known to be exploited'],
  ])('%s says %s: %s', (name, state, why) => {
    const [head = '', reasons = ''] = linesIn(name);

    expect(head).toContain(`in \`api\` · *${state}* · due`);
    expect(reasons.startsWith(why)).toBe(true);
    expect(labelsIn(name)).toEqual(['Suppress…', 'Resolve', 'Details']);
  });

  it('says what can be done instead', () => {
    expect(linesIn('03-will-not-fix').join()).toContain(
      'Remove the package, change the base image, or suppress it · runs in `prod/api`',
    );
    expect(linesIn('03-library').join()).toContain('Remove or replace the library');
  });
});

describe('a card whose findings differ', () => {
  it('speaks of what is open, and has a line for each decision', () => {
    expect(linesIn('04-partly').slice(1, 4)).toEqual([
      'Both known to be exploited · exposed to the internet · check for signs of compromise',
      '*2 of 4 open*: CVE-2021-44228 10.0 *exploited* · CVE-2021-45046 9.0 *exploited*',
      '🔕 2 suppressed until 24 Feb 2027 by Ana Silva: CVE-2021-44832, CVE-2021-45105 · not reachable',
    ]);
    expect(linesIn('04-partly', japanese)[3]).toBe(
      '🔕 2 件を Ana Silva が 2027年2月24日まで抑制: CVE-2021-44832、CVE-2021-45105 · 到達不能',
    );
    expect(labelsIn('04-partly')).toContain('Resolve 2');
  });

  it('folds decisions after two, and counts them', () => {
    expect(linesIn('04-everything').join('\n')).toContain('and 3 earlier decisions');
    expect(linesIn('05c-decided-differently')[0]).toMatch(/^🔕 \*Suppressed\* ·/);
  });

  it('is calmer once the worst are decided', () => {
    const [worst, , medium] = log4jFindings();
    const resolved = { ...worst, workflowStatus: 'RESOLVED' as const };
    const payload = drawn(aCard(LOG4J, entriesOf([resolved, medium])));

    expect(linesOf(payload)[0]).toMatch(/^🟡 Medium/);
    expect(payload.attachments[0]?.color).toBe('#e0b400');
    expect(linesOf(payload)[1]).toContain('Not known to be exploited');
  });
});

describe('a card of which nothing is open', () => {
  it('resolved: says who, when and why, and when it opens again', () => {
    expect(linesIn('05a-resolved')).toEqual([
      '✅ *Resolved* · log4j-core 2.14.1 → 2.17.1 in `batch`, `worker`',
      'Ana Silva · 27 Nov 2026, 10:12 UTC · “Deployed with worker 1.8.2”',
      '4 vulnerabilities · opens again if a scan still finds them after 28 Nov 2026, 10:12 UTC, or finds them in any other image',
    ]);
    expect(labelsIn('05a-resolved')).toEqual(['Reopen 4', 'Details']);
    expect(drawn(cardNamed('05a-resolved')).attachments[0]?.color).toBe('#2e9e5b');
  });

  it('suppressed: says until when, why, and only what asks again', () => {
    expect(linesIn('05b-suppressed')).toEqual([
      '🔕 *Suppressed until 24 Feb 2027* · vim 2:8.2.3642-1.amzn2.0.1 in `api`, `web`',
      'Ana Silva · 27 Nov 2026, 10:12 UTC · not in the execute path: “nobody opens an editor in these images”',
      '139 vulnerabilities · asked again in any other image, or if one is exploited, exposed to the internet or rated higher',
    ]);
    expect(linesIn('05b-suppressed-everywhere')[2]).not.toContain('any other image');
    expect(linesIn('05b-suppressed-everywhere', japanese)[0]).toContain('*無期限で抑制*');
  });

  it('gone: says after how long, and whether in time; and has no buttons', () => {
    expect(linesIn('06-gone')).toEqual([
      '🎉 *Gone since 28 Nov 2026* · log4j-core 2.14.1 is no longer in `batch`, `worker`',
      '4 vulnerabilities closed, 1 day after they were found and 2 days before they were due · Ken Tanaka was on it',
    ]);
    expect(linesIn('06-gone-late')[1]).toContain('and 2 days late');
    for (const name of ['06-gone', '06-unscanned', '06-renamed', '06-archived']) {
      expect(labelsIn(name)).toEqual([]);
    }
  });

  it('says what no scan looks at any more, what was renamed, and what somebody archived', () => {
    expect(linesIn('06-unscanned')[0]).toMatch(/^🗄️ \*Not scanned since 28 Nov 2026\*/);
    expect(linesIn('06-renamed')[1]).toBe('CVE-2021-44228 → CVE-2021-44229');
    expect(linesIn('06-archived')[1]).toContain('it comes back if a scan still detects it');
  });

  it('continued: links to the newer card, says what was decided here, and has no buttons', () => {
    const { attachments } = drawn(cardNamed('08-continued'));

    expect(linesIn('08-continued')[0]).toMatch(/^⬇️ \*Continued below\* · log4j-core/);
    expect(JSON.stringify(attachments)).toMatch(
      /2 still open, with 1 new in <!date\^\d+\^the card of \{date_short_pretty\}\^https:\/\/[^|]*\/archives\/C0SECURITY\/p1795835040000100\|the card of 28 Nov 2026> · 2 suppressed here by Ana Silva/,
    );
    expect(labelsIn('08-continued')).toEqual([]);
    expect(labelsIn('08-shown-again')).toEqual([]);
  });
});

describe('a card that is open again', () => {
  it.each([
    ['07-exploited', 'Now known to be exploited (CISA KEV, 26 Nov 2026)'],
    ['07-exposed', 'Now exposed to the internet: `worker`'],
    ['07-rated', 'Rated Critical, was High'],
    ['07-fix', 'A fix is out: log4j-core 2.17.1'],
    ['07-expired', 'The suppression ended on 24 Nov 2026'],
    ['07-still-there', 'Still in `worker` after it was resolved'],
    ['07-back', 'Detected again in `worker`'],
    ['07-by-person', 'Reopened by Ana Silva'],
  ])('%s says why: %s', (name, cause) => {
    const [head = '', why = ''] = linesIn(name);

    expect(head).toContain('🔴 Critical · *Open again* · *log4j-core*');
    expect(why.startsWith(cause)).toBe(true);
  });

  it('says why it is urgent as well where a person reopened it: the cause does not', () => {
    expect(linesIn('07-by-person')[1]).toBe(
      'Reopened by Ana Silva · known to be exploited · exposed to the internet · check for signs of compromise',
    );
    expect(drawn(cardNamed('07-by-person')).text).toContain('Known to be exploited.');
    expect(linesIn('07-expired')[1]).not.toContain('exploited');
  });

  it('says in which new image, and mentions only who decided before', () => {
    const lines = linesIn('07a-image');

    expect(lines[1]).toBe(
      'Now also in `checkout-public`, exposed to the internet: the suppression covers only `api`, `web`',
    );
    expect(lines[3]).toBe(
      'Before: suppressed by <@U0KEN> on 3 Nov 2026 for good · risk accepted: “debug mode is off”',
    );
    expect(linesIn('07-rated').join()).toContain('Before: suppressed by Ken Tanaka for good');
    const mentions = MESSAGES.filter(([, message]) =>
      JSON.stringify(render(message, english)).includes('<@'),
    );
    expect(mentions.map(([name]) => name)).toEqual(['card-07a-image', 'card-07-exploited']);
  });
});

describe('several cards in a message', () => {
  const five = cardMessages().find(([name]) => name === 'card-11-urgent-five')?.[1];

  it('fit with five, and each has its own buttons', () => {
    if (five === undefined) throw new Error('no page');
    for (const context of LANGUAGES) {
      const payload = render(five, context);
      expect(sizeOfBlocks(payload)).toBeLessThanOrEqual(LIMITS.charactersOfBlocks);
      expect(payload.attachments).toHaveLength(5);
      expect(buttonsOf(payload)).toHaveLength(20);
    }
  });

  it('fit with names as long as they get, with all of their buttons', () => {
    const long = (index: number): RemedyCard => {
      const name = `@scope-${index}/${'very-long-package-name-'.repeat(8)}`;
      const version = `${index}.0.0-${'build.'.repeat(20)}`;
      const images = Array.from({ length: 9 }, (_, each) => ({
        name: `r/team/${'service-'.repeat(12)}${each}`,
        repository: `team/${'service-'.repeat(12)}${each}`,
        services: [`production/${'service-'.repeat(12)}${each}`],
      }));
      const rows = [1, 2, 3].map((row) => ({
        installed: `${row}-${version}`,
        target: `${row}9-${version}`,
      }));
      const upgrade = {
        ...LOG4J,
        key: `npm|${index}`,
        name,
        binary: name,
        type: 'npm',
        rows,
        images,
      };
      const findings = vimFindings(40, { images, remedies: [remedyOf(upgrade)], packages: [] });
      return { ...aCard(upgrade, entriesOf(findings), { holder: HOLDER }) };
    };
    const message: Message = {
      kind: 'cards',
      cards: [long(0), long(1), long(2), long(3), long(4)],
      urgent: { total: 5 },
    };
    for (const context of LANGUAGES) {
      const payload = render(message, context);
      expect(sizeOfBlocks(payload)).toBeLessThanOrEqual(LIMITS.charactersOfBlocks);
      expect(buttonsOf(payload)).toHaveLength(20);
    }
  });
});

describe('the value of a button', () => {
  it('says which findings of which card it decides, and what the form needs', () => {
    const card = cardNamed('01-open');

    expect(readCardValue(cardValue(card, LIMITS.buttonValue))).toEqual({
      ref: card.ref,
      name: 'log4j-core',
      count: 4,
      images: 2,
      names: ['batch', 'worker'],
      facts: { exploited: false, exposed: true, highest: false },
      warns: true,
      fixable: true,
      hopeless: false,
    });
    expect(readCardValue(cardValue(cardNamed('04-partly'), 2000))).toMatchObject({
      count: 2,
      facts: { exploited: true, highest: true },
    });
    expect(readCardValue(cardValue(cardNamed('03-will-not-fix'), 2000))).toMatchObject({
      fixable: false,
      hopeless: true,
    });
    expect(readCardValue(cardValue(cardNamed('05b-suppressed'), 2000))?.count).toBe(139);
  });

  it('is shorter where many share a message, and absent where nothing is to be decided', () => {
    const card = cardNamed('01-open');

    expect(readCardValue(cardValue(card, 0))).toMatchObject({
      ref: card.ref,
      names: [],
      images: 2,
    });
    expect(cardValue(cardNamed('06-gone'), 2000)).toBeUndefined();
    expect(cardValue(cardNamed('08-continued'), 2000)).toBeUndefined();
    expect(readCardValue('["a",1]')).toBeUndefined();
    expect(readCardValue(undefined)).toBeUndefined();
  });
});

describe('the line of an upgrade', () => {
  const line = (change: Partial<RemedyLine> = {}): RemedyLine => ({
    remedy: remedyOf(LOG4J),
    open: 4,
    severity: 'CRITICAL',
    images: ['worker', 'batch'],
    first: log4jFindings()[0],
    exploited: true,
    dueAt: '2026-11-30T12:00:00.000Z',
    overdue: false,
    ...change,
  });
  const words = (change: Partial<RemedyLine>, context = english) =>
    withoutTimes(remedyLine(line(change), context)).replaceAll('\u00A0', ' ');

  it('says what its card says first, with a link to it and who is on it', () => {
    const message = { channel: 'C0SECURITY', ts: '1795741320.000100' };

    expect(words({ message, holder: HOLDER })).toMatch(
      /^🔴 Critical · \*<https:\/\/[^|]*p1795741320000100\|log4j-core>\* 2\.14\.1 → \*2\.17\.1\* in `worker`, `batch` · clears 4 · \*exploited\* · due \*30 Nov 2026\* · 👀 Ken Tanaka$/,
    );
    expect(words({}, japanese)).toBe(
      '🔴 緊急 · *log4j-core* 2.14.1 → *2.17.1* · `worker`、`batch` · 4 件が解消 · *悪用確認済み* · 期限 *2026年11月30日*',
    );
  });

  it('says no count of one, and what there is instead of a fix', () => {
    expect(words({ open: 1 })).not.toContain('clears');
    const unfixed = { remedy: remedyOf(LIBDB), first: findingOf(LIBDB), open: 1 };
    expect(words(unfixed)).toContain('· no fixed version known');
    expect(words({ overdue: true })).toContain('⏰ *overdue since 30 Nov 2026*');
  });

  it('is not formatted by the name of who is on it', () => {
    expect(words({ holder: { ...HOLDER, name: 'Ken `T' } })).toMatch(/ · 👀 `Ken 'T`$/);
  });
});
