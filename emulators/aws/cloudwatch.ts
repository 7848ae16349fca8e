import * as z from 'zod';
import { AwsError } from './aws-error';
import type { Environment } from './environment';
import type { Bus } from './events/bus';
import type { Operations } from './operation';
import { operationsRefusing } from './operation';

type AlarmState = z.infer<typeof alarmState>;

interface Alarm {
  name: string;
  description: string;
  state: AlarmState;
  changedAt: Date;
  madeAt: Date;
}

export interface CloudWatch {
  /** Creates an alarm, or changes its description and keeps its state. */
  putAlarm(name: string, description: string, state?: AlarmState): void;
  /** Sets the result of an evaluation. A change is published on the event bus. */
  setState(name: string, state: AlarmState): void;
  operations: Operations;
}

const alarmState = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const operation = operationsRefusing('ValidationException', 'ValidationError');
const describeInput = z
  .object({
    AlarmNames: z.array(z.string().min(1).max(255)).max(100).optional(),
    AlarmNamePrefix: z.string().min(1).max(255).optional(),
    AlarmTypes: z.array(z.enum(['CompositeAlarm', 'MetricAlarm', 'LogAlarm'])).optional(),
    StateValue: alarmState.optional(),
    MaxRecords: z.number().int().min(1).max(100).optional(),
    NextToken: z.string().optional(),
  })
  .refine(
    ({ AlarmNames, AlarmNamePrefix }) => AlarmNames === undefined || AlarmNamePrefix === undefined,
    'AlarmNames and AlarmNamePrefix exclude each other',
  );
type DescribeInput = z.infer<typeof describeInput>;

const PAGE = 50;

/** CloudWatch alarms without metrics: the caller sets their states. */
export function createCloudWatch(env: Environment, bus: Bus): CloudWatch {
  const alarms = new Map<string, Alarm>();
  return {
    putAlarm(name, description, first = 'INSUFFICIENT_DATA') {
      const now = env.now();
      const { state = first, changedAt = now } = alarms.get(name) ?? {};
      alarms.set(name, { name, description, state, changedAt, madeAt: now });
    },
    setState(name, state) {
      const alarm = alarms.get(name);
      if (!alarm) throw new Error(`alarm ${name} does not exist: put it first`);
      if (alarm.state === state) return;
      const before = alarm.state;
      Object.assign(alarm, { state, changedAt: env.now() });
      publish(bus, alarm, before);
    },
    operations: {
      DescribeAlarms: operation(describeInput, (input) => describe(env, alarms, input)),
    },
  };
}

function publish(bus: Bus, alarm: Alarm, before: AlarmState): void {
  bus.publish({
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    detail: {
      alarmName: alarm.name,
      state: { value: alarm.state, timestamp: alarm.changedAt.toISOString() },
      previousState: { value: before },
      configuration: { description: alarm.description },
    },
  });
}

function describe(env: Environment, alarms: Map<string, Alarm>, input: DescribeInput) {
  const { MaxRecords = PAGE, AlarmTypes = ['MetricAlarm'] } = input;
  const matching = AlarmTypes.includes('MetricAlarm') ? select(alarms, input) : [];
  const start = startOf(matching, input.NextToken);
  const next = matching[start + MaxRecords];
  return {
    CompositeAlarms: [],
    MetricAlarms: matching.slice(start, start + MaxRecords).map((alarm) => show(env, alarm)),
    ...(next && { NextToken: tokenOf(next) }),
  };
}

function select(alarms: Map<string, Alarm>, input: DescribeInput): Alarm[] {
  const { AlarmNames, AlarmNamePrefix = '', StateValue } = input;
  return [...alarms.values()]
    .filter(({ name }) => AlarmNames?.includes(name) ?? name.startsWith(AlarmNamePrefix))
    .filter(({ state }) => StateValue === undefined || state === StateValue)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function startOf(matching: Alarm[], token: string | undefined): number {
  if (token === undefined) return 0;
  const start = matching.findIndex((alarm) => tokenOf(alarm) === token);
  if (start < 0) throw new AwsError('InvalidNextToken', 'The next token is invalid', 400);
  return start;
}

function tokenOf({ name }: Alarm): string {
  return Buffer.from(name).toString('base64url');
}

function show({ region, account }: Environment, alarm: Alarm) {
  const changedAt = alarm.changedAt.getTime() / 1000;
  return {
    AlarmName: alarm.name,
    AlarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${alarm.name}`,
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: alarm.madeAt.getTime() / 1000,
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    StateValue: alarm.state,
    StateUpdatedTimestamp: changedAt,
    StateTransitionedTimestamp: changedAt,
  };
}
