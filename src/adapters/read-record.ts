import * as z from 'zod/mini';
import { InvalidInput } from '../domain/errors';
import type { FanOutEnd } from '../domain/fan-out';
import type { Finding, FindingKey } from '../domain/finding';
import type { Job } from '../domain/job';
import type { ScanEvent, ScanTask } from '../domain/scan';
import { NAMES } from '../installation';
import { Envelope, FindingsDetail, TaskDetail } from './event-schema';
import { ExecutionDetail } from './fan-out-schema';
import { JobSchema, ReadSchema } from './job-schema';
import { ScanEventSchema } from './scan-event-schema';
import { parseFinding } from './security-hub/asff/parse-finding';
import { WakeSchema } from './wake';

/** The content of a queue's record. */
export type RecordContent =
  /** `time`: when the event happened, ISO 8601. */
  | { kind: 'findings'; time: string; findings: Finding[] }
  | { kind: 'task'; task: ScanTask }
  | { kind: 'scan'; event: ScanEvent }
  | { kind: 'fan-out'; end: FanOutEnd }
  | { kind: 'job'; job: Job }
  /** Findings to read from Security Hub. */
  | { kind: 'read'; keys: FindingKey[] }
  /** Something is due in the ledger: these findings or cards, and whatever else its index has. */
  | { kind: 'wake'; hashes: string[]; keys: string[] }
  /** Any other event. */
  | { kind: 'other'; event: Envelope };

/** SQS accepts at most 1 MiB. */
const MAX_CHARACTERS = 1_048_576;

/**
 * Reads a record's body: an EventBridge event or one of our own messages. Throws InvalidInput `record` for anything else;
 * its message names fields, never their values.
 */
export function readRecord(body: string): RecordContent {
  const json = parseJson(body);
  const type = z.safeParse(z.object({ type: z.string() }), json);
  return type.success
    ? readMessage(type.data.type, json)
    : readEvent(parse(Envelope, json, 'event'));
}

function readMessage(type: string, json: unknown): RecordContent {
  if (type === 'read') return { kind: 'read', keys: parse(ReadSchema, json, 'read').keys };
  if (type === 'wake') {
    const { hashes = [], keys = [] } = parse(WakeSchema, json, 'wake-up');
    return { kind: 'wake', hashes, keys };
  }
  return { kind: 'job', job: parse(JobSchema, json, 'job') };
}

function readEvent(event: Envelope): RecordContent {
  const { source, detail, time } = event;
  const kind = event['detail-type'];
  if (source === 'aws.securityhub' && kind === 'Security Hub Findings - Imported') {
    const { findings } = parse(FindingsDetail, detail, 'event detail');
    return { kind: 'findings', time: isoTime(time), findings: findings.map(parseFinding) };
  }
  if (source === 'aws.ecs' && kind === 'ECS Task State Change') {
    return { kind: 'task', task: parse(TaskDetail, detail, 'event detail') };
  }
  if (source === 'aws.states' && kind === 'Step Functions Execution Status Change') {
    return { kind: 'fan-out', end: parse(ExecutionDetail, detail, 'event detail') };
  }
  if (source === NAMES.eventSource) {
    const named =
      typeof detail === 'object' && detail !== null ? { ...detail, type: kind } : detail;
    return { kind: 'scan', event: parse(ScanEventSchema, named, 'event detail') };
  }
  return { kind: 'other', event };
}

function parseJson(body: string): unknown {
  if (body.length > MAX_CHARACTERS) throw malformed('it is longer than a queue may hold');
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw malformed('it is not JSON', cause);
  }
}

function parse<T>(schema: z.ZodMiniType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues
    .slice(0, 5)
    .map(({ path, code }) => `${path.join('.') || what} (${code})`);
  throw malformed(`the ${what} is wrong at ${faults.join(', ')}`, result.error);
}

function isoTime(time: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) throw malformed('its time is not a time');
  return at.toISOString();
}

function malformed(reason: string, cause?: unknown): InvalidInput {
  return new InvalidInput('record', `This record can't be read: ${reason}; look at what sent it.`, {
    cause,
  });
}
