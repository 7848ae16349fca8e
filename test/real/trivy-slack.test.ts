import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SlackMessage } from '../../playground/page/protocol';
import type { System } from '../../playground/system';
import { findingId } from '../../src/domain/finding-id';
import { testIf } from '../scanner/corpus';
import { CONFIG, startQuickly } from '../system';
import { imageArchive } from './trivy-db/archive';
import { buildCache, findGo, findTrivy } from './trivy-db/run-trivy';
import { type Build, imageOf } from './trivy-db/services';

/* A real Trivy at one end, Slack at the other, and everything of vulnscan between them. */

const program = findTrivy();
const go = findGo();
const promise = testIf(program !== undefined && go !== undefined);
if (program === undefined || go === undefined)
  process.stderr.write('no Trivy or no Go here: no real scan was followed into Slack.\n');

const LOG4SHELL = 'CVE-2021-44228';
const HOUR = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'vulnscan-trivy-slack-'));
const archive = join(folder, 'worker.tar');
let system: System;

beforeAll(async () => {
  if (program === undefined || go === undefined) return;
  const cacheDir = join(folder, 'cache');
  buildCache(go, cacheDir, new Date(Date.now() - HOUR).toISOString());
  system = await startQuickly({
    config: { ...CONFIG, slack: { ...CONFIG.slack, digestAbove: 50 } },
    reports: [],
    imageTars: [`worker:latest=${archive}`],
    trivy: { program, cacheDir, offline: true },
    patience: 30_000,
  });
});

afterAll(async () => {
  await system?.close();
  rmSync(folder, { recursive: true });
});

promise('what Trivy finds in an image is posted, with package, versions and image', async () => {
  await scan(1);

  const alert = await eventually(() => cards()[0]);
  await eventually(() => status() === 'ACTIVE NOTIFIED' || undefined);
  const text = JSON.stringify(alert);
  for (const word of ['log4j-core', '2.14.1', '2.16.0', 'worker', 'remedy_resolve'])
    expect(text).toContain(word);
});

promise(
  'a build with the package fixed archives the finding, and the message shows it',
  async () => {
    const [before] = cards();

    await scan(2);

    await eventually(() => status() === 'ARCHIVED RESOLVED' || undefined);
    const message = await eventually(() =>
      cards().find((each) => JSON.stringify(each).includes('Gone')),
    );
    expect(message.ts).toBe(before?.ts);
    // 2.15.0 has the other vulnerability still.
    expect(message.text).toContain('1 of 2 vulnerabilities is open');
  },
);

/* Events after a finding's first one wait a minute, until Slack's history shows all that was posted before. */
promise(
  'a build that has the package again reopens the finding, and it is posted again',
  async () => {
    const [before] = cards();

    await scan(1);

    await eventually(() => status() === 'ACTIVE NOTIFIED' || undefined);
    const again = await eventually(() => cards().find(({ ts }) => ts !== before?.ts));
    expect(JSON.stringify(again)).toContain('remedy_resolve');
    expect(JSON.stringify(again)).toMatch(/detected again in worker/);
    expect(cards()).toHaveLength(2);
  },
);

promise("nothing was refused on the way, and each scan's log shows what it did", async () => {
  const logs = system.page.state().tasks.map((task) => task.log.join('\n'));

  expect(logs).toHaveLength(3);
  expect(logs.join('\n')).not.toMatch(/REFUSED|FAILED|"level":"error"/);
  expect(logs.join('\n')).toMatch(/1 fixed|[2-9] fixed/);
  expect(logs.join('\n')).toMatch(/1 reopened|[2-9] reopened/);
});

/** As the next morning's scan would find it: another build behind the same name. */
async function scan(build: Build): Promise<void> {
  writeFileSync(archive, imageArchive(imageOf('worker', build)));
  const before = ended();
  await system.scan();
  await eventually(() => ended() > before || undefined);
}

function ended(): number {
  return system.page.state().tasks.filter(({ lastStatus }) => lastStatus === 'STOPPED').length;
}

function status(): string | undefined {
  const finding = system.page.state().findings.find(({ id }) => id === findingId(LOG4SHELL));
  return finding && `${finding.recordState} ${finding.workflowStatus}`;
}

/** Messages with a card of its upgrade; the message of a scan has none. */
function cards(): SlackMessage[] {
  return system.slack
    .state()
    .messages.filter(({ attachments }) => JSON.stringify(attachments ?? []).includes('log4j-core'));
}

async function eventually<Value>(find: () => Value | undefined): Promise<Value> {
  const end = Date.now() + 130_000;
  while (Date.now() < end) {
    const value = find();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { messages, tasks } = system.page.state();
  const shown = messages.map(({ text }) => text).join('\n');
  throw new Error(`it never came (${status()}):\n${shown}\n${tasks.at(-1)?.log.join('\n')}`);
}
