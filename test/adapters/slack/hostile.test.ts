import fc from 'fast-check';
import { render, renderMinimal } from '../../../src/adapters/slack/blocks/render';
import {
  clean,
  code,
  cutMrkdwn,
  escaped,
  plain,
  withoutTimes,
} from '../../../src/adapters/slack/escape';
import { wordNotice } from '../../../src/adapters/slack/notices';
import type { Finding } from '../../../src/domain/finding';
import type { AlertEntry, Message, RemedyCard } from '../../../src/domain/message';
import { writeSignature } from '../../../src/domain/signature';
import type { Until } from '../../../src/domain/workflow';
import { findBreaches } from './breaches';
import { aDigest, aDigestScan, aLine } from './digests';
import { anEntry, cardsOf, decided, english, japanese } from './kit';

/** What strangers write: anything at all, and what is known to hurt. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        '<!channel>',
        '<!here>',
        '<@U0ANA>',
        '<#C0SECURITY>',
        '<!subteam^S0TEAM>',
        '<https://evil.example|ok>',
        'https://evil.example/?a=1&b=2',
        '&amp;',
        '&',
        '<',
        '>',
        '*',
        '_',
        '`',
        '```',
        '\n> quoted',
        ':tada:',
        '\u202e',
        '\u200b',
        '\u2066',
        '\ufeff',
        '\ud800',
        '|',
        '"',
        '\\',
        '漢字',
        '👩‍👩‍👧',
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join('')),
  fc.constant('x'.repeat(10_000)),
  fc.constant('<!channel>'.repeat(1000)),
);

const entry: fc.Arbitrary<AlertEntry> = fc
  .record({
    title: hostile,
    name: hostile,
    version: hostile,
    fixed: hostile,
    image: hostile,
    url: hostile,
    id: hostile,
    service: hostile,
  })
  .map(({ title, name, version, fixed, image, url, id, service }) =>
    anEntry({
      title,
      vulnerabilityId: id,
      primaryUrl: url,
      packages: [{ name, installedVersion: version, fixedVersion: fixed, image }],
      images: [{ name: image, repository: image, services: [service] }],
    }),
  );

/** Cards in every state, with findings of one upgrade, who is on it, and what was decided or is gone. */
const card: fc.Arbitrary<RemedyCard> = fc
  .record({
    first: entry,
    others: fc.array(entry, { maxLength: 8 }),
    name: hostile,
    version: hostile,
    target: fc.option(hostile, { nil: undefined }),
    text: hostile,
    isConfirmed: fc.boolean(),
    isHeld: fc.boolean(),
    isContinued: fc.boolean(),
  })
  .map(({ first, others, name, version, target, text, isConfirmed, isHeld, isContinued }) => ({
    ref: { card: 'scan/5f0c1f8a-3c5b-4f0e-9d0a-2f6c1e9b7a11/u1', remedy: 'abc', shown: 9 },
    remedy: {
      ...{ key: `npm|${name}`, name },
      rows: [
        { installed: version, leaves: [text], ...(target !== undefined && { target }) },
        { installed: text },
      ],
      ...(isConfirmed && { isConfirmed }),
    },
    entries: [first, ...others.map((one, index) => changed(one, index, text))],
    ...(isHeld && { holder: { userId: 'U0KEN', name: text, since: text } }),
    ...(isContinued && { continued: { at: text, open: 1, more: 2 } }),
  }));

/** One after the other: open, suppressed, resolved, reopened, gone. */
function changed({ finding, ...entry }: AlertEntry, index: number, text: string): AlertEntry {
  const until = { kind: 'ever' } as const;
  const by = (who: string, action: 'reopen' | 'fixed') => ({
    text: `${action}: now also in ${text}, which the suppression for ${text} does not cover. Before: ${text}`,
    updatedBy: writeSignature({ who, at: '1795507200', action }),
  });
  const states: Partial<Finding>[] = [
    {},
    decided({ kind: 'suppress', reason: text, until }, finding),
    decided({ kind: 'resolve', reason: text }, finding),
    { note: by('scanner', 'reopen') },
    { note: by('scanner', 'fixed'), workflowStatus: 'RESOLVED', recordState: 'ARCHIVED' },
  ];
  return { ...entry, finding: { ...finding, ...states[index % states.length], renamedFrom: text } };
}

