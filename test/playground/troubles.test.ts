import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { System } from '../../playground/system';
import { startQuickly } from '../system';

/** The real handlers with alarms of the CloudWatch emulator. */
let system: System;

beforeAll(async () => {
  system = await startQuickly();
});
afterAll(() => system.close());

const set = (faults: Record<string, boolean>) => system.page.act({ do: 'set-faults', faults });
const find = (words: string) =>
  system.slack.state().messages.find(({ text }) => text.includes(words));

async function alarmIs(name: string, state: string): Promise<void> {
  const cloudWatch = new CloudWatchClient({ endpoint: system.aws.url });
  for (let tries = 0; tries < 100; tries += 1) {
    const { MetricAlarms = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [name] }),
    );
    if (MetricAlarms[0]?.StateValue === state) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} never was ${state}`);
}

async function shown(words: string) {
  for (let tries = 0; tries < 600; tries += 1) {
    const message = find(words);
    if (message !== undefined) return message;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const said = system.slack.state().messages.map(({ text }) => text);
  throw new Error(`nobody said "${words}", but: ${said.join(' | ')}`);
}

test.each([
  ['poisonMessage', 'could not be processed wait for a person', 'No records wait for a person'],
  ['databaseOld', 'The vulnerability database is old', 'up to date again'],
])('%s is reported in one message, which also shows its end', async (fault, wrong, over) => {
  await set({ [fault]: true });
  const begun = await shown(wrong);
  await set({ [fault]: false });
  const ended = await shown(over);

  expect(ended.ts).toBe(begun.ts);
});

test('the health check reports an alarm whose events are lost, and its end', async () => {
  const rule = system.aws.bus.rules.get('vulnscan-health');
  if (rule === undefined) throw new Error('no rule brings alarms to the worker');
  rule.enabled = false;
  system.aws.sqs.queue('vulnscan-intake-dead')?.send({ body: 'poison' });
  await alarmIs('vulnscan-dead-letters', 'ALARM');

  await system.healthRound();
  const begun = await shown('wait for a person');
  system.aws.sqs.queue('vulnscan-intake-dead')?.purge();
  await alarmIs('vulnscan-dead-letters', 'OK');
  await system.healthRound();
  const ended = await shown('No records wait for a person');
  rule.enabled = true;

  expect(ended.ts).toBe(begun.ts);
});

test('a refused token is reported as soon as Slack accepts it again', async () => {
  await set({ tokenRefused: true });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(find('token')).toBeUndefined();

  await set({ tokenRefused: false });

  expect((await shown("Slack accepts the app's token again")).text).toBeDefined();
});
