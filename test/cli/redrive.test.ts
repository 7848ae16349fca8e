import { randomUUID } from 'node:crypto';
import {
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { redrive as run } from '../../cli/redrive/run';
import { errorText } from '../../cli/terminal/error-text';
import { startAws } from '../../emulators/aws/server';
import { createQuarantine } from '../../src/adapters/queues';
import { HEALTH_GROUP, SCANS_GROUP } from '../../src/domain/job';
import {
  ACCOUNT,
  deployed,
  type Emulators,
  type Ended,
  environmentOf,
  REGION,
  runScript,
  startEmulators,
} from './emulators';

let emulators: Emulators;
let sqs: SQSClient;

beforeAll(async () => {
  emulators = await startEmulators();
  await deployed(emulators);
  sqs = new SQSClient({ endpoint: emulators.aws.url, region: REGION });
});
afterAll(() => emulators.close());

const UNREADABLE = '{"type":"unheard of"}';
const DECISION = '{"type":"decide"}';
const READ = '{"type":"read","keys":[]}';
const WAKE_UP = '{"type":"wake","hashes":7}';
/** What SQS gives as the group of a record of a standard queue. */
const NO_GROUP = '';
const FORBIDDEN = { ERROR_CODE: 'NO_PERMISSIONS', ERROR_MESSAGE: 'may not send' };
const SCAN_SCHEDULE = `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/vulnscan/vulnscan-scan`;
const NAMES = [
  'quarantine',
  'intake',
  'decide',
  'tasks.fifo',
  'intake-dead',
  'decide-dead',
  'tasks-dead.fifo',
  'undelivered',
];

beforeEach(async () => {
  Object.assign(process.env, environmentOf(emulators));
  for (const name of NAMES) emulators.aws.sqs.queue(`vulnscan-${name}`).purge();
});

test('what was set aside is shown with its reason, without secrets, and stays', async () => {
  await quarantine('record-1', '{"type":"unheard of","token":"xoxb-123-abc"}');
  await bury('tasks.fifo', [event('CVE-2026-1000')]);

  const first = await redrive();
  const second = await redrive();

  const lines = first.stdout.split('\n');
  expect(lines[0]).toMatch(/^vulnscan-quarantine {2}record-1 {2}sent 20\d\d-/);
  expect(lines[1]).toMatch(/^ {2}it is not known$/);
  expect(lines[2]).toBe('  {"type":"unheard of","token":"[slack token]"}');
  expect(lines[3]).toMatch(/^vulnscan-tasks-dead\.fifo {2}[\w-]{36} {2}sent 20\d\d-/);
  expect(lines[4]).toBe('  It failed too often: look for this id in the log /vulnscan/tasks.');
  expect(lines[5]).toBe('  about CVE-2026-1000');
  expect(lines[6]).toMatch(/^ {2}\{"detail-type".{280,300} \.\.\. \(\d+ characters\)$/);
  expect(lines.slice(7)).toEqual([
    '',
    '2 records; --send sends them again, --drop deletes them.',
    '',
  ]);
  expect(second).toEqual({ ...first, code: 0, stderr: '' });
});

test('--send puts all of them back where they belong, more than a queue shows at once', async () => {
  const bodies = Array.from({ length: 12 }, (_, number) => event(`CVE-2026-${1000 + number}`));
  await quarantine('record-1', UNREADABLE);
  await bury('tasks.fifo', bodies);

  const shown = await redrive();
  const sent = await redrive('--send');
  const after = await redrive();

  expect(shown.stdout).toMatch(
    /\n11 records; --send .*\n2 records more: SQS shows at most ten of a FIFO group, and --most limits/,
  );
  expect(sent.stdout).toMatch(/\n13 records sent again\.\n$/);
  // The ten that a FIFO queue shows of one group.
  expect(await waiting('tasks.fifo')).toEqual(
    [UNREADABLE, ...bodies.slice(0, 9)].map((body) => ({ body, group: SCANS_GROUP })),
  );
  expect(after.stdout).toBe('No records are waiting here.\n');
});

test('--send puts events and decisions back into their standard queues, which have no group', async () => {
  await bury('intake', [event('CVE-2026-1000')]);
  await bury('decide', [DECISION]);

  const { stdout } = await redrive('--send');

  expect(stdout).toContain('log /vulnscan/intake.');
  expect(stdout).toContain('log /vulnscan/decide.');
  expect(stdout).toMatch(/\n2 records sent again\.\n$/);
  expect(await waiting('intake')).toEqual([{ body: event('CVE-2026-1000') }]);
  expect(await waiting('decide')).toEqual([{ body: DECISION }]);
});

test('what was quarantined of a standard queue goes to the queue of its kind, and a wake-up stays', async () => {
  await quarantine('record-1', event('CVE-2026-1000'), NO_GROUP);
  await quarantine('record-2', READ, NO_GROUP);
  await quarantine('record-3', DECISION, NO_GROUP);
  await quarantine('record-4', WAKE_UP, 'hub');

  const { stdout } = await redrive('--send');

  expect(stdout).toMatch(/-> stays: it is a wake-up, .*, so --drop this\./);
  expect(stdout).toMatch(/\n3 records sent again, 1 not\.\n$/);
  expect((await waiting('intake')).map(({ body }) => body).sort()).toEqual(
    [event('CVE-2026-1000'), READ].sort(),
  );
  expect(await waiting('decide')).toEqual([{ body: DECISION }]);
});

test('--only and --most choose, and the others stay', async () => {
  await quarantine('record-1', UNREADABLE);
  await quarantine('record-2', '{"type":"another"}');
  await bury('tasks.fifo', [event('CVE-2026-1000'), event('CVE-2026-1001')]);

  const some = await redrive('--most', '1');
  const none = await redrive('--only', 'CVE-1999-1');
  const dropped = await redrive('--drop', '--only', 'CVE-2026-1001');
  const rest = await redrive('--drop');

  expect(some.stdout).toMatch(/\n2 records; .*\n2 records more/);
  expect(none.stdout).toBe('\nNo record contains CVE-1999-1.\n');
  expect(dropped.stdout).toContain('about CVE-2026-1001');
  expect(dropped.stdout).toMatch(/ -> deleted\n\n1 record deleted\.\n$/);
  expect(rest.stdout).toMatch(/\n3 records deleted\.\n$/);
  expect(rest.stdout).not.toContain('CVE-2026-1001');
  expect(await waiting('tasks.fifo')).toEqual([]);
});

test('a record that another program reads is not reported as nothing', async () => {
  await quarantine('record-1', UNREADABLE);
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: await urlOf('quarantine') }));

  expect((await redrive()).stdout).toBe(
    '1 record here, but another program is reading: try again in a minute.\n',
  );
});

