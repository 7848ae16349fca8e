import { readReport } from '../../../scanner/report';
import { render } from '../../../src/adapters/slack/blocks/render';
import { LIMITS, sizeOfBlocks } from '../../../src/adapters/slack/limits';
import { byUrgency } from '../../../src/domain/by-urgency';
import { type KnownFinding, mergeDetections } from '../../../src/domain/detection';
import { chunksOf, groupBy } from '../../../src/domain/group-by';
import type { RemedyCard } from '../../../src/domain/message';
import { remediesOf } from '../../../src/domain/remedies-of';
import { remedyId } from '../../../src/domain/remedy';
import { mergedRemedy } from '../../../src/domain/remedy-rows';
import { aFinding } from '../../domain/builders';
import { corpusFile, corpusFiles, hasCorpus, testIf } from '../../scanner/corpus';
import { assertWithinLimits } from './breaches';
import { english, japanese } from './kit';

/* Cards of real vulnerabilities, kept outside this repository: none loses its package or its worst finding (issue 15). */

const promise = testIf(hasCorpus);

async function realFindings(): Promise<KnownFinding[]> {
  const reports = await Promise.all(corpusFiles('trivy').map(readReport));
  const byId = groupBy(
    reports.flatMap(({ detections }) => detections),
    ({ vulnerabilityId }) => vulnerabilityId,
  );
  return [...byId.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [aFinding({ id: `vulnscan/${first.vulnerabilityId}`, ...mergeDetections(first, more) })],
  );
}

/** Cards of the findings by their first remedy, worst first. */
function cardsIn(findings: KnownFinding[]): RemedyCard[] {
  const sorted = [...findings].sort(byUrgency);
  const groups = groupBy(sorted, (finding) => remediesOf(finding)[0].key);
  return [...groups].flatMap(([key, [first, ...others]]) => {
    if (first === undefined) return [];
    const entry = (finding: KnownFinding) => ({ finding, base: 0, reason: 'new' as const });
    const remedy = mergedRemedy([first, ...others], key) ?? remediesOf(first)[0];
    const ref = { card: 'scan/s/r1', remedy: remedyId(key), shown: others.length + 1 };
    return [{ ref, remedy, entries: [entry(first), ...others.map(entry)] }];
  });
}

promise('every card shows its package, its worst finding and how many there are', async () => {
  const cards = cardsIn(await realFindings());
  const lost: string[] = [];
  for (const card of cards) {
    for (const context of [english, japanese]) {
      const payload = render({ kind: 'cards', cards: [card] }, context);
      assertWithinLimits(payload);
      if (!hasFacts(card, JSON.stringify(payload))) lost.push(card.remedy.key);
    }
  }

  expect(cards.length).toBeGreaterThan(100);
  expect(lost).toEqual([]);
});

promise('any five cards fit into one message, and each keeps its buttons', async () => {
  const cards = cardsIn(await realFindings());
  const sizes: number[] = [];
  for (const five of chunksOf(cards, 5)) {
    const [first, ...others] = five.map((card, index) => ({
      ...card,
      ref: { ...card.ref, card: `scan/5f0c1f8a-3c5b-4f0e-9d0a-2f6c1e9b7a11/u${index}` },
    }));
    if (first === undefined) continue;
    for (const context of [english, japanese]) {
      const payload = render({ kind: 'cards', cards: [first, ...others] }, context);
      sizes.push(sizeOfBlocks(payload));
      for (const { blocks } of payload.attachments) expect(blocks.at(-1)?.type).toBe('actions');
    }
  }

  expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMITS.charactersOfBlocks);
});

promise(
  'the hostile report of the cases is shown without a mention or a foreign link, and cut',
  async () => {
    const { detections } = await readReport(corpusFile('cases/hostile-text.json'));
    const findings = detections.map((each) =>
      aFinding({ id: `vulnscan/${each.vulnerabilityId}`, ...each }),
    );
    const cards = cardsIn(findings);

    for (const context of [english, japanese]) {
      for (const card of cards) {
        const payload = render({ kind: 'cards', cards: [card] }, context);
        const mrkdwn = JSON.stringify(payload)
          .replaceAll(/"plain_text","text":"(\\"|[^"])*"/g, '')
          .replaceAll(/"(value|accessibility_label)":"(\\.|[^"\\])*"/g, '')
          .replaceAll(/<!date[^>]*>/g, '');

        assertWithinLimits(payload);
        expect(mrkdwn).not.toMatch(/<!|<@|<https:\/\/evil|\*bold\*/);
      }
    }
    const drawn = cards.map((card) => render({ kind: 'cards', cards: [card] }, english));
    expect(JSON.stringify(drawn)).toContain('…');
  },
);

/** The package's name, the id to do first, and the number of findings. */
function hasFacts({ remedy, entries }: RemedyCard, shown: string): boolean {
  const [{ finding }] = entries;
  const count = entries.length === 1 ? '' : String(entries.length);
  return [remedy.name.slice(0, 50), finding.vulnerabilityId, count].every((fact) =>
    shown.includes(fact),
  );
}