function numbered(one: RemedyCard, index: number): RemedyCard {
  return { ...one, ref: { ...one.ref, remedy: `r${index}` } };
}

const message: fc.Arbitrary<Message> = fc.oneof(
  card.map((one): Message => ({ kind: 'cards', cards: [one] })),
  fc.tuple(card, fc.array(card, { minLength: 1, maxLength: 4 }), fc.boolean()).map(
    ([one, others, isUrgent]): Message => ({
      kind: 'cards',
      cards: [one, ...others.map(numbered)],
      ...(isUrgent && { urgent: { total: 9 } }),
    }),
  ),
  fc.tuple(entry, hostile, fc.boolean()).map(([{ finding }, name, isComplete]): Message => {
    const rows = [{ installed: name, target: name }];
    const line = aLine({ remedy: { key: 'k', name, rows }, images: [name], first: finding });
    const packages = Array.from({ length: 3 }, () => ({ name, images: [name, name, name] }));
    const digest = aDigest({
      resolved: 5,
      deciders: [name, name, name, name],
      next: Array.from({ length: 5 }, () => line),
      noFix: { packages, total: 4 },
      scan: aDigestScan({ attention: [{ image: name, reason: 'failed', error: name }] }),
      ...(isComplete && { tookMs: 7_200_000, open: {} }),
    });
    return { kind: 'digest', digest };
  }),
  fc.tuple(hostile, hostile, fc.boolean()).map(
    ([name, reason, isUndone]): Message => ({
      kind: 'bulk',
      count: 1,
      card: 'bulk/1',
      bulk: {
        requestId: 'r',
        decision: { kind: 'suppress', reason, until: { kind: 'fix' } },
        by: { userId: name, name },
        total: 2,
        ...(isUndone && { undoneBy: { userId: name, name } }),
      },
    }),
  ),
  fc.tuple(fc.array(hostile, { maxLength: 12 }), hostile).map(
    ([findings, reason]): Message => ({
      kind: 'health',
      notice: { problem: { kind: 'set-aside', findings, reason }, since: 'now', over: false },
    }),
  ),
  hostile.map(
    (text): Message => ({
      kind: 'changes',
      lines: [
        { change: { cause: 'image', images: [text], isExposed: true }, ids: [text], count: 9 },
        { change: { cause: 'fix', fixes: [text] }, ids: [text], count: 1 },
      ],
    }),
  ),
  hostile.map(
    (text): Message => ({
      kind: 'scan',
      scan: {
        images: [text, text, text],
        taskArn: 'arn:task',
        state: 'failed',
        problem: text,
        current: text,
        startedAt: '2026-11-24T08:00:00Z',
        completed: {
          type: 'Scan Completed',
          scanId: 's',
          at: '2026-11-24T08:00:00Z',
          counts: { new: 1, reopened: 1, fixed: 1, unchanged: 1 },
          images: Array.from({ length: 9 }, () => ({ image: text, error: text })),
          refused: 1,
          held: [{ image: text, reason: 'mass-vanishing', findings: 2 }],
          knownImages: [{ image: text, findings: 2 }],
          durationMs: 1,
          trivyVersion: text.slice(0, 20),
        },
      },
    }),
  ),
);

const OUR_LINKS =
  /^https:\/\/(avd\.aquasec\.com|nvd\.nist\.gov|github\.com\/advisories|eu-west-1\.console\.aws\.amazon\.com|example\.slack\.com\/archives)\//;

/** All text that Slack parses for markup. */
function mrkdwn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwn);
  if (typeof value !== 'object' || value === null) return [];
  const node: Record<string, unknown> = { ...value };
  const own = node['type'] === 'mrkdwn' && typeof node['text'] === 'string' ? [node['text']] : [];
  return [...own, ...Object.values(node).flatMap(mrkdwn)];
}