describe('what EventBridge could not deliver', () => {
  const events = { new: event('CVE-2026-1000'), alarm: '{"detail-type":"an alarm"}' };

  test('is shown with whose it is, and why', async () => {
    await undeliver(events.new, { RULE_ARN: ruleArn('findings'), ...FORBIDDEN });
    await undeliver('{}', { SCHEDULE_ARN: SCAN_SCHEDULE, ERROR_CODE: 'ResourceNotFound' });
    await undeliver('{}', {});

    const { stdout } = await redrive();

    expect(stdout).toMatch(/^vulnscan-undelivered {2}[\w-]{36} {2}sent 20\d\d-/);
    expect(stdout).toContain(
      '\n  Rule vulnscan-findings could not deliver it (NO_PERMISSIONS: may not send).\n  about CVE-2026-1000\n',
    );
    expect(stdout).toContain('\n  Schedule vulnscan-scan could not start it (ResourceNotFound).\n');
    expect(stdout).toContain('\n  EventBridge could not deliver it (no reason given).\n');
    expect(stdout).toMatch(/\n3 records; --send sends them again, --drop deletes them\.\n$/);
  });

  test('is sent to where its rule aims', async () => {
    await undeliver(events.new, { RULE_ARN: ruleArn('findings'), ...FORBIDDEN });
    await undeliver(events.alarm, { RULE_ARN: ruleArn('health'), ...FORBIDDEN });

    const sent = await redrive('--send');
    const after = await redrive();

    expect(sent.stdout).toMatch(/\n2 records sent again\.\n$/);
    expect(await waiting('intake')).toEqual([{ body: events.new }]);
    expect(await waiting('tasks.fifo')).toEqual([{ body: events.alarm, group: HEALTH_GROUP }]);
    expect(after.stdout).toBe('No records are waiting here.\n');
  });

  test('stays when it can not be sent on, with what to do instead', async () => {
    await undeliver('of a schedule', { SCHEDULE_ARN: SCAN_SCHEDULE });
    await undeliver('of a rule that is gone', { RULE_ARN: ruleArn('gone') });
    await undeliver('of nobody knows what', {});

    const { stdout } = await redrive('--send');
    const dropped = await redrive('--drop');

    expect(stdout).toMatch(
      /\n {2}of a schedule\n {2}-> stays: .* start a missed scan with \/vulns/,
    );
    expect(stdout).toMatch(/\n {2}of a rule that is gone\n {2}-> stays: .*, so --drop this\.\n/);
    expect(stdout).toMatch(/\n {2}of nobody knows what\n {2}-> stays: .*, so --drop this\.\n/);
    expect(stdout).toMatch(/\n0 records sent again, 3 not\.\n$/);
    expect(dropped.stdout).toMatch(/ -> deleted\n\n3 records deleted\.\n$/);
    expect(await waiting('tasks.fifo')).toEqual([]);
  });
});

