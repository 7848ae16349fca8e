/**
 * Time and memory of one task that compares what was scanned with Security Hub, plans, and writes the index; without Trivy.
 * Usage: many-images.ts task|streamed IMAGES [VULNERABILITIES [ENTRIES]]; `streamed` reads what was seen one vulnerability at
 * a time, as the reconciliation of a scan over several tasks does. Each size needs a process of its own, for its memory.
 */
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createDetectionStore } from '../../src/adapters/archive/detections';
import { createIndexStore } from '../../src/adapters/archive/index-store';
import { parseFinding } from '../../src/adapters/security-hub/asff/parse-finding';
import { contentOf, toAsff } from '../../src/adapters/security-hub/asff/to-asff';
import { createCompare } from '../../src/adapters/versions/compare';
import { type CollectedScans, createCollector } from '../../src/domain/collected-scans';
import type { KnownFinding } from '../../src/domain/detection';
import type { FindingImport } from '../../src/domain/finding-import';
import { knownImages } from '../../src/domain/known-images';
import type { ReconcileOptions } from '../../src/domain/plan';
import { readFacts, remediesOfScan } from '../../src/domain/remedies-of-scan';
import { createRebuilds } from '../../src/domain/remedy-rebuild';
import type { SeenVulnerabilities } from '../../src/domain/seen-vulnerabilities';
import type { Archive } from '../../src/ports/archive';
import type { FindingStore } from '../../src/ports/findings';
import { archiveDetections } from '../../src/usecases/archive-scan';
import { importScan } from '../../src/usecases/import-scan';
import { planScan } from '../../src/usecases/plan-scan';
import { writeIndex } from '../../src/usecases/write-index';
import { type Fleet, scansOf, seenOf } from './fleet';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const target = {
  ...{ account: '123456789012', region: 'eu-west-1', partition: 'aws' as const },
  productArn: 'arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default',
};
const log = { info() {}, warn() {}, error: console.error };

/** A folder with what is in Security Hub: one finding a line. */
interface Hub {
  file: string;
}

export interface Figures {
  title: string;
  /** Of the processor, by step. */
  seconds: Record<string, number>;
  /** Megabytes. */
  rss: number;
  findings: number;
  entries: number;
}

/** One task scans all images itself: the first scan, whose findings are all new, and the same again. */
export async function measureTask(fleet: Fleet): Promise<Figures[]> {
  return withHub(async (hub) => {
    const seconds: Record<string, number> = {};
    const collector = createCollector();
    await timed(seconds, 'collect', async () => {
      for (const scan of scansOf(fleet)) collector.add(scan);
    });
    const seen = collector.collected();
    const first = await run('first', seen, hub, seconds, seen);
    return [first, await run('again', seen, hub, {}, seen)];
  });
}

/** What was seen is read one vulnerability at a time. */
export async function measureStreamed(fleet: Fleet): Promise<Figures[]> {
  return withHub(async (hub) => {
    const seen = seenOf(fleet);
    return [await run('first', seen, hub, {}), await run('again', seen, hub, {})];
  });
}