function harm(payload: ReturnType<typeof render>): string[] {
  const texts = [
    payload.text,
    ...payload.attachments.map(({ fallback }) => fallback),
    // Times are ours; anywhere else they would be shown as they are written.
    ...mrkdwn(payload).map(withoutTimes),
  ];
  return texts.flatMap((text) => [
    ...(/<[!@#]/.test(text) ? [`mention in ${text}`] : []),
    ...[...text.matchAll(/<([^|>]*)/g)].flatMap(([, link = '']) =>
      OUR_LINKS.test(link) ? [] : [`foreign link ${link}`],
    ),
    ...(/&(?!(amp|lt|gt);)/.test(text) ? [`broken entity in ${text}`] : []),
    ...(/[\p{Cf}\p{Cs}]|(?!\n)\p{Cc}/u.test(text) ? [`invisible character in ${text}`] : []),
  ]);
}

test('hostile titles, packages, images and ids never give a mention, a foreign link, a broken entity or a message over the limits', () => {
  fc.assert(
    fc.property(message, fc.boolean(), (one, inEnglish) => {
      const context = inEnglish ? english : japanese;
      for (const payload of [render(one, context), renderMinimal(one, context)]) {
        expect(harm(payload)).toEqual([]);
        expect(findBreaches(payload)).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
});

test('a hostile reason and name in a note are shown without harm', () => {
  const until: fc.Arbitrary<Until> = fc.constantFrom(
    { kind: 'fix' },
    { kind: 'ever' },
    { kind: 'date', date: '2026-12-24' },
  );
  fc.assert(
    fc.property(hostile, hostile, until, (reason, name, end) => {
      const finding = decided({ kind: 'suppress', reason, until: end });
      const note = { text: `Suppressed by ${name}: ${reason}`, updatedBy: name };
      for (const shown of [finding, { ...finding, note }]) {
        const payload = render(cardsOf(anEntry(shown)), english);
        expect(harm(payload)).toEqual([]);
        expect(findBreaches(payload)).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
});

test('a notice repeats what somebody typed without harm', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const notices = [
        wordNotice(
          { kind: 'unknown-image', registries: [], asked: text, allowed: [text], nearest: text },
          english,
        ),
        wordNotice({ kind: 'already-decided', title: text, by: text, status: text }, english),
        wordNotice({ kind: 'failed', what: text, reason: text, reference: text }, english),
      ];
      for (const notice of notices) {
        expect(notice).not.toMatch(/<[!@#]|<http/);
        expect(notice).not.toMatch(/&(?!(amp|lt|gt);)/);
        expect(notice.length).toBeLessThan(3000);
      }
    }),
  );
});

test('cutting never breaks an entity, a code point or the limit, and never gives an empty text', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 200 }), (text, limit) => {
      for (const cut of [plain(text, limit), escaped(text, limit)]) {
        expect(cut.length).toBeGreaterThan(0);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut).not.toMatch(/\p{Cs}/u);
      }
      expect(escaped(text, limit)).not.toMatch(/&(?!(amp|lt|gt);)/);
      expect(code(text, limit)).toMatch(/^`[^`]*`$/);
    }),
    { numRuns: 500 },
  );
});

test('mrkdwn is never cut inside a mark or an entity', () => {
  const time = '<!date^1795507200^{date_short_pretty} {time}|24 Nov 2026, 08:00 UTC>';
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 400 }), (text, limit) => {
      const cut = cutMrkdwn(`${time} · ${escaped(text, 300)} · ${time}`, limit);

      const shown = withoutTimes(cut);
      expect(shown.length).toBeLessThanOrEqual(limit);
      expect(shown).not.toMatch(/<|&(?!(amp|lt|gt);)/);
    }),
    { numRuns: 500 },
  );
  expect(cutMrkdwn(`since ${time}, and more`, 100)).toBe(`since ${time}, and more`);
});

test('visible text is kept', () => {
  expect(clean('a\u202eb\u200bc\n d')).toBe('abc d');
  expect(escaped('a & b <c>', 100)).toBe('a &amp; b &lt;c&gt;');
  expect(plain('日本語のタイトル', 5)).toBe('日本語の…');
  expect(plain('', 5)).toBe('-');
});
