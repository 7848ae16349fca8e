import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { shippedEntries } from '../../playground/feeds';
import type { PageFinding, PageTraffic, SlackMessage } from '../../playground/page/protocol';
import type { System } from '../../playground/system';
import { findingId } from '../../src/domain/finding-id';
import { corpusFiles, hasCorpus, testIf } from '../scanner/corpus';
import { startQuickly } from '../system';

/* Real reports, kept outside this repository, through the whole loop; test/scanner/corpus.ts says where they are. */

jest.setTimeout(420_000);
if (!hasCorpus)
  process.stderr.write('no corpus here (VULNSCAN_CORPUS): real reports were not tried.\n');
const promise = testIf(hasCorpus);

const REPORTS = corpusFiles('trivy');
/** The values of buttons that resolve an upgrade. */
const RESOLVE = /"action_id":"remedy_resolve",.*?"value":("(?:[^"\\]|\\.)*")/g;

let system: System;
const traffic: PageTraffic[] = [];

beforeAll(async () => {
  if (!hasCorpus) return;
  system = await startQuickly({ reports: REPORTS, tickMs: 5_000, patience: 40_000 });
  system.page.onEvent((event) => {
    if (event.type === 'traffic') traffic.push(event.entry);
  });
  await system.scan();
  await settled(() => findings().length > 0 && findings().every(isNotified));
});

// A function may be painting when the last finding is NOTIFIED.
afterAll(() => system?.close(), 60_000);

promise(
  'there is one finding for each vulnerability that is severe enough or known to be exploited, and no other',
  () => {
    const expected = new Set(REPORTS.flatMap(wantedIds));

    expect(ids(findings())).toEqual([...expected].map((id) => findingId(id)).sort());
    expect(expected.size).toBeGreaterThan(0);
  },
);

promise('no report is left out', () => {
  const known = new Set(ids(findings()));
  const lost = REPORTS.flatMap((file) =>
    wantedIds(file)
      .filter((id) => !known.has(findingId(id)))
      .map((id) => `${basename(file)}: ${id}`),
  );

  expect(lost).toEqual([]);
});

promise('Security Hub refuses no finding, and all are NOTIFIED', () => {
  const [task, ...others] = system.page.state().tasks;

  expect(others).toEqual([]);
  expect(task?.log.filter((line) => /refused|level":"error/.test(line))).toEqual([]);
  expect(findings().filter((finding) => !isNotified(finding))).toEqual([]);
});

promise(
  'Slack accepts every message, and each finding can be decided in exactly one message',
  () => {
    const refused = traffic.filter(
      ({ to, outcome = 'ok' }) => to === 'slack' && !/^(ok|200)$/.test(outcome),
    );
    const decidable = messages().flatMap(countsOf);

    expect(refused).toEqual([]);
    expect(decidable.reduce((sum, count) => sum + count, 0)).toBe(findings().length);
  },
);

promise('many findings give one message in the channel, plus the page of what is due soon', () => {
  const posted = messages().filter(({ threadTs }) => threadTs === undefined);
  const digests = posted.filter(({ text }) => text.includes(`${findings().length} new`));

  // What Trivy could not judge is said in the digest.
  expect(digests).toHaveLength(1);
  expect(posted.length).toBeLessThanOrEqual(2);
});

/** How many findings each of its cards decides: see the value of a card's buttons. */
function countsOf(message: SlackMessage): number[] {
  return [...JSON.stringify(message).matchAll(RESOLVE)].map(([, value = '""']) => {
    const tuple: unknown[] = JSON.parse(JSON.parse(value));
    return Number(tuple[3]);
  });
}

interface RawResult {
  Vulnerabilities?: { VulnerabilityID?: string; Severity?: string }[] | null;
}

/** Straight from the file, with nothing of ours between. */
function wantedIds(file: string): string[] {
  const json: { Results?: RawResult[] } | RawResult[] = JSON.parse(readFileSync(file, 'utf8'));
  const results = Array.isArray(json) ? json : (json.Results ?? []);
  const exploited = new Set(shippedEntries().map(({ cveID }) => cveID));
  const wanted = results
    .flatMap(({ Vulnerabilities }) => Vulnerabilities ?? [])
    .filter(
      ({ Severity, VulnerabilityID = '' }) =>
        Severity === 'CRITICAL' || Severity === 'HIGH' || exploited.has(VulnerabilityID),
    );
  return [...new Set(wanted.flatMap(({ VulnerabilityID }) => VulnerabilityID ?? []))];
}

function findings(): PageFinding[] {
  return system.page.state().findings;
}

function ids(of: PageFinding[]): string[] {
  return of.map(({ id }) => id).sort();
}

function isNotified({ workflowStatus }: PageFinding): boolean {
  return workflowStatus === 'NOTIFIED';
}

function messages(): SlackMessage[] {
  return system.slack.state().messages;
}

async function settled(holds: () => boolean): Promise<void> {
  const end = Date.now() + 380_000;
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
}
