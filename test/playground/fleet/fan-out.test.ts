import { fleetConfig } from '../../../playground/fleet/fleet';
import type { SlackMessage } from '../../../playground/page/protocol';
import type { System } from '../../../playground/system';
import { STEP_ENVIRONMENT } from '../../../src/domain/fan-out';
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

/** The message of the scan that was started last. */
function scanMessage(): SlackMessage | undefined {
  return messages().findLast((message) => /[Ss]can/.test(message.text) && !message.ephemeralTo);
}

test('many images are scanned by several tasks at a time, with one message from start to end', async () => {
  await command('');
  const most = { tasks: 0 };
  const seen = new Set<string>();
  await until('the end of the execution', () => {
    most.tasks = Math.max(most.tasks, runningShards().length);
    const [, done] = /(\d+) of 150 images/.exec(textOf(scanMessage())) ?? [];
    if (done !== undefined) seen.add(done);
    return executions()[0]?.status === 'SUCCEEDED';
  });

  expect(most.tasks).toBe(SHARDS);
  expect(tasksOf('shard').map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(tasksOf('reconcile').map(({ exitCode }) => exitCode)).toEqual([0]);
  expect(findings().length).toBeGreaterThan(20);
  expect([...seen].length).toBeGreaterThan(1);
  await until('the message complete', () => /150 images/.test(textOf(scanMessage())));
  expect(messages().filter(({ text }) => /^[^ ]* ?Scan/.test(text)).length).toBeLessThan(2);
});
