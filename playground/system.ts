import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { processLauncher } from '../emulators/aws/process-launcher';
import { type Aws, startAws } from '../emulators/aws/server';
import type { SlackCall } from '../emulators/slack/events';
import { defaultChannels } from '../emulators/slack/people';
import { type RunningSlack, type SlackOptions, startSlack } from '../emulators/slack/server';
import { createLedgerTable } from '../src/adapters/dynamodb/ledger';
import { createLog } from '../src/adapters/log';
import type { Config } from '../src/config/config';
import { requiredScopes } from '../src/config/manifest';
import { LEDGER_TABLE } from '../src/installation';
import type { LedgerTable } from '../src/ports/ledger';
import { type Alarms, createAlarms } from './alarms';
import {
  functionEnvironment,
  putEnvironment,
  type ScannerOptions,
  scannerEnvironment,
} from './environment';
import { type RunningFleet, startFleet } from './fleet/fleet';
import { type RunningFunctions, startFunctions } from './functions';
import { createOutside } from './outside';
import { buildPage } from './page/build';
import type { ActResult, Language, PageFaults, PageSettings, PageTraffic } from './page/protocol';
import { ACCESS_KEYS, createAwsPart, createTraffic, followAws, type Traffic } from './page-aws';
import { createPageServer, type PageServer } from './page-server';
import { prepareAccount, type Secrets } from './prepare-account';
import {
  createRecordings,
  type DatabaseFault,
  databaseAt,
  databaseSetting,
  type Recordings,
} from './recordings';
import { redrawCards } from './redraw-cards';
import { type Scheduler, startScan, startScheduler } from './scheduler';

export interface SystemOptions extends ScannerOptions {
  /** The page and Slack's Web API; 0 takes any free port. */
  port: number;
  awsPort: number;
  /** Recorded Trivy reports; none means the shipped ones. */
  reports: string[];
  /** How many images to generate and to scan without a Trivy; the configuration has to name them. */
  fleet?: number | undefined;
  /** Whether the page is built and served; tests do without. */
  page: boolean;
  /** Security Hub's lag in milliseconds. */
  lag?: { min: number; max: number };
  /** Whether a scan follows the start; true by default. The tour of the page depends on it. */
  scan?: boolean;
  /** How long a task stays in each state on its way up and down, in milliseconds; 150 by default. */
  taskStepMs?: number;
  /** How often both loops are woken, in milliseconds; a minute by default, as in an installation. */
  tickMs?: number;
  /** How late the ledger's indexes are, in milliseconds; 300 by default. */
  indexLagMs?: number;
  /** Whether Security Hub and Slack enforce their quotas; true by default. */
  rates?: boolean;
  /** How long closing waits for running functions, in milliseconds; 2 seconds by default. */
  patience?: number;
}

export interface System {
  aws: Aws;
  slack: RunningSlack;
  page: PageServer;
  functions: RunningFunctions;
  /** Starts a scan of everything, as the schedule would. */
  scan(): Promise<void>;
  /** Wakes both loops, as the schedule does every minute. */
  tick(): Promise<void>;
  /** Runs the sweep of the intake function now. */
  sweep(): Promise<void>;
  /** Queues a health round for the tasks function. */
  healthRound(): Promise<void>;
  /** The ledger's table, as the functions see it. */
  ledger: LedgerTable;
  /** Stops everything: no port and no child process stays. */
  close(): Promise<void>;
}

const BOT = { name: 'vulnscan', botId: 'B0VULNSCAN', botUserId: 'U0VULNSCAN', appId: 'A0VULNSCAN' };
/** A function may be waiting for Slack's rate limit; stopping the playground does not wait that long. */
const CLOSING_MS = 2_000;
/** DynamoDB's secondary indexes follow within a second, usually. */
const INDEX_LAG_MS = 300;
/** Slack's requests until the functions run. */
const NOT_READY = { statusCode: 503, body: '' };
const ROOT = resolve(__dirname, '..');
const SCANNER = join(ROOT, 'scanner', 'main.ts');

