import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { buildSync } from 'esbuild';
import { type Aws, startAws } from '../../emulators/aws/server';
import { defaultChannels } from '../../emulators/slack/people';
import { type RunningSlack, startSlack } from '../../emulators/slack/server';
import { functionEnvironment, putEnvironment } from '../../playground/environment';
import { prepareAccount } from '../../playground/prepare-account';
import { createLedgerTable } from '../../src/adapters/dynamodb/ledger';
import { createJobQueue } from '../../src/adapters/job-queue';
import { writeRemedies } from '../../src/adapters/security-hub/asff/remedies';
import { productArn } from '../../src/config/aws-names';
import { readConfigFile } from '../../src/config/config-file';
import { requiredScopes } from '../../src/config/manifest';
import { PRODUCT_FIELDS } from '../../src/domain/finding-fields';
import { SETTLE_MS } from '../../src/domain/timing';
import { DEAD_LETTER_QUEUES, LEDGER_TABLE, PROJECTOR_GROUP, QUEUES } from '../../src/installation';
import { aFinding } from '../emulators/aws/support';
import { createRandom } from '../sim/random';
import { type RunningProxy, startProxy, TROUBLES } from './proxy';
import { type Crowd, createCrowd } from './storm/crowd';
import { workLeft, wrongMessages, wrongStates } from './storm/oracle';
import { readAll, type System } from './storm/read-all';
import { createShown } from './storm/shown';
import { createWords } from './storm/words';

/*
 * The same faults as in test/sim, on real processes over HTTP: the workers are killed with SIGKILL at random moments,
 * while a proxy between them and the services loses, delays and doubles what they send. The services do only what
 * services do by themselves: Slack fails, limits and refuses, Security Hub throttles, leaves updates undone and is read
 * stale, the ledger's indexes lag, events arrive doubled and out of order. Meanwhile people click, decide in bulk and
 * undo, change statuses elsewhere and delete messages. KILLS (12) and SEED (1) can be set; KILL_LOG=1 shows what the
 * workers say.
 *
 * In the end every appearance was shown exactly once, the last firm word stands in Security Hub, in the ledger and on
 * the message, and no work is left. A word is firm when all earlier ones about its finding were applied when it was
 * said; of words that overlap either may stand, since real processes have no order that a test could know. An appearance
 * that a word ended before its message was posted need not be shown.
 *
 * Left out: how many words are firm, which depends on how busy the machine is and is only printed; which calls met which
 * faults, except from 30 kills on; faults of polling, which is Lambda's own affair; and the deletion of digests and of
 * messages whose post is not answered yet: a message that is gone before the history was searched is posted again.
 */

const KILLS = Number(process.env['KILLS'] ?? 12);
const random = createRandom(Number(process.env['SEED'] ?? 1));
const CONFIG = readConfigFile('playground/vulnscan.yml');
/** Findings of the first scan, which has a digest, and findings of a scan each. */
const TOGETHER = 20;
const ALONE = 20;
const config = { ...CONFIG, slack: { ...CONFIG.slack, digestAbove: 1 } };
const secrets = { botToken: 'xoxb-kill-test', signingSecret: 'f'.repeat(32) };

jest.setTimeout(1_800_000);

/** Jumps over the longest time in which a killed worker's records are hidden; that is longer than SETTLE_MS, too. */
const HIDDEN_MS = 361_000;
/** Jumps after which a fifo group is still hidden, and after which a post is just about settled. */
const JUMPS = [...Array<number>(8).fill(HIDDEN_MS), SETTLE_MS + 1_000, 0];
let shift = 0;
const clock = () => Date.now() + shift;

