import { compilePattern } from '../../emulators/aws/events/pattern';
import { type Aws, startAws } from '../../emulators/aws/server';
import { createAlarms } from '../../playground/alarms';
import { readAlarm } from '../../src/adapters/alarm-event';
import { Envelope } from '../../src/adapters/event-schema';
import { alarmChanges } from '../../src/event-patterns';
import { QUEUES } from '../../src/installation';

let aws: Aws;
let now = 0;

beforeEach(async () => {
  aws = await startAws({ now: () => new Date(now) });
  for (const { name, fifo } of Object.values(QUEUES)) {
    aws.sqs.create(name, fifo ? { ContentBasedDeduplication: 'true' } : {});
  }
  now = Date.parse('2026-11-24T03:00:00Z');
});
afterEach(() => aws.close());

/** The alarms with what the deployed rule lets through of them, as the tasks function reads it. */
function start() {
  const reported: string[] = [];
  const matches = compilePattern(JSON.parse(JSON.stringify(alarmChanges())));
  aws.bus.on({ source: ['aws.cloudwatch'] }, (event) => {
    const alarm = matches(event) ? readAlarm(Envelope.parse(event)) : undefined;
    if (alarm !== undefined) reported.push(`${alarm.name} ${alarm.over ? 'over' : 'wrong'}`);
  });
  const alarms = createAlarms({ aws, now: () => now, everyMillis: 0 });
  const after = (millis: number) => {
    now += millis;
    alarms.evaluate();
  };
  return { alarms, reported, after };
}

const HOUR = 3_600_000;

test('26 hours without a finished scan raise one alarm, which a finished scan ends', () => {
  const { reported, after } = start();
  const finish = (detail: Record<string, string>) =>
    aws.bus.publish({ source: 'vulnscan', detailType: 'Scan Completed', detail });

  after(25 * HOUR);
  expect(reported).toEqual([]);
  after(HOUR);
  after(HOUR);
  finish({ error: 'no memory' });
  after(0);
  expect(reported).toEqual(['no-scan wrong']);
  finish({});
  after(0);
  expect(reported).toEqual(['no-scan wrong', 'no-scan over']);
});

test('while scans are stopped half a second counts as an hour', () => {
  const { alarms, reported, after } = start();

  alarms.set({ scansStopped: true });
  after(12_500);
  expect(reported).toEqual([]);
  after(500);
  expect(reported).toEqual(['no-scan wrong']);
  alarms.set({ scansStopped: false });
  after(0);
  expect(reported).toEqual(['no-scan wrong', 'no-scan over']);
});

test('a record that waits for over 15 minutes raises the alarm of its function', () => {
  const { reported, after } = start();
  const decide = aws.sqs.queue('vulnscan-decide');

  decide?.send({ body: 'a decision' });
  after(14 * 60_000);
  expect(reported).toEqual([]);
  after(2 * 60_000);
  decide?.purge();
  after(0);

  expect(reported).toEqual(['errors-decide wrong', 'errors-decide over']);
});

test('a message in a dead-letter queue raises an alarm until the queue is empty', () => {
  const { reported, after } = start();
  const dead = aws.sqs.queue('vulnscan-intake-dead');

  dead?.send({ body: 'poison' });
  after(0);
  dead?.purge();
  after(0);

  expect(reported).toEqual(['dead-letters wrong', 'dead-letters over']);
});

test('an unreadable message goes to the tasks queue and is removed with the quarantine', () => {
  const { alarms, reported, after } = start();
  const quarantine = aws.sqs.queue('vulnscan-quarantine');

  alarms.set({ poisonMessage: true });
  expect(aws.sqs.queue('vulnscan-tasks.fifo')?.depth().visible).toBe(1);
  quarantine?.send({ body: 'poison' });
  after(0);
  alarms.set({ poisonMessage: false });
  after(0);

  expect(reported).toEqual(['dead-letters wrong', 'dead-letters over']);
});

test('a refused token raises an alarm until it is accepted again', () => {
  const { alarms, reported, after } = start();

  alarms.set({ tokenRefused: true });
  after(0);
  alarms.set({ tokenRefused: false });
  after(0);

  expect(reported).toEqual(['token-refused wrong', 'token-refused over']);
});
