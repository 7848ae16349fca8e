import * as z from 'zod/mini';
import { InvalidInput } from '../domain/errors';
import type { Finding } from '../domain/finding';
import type { Job } from '../domain/job';
import type { ScanEvent, ScanTask } from '../domain/scan';
import { NAMES } from '../installation';
import type { SweptFinding } from '../ports/queues';
import { Envelope, FindingsDetail, TaskDetail } from './event-schema';
import { JobSchema, SweptFindingSchema } from './job-schema';
import { ScanEventSchema } from './scan-event-schema';
import { parseFinding } from './security-hub/asff/parse-finding';

/** The content of a queue's record. */
export type RecordContent =
  | { kind: 'findings'; eventId: string; time: string; findings: Finding[] }
  | { kind: 'task'; task: ScanTask }
  | { kind: 'scan'; event: ScanEvent }
  | { kind: 'job'; job: Job }
  | { kind: 'raise'; entry: SweptFinding }
  /** Any other event. */
  | { kind: 'other'; event: Envelope };

/** SQS accepts at most 1 MiB. */
const MAX_CHARACTERS = 1_048_576;

/**
 * Reads a record's body: an EventBridge event or one of our own jobs. Throws InvalidInput `record` for anything else;
 * its message names fields, never their values.
 */
export function readRecord(body: string): RecordContent {
  const json = parseJson(body);
  const type = z.safeParse(z.object({ type: z.string() }), json);
  if (type.success) {
    if (type.data.type === 'raise')
      return { kind: 'raise', entry: parse(SweptFindingSchema, json, 'sweep entry') };
    return { kind: 'job', job: parse(JobSchema, json, 'job') };
  }
  return readEvent(parse(Envelope, json, 'event'));
}

function readEvent(event: Envelope): RecordContent {
  const { source, detail, time, id } = event;
  const kind = event['detail-type'];
  if (source === 'aws.securityhub' && kind === 'Security Hub Findings - Imported') {
    const { findings } = parse(FindingsDetail, detail, 'event detail');
    return {
      kind: 'findings',
      eventId: id,
      time: checkTime(time),
      findings: findings.map(parseFinding),
    };
  }
  if (source === 'aws.ecs' && kind === 'ECS Task State Change') {
    return { kind: 'task', task: parse(TaskDetail, detail, 'event detail') };
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

function checkTime(time: string): string {
  if (Number.isNaN(Date.parse(time))) throw malformed('its time is not a time');
  return time;
}

function malformed(reason: string, cause?: unknown): InvalidInput {
  return new InvalidInput('record', `This record can't be read: ${reason}; look at what sent it.`, {
    cause,
  });
}