let aws: Aws;
let slack: RunningSlack;
let worker: ChildProcess | undefined;
let environment: Record<string, string>;
let proxies: { aws: RunningProxy; slack: RunningProxy };
let system: System;
const shown = createShown();
const words = createWords();
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
    dynamoDb: { indexLagMs: 300 },
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
  slack = await launchSlack();
  environment = { ...access, ...functionEnvironment(config, account, `${slack.url}/api/`) };
  putEnvironment(environment);
  proxies = {
    aws: await startProxy({ target: aws.url, random, shares: SHARES, mayDouble: () => true }),
    slack: await startProxy({ target: slack.url, random, shares: SHARES, mayDouble: isHarmless }),
  };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  system = {
    aws,
    slack,
    ledger: createLedgerTable({ tableName: LEDGER_TABLE.name, log }),
    channel: config.slack.channel,
    queues: {
      work: [QUEUES.intake.name, QUEUES.decide.name],
      dead: DEAD_LETTER_QUEUES.map((name) => QUEUES[name].name),
    },
  };
});

async function launchSlack(): Promise<RunningSlack> {
  const started = await startSlack({
    name: 'vulnscan',
    botId: 'B0VULNSCAN',
    botUserId: 'U0VULNSCAN',
    appId: 'A0VULNSCAN',
    scopes: requiredScopes(),
    port: 0,
    token: secrets.botToken,
    signingSecret: secrets.signingSecret,
    teamId: config.slack.team,
    channels: defaultChannels('U0VULNSCAN').map((channel, index) =>
      index === 0 ? { ...channel, id: config.slack.channel } : channel,
    ),
    clock,
    rates: true,
    deliver: async () => ({ statusCode: 200, body: '' }),
  });
  started.onEvent((event) => {
    if (event.type === 'message') shown.see(event.message);
  });
  return started;
}

afterAll(async () => {
  await kill();
  await proxies.aws.close();
  await proxies.slack.close();
  await slack.close();
  await aws.close();
  rmSync(folder, { recursive: true });
});

const SHARES = { 'lost request': 0.05, 'lost reply': 0.07, late: 0.1, doubled: 0.1 };

/**
 * TCP doubles no request: a post or an update arrives once or not at all, late or unanswered. What only reads may come
 * twice. A doubled write to the ledger fails its version's condition, and one to Security Hub carries its mark.
 */
function isHarmless(path: string): boolean {
  return /^\/api\/(conversations|users|usergroups|auth|team)\./.test(path);
}

/** What the services do by themselves while workers are killed. */
const SERVICE_FAULTS = {
  eventsDuplicated: 0.2,
  eventsReordered: 0.2,
  securityHubThrottle: 0.1,
  updateUnprocessed: 0.1,
};

/** The services and the network come to rest. */
function calmDown(): void {
  proxies.aws.calm();
  proxies.slack.calm();
  slack.faults.clear();
  for (const name of Object.keys(SERVICE_FAULTS)) Object.assign(aws.faults, { [name]: 0 });
}

/**
 * One coming call to Slack fails, or one post is refused for good: then the card is drawn simpler. A second refusal
 * would set the card aside, so at most one is planned at a time.
 */
function disturbSlack(): void {
  slack.faults.clear();
  if (random.chance(0.1)) slack.faults.failNext('*', { status: 503 });
  if (random.chance(0.1)) slack.faults.failNext('*', { status: 429, retryAfterSeconds: 1 });
  if (random.chance(0.1)) slack.faults.failNext('chat.postMessage', { error: 'invalid_blocks' });
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
      QUEUES_URL: aws.url,
      SWEEP: random.chance(0.1) ? '1' : '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const said of [worker.stdout, worker.stderr]) {
    said?.on('data', (part) => process.env['KILL_LOG'] && process.stderr.write(part));
  }
  if (worker.stdout) await once(worker.stdout, 'data');
  tick();
}

/** What the schedules send every minute; here each worker gets one, and more the longer it lives. */
function tick(): void {
  const body = JSON.stringify({ type: 'wake', at: new Date(clock()).toISOString() });
  aws.sqs.queue(QUEUES.projector.name)?.send({ body, groupId: PROJECTOR_GROUP });
  aws.sqs.queue(QUEUES.painter.name)?.send({ body, groupId: config.slack.channel });
}

