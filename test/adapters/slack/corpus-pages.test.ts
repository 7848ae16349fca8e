import { readReport } from '../../../scanner/report';
import { render } from '../../../src/adapters/slack/blocks/render';
import { LIMITS, sizeOfBlocks } from '../../../src/adapters/slack/limits';
import { type KnownFinding, mergeDetections } from '../../../src/domain/detection';
import { groupBy } from '../../../src/domain/group-by';
import { placeOnPages } from '../../../src/domain/scan-pages';
import { aFinding } from '../../domain/builders';
import { corpusFile, corpusFiles, hasCorpus, testIf } from '../../scanner/corpus';
import { assertWithinLimits } from './breaches';
import { english, japanese } from './kit';

/* Digest pages of real vulnerabilities, kept outside this repository: none loses its title or its package (issue 13). */

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

function pagesOf(findings: KnownFinding[]): KnownFinding[][] {
  const pages = placeOnPages(findings, (finding) => finding);
  return [...groupBy(findings, (finding) => pages.get(finding)?.name).values()];
}

promise(
  'every entry of every digest page has its title and its package, in both languages',
  async () => {
    const lost: string[] = [];
    for (const page of pagesOf(await realFindings())) {
      const entries = page.map((finding) => ({ finding, base: 0, reason: 'new' as const }));
      for (const context of [english, japanese]) {
        const payload = render({ kind: 'page', entries }, context);

        expect(sizeOfBlocks(payload)).toBeLessThanOrEqual(LIMITS.charactersOfBlocks);
        for (const finding of page) {
          const shown = payload.attachments.filter((each) =>
            JSON.stringify(each).includes(`"[\\"${finding.id}\\",`),
          );
          if (!hasFacts(finding, JSON.stringify(shown))) lost.push(finding.vulnerabilityId);
        }
      }
    }

    expect(lost).toEqual([]);
  },
);

promise(
  'the hostile report of the cases is shown without a mention or a foreign link, and cut',
  async () => {
    const { detections } = await readReport(corpusFile('cases/hostile-text.json'));
    const findings = detections.map((each) =>
      aFinding({ id: `vulnscan/${each.vulnerabilityId}`, ...each }),
    );
    const entries = findings.map((finding) => ({ finding, base: 0, reason: 'new' as const }));

    for (const context of [english, japanese]) {
      for (const message of [
        { kind: 'page' as const, entries },
        ...entries.map((entry) => ({ kind: 'alert' as const, entry })),
      ]) {
        const payload = render(message, context);
        const mrkdwn = JSON.stringify(payload).replaceAll(/"plain_text","text":"(\\"|[^"])*"/g, '');

        assertWithinLimits(payload);
        expect(mrkdwn).not.toMatch(/<!|<@|<https:\/\/evil|\*bold\*/);
      }
    }
    expect(JSON.stringify(render({ kind: 'page', entries }, english))).toContain('…');
  },
);

/** The first words of the title, and a package. */
function hasFacts({ title, packages }: KnownFinding, shown: string): boolean {
  const beginning = JSON.stringify(title.replace(/\s+/g, ' ').slice(0, 45)).slice(1, -1);
  return shown.includes(beginning) && packages.some(({ name }) => shown.includes(name));
}
