import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { ENTRIES } from './generated-images';
import { bundled, type Measured, measure } from './measure';

/*
 * A scan over several tasks of generated images: each step is a process of its own, and all of them share an archive in a
 * folder. Trivy takes no part, nor do the start of a task and the network.
 */

interface Step extends Measured {
  read: number;
  written: number;
  hub: number;
}

/** MB. The Java database, compressed, is about as large, and random bytes are its worst case. */
const DATABASE = 600;

export async function benchFanOut(work: string, counts: number[]): Promise<void> {
  const program = await bundled(work, 'fan-out-step');
  const hub = await startHub();
  try {
    for (const images of counts) {
      const folder = mkdtempSync(join(work, 'fan-out-'));
      await benchImages((args) => run(program, hub.url, folder, args), folder, images);
      rmSync(folder, { recursive: true });
    }
    const folder = mkdtempSync(join(work, 'databases-'));
    await benchDatabases((args) => run(program, hub.url, folder, args), folder);
  } finally {
    hub.close();
  }
}

type Run = (args: string[]) => Promise<Step>;

async function run(program: string, url: string, folder: string, args: string[]): Promise<Step> {
  const [step = '', ...rest] = args;
  const measured = await measure(process.execPath, [program, step, folder, ...rest], {
    BENCH_HUB: url,
  });
  const calls: Omit<Step, keyof Measured> = JSON.parse(
    readFileSync(join(folder, 'calls.json'), 'utf8'),
  );
  return { ...measured, ...calls };
}

async function benchImages(start: Run, folder: string, images: number): Promise<void> {
  writeDatabase(folder, Buffer.from('a database'));
  console.log(`${images} generated images with ${ENTRIES} entries each, over several tasks`);
  const idle = await start(['start']);
  say('a process that does nothing', idle, idle);
  say('plan', await start(['plan', String(images)]), idle);
  const shards = readdirSync(join(folder, 'archive', 'runs', 'bench', 'shards')).sort();
  const results: Step[] = [];
  for (const shard of shards) results.push(await start(['shard', String(images), shard]));
  const longest = results.reduce((a, b) => (a.seconds > b.seconds ? a : b));
  const largest = Math.max(...results.map(({ megabytes }) => megabytes));
  say(`the longest of ${shards.length} shards`, { ...longest, megabytes: largest }, idle);
  say('reconciliation', await start(['reconcile', String(images)]), idle);
}

async function benchDatabases(start: Run, folder: string): Promise<void> {
  writeDatabase(folder, Buffer.from('a database'));
  await start(['plan', '100']);
  const idle = await start(['start']);
  await writeRandom(join(folder, 'cache', 'db', 'trivy.db'));
  console.log(`A database of ${DATABASE} MB that cannot be compressed, into the archive and back`);
  say('put by the plan', await start(['keep', '100']), idle);
  await start(['plan', '100']);
  say('loaded by a task', await start(['load', '100']), idle);
}

function writeDatabase(folder: string, content: Buffer): void {
  const place = join(folder, 'cache', 'db');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'trivy.db'), content);
  writeFileSync(join(place, 'metadata.json'), '{"Version":2}');
}

async function writeRandom(file: string): Promise<void> {
  const stream = createWriteStream(file);
  for (let megabyte = 0; megabyte < DATABASE; megabyte += 1)
    if (!stream.write(randomBytes(1_000_000))) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
}

function say(title: string, step: Step, idle: Step): void {
  const { seconds, megabytes, read, written, hub } = step;
  const times = (seconds / idle.seconds).toFixed(1);
  const calls = `${read} reads and ${written} other calls of the archive, ${hub} of Security Hub`;
  console.log(
    `  ${title.padEnd(30)} ${seconds.toFixed(1)} s (${times}x), ${megabytes.toFixed(0)} MB (${(megabytes / idle.megabytes).toFixed(1)}x), ${calls}`,
  );
}

/** A Security Hub that has nothing and takes everything: what it does itself is not measured. */
async function startHub(): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const isImport = request.url?.startsWith('/findings/import') ?? false;
    const count = isImport ? (text.match(/"SchemaVersion"/g) ?? []).length : 0;
    const answer = isImport
      ? { SuccessCount: count, FailedCount: 0, FailedFindings: [] }
      : { Findings: [] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