test.each([
  [
    'a number that is none',
    ['--most', 'ten'],
    /^--most must be a whole number of at least 1, not ten\.$/,
  ],
  ['to send and to drop', ['--send', '--drop'], /^Choose one of --send and --drop\.$/],
  ['a file that is not there', ['--config', 'no.yml'], /^no\.yml can't be read; check the path/],
])('it says in one line what is wrong with %s', async (_what, args, line) => {
  const { code, stdout, stderr } = await redrive(...args);

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trimEnd()).toMatch(line);
});

test('it says when AWS is out of reach, and when nothing of vulnscan is there', async () => {
  const away = await runScript(emulators, 'redrive.ts', [], {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  });
  const empty = await startAws();
  process.env['AWS_ENDPOINT_URL'] = empty.url;
  const elsewhere = await redrive();
  await empty.close();

  expect(away).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'AWS did not answer: could not look for the queues (connect ECONNREFUSED 127.0.0.1:1); try again.\n',
  });
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.stderr).toMatch(/^None of vulnscan's queues is in eu-west-1\. Is it deployed/);
});

test('an option it does not know is named, with where to look', async () => {
  const { code, stdout, stderr } = await runScript(emulators, 'redrive.ts', ['--nope']);

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^Unknown option '--nope'.*; --help lists the options\.\n$/);
});

test('--help says what it does', async () => {
  const { code, stdout } = await redrive('--help');

  expect(code).toBe(0);
  expect(stdout).toContain('npm run redrive -- [options]');
});

/** As SQS hands it to the worker: what it is about emulators far behind. */
function event(id: string): string {
  return JSON.stringify({ 'detail-type': 'x'.repeat(400), detail: { Id: `vulnscan/${id}` } });
}

/** What `npm run redrive` would print, without the time it takes to start. */
async function redrive(...args: string[]): Promise<Ended> {
  const lines: string[] = [];
  let stderr = '';
  try {
    await run(args, (line) => lines.push(line));
  } catch (error) {
    stderr = errorText(error);
  }
  return {
    code: stderr === '' ? 0 : 1,
    stdout: lines.map((line) => `${line}\n`).join(''),
    stderr,
  };
}

async function urlOf(name: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: `vulnscan-${name}` }),
  );
  return QueueUrl;
}

/** As a function puts aside what it can't read. */
async function quarantine(id: string, body: string, group: string = SCANS_GROUP): Promise<void> {
  const aside = createQuarantine(await urlOf('quarantine'), sqs);
  await aside.put({ id, body, group }, 'it is not known');
}

function ruleArn(name: string): string {
  return `arn:aws:events:${REGION}:${ACCOUNT}:rule/vulnscan-${name}`;
}

/** As EventBridge and Scheduler put it aside: who it is of and why stand in the attributes. */
async function undeliver(MessageBody: string, attributes: Record<string, string>): Promise<void> {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue },
    ]),
  );
  const QueueUrl = await urlOf('undelivered');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
}

/** Received once too often, as SQS buries it. */
async function bury(name: 'intake' | 'decide' | 'tasks.fifo', bodies: string[]): Promise<void> {
  const QueueUrl = await urlOf(name);
  const dead = name === 'tasks.fifo' ? 'tasks-dead.fifo' : `${name}-dead`;
  const deadLetterTargetArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:vulnscan-${dead}`;
  giveUpAfter(QueueUrl, { deadLetterTargetArn, maxReceiveCount: 1 });
  for (const MessageBody of bodies) {
    const ids = name === 'tasks.fifo' && {
      MessageGroupId: SCANS_GROUP,
      MessageDeduplicationId: randomUUID(),
    };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...ids }));
  }
  const receive = { QueueUrl, VisibilityTimeout: 0, MaxNumberOfMessages: 10 };
  let received: unknown;
  do received = (await sqs.send(new ReceiveMessageCommand(receive))).Messages;
  while (received !== undefined);
  giveUpAfter(QueueUrl, { deadLetterTargetArn, maxReceiveCount: 200 });
}

function giveUpAfter(QueueUrl: string, policy: object): void {
  const name = new URL(QueueUrl).pathname.split('/').at(-1) ?? '';
  emulators.aws.sqs.queue(name).setAttributes({ RedrivePolicy: JSON.stringify(policy) });
}

/** The first ten that wait in it. */
async function waiting(name: string): Promise<{ body: unknown; group: unknown }[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: await urlOf(name),
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['MessageGroupId'],
    }),
  );
  return Messages.map(({ Body, Attributes }) => ({
    body: Body,
    group: Attributes?.MessageGroupId,
  }));
}