/**
 * A life lasts so long after the worker is ready, and at least so many calls, however busy the machine is; but it ends
 * when there is nothing left to do.
 */
const LIFE = { ms: { least: 1_500, most: 6_000 }, calls: 60, mostMs: 9_000 };

async function live(): Promise<void> {
  const before = new Map(WRITES.map((call) => [call, callsOf(call)]));
  const end = calls() + random.between(0, LIFE.calls);
  const begun = Date.now();
  await sleep(random.between(LIFE.ms.least, LIFE.ms.most));
  while (calls() < end && Date.now() - begun < LIFE.mostMs) await sleep(5);
  for (const [call, count] of before) if (callsOf(call) > count) lives.get(call)?.push(count);
}

/** The calls that must not be lost or made twice. */
const WRITES = ['/api/chat.postMessage', '/api/chat.update', '/findings/batchupdate', 'PutItem'];
/** For each of them, the lives in which it was made. */
const lives = new Map(WRITES.map((call) => [call, [] as number[]]));

function callsOf(name: string): number {
  return Object.values(proxies)
    .flatMap((proxy) => [...proxy.calls])
    .reduce((sum, [call, count]) => sum + (call.endsWith(name) ? count : 0), 0);
}

/** Calls of all workers so far, without the polling of queues. */
function calls(): number {
  return Object.values(proxies)
    .flatMap((proxy) => [...proxy.calls])
    .reduce((sum, [call, count]) => sum + (call.endsWith('ReceiveMessage') ? 0 : count), 0);
}

/** Nothing is under way for as long as the clock then jumps. */
async function kill(): Promise<void> {
  if (worker?.kill('SIGKILL')) await once(worker, 'exit');
  await Promise.all([proxies.aws.settle(), proxies.slack.settle()]);
}

/** Findings of each upgrade of the first scan; the second is due within three days. */
const UPGRADES = [8, 5, 4, 2, 1];
const URGENT = 1;

/** Half of the findings at once, as a scan with a digest finds them. */
async function importCards(): Promise<void> {
  const cards = UPGRADES.flatMap((size, upgrade) => {
    const page = upgrade === URGENT ? 'u1' : `r${upgrade + 1}`;
    return Array<Stamp>(size).fill({ upgrade, scan: 'scan-1', page, size });
  });
  await importAll(cards.map((stamp, number) => finding(number, stamp)));
}

interface Stamp {
  upgrade: number;
  scan: string;
  page: string;
  size: number;
}

/** Later scans find one more each: every second one is of an upgrade that is known. */
function laterStamp(number: number): Stamp {
  const upgrade = number % 2 === 0 ? (number / 2) % UPGRADES.length : number;
  return { upgrade, scan: `scan-${number}`, page: 'r1', size: 1 };
}

function fieldsOf({ upgrade, scan, page, size }: Stamp): Record<string, string> {
  const isFirst = scan === 'scan-1';
  const key = `debian 12|package-${upgrade}`;
  const rows = [{ installed: '1.0', target: '2.0' }];
  return {
    [PRODUCT_FIELDS.scan]: scan,
    [PRODUCT_FIELDS.newFindings]: String(isFirst ? TOGETHER : 1),
    [PRODUCT_FIELDS.newCards]: String(isFirst ? UPGRADES.length : 1),
    [PRODUCT_FIELDS.page]: `${page}/${size}`,
    ...writeRemedies([{ key, name: `package-${upgrade}`, rows }]),
  };
}

function finding(number: number, stamp: Stamp) {
  const id = `CVE-2026-${1000 + number}`;
  return aFinding({
    Id: `vulnscan/${id}`,
    GeneratorId: `Trivy/${id}`,
    AwsAccountId: config.aws.account,
    ProductArn: productArn(config),
    ProductFields: { 'Product Name': 'Trivy', ...fieldsOf(stamp) },
  });
}

