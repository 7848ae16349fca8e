import * as z from 'zod/mini';
import type { ActResult, PageEvent } from '../protocol';

const channel = z.object({ id: z.string(), name: z.string() });

const user = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  kind: z.enum(['member', 'guest', 'outsider', 'bot', 'deactivated']),
  color: z.string(),
});

const message = z.object({
  channel: z.string(),
  ts: z.string(),
  user: z.string(),
  text: z.string(),
  blocks: z.array(z.unknown()),
  attachments: z.array(z.unknown()),
  threadTs: z.exactOptional(z.string()),
  broadcast: z.exactOptional(z.boolean()),
  ephemeralTo: z.exactOptional(z.string()),
  edited: z.exactOptional(z.boolean()),
  metadata: z.exactOptional(z.unknown()),
  revision: z.number(),
});

const view = z.object({
  id: z.string(),
  user: z.string(),
  view: z.unknown(),
  errors: z.record(z.string(), z.string()),
});

const home = z.object({ user: z.string(), view: z.unknown() });

const finding = z.object({
  id: z.string(),
  title: z.string(),
  severity: z.string(),
  workflowStatus: z.string(),
  recordState: z.string(),
  images: z.array(z.string()),
  note: z.exactOptional(z.string()),
  updatedAt: z.string(),
  asff: z.unknown(),
});

const queue = z.object({
  name: z.string(),
  visible: z.number(),
  inFlight: z.number(),
  delayed: z.number(),
});

const task = z.object({
  arn: z.string(),
  group: z.string(),
  lastStatus: z.string(),
  startedBy: z.string(),
  stoppedReason: z.exactOptional(z.string()),
  exitCode: z.exactOptional(z.number()),
  log: z.array(z.string()),
});

const place = z.enum([
  'slack',
  'scanner',
  'security-hub',
  'eventbridge',
  'sqs',
  'lambda',
  'ecs',
  'person',
]);

const traffic = z.object({
  id: z.number(),
  at: z.string(),
  from: place,
  to: place,
  what: z.string(),
  outcome: z.exactOptional(z.string()),
  millis: z.exactOptional(z.number()),
});

const faults = z.object({
  slackSlow: z.boolean(),
  slackDown: z.boolean(),
  securityHubThrottled: z.boolean(),
  eventsDuplicated: z.boolean(),
  scansStopped: z.boolean(),
  databaseOld: z.boolean(),
  poisonMessage: z.boolean(),
  tokenRefused: z.boolean(),
});

const settings = z.object({
  awsUrl: z.string(),
  language: z.enum(['en', 'ja']),
  images: z.array(z.string()),
});

const state = z.object({
  workspace: channel,
  channels: z.array(channel),
  groups: z.array(channel),
  users: z.array(user),
  messages: z.array(message),
  views: z.array(view),
  homes: z.array(home),
  findings: z.array(finding),
  queues: z.array(queue),
  tasks: z.array(task),
  traffic: z.array(traffic),
  faults,
  settings,
});

const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), state }),
  z.object({ type: z.literal('message'), message }),
  z.object({ type: z.literal('message-deleted'), channel: z.string(), ts: z.string() }),
  z.object({ type: z.literal('view'), view }),
  z.object({ type: z.literal('view-closed'), id: z.string() }),
  z.object({ type: z.literal('home'), home }),
  z.object({ type: z.literal('finding'), finding }),
  z.object({ type: z.literal('finding-deleted'), id: z.string() }),
  z.object({ type: z.literal('queues'), queues: z.array(queue) }),
  z.object({ type: z.literal('task'), task }),
  z.object({ type: z.literal('traffic'), entry: traffic }),
  z.object({ type: z.literal('faults'), faults }),
  z.object({ type: z.literal('settings'), settings }),
]);

const result = z.object({ ok: z.boolean(), error: z.exactOptional(z.string()) });

/** One line of the stream; throws if the server speaks another protocol than this page. */
export function readEvent(line: string): PageEvent {
  return event.parse(JSON.parse(line));
}

export function readResult(body: unknown): ActResult {
  return result.parse(body);
}
