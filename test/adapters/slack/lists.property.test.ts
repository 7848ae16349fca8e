import fc from 'fast-check';
import { renderHome } from '../../../src/adapters/slack/blocks/home';
import { drawAnswer } from '../../../src/adapters/slack/blocks/query-answer';
import { readCardValue } from '../../../src/adapters/slack/button-values';
import { readOpenQuery } from '../../../src/adapters/slack/open-query';
import { imageChoice } from '../../../src/domain/open-filter';
import { assertWithinLimits } from './breaches';
import { decided, english, japanese } from './kit';
import { aBusyOverview, aLine, anExpiringLine, anOpenAnswer } from './lists';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .constantFrom('<!channel>', '<@U0ANA>', '&amp;<', '`*_~', '\u202e', '<https://evil|x>', '')
    .chain((text) => fc.integer({ min: 1, max: 60 }).map((times) => text.repeat(times))),
);

const line = fc
  .record({
    name: hostile,
    from: hostile,
    to: hostile,
    images: fc.array(hostile, { maxLength: 12 }),
  })
  .chain(({ images, ...upgrade }) =>
    fc
      .record({ open: fc.integer({ min: 1, max: 9_999 }), title: hostile, holder: hostile })
      .map(({ open, title, holder }) =>
        aLine(upgrade, { images, open, holder: { ...KEN, name: holder } }, { title }),
      ),
  );
const KEN = { userId: 'U0KEN', since: '2026-11-23T09:00:00.000Z' };
const counts = fc.array(fc.record({ name: hostile, count: fc.nat() }), { maxLength: 99 });

/** The texts in which Slack reads marks. */
function mrkdwnIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Object(value).type === 'mrkdwn') return [String(Object(value).text)];
  return Object.values(value).flatMap(mrkdwnIn);
}

/** What Slack would act on: a mention, or a link to anywhere but a message of the workspace. */
function actedOn(drawn: unknown): string[] {
  const text = mrkdwnIn(drawn).join('\n');
  return (text.match(/<[!@#][^>]*>|<https?:[^>|]*/g) ?? []).filter(
    (mark) => !mark.startsWith('<!date^') && !/^<https:\/\/[a-z.]*slack\.com\//.test(mark),
  );
}

test('hostile names, versions and images give no mention, no foreign link and no list over the limits', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 25 }), counts, hostile, (lines, images, image) => {
      for (const context of [english, japanese]) {
        const choices = { images, due: { overdue: 1, soon: 2, nofix: 3 } };
        const view = { page: 1, image: imageChoice(image) };
        const expiring = [anExpiringLine(decided({ kind: 'suppress', until: { kind: 'ever' } }))];
        const some = { upgrades: unique(lines), withoutFix: [] };
        const home = renderHome(aBusyOverview({ lines: some, choices, view, expiring }), context);
        const five = unique(lines).slice(0, 5);
        const filter = { image: imageChoice(image) };
        const answer = drawAnswer(anOpenAnswer({ lines: five, images, filter }), context);
        assertWithinLimits(home);
        assertWithinLimits(answer);
        expect([...actedOn(home.blocks), ...actedOn(answer.blocks)]).toEqual([]);
        expect(JSON.stringify(home).length).toBeLessThan(250_000);
      }
    }),
    { numRuns: 40 },
  );
});

/** The ledger has one upgrade of a name. */
function unique<L extends { ref?: { remedy: string } }>(lines: L[]): L[] {
  return [...new Map(lines.map((each) => [each.ref?.remedy, each])).values()];
}

test('a menu says which card it is about, however long the names are', () => {
  fc.assert(
    fc.property(line, (one) => {
      const { blocks } = drawAnswer(anOpenAnswer({ lines: [one] }), english);
      const [row] = blocks.filter((block) => JSON.stringify(block).includes('"overflow"'));

      expect(readCardValue(row?.block_id)).toMatchObject({ ref: one.ref, count: one.open });
      expect(row?.block_id?.length).toBeLessThanOrEqual(255);
    }),
    { numRuns: 100 },
  );
});

test('a list says what it shows, whatever was asked for', () => {
  const filter = fc.record(
    {
      severities: fc.uniqueArray(
        fc.constantFrom('CRITICAL' as const, 'HIGH' as const, 'LOW' as const),
      ),
      due: fc.constantFrom('overdue' as const, 'soon' as const, 'nofix' as const),
      image: hostile.map(imageChoice),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(filter, fc.integer({ min: 1, max: 2_000 }), (asked, page) => {
      const { blocks } = drawAnswer(anOpenAnswer({ filter: asked, page }), english);

      expect(readOpenQuery(blocks.at(-1)?.block_id)).toEqual({ ...asked, page });
    }),
    { numRuns: 100 },
  );
});
