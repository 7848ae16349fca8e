import { fleetConfig } from '../../../playground/fleet/fleet';
import type { SlackMessage } from '../../../playground/page/protocol';
import type { System } from '../../../playground/system';
import { STEP_ENVIRONMENT } from '../../../src/domain/fan-out';
import { scanCard } from '../../../src/domain/scan-report';
import { CONFIG, startQuickly } from '../../system';
import { eventually } from '../process';

/* Scans over several tasks, as `npm start -- --fleet` shows them: real scanner processes behind the emulated state machine. */

const IMAGES = 150;
const SHARDS = 3;
/** Five processes of the scanner for each scan. */
const WAIT_MS = 150_000;
jest.setTimeout(2 * WAIT_MS);

const configured = fleetConfig(CONFIG);
const config = { ...configured, scan: { ...configured.scan, fanOut: 100, tasks: SHARDS } };
const ANA = { user: 'U0ANA', channel: CONFIG.slack.channel };

let system: System;
/** What only one person sees. */
const answers: string[] = [];

beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const) {
    jest.spyOn(console, level).mockImplementation(() => undefined);
  }
  system = await startQuickly({
    config,
    reports: [],
    fleet: IMAGES,
    taskStepMs: 50,
    tickMs: 1_000,
  });
  system.slack.onEvent((event) => {
    if (event.type === 'message' && event.message.ephemeralTo) answers.push(textOf(event.message));
  });
});
afterAll(() => system.close());

const messages = () => system.slack.state().messages;
const textOf = (message: SlackMessage | undefined) => JSON.stringify(message ?? {});
const findings = () => system.page.state().findings;
const tasksOf = (step: string) =>
  [...system.aws.ecs.tasks.values()].filter(({ overrides }) =>
    overrides.some(({ environment = [] }) =>
      environment.some(({ name, value }) => name === STEP_ENVIRONMENT.step && value === step),
    ),
  );
const runningShards = () => tasksOf('shard').filter(({ lastStatus }) => lastStatus === 'RUNNING');
const executions = () => [...system.aws.stepFunctions.executions.values()];
const command = (text: string) =>
  system.slack.act({ do: 'slash-command', ...ANA, command: '/vulnscan', text });

async function until(what: string, holds: () => boolean): Promise<void> {
  if (await eventually(holds, WAIT_MS)) return;
  const tasks = [...system.aws.ecs.tasks.values()].map(
    ({ lastStatus, exitCode, log }) => `${lastStatus} ${exitCode} ${log.slice(-3).join(' / ')}`,
  );
  throw new Error(`never: ${what}, but\n${tasks.join('\n')}\n${messages().map(textOf).join('\n')}`);
}

const OF_SCAN = /Scan(ning| of) all images/;

/** The messages of scans, one for each. */
function scanMessages(): SlackMessage[] {
  return messages().filter(({ text }) => OF_SCAN.test(text));
}

function scanMessage(): SlackMessage | undefined {
  return scanMessages().at(-1);
}

/** Starts a scan and resolves when all of its shards run. */
async function startScan(): Promise<void> {
  const before = executions().length;
  const shards = tasksOf('shard').length;
  await command('');
  await until('shards', () => tasksOf('shard').length === shards + SHARDS);
  await until('their processes', () => runningShards().length === SHARDS);
  expect(executions()).toHaveLength(before + 1);
}

function isDone(message: SlackMessage | undefined): boolean {
  return /is done|finished/.test(message?.text ?? '');
}

/** Numbers of images that the message of the first scan is to say are done. A busy machine may not draw each of them. */
async function progressToTheEnd(): Promise<Set<number>> {
  const counts = new Set<number>();
  const [first] = system.aws.ecs.tasks.keys();
  await eventually(async () => {
    const [card] = await system.ledger.cards([scanCard(first ?? '')]);
    if (card?.content.kind !== 'scan') return false;
    const { done = 0, completed } = card.content.report;
    if (done > 0) counts.add(done);
    return completed !== undefined;
  }, WAIT_MS);
  return counts;
}

const hasEnded = () => executions().at(-1)?.status !== 'RUNNING';

test('many images are scanned by several tasks at a time, with one message from start to end', async () => {
  await startScan();
  const counts = await progressToTheEnd();
  await until('the end', hasEnded);

  expect(executions().at(-1)?.status).toBe('SUCCEEDED');
  expect(tasksOf('shard').map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(tasksOf('reconcile').map(({ exitCode }) => exitCode)).toEqual([0]);
  expect(counts.size).toBeGreaterThan(1);
  expect(findings().length).toBeGreaterThan(20);
  await until('a complete message', () => isDone(scanMessage()));
  expect(scanMessages()).toHaveLength(1);
});

test('a shard whose task dies is named as lost, and its findings stay', async () => {
  const before = findings().map(({ id, recordState }) => [id, recordState]);
  await startScan();

  const arn = runningShards()[0]?.arn ?? '';
  expect(await system.page.act({ do: 'kill-task', arn })).toEqual({ ok: true });

  await until('the end', hasEnded);
  expect(tasksOf('shard').map(({ exitCode }) => exitCode)).toContain(137);
  expect(executions().at(-1)?.status).toBe('SUCCEEDED');
  expect(tasksOf('reconcile').at(-1)?.exitCode).toBe(0);
  await until('a message', () =>
    textOf(scanMessage()).includes('1 of 3 parts of the scan was lost'),
  );
  expect(scanMessages()).toHaveLength(2);
  expect(findings().map(({ id, recordState }) => [id, recordState])).toEqual(before);
  expect(await system.page.act({ do: 'kill-task', arn })).toMatchObject({ ok: false });
});

test('status names it while its shards run; cancelled, it stops all of its tasks, writes nothing and says so', async () => {
  const before = findings().map(({ updatedAt }) => updatedAt);
  const reconciled = tasksOf('reconcile').length;
  await startScan();

  await command('status');
  await until('an answer', () =>
    answers.some((text) => /scan of all images has been running/i.test(text)),
  );
  await command('cancel');

  await until('the end', hasEnded);
  expect(executions().at(-1)?.status).toBe('ABORTED');
  await until('no task', () =>
    [...system.aws.ecs.tasks.values()].every(({ lastStatus }) => lastStatus === 'STOPPED'),
  );
  await until('a message', () => /was cancelled/.test(scanMessage()?.text ?? ''));
  expect(textOf(scanMessage())).toContain('Cancelled by Ana');
  expect(tasksOf('reconcile')).toHaveLength(reconciled);
  expect(findings().map(({ updatedAt }) => updatedAt)).toEqual(before);
});
