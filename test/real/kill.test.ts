import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { WebClient } from '@slack/web-api';
import { buildSync } from 'esbuild';
import { type Aws, startAws } from '../../emulators/aws/server';
import { defaultChannels } from '../../emulators/slack/people';
import { type RunningSlack, startSlack } from '../../emulators/slack/server';
import { functionEnvironment, putEnvironment } from '../../playground/environment';
import { prepareAccount } from '../../playground/prepare-account';
import { createJobQueue } from '../../src/adapters/job-queue';
import type { parseFinding } from '../../src/adapters/security-hub/asff/parse-finding';
import { createFindingStore } from '../../src/adapters/security-hub/store';
import { readMetadata } from '../../src/adapters/slack/metadata';
import { productArn } from '../../src/config/aws-names';
import { readConfigFile } from '../../src/config/config-file';
import { aFinding } from '../emulators/aws/support';
import { createRandom } from '../sim/random';
import { type RunningProxy, startProxy, TROUBLES } from './proxy';

/*
 * The same faults as in test/sim, on real processes over HTTP: the workers are killed with SIGKILL at random moments,
 * while a proxy between them and both services loses, delays and doubles what they send. The services do only what
 * services do by themselves: Slack fails and limits, Security Hub throttles, leaves updates undone and is read stale,
 * events arrive doubled and out of order. KILLS (200) and SEED (1) can be set.
 */

const KILLS = Number(process.env['KILLS'] ?? 200);
const random = createRandom(Number(process.env['SEED'] ?? 1));
const FINDINGS = 40;
const CONFIG = readConfigFile('playground/vulnscan.yml');
const config = { ...CONFIG, slack: { ...CONFIG.slack, digestAbove: 50 } };
const secrets = { botToken: 'xoxb-kill-test', signingSecret: 'f'.repeat(32) };

jest.setTimeout(900_000);

/** Jumps over the time in which a killed worker's records are hidden. */
let shift = 0;
const HIDDEN_MS = 361_000;
const clock = () => Date.now() + shift;

let aws: Aws;
let slack: RunningSlack;
let worker: ChildProcess | undefined;
let environment: Record<string, string>;
let proxies: { aws: RunningProxy; slack: RunningProxy };
const folder = mkdtempSync(join(tmpdir(), 'vulnscan-kill-'));
const script = join(folder, 'worker.js');

beforeAll(async () => {
  buildSync({
    entryPoints: ['test/real/kill-worker.ts'],
    bundle: true,
    platform: 'node',
    outfile: script,
    logLevel: 'error',
  });
  aws = await startAws({
    now: () => new Date(clock()),
    lag: { min: 0, max: 300 },
    rates: false,
    account: config.aws.account,
    region: config.aws.region,
  });
  const access = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: config.aws.region,
    AWS_ACCESS_KEY_ID: 'AKIAKILLTEST',
    AWS_SECRET_ACCESS_KEY: 'kill-test-secret-key',
  };
  putEnvironment(access);
  const account = await prepareAccount(config, secrets);
  slack = await startSlack({
    name: 'vulnscan',
    botId: 'B0VULNSCAN',
    botUserId: 'U0VULNSCAN',
    appId: 'A0VULNSCAN',
    port: 0,
    token: secrets.botToken,
    signingSecret: secrets.signingSecret,
    teamId: config.slack.team,
    channels: defaultChannels('U0VULNSCAN').map((channel, index) =>
      index === 0 ? { ...channel, id: config.slack.channel } : channel,
    ),
    clock,
    rates: false,
    deliver: async () => ({ statusCode: 200, body: '' }),
  });
  environment = {
    ...access,
    ...functionEnvironment(config, account, `${slack.url}/api/`),
  };
  putEnvironment(environment);
  proxies = {
    aws: await startProxy({ target: aws.url, random, shares: SHARES, mayDouble: () => true }),
    slack: await startProxy({ target: slack.url, random, shares: SHARES, mayDouble: isHarmless }),
  };
});

