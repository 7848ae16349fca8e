import { parseReport } from '../../scanner/report';
import type { ImageScan } from '../../src/domain/detection';
import type { Message } from '../../src/domain/message';
import type { ScanCompleted } from '../../src/domain/scan';
import { reportScan } from '../../src/usecases/report-scan';
import { createFakeTasks } from '../fakes/tasks';
import { alertWorld, shownIn } from '../usecases/alert-world';
import { createScanWorld } from '../usecases/scan-world';

const LIBRARIES = 12;
const FINDINGS = 120;

const idOf = (index: number) => `CVE-2026-${1000 + index}`;

/** A report of Trivy with 120 CRITICAL vulnerabilities in 12 libraries, in an image that nothing reaches from outside. */
async function report(): Promise<ImageScan> {
  const vulnerabilities = Array.from({ length: FINDINGS }, (_, index) => ({
    VulnerabilityID: idOf(index),
    PkgName: `library-${index % LIBRARIES}`,
    InstalledVersion: '1.0.0',
    FixedVersion: `1.0.${1 + Math.floor(index / LIBRARIES)}`,
    Severity: 'CRITICAL',
    Title: `trouble ${index}`,
  }));
  const json = {
    SchemaVersion: 2,
    ArtifactName: 'web:1',
    ArtifactType: 'container_image',
    Results: [
      {
        ...{ Target: 'package-lock.json', Class: 'lang-pkgs', Type: 'npm' },
        Vulnerabilities: vulnerabilities,
      },
    ],
  };
  const chunks = async function* () {
    yield Buffer.from(JSON.stringify(json));
  };
  const scan = await parseReport(chunks(), 'web.json');
  const image = { ...scan.image, exposure: { exposed: 'no', source: 'configured' } as const };
  return {
    ...scan,
    image,
    detections: scan.detections.map((each) => ({ ...each, images: [image] })),
  };
}

/** The messages of a scan of the report, by the default of `slack.digestAbove`. `exploited`: ids that CISA lists. */
async function posted(exploited: string[]) {
  const since = { since: '2026-11-24', ransomware: false };
  const feeds = { stale: [], exploited: new Map(exploited.map((id) => [id, since])) };
  const scanner = createScanWorld({ feeds });
  const { placed, counts } = await scanner.scan([await report()]);
  const world = alertWorld({ digestAbove: 1 });
  for (const finding of scanner.hub.findings()) await world.hear(finding);
  await world.settle();
  const event: ScanCompleted = {
    type: 'Scan Completed',
    scanId: 'scan-1',
    taskArn: 'arn:scheduled',
    at: world.clock.now().toISOString(),
    counts,
    ...(placed && { placed }),
    images: [{ image: 'web', findings: {} }],
    refused: 0,
    held: [],
    durationMs: 1,
  };
  const deps = { ...world.deps, tasks: createFakeTasks(world.clock.now) };
  await reportScan(deps, { kind: 'event', event });
  await world.settle();
  return world.channel.messages;
}

type Posted = Awaited<ReturnType<typeof posted>>;

const cardsIn = (message: Message) => (message.kind === 'cards' ? message.cards : []);

function inChannel(messages: Posted): string[] {
  return messages.flatMap(({ key, ref }) => (ref.threadTs === undefined ? [key] : []));
}

/** How many findings each card shows with buttons. */
function sizes(messages: Posted): number[] {
  return messages.flatMap(({ message }) =>
    cardsIn(message).map(({ entries }) => entries.filter((each) => !each.shownAgain).length),
  );
}

describe('120 critical findings in 12 libraries are 12 cards', () => {
  const tenEach = Array.from({ length: LIBRARIES }, () => FINDINGS / LIBRARIES);

  test('in the thread of one message if nothing is due within three days, each with the version that clears it', async () => {
    const messages = await posted([]);

    expect(inChannel(messages)).toEqual(['scan/scan-1']);
    expect(sizes(messages)).toEqual(tenEach);
    expect(new Set(messages.flatMap(({ message }) => shownIn(message))).size).toBe(FINDINGS);
    const rows = messages.flatMap(({ message }) =>
      cardsIn(message).flatMap(({ remedy }) => remedy.rows),
    );
    expect(rows).toEqual(tenEach.map(() => ({ installed: '1.0.0', target: '1.0.10' })));
  });

  test('and one more message in the channel has those that are due within three days', async () => {
    const messages = await posted([idOf(3), idOf(7)]);

    expect(inChannel(messages).sort()).toEqual(['scan/scan-1', 'scan/scan-1/u1']);
    const urgent = messages.find(({ key }) => key === 'scan/scan-1/u1');
    const names = urgent && cardsIn(urgent.message).map(({ remedy }) => remedy.name);
    expect(names?.sort()).toEqual(['library-3', 'library-7']);
    expect(sizes(messages)).toEqual(tenEach);
  });
});