async function importAll(Findings: ReturnType<typeof finding>[]): Promise<void> {
  const hub = new SecurityHubClient({ maxAttempts: 10 });
  const { FailedFindings = [] } = await hub.send(new BatchImportFindingsCommand({ Findings }));
  expect(FailedFindings).toEqual([]);
}

/** The others come one after the other, in the first half of the kills. */
async function importMore(killed: number): Promise<void> {
  const until = (count: number) => Math.min(ALONE, Math.ceil((2 * ALONE * count) / KILLS));
  const coming = Array.from({ length: until(killed + 1) - until(killed) }, (_, index) =>
    finding(TOGETHER + until(killed) + index, laterStamp(TOGETHER + until(killed) + index)),
  );
  if (coming.length > 0) await importAll(coming);
}

/** One bulk decision in so many kills; it is taken back later. */
const BULK_EVERY = Math.max(10, Math.floor(KILLS / 2));

async function saySomething(crowd: Crowd, killed: number): Promise<void> {
  crowd.nextRound();
  const part = killed % BULK_EVERY;
  if (part === Math.floor(BULK_EVERY / 2)) return crowd.decideMany();
  if (part === BULK_EVERY - 2) return crowd.undoMany();
  if (random.chance(0.1)) await crowd.deleteMessage();
  if (random.chance(0.8)) await crowd.clickSome();
  if (random.chance(0.6)) await crowd.changeElsewhere();
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function leftOver(): Promise<string[]> {
  return [...(await wrongStates(system, words)), ...(await workLeft(system))];
}

/** Longer than every back-off. */
const BACK_OFF_MS = 16 * 60_000;
const ROUNDS = 8;
const ROUND_MS = 20_000;
const LOOK_MS = 2_000;

/** Lets the workers be, and jumps over their back-offs, until everything is as it should be. */
async function comeToRest(): Promise<string[]> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await start();
    for (let waited = 0; waited < ROUND_MS; waited += LOOK_MS) {
      await sleep(LOOK_MS);
      tick();
      if ((await leftOver()).length === 0) return [];
    }
    await kill();
    shift += BACK_OFF_MS;
    if (process.env['KILL_LOG']) process.stderr.write(`left: ${(await leftOver()).join('\n')}\n`);
  }
  return leftOver();
}

test(`${KILLS} kills at any point, with other faults, lose, repeat and overwrite nothing`, async () => {
  const crowd = createCrowd({
    system,
    words,
    random,
    jobs: createJobQueue(
      {
        decide: environment['DECIDE_QUEUE_URL'] ?? '',
        tasks: environment['TASKS_QUEUE_URL'] ?? '',
      },
      3,
    ),
    clock,
    team: config.slack.team,
  });
  Object.assign(aws.faults, SERVICE_FAULTS);
  await importCards();
  for (let killed = 0; killed < KILLS; killed += 1) {
    disturbSlack();
    await importMore(killed);
    await start();
    await saySomething(crowd, killed);
    await live();
    await kill();
    shift += random.pick(JUMPS);
  }
  calmDown();

  expect(await comeToRest()).toEqual([]);
  expect(await wrongMessages(system, words, shown)).toEqual([]);
  expect((await readAll(system)).length).toBe(TOGETHER + ALONE);
  process.stdout.write(`${await summary()}\n`);
  expect(met()).toContain('PutItem');
  if (KILLS < 30) return;
  for (const call of WRITES) expect(met()).toContain(call);
});

async function summary(): Promise<string> {
  const said = words.count();
  const aside = (await readAll(system)).filter(({ card }) => card?.aside !== undefined).length;
  const messages = [...shown.messages.values()].reduce((sum, { size }) => sum + size, 0);
  return [
    `${KILLS} kills, ${said.words} words (${said.firm} of them firm) about ${said.findings} of ${TOGETHER + ALONE} findings,`,
    `${messages} messages, ${aside} findings set aside, lives with ${WRITES.map((call) => `${call} ${lives.get(call)?.length}`).join(', ')}; among`,
    met(),
  ].join('\n');
}

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