afterAll(async () => {
  await kill();
  await proxies.aws.close();
  await proxies.slack.close();
  await slack.close();
  await aws.close();
  rmSync(folder, { recursive: true });
});

const SHARES = { 'lost request': 0.1, 'lost reply': 0.1, late: 0.1, doubled: 0.1 };

/**
 * Two equal posts nobody but Slack could tell apart, and TCP doubles no request: a post arrives once or not at all, late
 * or unanswered.
 */
function isHarmless(path: string): boolean {
  return /^\/api\/((conversations|users|usergroups|auth|team)\.|chat\.update$)/.test(path);
}

/** What the services do by themselves while workers are killed; until they may come to rest. */
function startFaults(): void {
  aws.faults.eventsDuplicated = 0.2;
  aws.faults.eventsReordered = 0.2;
  aws.faults.securityHubThrottle = 0.1;
  aws.faults.updateUnprocessed = 0.1;
}

function endFaults(): void {
  proxies.aws.calm();
  proxies.slack.calm();
  slack.faults.clear();
  aws.faults.eventsDuplicated = 0;
  aws.faults.eventsReordered = 0;
  aws.faults.securityHubThrottle = 0;
  aws.faults.updateUnprocessed = 0;
}

/** One coming call to Slack is refused. */
function disturbSlack(): void {
  if (random.chance(0.1)) slack.faults.failNext('*', { status: 503 });
  if (random.chance(0.1)) slack.faults.failNext('*', { status: 429, retryAfterSeconds: 1 });
}