/**
 * The whole system on this machine: the real handlers and the real scanner, with emulators of AWS and Slack over HTTP.
 * Only one can run in a process, since the handlers read their settings from its environment.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const secrets = { botToken: `xoxb-${randomHex()}`, signingSecret: randomHex() };
  const work = mkdtempSync(join(tmpdir(), 'vulnscan-'));
  const parts: { close(): unknown }[] = [{ close: () => rmSync(work, { recursive: true }) }];
  try {
    const fleet = fleetIn(work, options);
    const samples = fleet === undefined ? join(ROOT, 'playground', 'samples') : undefined;
    const recordings = createRecordings(options.reports, samples);
    return await assemble(options, { secrets, work, recordings, fleet, parts });
  } catch (error) {
    await closeAll(parts);
    throw error;
  }
}

interface Ground {
  secrets: Secrets;
  work: string;
  recordings: Recordings;
  fleet: RunningFleet | undefined;
  parts: { close(): unknown }[];
}

function fleetIn(work: string, { fleet, config }: SystemOptions): RunningFleet | undefined {
  if (fleet === undefined) return undefined;
  const folder = join(work, 'fleet');
  mkdirSync(folder);
  return startFleet(fleet, config, folder);
}

async function assemble(options: SystemOptions, ground: Ground): Promise<System> {
  const { parts, recordings } = ground;
  const { config, patience = CLOSING_MS } = options;
  const shown: Connections['shown'] = {};
  const traffic = createTraffic((event) => shown.page?.publish(event));

  const database: DatabaseFault = {};
  const { aws, account, alarms } = await deployAws(options, ground, database);
  const functions: Connections['functions'] = {};
  const spoken: Spoken = { config, change: () => undefined };
  const settings = () => settingsOf(spoken.config, aws.url, options.scan ?? true);
  const slack = await startSlack(slackOptions(options, ground, { functions, shown, traffic }));
  parts.push(slack);
  const page = createPageServer({
    slack,
    root: options.page ? await builtPage(ground.work) : undefined,
    aws: createAwsPart({
      aws,
      traffic,
      rescan: () => scanNext(aws, ground),
      outside: createOutside({ config, recordings, work: ground.work, scan: startScan }),
      setFaults: faultSetter(alarms, database),
      settings,
      setLanguage: (language) => setLanguage(spoken, language),
    }),
  });
  shown.page = page;
  slack.onEvent(page.publish);
  parts.push({ close: followAws(aws, traffic, page.publish) });

  const access = { ...awsEnvironment(config, aws), AWS_ACCESS_KEY_ID: ACCESS_KEYS.functions };
  const configure = (): void => {
    const settings = functionEnvironment(spoken.config, account, `${slack.url}/api/`);
    putEnvironment({ ...access, ...settings });
  };
  configure();
  const started = startFunctions(aws, traffic);
  functions.open = started;
  parts.push({ close: () => Promise.race([started.close(), after(patience)]) });
  const scheduler = startScheduler(config, account, started, options.tickMs);
  parts.push(scheduler);
  const ledger = createLedgerTable({ tableName: LEDGER_TABLE.name, log: createLog() });
  spoken.change = () => {
    configure();
    redraw(started.reopen(), ledger, scheduler);
    page.publish({ type: 'settings', settings: settings() });
  };
  const tick = async () => {
    await scheduler.run('projector');
    await scheduler.run('painter');
  };
  const sweep = () => scheduler.run('sweep');
  const healthRound = () => scheduler.run('health');
  const close = () => closeAll(parts);
  const runs = { scan: startScan, tick, sweep, healthRound };
  return { aws, slack, page, functions: started, ledger, ...runs, close };
}

/** Draws every card again, once the batches that draw in the old language have ended. */
function redraw(reopened: Promise<void>, ledger: LedgerTable, scheduler: Scheduler): void {
  reopened
    .then(() => redrawCards(ledger))
    .then(() => scheduler.run('painter'))
    .catch((error: unknown) => console.error('not every card was drawn again:', error));
}

/** Starts the AWS emulator and creates in it what a deployment creates. */
async function deployAws(options: SystemOptions, ground: Ground, database: DatabaseFault) {
  const { config } = options;
  const { parts, secrets } = ground;
  const aws = await launchAws(options, ground, database);
  parts.push(aws);
  putEnvironment({ ...awsEnvironment(config, aws), AWS_ACCESS_KEY_ID: ACCESS_KEYS.person });
  const account = await prepareAccount(config, secrets);
  const alarms = createAlarms({ aws });
  parts.push(alarms);
  return { aws, account, alarms };
}

/** The configuration with the current language, and what to do when it changes. */
interface Spoken {
  config: Config;
  change(): void;
}

/** What a deployment with another `slack.language` would do. */
function setLanguage(spoken: Spoken, language: Language): ActResult {
  const { slack } = spoken.config;
  spoken.config = { ...spoken.config, slack: { ...slack, language } };
  spoken.change();
  return { ok: true };
}

/** What the Slack emulator calls; functions and page are set once they have started. */
interface Connections {
  functions: { open?: RunningFunctions };
  shown: { page?: PageServer };
  traffic: Traffic;
}

