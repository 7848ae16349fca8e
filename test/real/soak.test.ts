import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type System as Playground, startSystem } from '../../playground/system';
import { readConfigFile } from '../../src/config/config-file';
import { SETTLE_MS } from '../../src/domain/timing';
import { DEAD_LETTER_QUEUES, QUEUES } from '../../src/installation';
import { createRandom } from '../sim/random';
import { wrongButtons } from './storm/buttons';
import { workLeft } from './storm/oracle';
import { readAll, type System } from './storm/read-all';
import { buttonsIn } from './storm/shown';

/*
 * The playground's system for a while, with faults, clicks and scans all the time: nothing may pile up. SOAK_MINUTES
 * (2; 15 by hand) and SEED (1) can be set.
 */

const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 2);
const SOAK_MS = MINUTES * 60_000;
const random = createRandom(Number(process.env['SEED'] ?? 1));
const config = readConfigFile('playground/vulnscan.yml');

/** A call to Slack without an answer is settled after SETTLE_MS, and may come up when the rest begins. */
const REST_MS = 2 * SETTLE_MS + 60_000;
const STEP_MS = 1_000;
const STEPS_PER_SCAN = 30;

jest.setTimeout(SOAK_MS + REST_MS + 120_000);

let playground: Playground;
let system: System;

beforeAll(async () => {
  // Jest keeps what is logged, which would count as the system's memory.
  Object.assign(console, { log: () => undefined });
  playground = await startSystem({
    config,
    port: 0,
    awsPort: 0,
    reports: [],
    images: [],
    imageTars: [],
    page: false,
  });
  const { aws, slack, ledger } = playground;
  system = {
    aws,
    slack,
    ledger,
    channel: config.slack.channel,
    queues: {
      work: [QUEUES.intake.name, QUEUES.decide.name, QUEUES.tasks.name],
      dead: DEAD_LETTER_QUEUES.map((name) => QUEUES[name].name),
    },
  };
});
afterAll(() => playground.close());

function setFaults(share: number): void {
  Object.assign(playground.aws.faults, {
    eventsDuplicated: share,
    eventsReordered: share,
    securityHubThrottle: share,
    updateUnprocessed: share,
    importFailed: share / 10,
  });
}

const CLICKS_PER_STEP = 0.5;

async function step(): Promise<void> {
  const { faults } = playground.slack;
  if (random.chance(0.1)) faults.failNext('*', { status: 503 });
  if (random.chance(0.05)) faults.failNext('*', { status: 429, retryAfterSeconds: 1 });
  if (random.chance(0.02)) faults.failNext('chat.update', { dropReply: true });
  if (random.chance(0.02)) faults.failNext('chat.postMessage', { dropReply: true });
  if (random.chance(CLICKS_PER_STEP)) await click();
  if (random.chance(0.1)) await changeElsewhere();
}

/** Somebody resolves or reopens an upgrade. */
async function click(): Promise<void> {
  const places = playground.slack.workspace.messages
    .all()
    .filter(({ channel }) => channel === system.channel)
    .flatMap((message) => buttonsIn(message).map((button) => ({ ...button, ts: message.ts })))
    .filter(({ action }) => action !== 'remedy_suppress');
  if (places.length === 0) return;
  const { ts, blockId, action: actionId } = random.pick(places);
  const container = { type: 'message' as const, channel: system.channel, ts };
  await playground.slack.act({
    do: 'block-action',
    user: 'U0ANA',
    container,
    blockId,
    actionId,
    action: {},
  });
}

async function changeElsewhere(): Promise<void> {
  const all = await readAll(system);
  if (all.length === 0) return;
  const { id: Id, productArn: ProductArn } = random.pick(all);
  playground.aws.hub.call('BatchUpdateFindings', {
    FindingIdentifiers: [{ Id, ProductArn }],
    Workflow: { Status: random.pick(['RESOLVED', 'SUPPRESSED', 'NOTIFIED']) },
    Note: { Text: 'Changed elsewhere.', UpdatedBy: 'console' },
  });
}

/** The heap after garbage was collected, in MB. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed / 1_048_576;
}

async function leftOver(): Promise<string[]> {
  const states = (await readAll(system)).flatMap(({ id, hub, item }) => {
    const held = item?.finding.workflowStatus;
    return held === hub ? [] : [`${id} is ${hub}, in the ledger ${held}`];
  });
  return [...states, ...(await wrongButtons(system)), ...(await workLeft(system))];
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The emulators keep every message, event and audit entry, and the handlers keep what they opened. */
const MOST_GROWTH = { share: 1.3, mb: 20 };

test(`${MINUTES} minutes of clicks, scans and faults leave no work and no memory behind`, async () => {
  const begun = Date.now();
  let early: number | undefined;
  let steps = 0;
  setFaults(0.1);
  for (; Date.now() - begun < SOAK_MS; steps += 1) {
    if (steps % STEPS_PER_SCAN === 0) await playground.scan();
    await step();
    await sleep(STEP_MS);
    if (early === undefined && Date.now() - begun > SOAK_MS / 3) early = heap();
  }
  const late = heap();
  setFaults(0);
  playground.slack.faults.clear();

  const rest = Date.now();
  let left = await leftOver();
  while (left.length > 0 && Date.now() - rest < REST_MS) {
    await sleep(STEP_MS);
    left = await leftOver();
  }

  const seconds = Math.round((Date.now() - rest) / 1_000);
  process.stdout.write(
    `${steps} steps, heap ${early?.toFixed(0)} MB, then ${late.toFixed(0)} MB, at rest after ${seconds} s\n`,
  );
  expect(left).toEqual([]);
  expect((await readAll(system)).length).toBeGreaterThan(0);
  expect(late).toBeLessThan((early ?? 0) * MOST_GROWTH.share + MOST_GROWTH.mb);
});