/** The worker's world, with the proxies in between. Resolves when it is ready to work, however busy the machine. */
async function start(): Promise<void> {
  const throughProxies = Object.entries(environment).map(([name, value]) => [
    name,
    value.replace(aws.url, proxies.aws.url).replace(slack.url, proxies.slack.url),
  ]);
  worker = spawn(process.execPath, [script], {
    env: {
      ...process.env,
      ...Object.fromEntries(throughProxies),
      CLOCK_SHIFT_MS: String(shift),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const said of [worker.stdout, worker.stderr]) {
    // KILL_LOG=1 shows what the workers say.
    said?.on('data', (part) => process.env['KILL_LOG'] && process.stderr.write(part));
  }
  if (worker.stdout) await once(worker.stdout, 'data');
}

/** Nothing is under way for as long as the clock then jumps. */
async function kill(): Promise<void> {
  if (worker?.kill('SIGKILL')) await once(worker, 'exit');
  await Promise.all([proxies.aws.settle(), proxies.slack.settle()]);
}

async function importFindings(): Promise<void> {
  const hub = new SecurityHubClient();
  const Findings = Array.from({ length: FINDINGS }, (_, number) => {
    const id = `CVE-2026-${1000 + number}`;
    return aFinding({
      Id: `vulnscan/${id}`,
      GeneratorId: `Trivy/${id}`,
      AwsAccountId: config.aws.account,
      ProductArn: productArn(config),
    });
  });
  const { FailedFindings = [] } = await hub.send(new BatchImportFindingsCommand({ Findings }));
  expect(FailedFindings).toEqual([]);
}

/** How often each finding is shown, by its key, and where. */
async function shown(): Promise<Map<string, string[]>> {
  const client = new WebClient(secrets.botToken, { slackApiUrl: `${slack.url}/api/` });
  const { messages = [] } = await client.conversations.history({
    channel: config.slack.channel,
    include_all_metadata: true,
    limit: 999,
  });
  const places = new Map<string, string[]>();
  for (const { ts = '', metadata } of messages) {
    for (const { key } of readMetadata(metadata)?.event_payload.entries ?? []) {
      places.set(key, [...(places.get(key) ?? []), ts]);
    }
  }
  return places;
}

async function findings() {
  const store = createFindingStore({
    clock: { now: () => new Date(), sleep },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    account: config.aws.account,
    products: [productArn(config)],
    pace: async () => undefined,
  });
  const all: ReturnType<typeof parseFinding>[] = [];
  for await (const finding of store.list({})) all.push(finding as ReturnType<typeof parseFinding>);
  return all;
}

/** Somebody resolves what is shown and not decided yet, now and then. */
async function clickSome(clicked: Set<string>): Promise<void> {
  const queue = createJobQueue(environment['ACTIONS_QUEUE_URL'] ?? '', 3);
  for (const { id, productArn: product, placement } of await findings()) {
    if (placement === undefined || clicked.has(id) || !random.chance(0.3)) continue;
    clicked.add(id);
    const actionTs = (clock() / 1000).toFixed(6);
    await queue.send({
      type: 'decide',
      keys: [{ id, productArn: product }],
      request: {
        decision: { kind: 'resolve' },
        actor: { userId: 'U0ANA', teamId: config.slack.team, name: 'Ana' },
        actionTs,
      },
      message: { channel: placement.channel, ts: placement.ts },
      origin: { requestId: `${id}/${actionTs}` },
    });
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Findings that are not what they should be in the end. */
async function leftOver(clicked: Set<string>): Promise<string[]> {
  return (await findings())
    .filter(
      ({ id, workflowStatus }) => workflowStatus !== (clicked.has(id) ? 'RESOLVED' : 'NOTIFIED'),
    )
    .map(({ id, workflowStatus }) => `${id} is ${workflowStatus}, clicked: ${clicked.has(id)}`);
}

/** The longest back-off. */
const BACK_OFF_MS = 16 * 60_000;
const ROUNDS = 4;
/** One worker within Slack's limits does about one job a second. */
const ROUND_MS = 180_000;

/** Lets the workers be, and jumps over their back-offs, until everything is as it should be. */
async function comeToRest(clicked: Set<string>): Promise<string[]> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await start();
    for (let waited = 0; waited < ROUND_MS; waited += 2_000) {
      await sleep(2_000);
      if ((await leftOver(clicked)).length === 0) return [];
    }
    await kill();
    shift += BACK_OFF_MS;
  }
  return leftOver(clicked);
}

test(`${KILLS} kills at any point, with other faults, lose, repeat and overwrite nothing`, async () => {
  const clicked = new Set<string>();
  startFaults();
  await importFindings();
  for (let killed = 0; killed < KILLS; killed += 1) {
    disturbSlack();
    await start();
    await sleep(random.between(0, 1_200));
    if (killed % 5 === 0) await clickSome(clicked);
    await kill();
    shift += HIDDEN_MS;
  }
  endFaults();
  expect(await comeToRest(clicked)).toEqual([]);

  const places = await shown();
  expect(places.size).toBe(FINDINGS);
  expect([...places.values()].filter((where) => where.length !== 1)).toEqual([]);
  expect(clicked.size).toBeGreaterThan(0);
  process.stdout.write(`${KILLS} kills, ${clicked.size} of ${FINDINGS} decided, among\n${met()}\n`);
  for (const proxy of Object.values(proxies)) {
    expect(new Set(proxy.met.map(({ trouble }) => trouble))).toEqual(new Set(TROUBLES));
  }
  expect(met()).toContain('/api/chat.postMessage');
  expect(met()).toContain('/findings/batchupdate');
});

/** A line for each call: how often it met what. */
function met(): string {
  const calls = new Map<string, string[]>();
  for (const { trouble, call } of [...proxies.aws.met, ...proxies.slack.met]) {
    calls.set(call, [...(calls.get(call) ?? []), trouble]);
  }
  const count = (all: string[], trouble: string) =>
    `${all.filter((each) => each === trouble).length} ${trouble}`;
  return [...calls]
    .map(([call, all]) => `  ${call}: ${TROUBLES.map((each) => count(all, each)).join(', ')}`)
    .sort()
    .join('\n');
}