function slackOptions(
  { config, port, rates = true }: SystemOptions,
  { secrets }: Ground,
  { functions, shown, traffic }: Connections,
): SlackOptions {
  return {
    ...BOT,
    commands: ['/vulnscan'],
    scopes: requiredScopes(),
    deliver: async (event) => functions.open?.slack(event) ?? NOT_READY,
    record: (call) => traffic.add(slackHop(call)),
    serve: (request, response) => serve(shown, request, response),
    port,
    token: secrets.botToken,
    signingSecret: secrets.signingSecret,
    teamId: config.slack.team,
    channels: channelsOf(config),
    rates,
  };
}

/** The images as they are the next day. */
async function scanNext(aws: Aws, { recordings, fleet }: Ground): Promise<ActResult> {
  for (const image of fleet?.redeploy() ?? []) aws.ecr.add(image);
  if (fleet === undefined && !recordings.next()) {
    return { ok: false, error: 'That was the last recorded scan; start again with npm start.' };
  }
  await startScan();
  return { ok: true };
}

/** Newest part first: functions before the services they call. A part that fails to close keeps no other one open. */
async function closeAll(parts: { close(): unknown }[]): Promise<void> {
  const errors: unknown[] = [];
  for (const part of parts.splice(0).reverse()) {
    try {
      await part.close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** Switches the faults of vulnscan itself. The age of the database shows in the next scan, so one is started. */
function faultSetter(alarms: Alarms, database: DatabaseFault) {
  return async (faults: Partial<PageFaults>): Promise<void> => {
    alarms.set(faults);
    if (faults.databaseOld === undefined) return;
    database.isOld = faults.databaseOld;
    await startScan();
  };
}

async function launchAws(
  options: SystemOptions,
  ground: Ground,
  database: DatabaseFault,
): Promise<Aws> {
  const { account, region } = options.config.aws;
  const url: { of: () => string } = { of: () => '' };
  const launch = processLauncher({
    command: process.execPath,
    args: ['--import', 'tsx', SCANNER],
    cwd: ROOT,
    env: () =>
      scannerEnvironment(options, {
        AWS_ENDPOINT_URL: url.of(),
        AWS_ACCESS_KEY_ID: ACCESS_KEYS.scanner,
        ...scanned(options, ground, database),
      }),
  });
  const aws = await startAws({
    port: options.awsPort,
    account,
    region,
    // A container reads its ARN from the task metadata endpoint, and has a disk of its own, which is gone with it.
    ecs: {
      launch: (task) => {
        const TMPDIR = mkdtempSync(join(ground.work, 'task-'));
        const own = { SCAN_TASK_ARN: task.taskArn, TMPDIR };
        return launch({ ...task, environment: { ...task.environment, ...own } });
      },
      ...(options.taskStepMs !== undefined && { stepMillis: options.taskStepMs }),
    },
    ...(options.lag && { lag: options.lag }),
    ...(ground.fleet && { images: ground.fleet.images }),
    dynamoDb: { indexLagMs: options.indexLagMs ?? INDEX_LAG_MS },
    rates: options.rates ?? true,
  });
  url.of = () => aws.url;
  return aws;
}

/** What a scan that starts now finds, where it runs no real Trivy. */
function scanned(
  { reports }: SystemOptions,
  { fleet, recordings }: Ground,
  database: DatabaseFault,
): Record<string, string> {
  if (fleet === undefined) {
    const SCAN_REPORTS = JSON.stringify(recordings.files());
    return { SCAN_REPORTS, ...databaseSetting(reports, database) };
  }
  fleet.setDatabaseAt(databaseAt(database));
  return { TRIVY: fleet.trivy };
}

async function builtPage(work: string): Promise<string> {
  const root = join(work, 'page');
  await buildPage(root);
  return root;
}

function channelsOf(config: Config) {
  const [alerts, ...others] = defaultChannels(BOT.botUserId);
  return alerts === undefined ? others : [{ ...alerts, id: config.slack.channel }, ...others];
}

async function serve(
  { page }: Connections['shown'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (page !== undefined) return page.serve(request, response);
  response.writeHead(503).end();
}

/** A request between Slack and the app, as a step in the flow of data. */
function slackHop({ to, ...call }: SlackCall): Omit<PageTraffic, 'id'> {
  return to === 'app'
    ? { ...call, from: 'slack', to: 'lambda' }
    : { ...call, from: 'lambda', to: 'slack' };
}

/** Images that are chosen by a rule are known only once they were found. */
function settingsOf(
  { images, slack }: Config,
  awsUrl: string,
  scansAtStart: boolean,
): PageSettings {
  const named = Array.isArray(images) ? images : [];
  return { awsUrl, language: slack.language, images: named, scansAtStart };
}

function awsEnvironment(config: Config, aws: Aws): Record<string, string> {
  return { AWS_ENDPOINT_URL: aws.url, AWS_REGION: config.aws.region };
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

function randomHex(): string {
  return randomBytes(16).toString('hex');
}
