import { randomUUID } from 'node:crypto';
import type { Environment } from '../environment';
import { within } from '../random-delay';
import type { Arrivals } from './arrivals';
import type { QueueSettings } from './attributes';
import type { SendInput } from './check-send';
import { checkSend } from './check-send';
import type { Deduplication } from './deduplication';
import type { Message } from './message';

export interface QueueDeps {
  env: Environment;
  /** Finds the dead-letter queue. */
  queueByArn(arn: string): { bury(message: Message, fromArn: string): void } | undefined;
}

/** What a queue keeps. */
export interface QueueState extends QueueDeps {
  arn: string;
  settings: QueueSettings;
  /** By id, in the order they came. */
  messages: Map<string, Message>;
  deduplication: Deduplication;
  /** Wakes who waits for messages. */
  arrivals: Arrivals;
  /** FIFO: how many numbers were given out. */
  sequence: number;
}

/** Adds a new message, or finds the one sent before under its deduplication id. */
export function send(state: QueueState, input: SendInput): Message {
  const { settings, deduplication } = state;
  const { groupId, deduplicationId } = checkSend(input, settings);
  const scope = settings.deduplicationPerGroup ? groupId : undefined;
  const earlier = deduplicationId && deduplication.find(deduplicationId, scope, nowOf(state));
  if (earlier) return earlier;
  const message = newMessage(state, input, groupId, deduplicationId);
  if (deduplicationId) deduplication.remember(deduplicationId, scope, message);
  add(state, message);
  return message;
}

function newMessage(
  state: QueueState,
  input: SendInput,
  groupId: string | undefined,
  deduplicationId: string | undefined,
): Message {
  const { settings, env } = state;
  const sentAt = nowOf(state);
  const delay = (input.delaySeconds ?? settings.delaySeconds) * 1000;
  return {
    id: randomUUID(),
    body: input.body,
    attributes: input.attributes ?? {},
    groupId,
    deduplicationId,
    sequenceNumber: settings.fifo ? nextNumber(state) : undefined,
    sentAt,
    visibleAt: sentAt + delay + within(env.faults.sqsDelay, env.random),
    receiveCount: 0,
    firstReceivedAt: undefined,
    receiptHandle: undefined,
  };
}

/** Takes a message from another queue that gave up on it. */
export function bury(state: QueueState, message: Message, fromArn: string): void {
  const at = nowOf(state);
  add(state, {
    ...message,
    visibleAt: at,
    receiptHandle: undefined,
    deadLetterSourceArn: fromArn,
    ...(state.settings.fifo && { sentAt: at, sequenceNumber: nextNumber(state) }),
  });
}

function nextNumber(state: QueueState): string {
  state.sequence += 1;
  return String(state.sequence).padStart(20, '0');
}

function add(state: QueueState, message: Message): void {
  state.messages.set(message.id, message);
  moved(state);
}

/** To be called when a message came, went or changed its time. */
export function moved({ arrivals, env }: QueueState): void {
  arrivals.ring();
  env.changes.queuesMoved();
}

export function nowOf({ env }: QueueState): number {
  return env.now().getTime();
}

export function depthOf(state: QueueState): { visible: number; inFlight: number; delayed: number } {
  const now = nowOf(state);
  const depth = { visible: 0, inFlight: 0, delayed: 0 };
  for (const message of state.messages.values()) {
    if (message.visibleAt <= now) depth.visible += 1;
    else if (message.receiptHandle) depth.inFlight += 1;
    else depth.delayed += 1;
  }
  return depth;
}
