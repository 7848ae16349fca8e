import fc from 'fast-check';
import { checkView, isTooLarge } from '../../../emulators/slack/blocks/check';
import { LIMITS } from '../../../src/adapters/slack/limits';
import { detailsView, emptyDetails } from '../../../src/adapters/slack/modals/details';
import { type Details, historyOf } from '../../../src/domain/details';
import type { Finding } from '../../../src/domain/finding';
import {
  decidedBy,
  findingOf,
  LIBDB,
  LOG4J,
  log4jFindings,
  remedyOf,
  SUPPRESS,
} from './card-states';
import { aDetails, CHANGE, REF } from './details-states';
import { english, japanese } from './kit';

/** All that a person reads, a line for each text. */
function read(details: Details, context = english): string {
  const texts: string[] = [];
  JSON.stringify(detailsView(details, {}, context), (key, value) => {
    if (key === 'text' && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts.join('\n');
}

const log4j = log4jFindings();

test('says the upgrade, by when, and the four answers, each with its source', () => {
  const text = read(aDetails(log4j));

  expect(text).toContain('*2.14.1 → 2.17.1* · due *<!date^');
  expect(text).toContain('Known to be exploited since');
  expect(text).toContain('Exposed to the internet (by vulnscan.yml): `batch`, `worker`');
  expect(text).toContain('utomatable, total impact (from the CVSS vector)');
});

test('says of each image what runs it, where the package is, what is installed and what fixes it', () => {
  const [first, ...others] = log4j;
  const packages = first.packages.map((entry) => ({ ...entry, path: 'app/lib/log4j-core.jar' }));
  const text = read(aDetails([{ ...first, packages }, ...others]));

  expect(text).toContain('2 images');
  expect(text).toContain(
    '`worker` · runs in `prod/worker`\n`app/lib/log4j-core.jar`\ninstalled 2.14.1 · fixed in 2.17.1',
  );
});

test('where no fix is to be expected, says what the vendor says', () => {
  const finding = findingOf(LIBDB);
  const packages = finding.packages.map(({ fixedVersion: _, ...entry }) => ({
    ...entry,
    status: 'will_not_fix' as const,
  }));

  const text = read(
    aDetails([{ ...finding, packages }], {
      remedy: remedyOf(LIBDB),
    }),
  );

  expect(text).toContain('no fixed version known');
  expect(text).toMatch(/installed .* · will not be fixed/);
});

test('says of a vulnerability the score with version and source, likelihood, fix and the vendor’s words', () => {
  const [first] = log4j;
  const epss = { score: 0.94, percentile: 0.99 };
  const finding: Finding = {
    ...first,
    score: 10,
    scoreVersion: '3.1',
    ...(first.urgency && { urgency: { ...first.urgency, exploitedSince: '2021-12-10', epss } }),
  };
  const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H';
  const cvss = [{ version: '3.1', score: 10, vector, source: 'ghsa' }];
  const description = 'An attacker who can control log messages can execute code.';
  const text = read(aDetails([finding], { entries: [{ finding, base: 0, description, cvss }] }));

  expect(text).toContain(`|${finding.vulnerabilityId}>* · 🔴 Critical`);
  expect(text).toContain(
    '10.0 (CVSS 3.1) by GHSA · EPSS 94 % · known to be exploited since 10 Dec 2021',
  );
  expect(text).toContain(finding.title);
  expect(text).toContain(`\`${vector}\``);
  expect(text).toContain(description);
  expect(text).toContain('|Open in Security Hub>');
});

test('an open vulnerability has a menu, a decided one its decision and Reopen, one that is gone neither', () => {
  const [open, other, third] = log4j;
  const decided = decidedBy(other, SUPPRESS);
  const gone = { ...third, workflowStatus: 'RESOLVED' as const, recordState: 'ARCHIVED' as const };
  const { blocks } = detailsView(aDetails([open, decided, gone]), {}, english);
  const actionsOf = (finding: Finding) => {
    const block = blocks.find((one) =>
      JSON.stringify(one).includes(`|${finding.vulnerabilityId}>*`),
    );
    const text = JSON.stringify(Object(block).accessory ?? {});
    return [...text.matchAll(/finding_[a-z]+/g)].map(([action]) => action);
  };

  expect(actionsOf(open)).toEqual(['finding_resolve', 'finding_suppress']);
  expect(actionsOf(decided)).toEqual(['finding_reopen']);
  expect(actionsOf(gone)).toEqual([]);
  expect(read(aDetails([decided]))).toMatch(/Suppressed by Ana Silva · .* · until 24 Feb 2027/);
});

test('where an id has no room in a menu, says so', () => {
  const id = `vulnscan/${'x'.repeat(250)}/CVE-2021-44228`;
  const { blocks } = detailsView(aDetails([{ ...log4j[0], id }]), {}, english);

  expect(JSON.stringify(blocks)).toContain('decide it in Security Hub');
  expect(JSON.stringify(blocks)).not.toContain('finding_resolve');
});

test('tells the history newest first, as one line what one person did to several, with the reason', () => {
  const [first, second] = log4j;
  const history = historyOf([
    { finding: first, changes: [CHANGE, { ...CHANGE, seq: 1, action: 'shown', by: 'vulnscan' }] },
    { finding: second, changes: [{ ...CHANGE, seq: 7, at: '2026-11-27T10:12:31.000Z' }] },
  ]);

  expect(history).toMatchObject([
    { action: 'suppress', count: 2, reason: 'not reachable' },
    { action: 'found', count: 2 },
  ]);
  expect(read(aDetails([first], { history }))).toMatch(
    /History\n<!date.*> · <@U0ANA> suppressed 2 · not reachable\n<!date.*> · 2 found by a scan/,
  );
});

test('says that Security Hub did not answer, and shows what the ledger has', () => {
  const text = read(aDetails(log4j, { answered: false }));

  expect(text).toContain('Security Hub did not answer in time');
  expect(text).toContain('2.17.1');
});

test('says what is to do where nothing is known any more', () => {
  const view = emptyDetails({ ref: REF, page: 1 }, {}, english);

  expect(checkView(view)).toEqual([]);
  expect(JSON.stringify(view)).toContain('/vulnscan open');
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('<!channel>', '*_~`', '&<>', '\u202e', '\ud800', '漢字', '', 'x'.repeat(5000)),
  fc.constant('<!here>'.repeat(800)),
);
const path = fc.option(text, { nil: undefined });

const hugeFinding: fc.Arbitrary<Finding> = fc
  .record({
    id: fc.oneof(text, fc.uuid()),
    vulnerabilityId: fc.oneof(text, fc.constant('CVE-2021-44228')),
    title: text,
    name: text,
    installed: text,
    fixed: path,
    place: path,
    images: fc.integer({ min: 0, max: 25 }),
    score: fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: undefined }),
    state: fc.constantFrom('NOTIFIED', 'RESOLVED', 'SUPPRESSED'),
  })
  .map(({ images: count, state, place, fixed, installed, name, score, ...words }) => {
    const [base] = log4jFindings();
    const images = Array.from({ length: count }, (_, index) => ({
      name: `r/${index}${name}`,
      repository: `${index}${name}`,
      services: Array.from({ length: 8 }, (_, each) => `${each}${name}`),
    }));
    const packages = images.flatMap((image) =>
      Array.from({ length: 3 }, (_, each) => ({
        name: 'org.apache.logging.log4j:log4j-core',
        type: 'jar',
        installedVersion: `${each}${installed}`,
        image: image.name,
        ...(place !== undefined && { path: `${each}${place}` }),
        ...(fixed !== undefined && { fixedVersion: fixed }),
      })),
    );
    const finding: Finding = { ...base, ...words, images, packages, workflowStatus: state };
    return score === undefined ? finding : { ...finding, score };
  });

test('fits into a view of Slack whatever the data is', () => {
  fc.assert(
    fc.property(
      fc.array(hugeFinding, { minLength: 1, maxLength: 20 }),
      fc.array(fc.record({ by: text, reason: text }), { maxLength: 40 }),
      fc.record({ name: text, description: text, vector: text, source: text }),
      fc.boolean(),
      (findings, changes, words, answered) => {
        const [first = log4j[0], ...others] = findings;
        const row = { installed: words.vector, target: words.name };
        const remedy = {
          ...remedyOf(LOG4J),
          name: words.name,
          rows: Array.from({ length: 30 }, (_, index) => ({ ...row, installed: `${index}` })),
        };
        const made = changes.map((each, seq) => ({ ...CHANGE, ...each, seq }));
        const { description, vector, source } = words;
        const cvss = [{ version: vector, score: 5, vector, source }];
        const details = aDetails([first, ...others], {
          remedy,
          page: 2,
          pages: 3,
          total: 60,
          entries: uniqueIds([first, ...others]).map((finding) => ({
            finding,
            base: 1,
            description,
            cvss,
          })),
          history: historyOf([{ finding: first, changes: made }]),
          answered,
        });
        for (const context of [english, japanese]) {
          const place = { channel: 'C0SECURITY', responseUrl: `https://x/${'y'.repeat(4000)}` };
          const view = detailsView(details, place, context);
          expect(checkView(view)).toEqual([]);
          expect(isTooLarge(view)).toBe(false);
          expect(view.blocks.length).toBeLessThanOrEqual(LIMITS.blocksPerView);
          expect(formatted(view).filter((each) => /<!(channel|here|everyone)/.test(each))).toEqual(
            [],
          );
        }
      },
    ),
    { numRuns: 20 },
  );
});

/** The texts in which Slack formats. */
function formatted(view: unknown): string[] {
  const texts: string[] = [];
  JSON.stringify(view, (_, value) => {
    if (Object(value).type === 'mrkdwn') texts.push(Object(value).text);
    return value;
  });
  return texts;
}

/** No two findings have the same id. */
function uniqueIds(findings: Finding[]): Finding[] {
  return findings.map((finding, index) => ({ ...finding, id: `${index}${finding.id}` }));
}