async function withHub<T>(act: (hub: Hub) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vulnscan-many-images-'));
  try {
    return await act({ file: join(folder, 'findings.jsonl') });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function run(
  title: string,
  seen: SeenVulnerabilities,
  hub: Hub,
  seconds: Record<string, number>,
  collected?: CollectedScans,
): Promise<Figures> {
  const now = new Date(title === 'first' ? '2026-11-24T03:00:00Z' : '2026-11-24T15:00:00Z');
  const clock = { now: () => now, sleep: async () => undefined };
  const store = storeIn(hub, title === 'first');
  const scanId = `scan-${title}`;
  const planned = await timed(seconds, 'plan', () =>
    planScan({ store, remedies }, seen, optionsAt(now)),
  );
  const { plan, known } = planned;
  const ids = new Set(plan.steps.map(({ content }) => content.detection.vulnerabilityId));
  const rebuild = await timed(seconds, 'rebuilds', () => createRebuilds(seen, (id) => ids.has(id)));
  await timed(seconds, 'known images', () => knownImages(known, seen, plan, 'vulnerability'));
  await timed(seconds, 'import', async () =>
    importScan(
      { store, clock, log },
      { plan, scanId, target, rebuildOf: ({ images }) => rebuild(images) },
    ),
  );
  const index = createIndexStore(nowhere, log);
  const scan = { scanId, at: now.toISOString(), seen, failed: [], vanished: [] };
  if (collected !== undefined) {
    const detections = createDetectionStore(nowhere, log);
    await timed(seconds, 'detections', () =>
      archiveDetections({ detections }, collected, { scanId, at: scan.at }),
    );
  }
  await timed(seconds, 'index', () => writeIndex({ index, clock, log }, scan));
  const entries = await countEntries(seen);
  return { title, seconds, rss: peak(), findings: plan.steps.length + known.length, entries };
}

async function remedies(seen: SeenVulnerabilities, known: KnownFinding[]) {
  return remediesOfScan(await readFacts(seen), { compare: createCompare(), known });
}

async function countEntries(seen: SeenVulnerabilities): Promise<number> {
  let entries = 0;
  for await (const { detections } of seen.read()) entries += detections.length;
  return entries;
}

async function timed<T>(
  into: Record<string, number>,
  name: string,
  act: () => Promise<T>,
): Promise<T> {
  const before = process.cpuUsage();
  const result = await act();
  const { user, system } = process.cpuUsage(before);
  into[name] = (user + system) / 1e6;
  return result;
}

function peak(): number {
  return process.resourceUsage().maxRSS / 1024;
}

function optionsAt(now: Date): Omit<ReconcileOptions, 'remediesOf'> {
  return {
    ...{
      scope: 'vulnerability',
      severities: ['CRITICAL', 'HIGH'],
      dueWithin: 14 * DAY,
      onlyFixable: false,
    },
    ...{ feeds: { stale: [] }, reopenAfter: DAY, reask: [], now, target, complete: true },
    contentOf: (content) => contentOf(content, target),
  };
}

/** Security Hub in a file. The first scan writes it, the second one reads it. */
function storeIn(
  { file }: Hub,
  isFirst: boolean,
): Pick<FindingStore, 'list' | 'get' | 'importAll' | 'update'> {
  return {
    async *list() {
      if (isFirst) return;
      for await (const line of createInterface({ input: createReadStream(file) })) {
        yield parseFinding(JSON.parse(line));
      }
    },
    get: async () => [],
    update: async () => ({ updated: [], refused: [] }),
    importAll: async (findings) => {
      if (isFirst) await writeLines(file, findings);
      return { imported: findings.length, refused: [] };
    },
  };
}

async function writeLines(file: string, findings: FindingImport[]): Promise<void> {
  const stream = createWriteStream(file);
  for (const { content, stamp, target } of findings) {
    const stored = { ...toAsff(content, stamp, target), Workflow: { Status: 'NOTIFIED' } };
    const isFull = !stream.write(`${JSON.stringify(stored)}\n`);
    if (isFull) await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
  }
  await new Promise<void>((resolve) => stream.end(() => resolve()));
}

/** An archive that keeps nothing. */
const nowhere: Archive = {
  get: async () => undefined,
  put: async () => true,
  putFile: async () => true,
  getFile: async () => false,
  async *list() {},
  delete: async () => undefined,
};

function say(
  { images, vulnerabilities }: Fleet,
  { title, seconds, rss, findings, entries }: Figures,
): void {
  const parts = Object.entries(seconds).map(([name, value]) => `${name} ${value.toFixed(1)} s`);
  const total = Object.values(seconds).reduce((sum, value) => sum + value, 0);
  console.log(
    `${title}: ${images} images, ${entries} entries, ${vulnerabilities} vulnerabilities, ${findings} findings: ` +
      `${total.toFixed(1)} s, ${rss.toFixed(0)} MB at the peak (${parts.join(', ')})`,
  );
}

async function main([kind, images, vulnerabilities, entries]: string[]): Promise<void> {
  const fleet = {
    images: Number(images ?? 1_000),
    vulnerabilities: Number(vulnerabilities ?? 20_000),
    entries: Number(entries ?? 300),
  };
  const measure = kind === 'streamed' ? measureStreamed : measureTask;
  for (const figures of await measure(fleet)) say(fleet, figures);
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
